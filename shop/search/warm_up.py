"""What a web process does before its first request, so that no shopper waits for it."""

import logging

from django.db import DatabaseError

from shop.search.facets import facet_counts
from shop.search.retrieve import retrieve
from shop.search.suggest import suggestions

log = logging.getLogger(__name__)


def warm_up() -> None:
    """Load the embedder, the vocabulary and the category tree: about 0.2 s, after the fork, in each process."""
    try:
        retrieve("milk and misspelt")
        facet_counts("")
        suggestions("mi")
    except DatabaseError as away:
        log.warning("The search starts cold: %s", away)
