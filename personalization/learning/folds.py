"""Parts of shoppers: whoever is asked about never taught."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def folds_of(shoppers: ArrayLike, folds: int, seed: int) -> NDArray[np.int64]:
    """The part, 0 to folds - 1, of each case; all cases of one shopper are in one part, parts are nearly equal."""
    ids, owner = np.unique(np.asarray(shoppers), return_inverse=True)
    part = np.random.default_rng(seed).permutation(len(ids)) % folds
    return np.asarray(part[owner], dtype=np.int64)
