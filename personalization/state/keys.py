"""Every key that learned state has in Redis, in one place.

| key | what | kept |
| --- | --- | --- |
| `leaf:generations` | hash: `current`, and `next` while a rebuild runs | for good |
| `leaf:watermark` | up to when (epoch s) all events are known to be applied | for good |
| `leaf:<g>:profile:<subject>` | hash: `<class>|<facet>` F, `n|<facet>` count, `L|<class>` landmark, `v` version | PROFILE_TTL_S |
| `leaf:<g>:trending`, `leaf:<g>:popular` | sorted set: product id → F | for good |
| `leaf:<g>:trending:count`, `…:popular:count` | hash: product id → how many acts | for good |
| `leaf:<g>:trending:landmark`, `…:popular:landmark` | L of the set | for good |
| `leaf:<g>:event:<id>`, `leaf:<g>:taken:<id>` | the event was added, taken back | DEDUP_S |
"""

from uuid import UUID

GENERATIONS = "leaf:generations"
WATERMARK = "leaf:watermark"
PROFILE_TTL_S = 400 * 86_400
DEDUP_S = 2 * 86_400


def base(generation: str | int) -> str:
    return f"leaf:{generation}:"


def profile(generation: str | int, subject_id: UUID | str) -> str:
    return f"{base(generation)}profile:{subject_id}"
