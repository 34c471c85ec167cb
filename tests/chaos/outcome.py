"""What a part found: its figures, and whatever was not as it must be."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from tests.chaos.load import Load
from tests.chaos.stand import Stand

SHOWN = 5


@dataclass
class Outcome:
    """`lines` are Markdown list items; `faults` make the command fail."""

    title: str
    lines: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def say(self, line: str) -> None:
        self.lines.append(line)

    def must(self, holds: bool, otherwise: str) -> None:
        """Write down a fault unless it holds."""
        if not holds:
            self.faults.append(otherwise)

    def text(self) -> str:
        faults = [f"- **Not as it must be:** {fault}" for fault in self.faults]
        return "\n".join([*(f"- {line}" for line in self.lines), *faults])


def compare(outcome: Outcome, stand: Stand, load: Load) -> None:
    """The visitors' own count against Postgres and the warehouse: every event once, no other."""
    wanted = load.recorded
    there = ids_there(stand, load.part)
    here = {
        str(event_id)
        for (event_id,) in stand.shop.query(
            "SELECT event_id FROM analytics_event WHERE data->>'part' = %s", [load.part]
        )
    }
    twice = [key for key, count in there.items() if count > 1]
    outcome.say(
        f"Visitors were told that {len(wanted):,} events are recorded: {len(here):,} in PostgreSQL, "
        f"{there.total():,} rows and {len(there):,} different ids in the warehouse."
    )
    outcome.must(not load.rejected, f"{len(load.rejected)} events were rejected: {load.rejected[:SHOWN]}")
    outcome.must(here == wanted, f"PostgreSQL differs in {_few(here ^ wanted)}.")
    outcome.must(there.keys() == wanted, f"The warehouse differs in {_few(there.keys() ^ wanted)}.")
    outcome.must(not twice, f"Twice in the warehouse: {_few(twice)}.")


def ids_there(stand: Stand, part: str) -> Counter[str]:
    """How often each event of a part is in the warehouse."""
    rows = stand.warehouse(
        f"SELECT event_id FROM raw_user_actions WHERE JSON_VALUE(raw_event_data, '$.data.part') = '{part}'"
    )
    return Counter(str(event_id) for (event_id,) in rows)


def verify(outcome: Outcome, stand: Stand) -> None:
    """`manage.py warehouse verify`, over all days."""
    said = stand.verify()
    outcome.must(not said, f"`manage.py warehouse verify` finds differences: {said[-1500:]}")
    if not said:
        outcome.say("`manage.py warehouse verify` finds no difference.")


def _few(ids: Collection[str]) -> str:
    every = sorted(ids)
    return f"{len(every):,} events ({', '.join(every[:SHOWN])})"
