"""Cut the table of events into months; those that are there move over, with an id each in the table of ids."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import migrations, models

TABLE = "analytics_event"
INDEXES = [
    "CREATE INDEX event_by_subject ON analytics_event (subject_id, event_time)",
    "CREATE INDEX event_by_product ON analytics_event (subject_id, sku, event_time) WHERE NOT sku = ''",
    "CREATE INDEX event_by_arrival ON analytics_event (received_at)",
    "CREATE INDEX event_unexported ON analytics_event (received_at) WHERE exported_at IS NULL",
]
MONTHS_AHEAD = 2


def cut(apps: Any, schema_editor: Any) -> None:
    run, connection = schema_editor.execute, schema_editor.connection
    _set_aside(run)
    run(f"CREATE TABLE {TABLE} (LIKE {TABLE}_before INCLUDING DEFAULTS INCLUDING CONSTRAINTS) "
        "PARTITION BY RANGE (received_at)")
    run(f"ALTER TABLE {TABLE} ADD CONSTRAINT {TABLE}_pkey PRIMARY KEY (event_id, received_at)")
    for index in INDEXES:
        run(index)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT date_trunc('month', received_at, 'UTC') FROM {TABLE}_before")
        firsts = {first.astimezone(UTC) for (first,) in cursor.fetchall()}
    month = _first_of(datetime.now(UTC))
    for _ in range(MONTHS_AHEAD + 1):
        firsts.add(month)
        month = _following(month)
    for first in sorted(firsts):
        run(f"CREATE TABLE {TABLE}_{first:%Y_%m} PARTITION OF {TABLE} "
            f"FOR VALUES FROM ('{first}') TO ('{_following(first)}')")
    run(f"CREATE TABLE {TABLE}_default PARTITION OF {TABLE} DEFAULT")
    _move_over(run)
    run(f"INSERT INTO analytics_eventid (event_id) SELECT event_id FROM {TABLE}")


def join(apps: Any, schema_editor: Any) -> None:
    run = schema_editor.execute
    _set_aside(run)
    run(f"CREATE TABLE {TABLE} (LIKE {TABLE}_before INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
    run(f"ALTER TABLE {TABLE} ADD CONSTRAINT {TABLE}_pkey PRIMARY KEY (event_id)")
    for index in INDEXES:
        run(index)
    _move_over(run)


def _set_aside(run: Any) -> None:
    run(f"ALTER TABLE {TABLE} RENAME TO {TABLE}_before")
    run(f"ALTER TABLE {TABLE}_before DROP CONSTRAINT {TABLE}_pkey")
    for index in INDEXES:
        run(f"DROP INDEX {index.split()[2]}")


def _move_over(run: Any) -> None:
    # Both have the same columns in the same order: one was made like the other.
    run(f"INSERT INTO {TABLE} SELECT * FROM {TABLE}_before")
    run(f"DROP TABLE {TABLE}_before")


def _first_of(moment: datetime) -> datetime:
    return moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _following(first: datetime) -> datetime:
    return _first_of(first + timedelta(days=32))


class Migration(migrations.Migration):

    dependencies = [
        ('analytics', '0004_event_interaction_strength'),
    ]

    operations = [
        migrations.CreateModel(
            name='EventId',
            fields=[
                ('event_id', models.UUIDField(primary_key=True, serialize=False)),
            ],
        ),
        migrations.RunPython(cut, join),
    ]
