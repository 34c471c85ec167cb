"""How much a facet tells: nearly everything is nut-free, so liking something nut-free says next to nothing."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection

from personalization.catalog_shape import CatalogTruth
from shop.models.catalog import Dietary

# A facet of this share of all products, or a rarer one, tells all it can.
FULLY_TELLING_SHARE = 0.05

_SHARES = """
SELECT facet, count(*)::float8 / (SELECT count(*) FROM shop_searchdocument)
FROM shop_searchdocument, unnest(string_to_array(facets, ' ')) AS facet
GROUP BY facet
"""


@dataclass(frozen=True, slots=True)
class FacetShares:
    """The share of all products that have each facet."""

    shares: Mapping[str, float]

    def telling(self, facet: str) -> float:
        """How much a facet tells, 0 (every product has it) .. 1 (5 % of the products or fewer have it).

        The information in "has it", ln(1 / share), of that at 5 %.
        """
        share = self.shares.get(facet, 0.0)
        if share <= FULLY_TELLING_SHARE:
            return 1.0
        return max(math.log(share) / math.log(FULLY_TELLING_SHARE), 0.0)


DIETS = frozenset(f"attribute:{diet}" for diet in Dietary.values)


def is_diet(facet: str) -> bool:
    """Whether a facet is something a person may have to eat by, and not only like."""
    return facet in DIETS


def build_facet_shares() -> FacetShares:
    """Read the shares from the search index."""
    with connection.cursor() as cursor:
        cursor.execute(_SHARES)
        return FacetShares(dict(cursor.fetchall()))


facet_shares = CatalogTruth("facet-shares", build_facet_shares, lambda known: dict(known.shares), FacetShares)
