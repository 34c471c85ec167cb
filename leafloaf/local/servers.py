"""PostgreSQL, Redis and the BigQuery emulator: prepared, started and ready, with the shop's database in place."""

import asyncio

from leafloaf.local import bigquery, postgres, redis_server
from leafloaf.local.places import Places
from leafloaf.local.ports import require_free
from leafloaf.local.programs import bigquery_program, postgres_program, redis_program
from leafloaf.local.supervisor import Supervisor


def require_free_ports(places: Places) -> None:
    """Raises Trouble naming the first server port that is taken."""
    for variable, port in places.server_ports.items():
        require_free(variable, "127.0.0.1", port, example=port + 1)


async def start_servers(supervisor: Supervisor, places: Places) -> None:
    """Start the two that the shop cannot do without, and return when it can use them."""
    await asyncio.gather(_start_postgres(supervisor, places), _start_redis(supervisor, places))


async def start_bigquery(supervisor: Supervisor, places: Places) -> None:
    """Start the emulator and return when it answers."""
    await asyncio.to_thread(bigquery.prepare, places)
    await supervisor.start(bigquery_program(places), ready=lambda: bigquery.is_ready(places))


async def _start_postgres(supervisor: Supervisor, places: Places) -> None:
    await asyncio.to_thread(postgres.prepare, places)
    await supervisor.start(postgres_program(places), ready=lambda: postgres.is_ready(places))
    await asyncio.to_thread(postgres.ensure_database, places)


async def _start_redis(supervisor: Supervisor, places: Places) -> None:
    await asyncio.to_thread(redis_server.prepare, places)
    await supervisor.start(redis_program(places), ready=lambda: redis_server.is_ready(places))
