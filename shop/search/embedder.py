"""From texts to vectors of meaning. One small interface; the default needs neither network nor torch."""

from collections.abc import Sequence
from functools import cache
from typing import Protocol

import numpy as np
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from shop.search.candidates import Floats


class EmbedderUnavailable(Exception):
    """The model cannot be asked just now; the search goes on by words alone."""


class Embedder(Protocol):
    """What the search asks of a model of meaning."""

    # Stored beside the vectors: another name means that all must be made anew.
    name: str
    dimensions: int
    # Cosine below which a short query and a product have nothing in common.
    unrelated: float

    def embed(self, texts: Sequence[str]) -> Floats:
        """Vectors of length 1, shape (len(texts), dimensions); all zero for a text without words.

        Raises:
            EmbedderUnavailable: when the model is elsewhere and does not answer.
        """
        ...


@cache
def get_embedder() -> Embedder:
    """The embedder that EMBEDDER names, made on first use and kept by the process.

    Raises:
        ImproperlyConfigured: when the name is unknown or its library is not installed; says what to do.
    """
    name, model = settings.EMBEDDER, settings.EMBEDDER_MODEL
    if name == "wordllama":
        from shop.search.embedders.wordllama import WordLlamaEmbedder

        return WordLlamaEmbedder()
    if name == "vertex":
        from shop.search.embedders.vertex import VertexEmbedder

        return VertexEmbedder(model)
    if name == "sentence-transformers":
        from shop.search.embedders.sentence_transformers import SentenceTransformersEmbedder

        return SentenceTransformersEmbedder(model)
    raise ImproperlyConfigured(f"EMBEDDER is {name!r}: use 'wordllama' (offline), 'vertex' or 'sentence-transformers'.")


def unit_length(vectors: Floats) -> Floats:
    """Each row divided by its length; rows of zeros stay."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Floats = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return scaled
