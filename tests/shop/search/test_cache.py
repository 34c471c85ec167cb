"""Answers as bytes."""

from dataclasses import fields

import numpy as np
import pytest

from shop.search.cache import pack, pack_facets, unpack, unpack_facets
from shop.search.candidates import Candidates, Filters
from shop.search.facets import facet_counts
from shop.search.retrieve import retrieve


def same(one: Candidates, other: Candidates) -> bool:
    for field in fields(Candidates):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if isinstance(a, np.ndarray):
            if a.dtype != b.dtype or not np.array_equal(a, b, equal_nan=a.dtype.kind == "f"):
                return False
        elif a != b:
            return False
    return True


@pytest.mark.usefixtures("shelves")
def test_candidates_come_back_as_they_went():
    for query in ("milk", "choclate milk", "jalapeno dragonfruit", "zzzz"):
        answer = retrieve(query)
        assert same(unpack(pack(answer)), answer)
        assert unpack(pack(answer)).facets == answer.facets


@pytest.mark.usefixtures("shelves")
def test_facets_come_back_as_they_went():
    facets = facet_counts("milk", Filters(brands=("oatwell",)))
    assert unpack_facets(pack_facets(facets)) == facets


def test_an_empty_answer_comes_back_empty():
    assert same(unpack(pack(Candidates.none("x"))), Candidates.none("x"))


def test_arrays_from_the_cache_cannot_be_changed():
    kept = unpack(pack(Candidates.none("x")))
    with pytest.raises(ValueError, match="read-only"):
        kept.facet_start[0] = 1
