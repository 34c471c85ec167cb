"""What shoppers with the same products buy: user-user cosine over bought-or-not, made anew now and then."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from personalization.learning.within_type.memory import Id, Memory

NEIGHBOURS = 100


class Crowd:
    """Of the moment it was made; later purchases are not in it."""

    def __init__(self, memory: Memory) -> None:
        self._shoppers = {shopper: row for row, shopper in enumerate(memory.people)}
        products = {product for person in memory.people.values() for product in person.products}
        self._products = {product: column for column, product in enumerate(sorted(products, key=str))}
        rows, columns = [], []
        for shopper, person in memory.people.items():
            for product in person.products:
                rows.append(self._shoppers[shopper])
                columns.append(self._products[product])
        shape = (len(self._shoppers), len(self._products))
        self._bought = sparse.csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=shape)
        lengths = np.sqrt(np.asarray(self._bought.sum(axis=1)).ravel())
        self._unit = sparse.csr_matrix(sparse.diags(1.0 / np.maximum(lengths, 1.0)) @ self._bought)
        self._rows: dict[int, NDArray[np.float32]] = {}

    def shares(self, shopper: Id, products: Sequence[Id]) -> NDArray[np.float32]:
        """Of the shopper's neighbours, weighted by likeness, how many bought each product; nan for who is new."""
        row = self._shoppers.get(shopper)
        found = np.full(len(products), np.nan, dtype=np.float32)
        if row is None or len(self._shoppers) < 2:
            return found
        scores = self._scores(row)
        for place, product in enumerate(products):
            column = self._products.get(product)
            found[place] = 0.0 if column is None else scores[column]
        return found

    def _scores(self, row: int) -> NDArray[np.float32]:
        if row not in self._rows:
            likeness = (self._unit[row] @ self._unit.T).toarray().ravel()
            likeness[row] = 0.0
            kept = min(NEIGHBOURS, len(likeness))
            near = np.argpartition(-likeness, kept - 1)[:kept]
            weights = likeness[near] / max(float(likeness[near].sum()), 1e-9)
            self._rows[row] = np.asarray(weights @ self._bought[near]).ravel().astype(np.float32)
        return self._rows[row]
