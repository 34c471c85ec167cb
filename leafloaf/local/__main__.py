"""Commands of the local shop: run, servers, shop, build, reset, env."""

import argparse
import shlex
import sys

from leafloaf.local import run
from leafloaf.local.offspring import end_with_starter
from leafloaf.local.places import Places
from leafloaf.local.trouble import Trouble, sentence_for


def print_env(places: Places) -> None:
    """Print the settings for another shell, as lines to evaluate."""
    for name, value in places.settings().items():
        print(f"export {name}={shlex.quote(value)}")


def build(_: Places) -> None:
    run.build()


COMMANDS = {
    "run": (run.run_shop, "build, start and prepare everything, then serve the shop"),
    "servers": (run.run_servers, "start PostgreSQL and Redis only"),
    "shop": (run.run_against, "start web, worker and beat against the servers named by the environment"),
    "build": (build, "build the storefront if it changed"),
    "reset": (run.reset, "wipe the local data"),
    "env": (print_env, "print the settings of the local servers for another shell"),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m leafloaf.local", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (_, meaning) in COMMANDS.items():
        commands.add_parser(name, help=meaning)
    command, _ = COMMANDS[parser.parse_args().command]
    end_with_starter()
    try:
        command(Places.from_environment())
    except Trouble as trouble:
        return _complain(str(trouble))
    except OSError as refused:
        return _complain(sentence_for(refused))
    except KeyboardInterrupt:
        return 130
    return 0


def _complain(sentence: str) -> int:
    print(f"\nLeafLoaf: {sentence}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
