"""`make chaos`: kill, stop and restart the parts of a whole shop under load, and count what arrived in the warehouse.

Bounded to ten minutes. Starts servers of its own and ends all of it; writes what it found into docs/benchmarks.md.
"""

import argparse
import signal
import sys
import time
from types import FrameType

from tests.bench import report
from tests.chaos import kills, outages, pages, sharing, speed
from tests.chaos.outcome import Outcome
from tests.chaos.stand import OutOfTime, Stand, build_storefront, stand

COMMAND = "make chaos"
LIMIT_S = 600
PARTS = {
    "kills": kills,
    "outages": outages,
    "sharing": sharing,
    "speed": speed,
    "pages": pages,
}


class TimeIsUp(Exception):
    """The bound on the whole run."""


def main() -> int:
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    parser.add_argument("--only", choices=PARTS, nargs="+", default=list(PARTS), help="only these parts")
    parser.add_argument("--scale", type=float, default=1.0, help="shorten: 0.1 is a tenth of kills, clicks and seconds")
    parser.add_argument("--limit", type=int, default=LIMIT_S, metavar="S", help=f"end after S seconds ({LIMIT_S})")
    parser.add_argument("--no-write", action="store_true", help="print only; leave docs/benchmarks.md as it is")
    options = parser.parse_args()

    began = time.monotonic()
    signal.signal(signal.SIGALRM, _time_is_up)
    signal.alarm(options.limit)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    outcomes: list[Outcome] = []
    unfinished = ""
    try:
        if "pages" in options.only:
            build_storefront()
        print("Starting servers and the shop …", flush=True)
        with stand() as whole:
            print(f"Ready after {time.monotonic() - began:.0f} s.", flush=True)
            whole.ends_at = began + options.limit
            for name in options.only:
                unfinished = name
                started = time.monotonic()
                outcome = _run(name, whole, options.scale)
                print(f"\n{outcome.title} ({time.monotonic() - started:.0f} s)\n{outcome.text()}\n", flush=True)
                outcomes.append(outcome)
                if options.scale >= 1 and not options.no_write:
                    _write(outcome, options.only)
            unfinished = ""
    except TimeIsUp:
        print(f"\nLeafLoaf: {options.limit} s are over; not finished: {unfinished or 'ending'}.", file=sys.stderr)
    signal.alarm(0)
    print(f"{time.monotonic() - began:.0f} s in all.")
    return 1 if unfinished or any(outcome.faults for outcome in outcomes) else 0


def _run(name: str, whole: Stand, scale: float) -> Outcome:
    part = PARTS[name]
    try:
        return part.run(whole, scale)
    except (OutOfTime, AssertionError) as failed:
        log = whole.shop.log()[-3000:]
        return Outcome(part.TITLE, faults=[f"{failed}\n\nThe shop's last lines:\n\n{log}"])


def _write(outcome: Outcome, parts: list[str]) -> None:
    command = COMMAND if parts == list(PARTS) else f'{COMMAND} ARGS="--only {" ".join(parts)}"'
    report.write_section(outcome.title, f"{report.stamp(command)}\n\n{outcome.text()}")


def _time_is_up(number: int, frame: FrameType | None) -> None:
    raise TimeIsUp


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
