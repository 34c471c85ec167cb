"""What changed between two texts of rules, line by line."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

CONTEXT_LINES = 3


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line; `before` and `after` are its numbers in the old and the new text, None where it is not there."""

    kind: Literal["same", "added", "removed", "gap"]
    text: str
    before: int | None = None
    after: int | None = None


def diff(before: str, after: str) -> list[DiffLine]:
    """Changed lines with three lines around them, and a "gap" where more of the same is left out."""
    old, new = before.splitlines(), after.splitlines()
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    found: list[DiffLine] = []
    for group in matcher.get_grouped_opcodes(CONTEXT_LINES):
        if found or group[0][1] > 0:
            found.append(DiffLine("gap", ""))
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                pairs = zip(range(old_from, old_to), range(new_from, new_to), strict=True)
                found += [DiffLine("same", old[at], at + 1, then + 1) for at, then in pairs]
                continue
            found += [DiffLine("removed", old[at], before=at + 1) for at in range(old_from, old_to)]
            found += [DiffLine("added", new[at], after=at + 1) for at in range(new_from, new_to)]
    return found
