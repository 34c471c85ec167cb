"""Any sentence-transformers model, run in this process. Needs torch, which the default installation has not."""

from collections.abc import Sequence
from importlib import import_module

import numpy as np
from django.core.exceptions import ImproperlyConfigured

from shop.search.candidates import Floats
from shop.search.embedder import unit_length

DEFAULT_MODEL = "all-MiniLM-L6-v2"


class SentenceTransformersEmbedder:
    """Loads the model when made.

    Args:
        model: EMBEDDER_MODEL: a model's name or a folder; empty for all-MiniLM-L6-v2.
    """

    unrelated = 0.30

    def __init__(self, model: str = "") -> None:
        model = model or DEFAULT_MODEL
        try:
            library = import_module("sentence_transformers")
        except ImportError:
            raise ImproperlyConfigured(
                "EMBEDDER is 'sentence-transformers', which is not installed: pip install sentence-transformers."
            ) from None
        self._model = library.SentenceTransformer(model)
        self.dimensions = int(self._model.get_sentence_embedding_dimension())
        self.name = f"sentence-transformers-{model}-{self.dimensions}"[:120]

    def embed(self, texts: Sequence[str]) -> Floats:
        vectors = np.asarray(self._model.encode(list(texts), show_progress_bar=False), np.float32)
        return unit_length(vectors.reshape(len(texts), self.dimensions))
