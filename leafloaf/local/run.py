"""What each command starts, and in which order."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import HTTPError
from urllib.request import urlopen

from leafloaf import metric_files
from leafloaf.local import frontend
from leafloaf.local.banner import servers_banner, shop_banner
from leafloaf.local.claim import State, claimed
from leafloaf.local.output import say, say_plain
from leafloaf.local.places import Places
from leafloaf.local.ports import require_free
from leafloaf.local.programs import beat_program, manage, shop_environment, web_program, worker_program
from leafloaf.local.servers import require_free_ports, start_bigquery, start_servers
from leafloaf.local.supervisor import Stopping, Supervisor
from leafloaf.local.trouble import Trouble, sentence_for

FREE_DISK_NEEDED_BYTES = 300 * 1024 * 1024

Body = Callable[[Supervisor, State], Awaitable[None]]


def run_shop(places: Places) -> None:
    """`make run`: everything, from the storefront's build to the address on the screen."""

    async def body(supervisor: Supervisor, state: State) -> None:
        require_free_ports(places)
        require_free("PORT", places.host, places.web_port, example=places.web_port + 1)
        environ = shop_environment(places.settings())
        warehouse = asyncio.create_task(prepare_warehouse(supervisor, places, environ))
        await asyncio.gather(frontend.build_storefront(supervisor), _prepare_data(supervisor, places, environ))
        await supervisor.step(manage("static", environ, "collectstatic", "--noinput", "--verbosity=0"))
        await _start_shop(supervisor, places, environ)
        state.all_ready()
        say_plain(shop_banner(places.web_url, environ))
        await warehouse

    _supervise(places, body)


def run_servers(places: Places) -> None:
    """`make servers`: PostgreSQL, Redis and the BigQuery emulator alone."""

    async def body(supervisor: Supervisor, state: State) -> None:
        require_free_ports(places)
        await asyncio.gather(start_servers(supervisor, places), start_bigquery(supervisor, places))
        state.all_ready()
        say_plain(servers_banner(places))

    _supervise(places, body)


def run_against(places: Places) -> None:
    """The web server, worker and beat against servers that the environment names, already migrated."""

    async def body(supervisor: Supervisor, state: State) -> None:
        require_free("PORT", places.host, places.web_port, example=places.web_port + 1)
        await _start_shop(supervisor, places, shop_environment({}))
        state.all_ready()

    _supervise(places, body)


def build() -> None:
    """The storefront alone; needs no data folder."""

    async def body(supervisor: Supervisor, state: State) -> None:
        await frontend.build_storefront(supervisor)
        supervisor.stop()

    with TemporaryDirectory() as folder:
        asyncio.run(_supervised(State(Path(folder) / "state.json", "building"), body))


def reset(places: Places) -> None:
    """Wipe the data folder; refused while it is in use."""
    if not places.data.exists():
        return
    known = {
        "lock",
        "postgres",
        "redis",
        "bigquery",
        "secret_key",
        "postgres_password",
        "redis_password",
        "test-artifacts",
    }
    if not known & {path.name for path in places.data.iterdir()} and any(places.data.iterdir()):
        raise Trouble(f"{places.data} does not look like LeafLoaf's data: remove it yourself if you mean it.")
    with claimed(places, "being reset"):
        shutil.rmtree(places.data)
        places.data.mkdir()


async def _prepare_data(supervisor: Supervisor, places: Places, environ: dict[str, str]) -> None:
    await start_servers(supervisor, places)
    await supervisor.step(manage("migrate", environ, "migrate", "--noinput", "--verbosity=1"))
    await supervisor.step(manage("demo", environ, "load_demo"))


async def prepare_warehouse(supervisor: Supervisor, places: Places, environ: dict[str, str]) -> None:
    """Beside everything else, because the shop opens without it: what goes wrong here is said, and that is all."""
    try:
        await start_bigquery(supervisor, places)
        await supervisor.step(manage("tables", environ, "warehouse", "migrate"))
    except (Trouble, OSError) as met:
        sentence = sentence_for(met) if isinstance(met, OSError) else str(met)
        if not supervisor.is_ending:
            say("bigquery", f"{sentence} The shop is open without it; events wait until it is there.")
    except Stopping:
        pass


async def _start_shop(supervisor: Supervisor, places: Places, environ: dict[str, str]) -> None:
    metric_files.clear(places.metrics)
    environ = {**environ, metric_files.FOLDER_VARIABLE: str(places.metrics)}
    await supervisor.start(worker_program(environ))
    await supervisor.start(beat_program(environ, places))
    await supervisor.start(web_program(environ, places.host, places.web_port), ready=lambda: _answers(places))


def _answers(places: Places) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(places.host, places.host)  # noqa: S104
    host = f"[{host}]" if ":" in host and not host.startswith("[") else host
    try:
        with urlopen(f"http://{host}:{places.web_port}/api/v1/health/", timeout=5):
            return True
    except HTTPError:
        return True
    except OSError:
        return False


def _supervise(places: Places, body: Body) -> None:
    with claimed(places, places.web_url) as state:
        free = shutil.disk_usage(places.data).free
        if free < FREE_DISK_NEEDED_BYTES:
            raise Trouble(
                f"Only {free // 2**20} MB are free on the disk of {places.data}: free some space, "
                "or set LEAFLOAF_DATA_DIR to a folder on another disk."
            )
        asyncio.run(_supervised(state, body))
    say_plain("LeafLoaf has stopped.")


async def _supervised(state: State, body: Body) -> None:
    supervisor = Supervisor(state)
    supervisor.listen_for_signals()
    try:
        await body(supervisor, state)
        await supervisor.until_stopped()
    except Stopping:
        pass
    finally:
        await supervisor.end_all()
