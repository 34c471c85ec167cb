"""How much each facet is liked, from what was learned: what was done just now shows at once, what lasts must be more
than chance."""

import math

from personalization.facet_shares import FacetShares
from personalization.preferences import Profile
from personalization.rules import Rules

# Purchases of a facet at e^4 - 1 times what chance explains make full liking. Fitted with `scales.chance`, see below.
NATS_OF_FULL_LIKING = 4.0
# A facet that fewer products have surprises no more than this one.
RAREST_SHARE = 0.001


def taste_of(profile: Profile, shares: FacetShares, rules: Rules) -> dict[str, float]:
    """How much each facet is liked, any sign; 1 counts as three quarters of full liking (see `signals.preference`).

    The sum of two parts:

    - this session's value / `rules.one_look_scale`, times how much the facet tells;
    - what lasts, v: when liked, ln(1 + v / (chance * share)) / 4, where share is the part of all products that have the
      facet; when disliked, -ln(1 + |v| / `rules.one_look_scale`), times how much the facet tells.

    Whoever buys much buys much of everything that is common. So a liking that lasts counts by how far it exceeds
    chance: `rules.scales.chance` acts spread over the catalog as its products are. Both numbers were fitted on
    households' purchases by time (docs/learning.md). A dislike is no matter of volume: nobody avoids by buying much.
    """
    scale, chance = rules.one_look_scale, rules.scales.chance
    found: dict[str, float] = {}
    for facet, value in profile.values.items():
        session = profile.session.get(facet, 0.0)
        lasting = value - session
        share = shares.shares.get(facet, 0.0)
        if lasting >= 0:
            kept = math.log1p(lasting / (chance * max(share, RAREST_SHARE))) / NATS_OF_FULL_LIKING
            found[facet] = session / scale * shares.telling(facet) + kept
        else:
            found[facet] = (session / scale - math.log1p(-lasting / scale)) * shares.telling(facet)
    return found
