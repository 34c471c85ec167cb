"""Events that wait for the warehouse, put into Postgres by themselves: for runs that are about what comes after."""

import uuid

import psycopg

from tests.live_shop import LiveShop

# As the shop writes them: the id first, then the event.
_MAKE = """
WITH given AS MATERIALIZED (
    SELECT gen_random_uuid() AS event_id, number, statement_timestamp() - number * interval '1 millisecond' AS at
    FROM generate_series(1, %(count)s) AS number
),
known AS (INSERT INTO analytics_eventid (event_id) SELECT event_id FROM given)
INSERT INTO analytics_event (event_id, subject_id, session_id, event_type, sku, query, quantity, position, ranking_id,
                             data, occurred_at, event_time, received_at, contributions, interaction_strength)
SELECT event_id, %(subject)s, 'backlog', 'product_viewed', sku, '', NULL, number %% 40, '',
       jsonb_build_object('part', %(part)s::text), at, at, at,
       '[["category:oat-milk", "taste", 0.2], ["brand:oatwell", "taste", 0.2], ["1", "trending", 0.2]]', 0.2
FROM given CROSS JOIN (SELECT sku FROM shop_product ORDER BY sku LIMIT 1) product
RETURNING event_id::text
"""
_SPOIL = """
UPDATE analytics_event SET event_time = '0044-03-15 12:00:00+00 BC'
WHERE event_id = (SELECT event_id FROM analytics_event WHERE data->>'part' = %(part)s LIMIT 1)
"""


def make(shop: LiveShop, count: int, part: str, *, poison: bool = False) -> set[str]:
    """Write events of one new visitor, in one transaction; return their ids.

    Args:
        poison: the last one is one that Postgres can keep and BigQuery cannot.
    """
    subject = uuid.uuid4()
    with psycopg.connect(shop.database_url) as connection:
        connection.execute(
            "INSERT INTO shop_subject (id, warehouse_key, created_at) VALUES (%s, %s, now())", [subject, uuid.uuid4()]
        )
        rows = connection.execute(_MAKE, {"count": count, "subject": subject, "part": part}).fetchall()
        if poison:
            connection.execute(_SPOIL, {"part": part})
        connection.commit()
    return {event_id for (event_id,) in rows}
