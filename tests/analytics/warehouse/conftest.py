from collections.abc import Iterator
from uuid import uuid4

import pytest


class Warehouse:
    """The tables of this run's dataset, empty at the start of each test that asks for them."""

    def empty(self) -> None:
        from analytics.warehouse import sending
        from analytics.warehouse.client import table_id

        for table in ("raw_user_actions", "order_items"):
            sending.run(f"DELETE FROM `{table_id(table)}` WHERE TRUE", "", f"empty_{table}_{uuid4().hex}")

    def renew(self) -> None:
        """Make the tables anew, whatever was done to them."""
        from analytics.warehouse import evolution
        from analytics.warehouse.client import client, limits, table_id

        for table in ("raw_user_actions", "order_items"):
            client().delete_table(table_id(table), not_found_ok=True, **limits())
        evolution.migrate()


@pytest.fixture(scope="session")
def _tables() -> Warehouse:
    warehouse = Warehouse()
    warehouse.renew()
    return warehouse


@pytest.fixture
def warehouse(_tables: Warehouse) -> Warehouse:
    """The warehouse's tables, empty."""
    _tables.empty()
    return _tables


@pytest.fixture
def broken_warehouse(warehouse: Warehouse) -> Iterator[Warehouse]:
    """Tables that this test may drop or change."""
    yield warehouse
    warehouse.renew()
