"""The warehouse's tables as the code describes them."""

import re
from pathlib import Path

import pytest

from analytics.warehouse.query import select
from analytics.warehouse.tables import TABLES, Table
from tests.warehouse import Warehouse

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "warehouse.md"


def test_there_are_the_ten_tables() -> None:
    assert list(TABLES) == [
        "raw_user_actions",
        "order_items",
        "purchase_patterns",
        "brand_preferences",
        "category_preferences",
        "price_sensitivity",
        "shopping_schedule",
        "dietary_patterns",
        "complementary_products",
        "learning_metrics",
    ]


def test_raw_user_actions_has_exactly_these_columns() -> None:
    columns = [(column.name, column.type, column.required) for column in TABLES["raw_user_actions"].columns]
    assert columns == [
        ("event_id", "STRING", True),
        ("event_timestamp", "TIMESTAMP", True),
        ("event_type", "STRING", True),
        ("user_id", "STRING", True),
        ("session_id", "STRING", True),
        ("product_id", "STRING", False),
        ("interaction_strength", "FLOAT64", False),
        ("raw_event_data", "JSON", False),
    ]


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_a_table_is_cut_by_a_time_it_always_has_and_sorted_by_shopper(table: Table) -> None:
    columns = {column.name: column for column in table.columns}
    assert columns[table.partition].type == "TIMESTAMP"
    assert columns[table.partition].required
    assert "user_id" in table.cluster
    assert set(table.cluster) <= set(columns)


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_the_document_for_analysts_says_what_the_code_says(table: Table) -> None:
    text = DOCUMENT.read_text()
    assert f"### `{table.name}`" in text
    section = text.split(f"### `{table.name}`", 1)[1].split("\n### ", 1)[0].split("\n## ", 1)[0]
    assert table.description in section
    for column in table.columns:
        required = ", required" if column.required else ""
        assert f"| `{column.name}` | {column.type}{required} | {column.description} |" in section


def test_the_questions_the_document_shows_can_be_asked(fresh_warehouse: Warehouse) -> None:
    questions = re.findall(r"```sql\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    assert len(questions) > 3
    for question in questions:
        assert select(question, max_rows=10).rows == []
