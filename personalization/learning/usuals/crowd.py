"""What the crowd buys next after baskets like these: a ridge regression from the faded past to the next basket.

With P the faded past before each known basket (rows of length 1) and Q that basket (0/1), the weights are
W = (P'P + lambda I)^-1 P'Q, so a shopper's score for item j is the sum over past items i of past_i W_ij: each score
can be traced to the items it comes from. Steck's EASE (WWW 2019) with the past on one side and the next basket
on the other, so that W's diagonal carries what is bought again.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse

from personalization.learning.usuals.baskets import Baskets, Ints

# Each basket back counts this much of the next newer one.
FADE = 0.95
# Baskets further back are as good as forgotten, and cost.
LOOKBACK = 12
# Penalty, in mean weight of an item in P'P: scores of rare pairs shrink towards nothing.
PENALTY = 20.0
# The square of it is held in memory (4 bytes each), its cube is computed.
MAX_ITEMS = 5000
MIN_BASKETS = 3
# More baskets hardly change W; fitting stays bounded.
MAX_TRANSITIONS = 200_000
# Strongest weights kept of each past item: what is served must be small.
WEIGHTS_KEPT = 200

Weights = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Crowd:
    """
    Args:
        items: which items have scores, rising.
        weights: shape (len(items), len(items)), row = past item, column = next item.
    """

    items: Ints
    weights: sparse.csr_matrix

    def scores(self, baskets: Baskets) -> Weights:
        """Of each shopper (rows) each of `self.items` (columns); all 0 for who bought none of them."""
        past = _faded(baskets, FADE)[:, self.items]
        found: Weights = (_rows_of_length_one(past) @ self.weights).toarray()
        return found


def fit_crowd(baskets: Baskets, *, seed: int = 0) -> Crowd:
    """Learn from every basket that had one before it."""
    counts = np.bincount(baskets.item, minlength=baskets.items)
    top = np.lexsort((np.arange(baskets.items), -counts))[:MAX_ITEMS]
    items = np.sort(top[counts[top] >= MIN_BASKETS])
    if not len(items):
        return Crowd(items, sparse.csr_matrix((0, 0), dtype=np.float32))
    before, after = _transitions(baskets, items, seed)
    gram = (before.T @ before).toarray()
    penalty = PENALTY * max(float(gram.trace()) / len(items), 1e-6)
    gram[np.diag_indices_from(gram)] += penalty
    weights = linalg.solve(gram, (before.T @ after).toarray(), assume_a="pos", overwrite_a=True, overwrite_b=True)
    return Crowd(items, _strongest(weights))


def _transitions(baskets: Baskets, items: Ints, seed: int) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """P and Q: of each basket that had one before it, the faded past and what was bought."""
    starts = baskets.starts
    total = int(starts[-1])
    lines = (np.ones(len(baskets.item), dtype=np.float32), (baskets.numbers, baskets.item))
    bought = sparse.csr_matrix(lines, shape=(total, baskets.items))[:, items]
    place = np.arange(total) - np.repeat(starts[:-1], np.diff(starts))
    targets = np.flatnonzero(place > 0)
    if len(targets) > MAX_TRANSITIONS:
        targets = np.sort(np.random.default_rng(seed).choice(targets, MAX_TRANSITIONS, replace=False))
    rows, columns, fades = [], [], []
    for lag in range(1, LOOKBACK + 1):
        reached = np.flatnonzero(place[targets] >= lag)
        rows.append(reached)
        columns.append(targets[reached] - lag)
        fades.append(np.full(len(reached), FADE ** (lag - 1), dtype=np.float32))
    look_back = sparse.csr_matrix(
        (np.concatenate(fades), (np.concatenate(rows), np.concatenate(columns))), shape=(len(targets), total)
    )
    return _rows_of_length_one(look_back @ bought), bought[targets]


def _faded(baskets: Baskets, fade: float) -> sparse.csr_matrix:
    weights = (fade**baskets.ago).astype(np.float32)
    recent = baskets.ago < LOOKBACK
    lines = (weights[recent], (baskets.shopper[recent], baskets.item[recent]))
    return sparse.csr_matrix(lines, shape=(baskets.shoppers, baskets.items))


def _rows_of_length_one(rows: sparse.csr_matrix) -> sparse.csr_matrix:
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    scale = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    return sparse.csr_matrix(sparse.diags(scale.astype(np.float32)) @ rows)


def _strongest(weights: Weights) -> sparse.csr_matrix:
    """Of each row the `WEIGHTS_KEPT` largest in size."""
    size = weights.shape[1]
    kept = min(WEIGHTS_KEPT, size)
    columns = np.argpartition(-np.abs(weights), kept - 1, axis=1)[:, :kept]
    values = np.take_along_axis(weights, columns, axis=1)
    rows = np.repeat(np.arange(len(weights)), kept)
    return sparse.csr_matrix((values.ravel(), (rows, columns.ravel())), shape=weights.shape, dtype=np.float32)
