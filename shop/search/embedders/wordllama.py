"""WordLlama: word vectors distilled from Llama 2, averaged. A lookup table of 16 MB inside its wheel; numpy only."""

import json
import mmap
from collections.abc import Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from threading import Lock

import numpy as np
import numpy.typing as npt
from django.core.exceptions import ImproperlyConfigured
from tokenizers import Encoding, Tokenizer

from shop.search.candidates import Floats
from shop.search.embedder import unit_length

WEIGHTS = "weights/l2_supercat_256.safetensors"
TOKENIZER = "tokenizers/l2_supercat_tokenizer_config.json"
BATCH = 2_000


class WordLlamaEmbedder:
    """Averages the vectors of a text's tokens.

    Reads the two data files of the `wordllama` wheel itself: the package's own loader looks for them in another
    folder and then on the network. The table is mapped, not copied, so that all processes share one in memory.
    """

    name = "wordllama-l2-supercat-256"
    dimensions = 256
    unrelated = 0.42

    def __init__(self) -> None:
        spec = find_spec("wordllama")
        if spec is None or spec.origin is None:
            raise ImproperlyConfigured("EMBEDDER is 'wordllama', which is not installed: pip install wordllama.")
        self._folder = Path(spec.origin).parent
        self._lock = Lock()

    def embed(self, texts: Sequence[str]) -> Floats:
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for start in range(0, len(texts), BATCH):
            for row, encoding in enumerate(self._encoded(texts[start : start + BATCH]), start):
                if encoding.ids:
                    vectors[row] = self._table[encoding.ids].astype(np.float32).mean(axis=0)
        return unit_length(vectors)

    def _encoded(self, texts: Sequence[str]) -> list[Encoding]:
        if len(texts) == 1:
            # A query: without the thread pool of a batch, which a later fork would not survive.
            return [self._tokenizer.encode(texts[0], add_special_tokens=False)]
        return self._tokenizer.encode_batch(list(texts), add_special_tokens=False)

    @cached_property
    def _table(self) -> npt.NDArray[np.float16]:
        with (self._folder / WEIGHTS).open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        # safetensors: 8 bytes length of a JSON header, the header, then the tensors.
        header_length = int.from_bytes(data[:8], "little")
        header = json.loads(data[8 : 8 + header_length])
        tensor = header["embedding.weight"]
        if tensor["dtype"] != "F16" or tensor["shape"][1] != self.dimensions:
            raise ImproperlyConfigured("The installed wordllama has other weights than LeafLoaf knows: pin 0.4.0.")
        rows, columns = tensor["shape"]
        offset = 8 + header_length + tensor["data_offsets"][0]
        return np.frombuffer(data, np.float16, rows * columns, offset).reshape(rows, columns)

    @property
    def _tokenizer(self) -> Tokenizer:
        with self._lock:
            return self._loaded_tokenizer

    @cached_property
    def _loaded_tokenizer(self) -> Tokenizer:
        tokenizer = Tokenizer.from_file(str(self._folder / TOKENIZER))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer
