"""The warehouse becomes what the code says, as often as asked, and loses nothing."""

import dataclasses
import threading
from types import MappingProxyType

import pytest
from django.db import connections
from google.cloud import bigquery

from analytics.warehouse import evolution
from analytics.warehouse.client import client, table_id
from analytics.warehouse.evolution import Difference, Kind, differences, migrate
from analytics.warehouse.tables import TABLES, Column, Table
from tests.warehouse import Warehouse

METRICS = "learning_metrics"


def described_as(monkeypatch: pytest.MonkeyPatch, table: Table) -> None:
    """Let the code say this of the table."""
    monkeypatch.setattr(evolution, "TABLES", MappingProxyType({**TABLES, table.name: table}))


def with_column(column: Column) -> Table:
    table = TABLES[METRICS]
    others = tuple(each for each in table.columns if each.name != column.name)
    return dataclasses.replace(table, columns=(*others, column))


def metric(name: str) -> dict[str, object]:
    moment = "2026-01-05T10:00:00Z"
    return {
        "metric": name,
        "run_id": "run",
        "computed_at": moment,
        "window_start": moment,
        "window_end": moment,
    }


def test_a_new_warehouse_has_all_tables_cut_and_sorted_as_described(fresh_warehouse: Warehouse) -> None:
    assert differences() == []
    for table in TABLES.values():
        found = client().get_table(table_id(table.name), timeout=60)
        assert found.time_partitioning is not None
        assert (found.time_partitioning.type_, found.time_partitioning.field) == ("DAY", table.partition)
        assert tuple(found.clustering_fields or ()) == table.cluster
        assert [field.description for field in found.schema] == [column.description for column in table.columns]


def test_nothing_is_there_before_the_first_time(fresh_warehouse: Warehouse) -> None:
    client().delete_dataset(fresh_warehouse.dataset, delete_contents=True, timeout=60)
    found = differences()
    assert found[0].kind == Kind.DATASET_MISSING
    assert [each.table for each in found[1:]] == list(TABLES)
    assert migrate() == found
    assert differences() == []


def test_the_second_time_there_is_nothing_to_do(fresh_warehouse: Warehouse) -> None:
    assert migrate() == []


def test_a_missing_table_is_made_and_the_others_keep_their_rows(fresh_warehouse: Warehouse) -> None:
    fresh_warehouse.insert(METRICS, metric("kept"))
    client().delete_table(table_id("order_items"), timeout=60)
    assert differences() == [Difference(Kind.TABLE_MISSING, "order_items")]
    migrate()
    assert differences() == []
    assert fresh_warehouse.query(f"SELECT metric FROM {METRICS}") == [("kept",)]


def test_a_new_column_is_added_to_a_table_with_rows(
    fresh_warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh_warehouse.insert(METRICS, metric("old"))
    described_as(monkeypatch, with_column(Column("season", "STRING", "Of the year.", required=True)))
    assert differences() == [Difference(Kind.COLUMN_MISSING, METRICS, "season", here="STRING")]
    migrate()
    assert differences() == []
    fresh_warehouse.insert(METRICS, {**metric("new"), "season": "winter"})
    assert fresh_warehouse.query(f"SELECT metric, season FROM {METRICS} ORDER BY metric DESC") == [
        ("old", None),
        ("new", "winter"),
    ]


def test_a_column_that_only_the_warehouse_has_stays_with_its_values(
    fresh_warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh_warehouse.insert(METRICS, {**metric("kept"), "rules_version": "7"})
    table = TABLES[METRICS]
    fewer = tuple(column for column in table.columns if column.name != "rules_version")
    described_as(monkeypatch, dataclasses.replace(table, columns=fewer, description="Without versions."))
    assert [each.kind for each in differences()] == [Kind.DESCRIPTION]
    migrate()
    assert differences() == []
    assert fresh_warehouse.query(f"SELECT rules_version FROM {METRICS}") == [("7",)]


def test_a_column_may_become_optional_and_never_the_other_way(
    fresh_warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    described_as(monkeypatch, with_column(Column("run_id", "STRING", "The run, if any.")))
    assert {each.kind for each in differences()} == {Kind.STRICTER, Kind.DESCRIPTION}
    migrate()
    assert differences() == []
    monkeypatch.undo()
    assert {each.kind for each in differences()} == {Kind.DESCRIPTION}


def test_what_adding_cannot_mend_is_said_and_left_alone(
    fresh_warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    described_as(monkeypatch, with_column(Column("shoppers", "STRING", "Shoppers this is based on.")))
    (difference,) = migrate()
    assert difference == Difference(Kind.TYPE, METRICS, "shoppers", "INT64", "STRING")
    assert difference.needs_a_person
    assert differences() == [difference]


def test_a_table_that_is_not_cut_by_day_is_said(fresh_warehouse: Warehouse) -> None:
    client().delete_table(table_id(METRICS), timeout=60)
    fields = [bigquery.SchemaField(column.name, column.type) for column in TABLES[METRICS].columns]
    client().create_table(bigquery.Table(table_id(METRICS), schema=fields), timeout=60)
    found = {each.kind: each for each in differences()}
    assert found[Kind.PARTITION].there == "not at all"
    assert found[Kind.PARTITION].needs_a_person


def test_many_at_once_make_each_table_once(fresh_warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    client().delete_table(table_id("order_items"), timeout=60)
    described_as(monkeypatch, with_column(Column("season", "STRING", "Of the year.")))
    failed: list[BaseException] = []

    def run() -> None:
        try:
            migrate()
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not failed
    assert differences() == []
