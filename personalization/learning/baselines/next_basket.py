"""Next-basket methods: frequency, TIFU-KNN (Hu et al., SIGIR 2020), UP-CF@r (Faggioli et al., UMAP 2020), a blend.

Each gives the first k items of every shopper. Equal scores go by popularity (baskets with the item), then item number.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from personalization.learning.evaluations.frame import Advance
from personalization.learning.usuals.baskets import Baskets, Floats, Ints
from personalization.learning.usuals.population import Population

Lists = NDArray[np.int64]

# Shoppers scored at once: items and shoppers x this is held in memory.
BLOCK = 256

# As published for TaFeng.
TIFU_NEIGHBOURS, TIFU_WITHIN, TIFU_BETWEEN, TIFU_OWN, TIFU_GROUPS = 300, 0.9, 0.7, 0.7, 7
UPCF_BASKETS, UPCF_POWER, UPCF_ASYMMETRY, UPCF_SHRINKAGE, UPCF_NEIGHBOURS = 10, 10.0, 0.75, 1000.0, 100
PLAIN_UPCF_NEIGHBOURS = 300
BLEND_OWN = 0.2

GLOBAL = "global top"
PERSONAL = "personal top"
PERSONAL_THEN_GLOBAL = "personal, then global top"
TIFU = "TIFU-KNN"
UPCF = "UP-CF@10"
PLAIN_UPCF = "UP-CF@10, q = 1, no shrinkage"
BLEND = ".2 freq·√RCP + .8 UP-CF"


def rank_all(baskets: Baskets, population: Population, k: int, advance: Advance) -> dict[str, Lists]:
    """The lists of every method, shape (shoppers, k); -1 where a method has nothing more to say.

    Args:
        advance: told how many shoppers are done.
    """
    methods = _Methods(baskets, population)
    parts: dict[str, list[Lists]] = {}
    for block in _blocks(baskets.shoppers):
        for name, scores in methods.scores(block).items():
            parts.setdefault(name, []).append(_top(scores, population.baskets_with, k))
        advance(len(block))
    return {name: np.concatenate(lists) for name, lists in parts.items()}


class _Methods:
    def __init__(self, baskets: Baskets, population: Population) -> None:
        self._size = (baskets.shoppers, baskets.items)
        self._popularity = population.baskets_with
        self._rebuyers = population.rebuyers
        self._orders = np.maximum(baskets.counts, 1).astype(np.float64)
        self._counts = self._matrix(baskets, np.ones(len(baskets.item)))
        self._bought = self._counts.sign()
        self._variety = np.asarray(self._bought.sum(axis=1)).ravel()
        recent = baskets.ago < UPCF_BASKETS
        window = np.minimum(self._orders, UPCF_BASKETS)[baskets.shopper]
        self._recent_share = self._matrix(baskets, recent / window)
        self._tifu = self._matrix(baskets, _tifu_weights(baskets))
        self._tifu_length = np.asarray(self._tifu.multiply(self._tifu).sum(axis=1)).ravel()

    def scores(self, block: Ints) -> dict[str, Floats]:
        """Shape (block, items) of each method; 0 or less: not proposed."""
        counts = self._counts[block].toarray()
        popularity = self._popularity / (self._popularity.max() + 1.0)
        plain = self._upcf(block, 0.0, PLAIN_UPCF_NEIGHBOURS, 1.0)
        best = np.maximum(plain.max(axis=1, keepdims=True), 1e-12)
        own = counts / self._orders[block, None] * np.sqrt(self._rebuyers)
        return {
            GLOBAL: np.broadcast_to(popularity, counts.shape),
            PERSONAL: counts,
            PERSONAL_THEN_GLOBAL: counts + popularity,
            TIFU: self._tifu_scores(block),
            UPCF: self._upcf(block, UPCF_SHRINKAGE, UPCF_NEIGHBOURS, UPCF_POWER),
            PLAIN_UPCF: plain,
            BLEND: BLEND_OWN * own + (1 - BLEND_OWN) * plain / best,
        }

    def _matrix(self, baskets: Baskets, values: Floats) -> sparse.csr_matrix:
        return sparse.csr_matrix((values, (baskets.shopper, baskets.item)), shape=self._size)

    def _upcf(self, block: Ints, shrinkage: float, neighbours: int, power: float) -> Floats:
        common = (self._bought[block] @ self._bought.T).toarray()
        sizes = self._variety[block, None] ** UPCF_ASYMMETRY * self._variety[None, :] ** (1 - UPCF_ASYMMETRY)
        similarity = common / np.maximum(sizes + shrinkage, 1e-12)
        similarity[np.arange(len(block)), block] = 1.0
        near = _nearest(similarity, neighbours)
        near.data **= power
        scores: Floats = (near @ self._recent_share).toarray()
        return scores

    def _tifu_scores(self, block: Ints) -> Floats:
        products = (self._tifu[block] @ self._tifu.T).toarray()
        closeness = 2 * products - self._tifu_length[None, :]
        closeness[np.arange(len(block)), block] = -np.inf
        near = _nearest(closeness, min(TIFU_NEIGHBOURS, self._size[0] - 1))
        near.data[:] = 1.0
        others = (near @ self._tifu).toarray() / max(TIFU_NEIGHBOURS, 1)
        scores: Floats = TIFU_OWN * self._tifu[block].toarray() + (1 - TIFU_OWN) * others
        return scores


def _tifu_weights(baskets: Baskets) -> Floats:
    """Of each line: faded within its group of baskets, and its group among the groups; means over both."""
    orders = baskets.counts[baskets.shopper]
    groups = np.minimum(orders, TIFU_GROUPS)
    # As even as can be, the larger groups last.
    group = baskets.basket * groups // orders
    first = -(-group * orders // groups)
    end = -(-(group + 1) * orders // groups)
    within = TIFU_WITHIN ** (end - 1 - baskets.basket) / (end - first)
    weights: Floats = within * TIFU_BETWEEN ** (groups - 1 - group) / groups
    return weights


def _nearest(values: Floats, count: int) -> sparse.csr_matrix:
    """Of each row the `count` largest values, as a sparse matrix."""
    count = min(count, values.shape[1])
    columns = np.argpartition(-values, count - 1, axis=1)[:, :count]
    kept = np.take_along_axis(values, columns, axis=1)
    rows = np.repeat(np.arange(len(values)), count)
    return sparse.csr_matrix((kept.ravel(), (rows, columns.ravel())), shape=values.shape)


def _top(scores: Floats, popularity: Floats, k: int) -> Lists:
    # Twice as many and some more, so that equal scores at the end are among them.
    looked_at = min(2 * k + 20, scores.shape[1])
    near = np.argpartition(-scores, looked_at - 1, axis=1)[:, :looked_at]
    found = np.take_along_axis(scores, near, axis=1)
    # The last key is the first to be sorted by.
    order = np.lexsort((near, -popularity[near], -found), axis=1)[:, :k]
    items = np.take_along_axis(near, order, axis=1).astype(np.int64)
    items[np.take_along_axis(found, order, axis=1) <= 0] = -1
    return items


def _blocks(count: int) -> Iterator[Ints]:
    for start in range(0, count, BLOCK):
        yield np.arange(start, min(start + BLOCK, count))
