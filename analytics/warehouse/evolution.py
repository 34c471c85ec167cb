"""Making the warehouse what `tables` says: what is missing is added, what is there stays. Nothing is ever dropped."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from google.api_core.exceptions import NotFound
from google.cloud import bigquery

from analytics.warehouse.client import WarehouseRefused, asking, client, dataset_id, limits, table_id
from analytics.warehouse.query import run
from analytics.warehouse.tables import TABLES, Column, Table

# Somebody else may change the same table between our reading and writing it.
TRIES = 3
CHANGED_MEANWHILE = "conditionNotMet"

# What the older API names call the same types.
_SAME_TYPE = {"FLOAT": "FLOAT64", "INTEGER": "INT64", "BOOLEAN": "BOOL"}


class Kind(StrEnum):
    DATASET_MISSING = "dataset missing"
    TABLE_MISSING = "table missing"
    COLUMN_MISSING = "column missing"
    STRICTER = "column required there"
    CLUSTERING = "sorted otherwise"
    DESCRIPTION = "description"
    # What adding cannot mend.
    TYPE = "other type"
    PARTITION = "cut otherwise"


NEEDS_A_PERSON = frozenset({Kind.TYPE, Kind.PARTITION})


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which the warehouse is not what `tables` says. `there` and `here` are for people to read."""

    kind: Kind
    table: str
    column: str = ""
    there: str = ""
    here: str = ""

    @property
    def needs_a_person(self) -> bool:
        return self.kind in NEEDS_A_PERSON


def differences() -> list[Difference]:
    """What `migrate` would change, and what it cannot.

    Columns that only the warehouse has are older or newer than this code; they are no difference.

    Raises:
        WarehouseError: BigQuery does not answer, or refuses.
    """
    with asking():
        try:
            client().get_dataset(dataset_id(), **limits())
        except NotFound:
            return [Difference(Kind.DATASET_MISSING, "", here=dataset_id())] + [
                Difference(Kind.TABLE_MISSING, name) for name in TABLES
            ]
        return [difference for table in TABLES.values() for difference in _differences_of(table, _found(table))]


def migrate() -> list[Difference]:
    """Make what is missing, as often as wanted and beside any number of others.

    Returns:
        What was different before; the ones that need a person still are.

    Raises:
        WarehouseError: BigQuery does not answer, or refuses.
    """
    before = differences()
    if any(difference.kind == Kind.DATASET_MISSING for difference in before):
        with asking():
            dataset = bigquery.Dataset(dataset_id())
            dataset.location = settings.BIGQUERY_LOCATION
            dataset.description = "What shoppers did, and what was learned from it."
            client().create_dataset(dataset, exists_ok=True, **limits())
    for name in dict.fromkeys(each.table for each in before if each.table and not each.needs_a_person):
        _bring_up_to_date(TABLES[name])
    return before


def _bring_up_to_date(table: Table) -> None:
    for left in reversed(range(TRIES)):
        try:
            with asking():
                found = _found(table)
                if found is None:
                    client().create_table(_as_new(table), exists_ok=True, **limits())
                else:
                    _change(table, found)
            return
        except WarehouseRefused as refused:
            if refused.reason != CHANGED_MEANWHILE or not left:
                raise


def _found(table: Table) -> bigquery.Table | None:
    try:
        return client().get_table(table_id(table.name), **limits())
    except NotFound:
        return None


def _differences_of(table: Table, found: bigquery.Table | None) -> Iterator[Difference]:
    if found is None:
        yield Difference(Kind.TABLE_MISSING, table.name)
        return
    there = {field.name: field for field in found.schema}
    for column in table.columns:
        field = there.get(column.name)
        if field is None:
            yield Difference(Kind.COLUMN_MISSING, table.name, column.name, here=column.type)
            continue
        if _type(field) != column.type:
            yield Difference(Kind.TYPE, table.name, column.name, _type(field), column.type)
        # A column that was added later cannot be required there, however it is here.
        if field.mode == "REQUIRED" and not column.required:
            yield Difference(Kind.STRICTER, table.name, column.name, "REQUIRED", "NULLABLE")
        if field.description != column.description:
            yield Difference(Kind.DESCRIPTION, table.name, column.name, field.description or "", column.description)
    if found.description != table.description:
        yield Difference(Kind.DESCRIPTION, table.name, "", found.description or "", table.description)
    partition = found.time_partitioning
    if partition is None or partition.type_ != "DAY" or partition.field != table.partition:
        cut = f"{partition.type_} of {partition.field}" if partition else "not at all"
        yield Difference(Kind.PARTITION, table.name, "", cut, f"DAY of {table.partition}")
    if tuple(found.clustering_fields or ()) != table.cluster:
        clustering = ", ".join(found.clustering_fields or ()) or "not at all"
        yield Difference(Kind.CLUSTERING, table.name, "", clustering, ", ".join(table.cluster))


def _change(table: Table, found: bigquery.Table) -> None:
    there = {field.name for field in found.schema}
    looser = {each.column for each in _differences_of(table, found) if each.kind == Kind.STRICTER}
    name = f"`{table_id(table.name)}`"
    for column in table.columns:
        # The statement, not only the schema below: the emulator's tables follow statements alone.
        if column.name not in there:
            run(f"ALTER TABLE {name} ADD COLUMN IF NOT EXISTS {column.name} {column.type}")
        elif column.name in looser:
            run(f"ALTER TABLE {name} ALTER COLUMN {column.name} DROP NOT NULL")
    ours = {column.name: column for column in table.columns}
    kept = [_redescribed(field, ours.get(field.name), nullable=field.name in looser) for field in found.schema]
    added = [_field(column, nullable=True) for column in table.columns if column.name not in there]
    found.schema = kept + added
    found.description = table.description
    found.clustering_fields = list(table.cluster)
    client().update_table(found, ["schema", "description", "clustering_fields"], **limits())


def _as_new(table: Table) -> bigquery.Table:
    new = bigquery.Table(table_id(table.name), schema=[_field(column) for column in table.columns])
    new.description = table.description
    new.time_partitioning = bigquery.TimePartitioning(type_="DAY", field=table.partition)
    new.clustering_fields = list(table.cluster)
    return new


def _field(column: Column, *, nullable: bool = False) -> bigquery.SchemaField:
    mode = "REQUIRED" if column.required and not nullable else "NULLABLE"
    return bigquery.SchemaField(column.name, column.type, mode=mode, description=column.description)


def _redescribed(field: bigquery.SchemaField, ours: Column | None, *, nullable: bool) -> bigquery.SchemaField:
    if ours is None:
        return field
    # From what is there, so that nothing somebody else set on the column (a policy tag) is lost.
    described = field.to_api_repr() | {"description": ours.description}
    return bigquery.SchemaField.from_api_repr(described | ({"mode": "NULLABLE"} if nullable else {}))


def _type(field: bigquery.SchemaField) -> str:
    return _SAME_TYPE.get(field.field_type, field.field_type)
