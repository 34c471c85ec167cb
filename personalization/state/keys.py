"""Every key that learned state has in Redis, in one place.

| key | what | kept |
| --- | --- | --- |
| `leaf:generations` | hash: `current`, and `next` while a rebuild fills it | for good |
| `leaf:watermark` | up to when (epoch s) all events are known to be counted | for good |
| `leaf:<g>:half` | JSON: the half-lives (s) this generation's numbers are made with | for good |
| `leaf:<g>:profile:<subject>` | hash: `<class>|<facet>` F, `n|<facet>` count, `L|<class>`, `v` | ACCOUNT_S, VISITOR_S |
| `leaf:<g>:trending`, `leaf:<g>:popular` | sorted set: product id → F | for good |
| `leaf:<g>:trending:count`, `…:popular:count` | hash: product id → how many acts | for good |
| `leaf:<g>:trending:landmark`, `…:popular:landmark` | L of the set | for good |
| `leaf:<g>:event:<id>`, `leaf:<g>:taken:<id>` | the event was counted, taken back | MARK_S |

In a profile, `L|<class>` is the landmark of a half-life class and `v` counts the changes.
`permits:*` (throttles) and `cache:*` (Django's cache) belong to others.
"""

from uuid import UUID

GENERATIONS = "leaf:generations"
WATERMARK = "leaf:watermark"

DAY_S = 86_400
# Counted from the shopper's last act. A visitor's session ends after 90 days: nobody can come back to an older one.
ACCOUNT_S = 400 * DAY_S
VISITOR_S = 100 * DAY_S

MARK_S = DAY_S
# Whatever happened within this time has its mark, whichever way it was counted: half of MARK_S and an hour to spare.
SURELY_MARKED_S = MARK_S / 2
MARKED_BY_REBUILD_S = SURELY_MARKED_S + 3600


def base(generation: str) -> str:
    return f"leaf:{generation}:"


def profile(generation: str, subject_id: UUID | str) -> str:
    return f"{base(generation)}profile:{subject_id}"
