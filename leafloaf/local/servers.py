"""PostgreSQL and Redis together: prepared, started and ready, with the shop's database in place."""

import asyncio

from leafloaf.local import postgres, redis_server
from leafloaf.local.places import Places
from leafloaf.local.ports import require_free
from leafloaf.local.programs import postgres_program, redis_program
from leafloaf.local.supervisor import Supervisor


def require_free_ports(places: Places) -> None:
    """Raises Trouble naming the first server port that is taken."""
    require_free("POSTGRES_PORT", "127.0.0.1", places.postgres_port, example=places.postgres_port + 1)
    require_free("REDIS_PORT", "127.0.0.1", places.redis_port, example=places.redis_port + 1)


async def start_servers(supervisor: Supervisor, places: Places) -> None:
    """Start both and return when the shop can use them."""
    require_free_ports(places)
    await asyncio.gather(_start_postgres(supervisor, places), _start_redis(supervisor, places))


async def _start_postgres(supervisor: Supervisor, places: Places) -> None:
    await asyncio.to_thread(postgres.prepare, places)
    await supervisor.start(postgres_program(places), ready=lambda: postgres.is_ready(places))
    await asyncio.to_thread(postgres.ensure_database, places)


async def _start_redis(supervisor: Supervisor, places: Places) -> None:
    await asyncio.to_thread(redis_server.prepare, places)
    await supervisor.start(redis_program(places), ready=lambda: redis_server.is_ready(places))
