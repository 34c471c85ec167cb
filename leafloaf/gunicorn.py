"""Configuration of the web server; each number can be set by the environment."""

import os
import sys
import tempfile
from pathlib import Path

# gunicorn reads this file before it looks for modules beside it.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from leafloaf.logs import logging_config
from leafloaf.metric_files import FOLDER_VARIABLE

# Where the workers count together. A worker process of Celery on the same machine joins in when both are given it.
_own_folder = None if os.environ.get(FOLDER_VARIABLE) else tempfile.mkdtemp(prefix="leafloaf-metrics-")
if _own_folder:
    os.environ[FOLDER_VARIABLE] = _own_folder

bind = os.environ.get("BIND") or f"0.0.0.0:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_WORKERS") or 2)
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS") or 4)

# Longer than the idle time of common load balancers' pools is set there; locally browsers reuse connections.
keepalive = int(os.environ.get("WEB_KEEPALIVE_S") or 75)
timeout = int(os.environ.get("WEB_TIMEOUT_S") or 30)
graceful_timeout = int(os.environ.get("WEB_GRACEFUL_TIMEOUT_S") or 8)

# Memory that slowly grows is given back; the jitter keeps workers from restarting together.
max_requests = int(os.environ.get("WEB_MAX_REQUESTS") or 20_000)
max_requests_jitter = max_requests // 10

# Heartbeats on memory, not on a disk that may stall.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108

_for_people = os.environ.get("LEAFLOAF_LOCAL") or os.environ.get("LEAFLOAF_TEST")
logconfig_dict = logging_config(
    os.environ.get("LOG_FORMAT") or ("text" if _for_people else "json"), os.environ.get("LOG_LEVEL") or "INFO"
)
# Its lines have addresses and whole paths, ours (`leafloaf.requests_watched`) have not.
_access_level = "INFO" if os.environ.get("WEB_ACCESS_LOG") == "1" else "CRITICAL"
logconfig_dict["loggers"]["gunicorn.access"] = {"level": _access_level, "handlers": [], "propagate": True}
accesslog = "-" if os.environ.get("WEB_ACCESS_LOG") == "1" else None
errorlog = "-"
control_socket_disable = True
reload = os.environ.get("WEB_RELOAD") == "1"


def post_worker_init(worker: object) -> None:
    """Before the first request: load what searches need, and spare the garbage collector all that stays for good."""
    import gc

    from shop.search.warm_up import warm_up

    warm_up()
    gc.collect()
    gc.freeze()


def on_exit(server: object) -> None:
    """Leave nothing behind that nobody else uses."""
    import shutil

    if _own_folder:
        shutil.rmtree(_own_folder, ignore_errors=True)
