"""Is a port free, and if not, who holds it."""

import errno
import socket

import psutil

from leafloaf.local.trouble import Trouble


def require_free(variable: str, host: str, port: int, example: int) -> None:
    """Make sure the port can be listened on.

    Raises:
        Trouble: naming the port, its holder if the system tells, and the variable that moves it.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As the servers do: a port in TIME_WAIT after a stop is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen()
            return
        except PermissionError:
            raise Trouble(f"Port {port} needs root: choose one above 1023, for example {variable}={example}.") from None
        except OSError as refused:
            if refused.errno != errno.EADDRINUSE:
                raise Trouble(
                    f"Cannot listen on {host}:{port} ({refused.strerror}): set HOST to an address it has."
                ) from None
    raise Trouble(
        f"Port {port} is in use by {holder(port)}: end it, or choose another port, for example {variable}={example}."
    )


def holder(port: int) -> str:
    """Name the program that listens on the port, as far as the system tells this user."""
    try:
        listening = [
            connection
            for connection in psutil.net_connections(kind="tcp")
            if connection.status == psutil.CONN_LISTEN and connection.laddr and connection.laddr.port == port
        ]
    except psutil.AccessDenied:
        listening = []
    for connection in listening:
        if connection.pid is not None:
            try:
                return f"{psutil.Process(connection.pid).name()} (process {connection.pid})"
            except psutil.Error:
                continue
    return "another program"


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
