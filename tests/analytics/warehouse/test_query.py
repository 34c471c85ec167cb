"""Questions of people: read only, no more than asked for."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from google.cloud.bigquery import ScalarQueryParameter

from analytics.warehouse.client import WarehouseRefused
from analytics.warehouse.printing import as_csv, as_table
from analytics.warehouse.query import run, select
from tests.warehouse import Warehouse


def test_it_works(fresh_warehouse: Warehouse) -> None:
    answer = select("SELECT 'milk' AS what, 2 AS count UNION ALL SELECT 'bread', 1 ORDER BY count", max_rows=10)
    assert answer.columns == ("what", "count")
    assert answer.rows == [("bread", 1), ("milk", 2)]
    assert answer.total == 2


def test_tables_need_only_their_name(fresh_warehouse: Warehouse) -> None:
    assert select("SELECT COUNT(*) FROM raw_user_actions", max_rows=10).rows == [(0,)]


def test_values_are_given_apart_from_the_statement(fresh_warehouse: Warehouse) -> None:
    answer = run("SELECT @what AS what", [ScalarQueryParameter("what", "STRING", "'; DROP TABLE x")])
    assert answer.rows == [("'; DROP TABLE x",)]


def test_no_more_rows_are_read_than_asked_for(fresh_warehouse: Warehouse) -> None:
    answer = select("SELECT x FROM UNNEST(GENERATE_ARRAY(1, 50)) AS x ORDER BY x", max_rows=3)
    assert answer.rows == [(1,), (2,), (3,)]
    assert answer.total == 50


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE learning_metrics",
        "DELETE FROM learning_metrics WHERE TRUE",
        "INSERT INTO learning_metrics (metric) VALUES ('x')",
        "SELECT 1; DROP TABLE learning_metrics",
        "BEGIN DROP TABLE learning_metrics; END",
        "/* SELECT */ DROP TABLE learning_metrics",
        "CREATE TABLE copied AS SELECT * FROM learning_metrics",
        "EXPORT DATA OPTIONS (uri = 'gs://x/*', format = 'CSV') AS SELECT 1",
        "",
    ],
)
def test_nothing_but_one_select_is_run(fresh_warehouse: Warehouse, statement: str) -> None:
    with pytest.raises(WarehouseRefused, match="Only one SELECT"):
        select(statement, max_rows=10)
    assert fresh_warehouse.query("SELECT COUNT(*) FROM learning_metrics") == [(0,)]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 'a;b' AS x",
        'SELECT "it\'s; one" AS x',
        "SELECT 'it\\'s; one' AS x",
        "SELECT '''a;\n'b''' AS x",
        "SELECT 1 AS `a;b`",
        "-- first; a comment\nSELECT 1 -- and 'another;",
        "/* one; */ (SELECT 1)",
        "# so;\nWITH one AS (SELECT 1 AS n) SELECT n FROM one;",
    ],
)
def test_a_semicolon_within_a_text_or_a_comment_ends_nothing(fresh_warehouse: Warehouse, statement: str) -> None:
    assert len(select(statement, max_rows=10).rows) == 1


@pytest.mark.parametrize("statement", ["SELECT 'open", 'SELECT "open', "SELECT `open", "SELECT 1 /* open"])
def test_a_text_without_end_is_said(statement: str) -> None:
    with pytest.raises(WarehouseRefused, match="has no end"):
        select(statement, max_rows=10)


def test_a_question_that_would_read_too_much_is_refused_before_it_is_asked(fresh_warehouse: Warehouse) -> None:
    # The emulator says of every question that it would read nothing.
    with pytest.raises(WarehouseRefused, match="It would read"):
        select("SELECT 1", max_rows=1, max_bytes=-1)


def test_a_table_for_people_is_aligned() -> None:
    rows = [
        ("oat milk", 2, Decimal("4.500000000"), None, datetime(2026, 1, 5, 10, tzinfo=UTC), {"a": [1]}),
        ("a\nb", 12, Decimal("10"), True, None, None),
    ]
    assert as_table(("what", "n", "price", "new", "at", "rest"), rows).splitlines() == [
        "what       n  price  new   at                         rest",
        "--------  --  -----  ----  -------------------------  ----------",
        'oat milk   2    4.5        2026-01-05 10:00:00+00:00  {"a": [1]}',
        "a\\nb      12     10  true",
        "(2 rows)",
    ]


def test_a_table_without_rows_is_still_a_table() -> None:
    assert as_table(("what", "n"), []) == "what  n\n----  -\n(0 rows)"


def test_csv_is_for_programs() -> None:
    rows = [("a,b", None, Decimal("1.50")), ('say "x"', [1, 2], False)]
    assert as_csv(("what", "list", "n"), rows) == 'what,list,n\n"a,b",,1.5\n"say ""x""","[1, 2]",false\n'
