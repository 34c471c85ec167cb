"""Configuration of the web server; each number can be set by the environment."""

import os

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

accesslog = "-" if os.environ.get("WEB_ACCESS_LOG") == "1" else None
errorlog = "-"
loglevel = os.environ.get("WEB_LOG_LEVEL") or "warning"
control_socket_disable = True
reload = os.environ.get("WEB_RELOAD") == "1"


def post_worker_init(worker: object) -> None:
    """Before the first request: load what searches need, and spare the garbage collector all that stays for good."""
    import gc

    from shop.search.warm_up import warm_up

    warm_up()
    gc.collect()
    gc.freeze()
