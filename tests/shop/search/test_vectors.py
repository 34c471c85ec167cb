"""Vectors in step with the products, and the embedders behind them."""

import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from shop import catalog_version
from shop.models import Product, SearchState, SearchVector
from shop.search import embedder, matching, vectors
from shop.search.candidates import Floats
from shop.search.embedder import EmbedderUnavailable, get_embedder
from shop.search.embedders.vertex import VertexEmbedder
from shop.search.embedders.wordllama import WordLlamaEmbedder
from shop.search.index import reindex
from shop.search.retrieve import retrieve
from shop.search.vectors import fill_vectors


class ThreeNumbers:
    """A tiny embedder of another size: counts vowels."""

    name = "three-numbers"
    dimensions = 3
    unrelated = 0.5

    def embed(self, texts: Any) -> Floats:
        counts = np.array([[text.count(vowel) + 0.1 for vowel in "aeo"] for text in texts], np.float32)
        return embedder.unit_length(counts)


class Unplugged(ThreeNumbers):
    def embed(self, texts: Any) -> Floats:
        raise EmbedderUnavailable("The cable is out.")


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("The embedder opened a connection.")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.usefixtures("no_network")
def test_the_default_embedder_needs_no_network_and_knows_what_is_alike():
    milk, oat, shampoo = WordLlamaEmbedder().embed(["milk", "oat milk", "shampoo"])
    assert milk @ oat > 0.5 > 0.3 > milk @ shampoo


def test_vectors_have_length_one_and_nothing_has_no_direction():
    made = WordLlamaEmbedder().embed(["whole milk", "", "a"])
    assert made.shape == (3, 256)
    assert made.dtype == np.float32
    assert np.linalg.norm(made, axis=1).tolist() == pytest.approx([1, 0, 1], abs=1e-5)


def test_many_threads_embed_the_same():
    texts = [f"product number {number} with milk" for number in range(50)]
    model = WordLlamaEmbedder()
    alone = WordLlamaEmbedder().embed(texts)
    with ThreadPoolExecutor(8) as pool:
        for made in pool.map(lambda _: model.embed(texts), range(16)):
            assert np.allclose(made, alone)


@pytest.mark.usefixtures("shelves")
def test_every_product_has_a_vector_of_the_embedders_size():
    assert SearchVector.objects.count() == Product.objects.count()
    assert SearchState.objects.get().embedder == get_embedder().name


@pytest.mark.usefixtures("shelves")
def test_a_renamed_product_gets_a_new_vector_and_a_withdrawn_one_loses_it(shelves: dict[str, Product]):
    before = SearchVector.objects.get(pk=shelves["PENNE"].pk).embedding
    Product.objects.filter(sku="PENNE").update(name="Toothpaste")
    Product.objects.filter(sku="EGGS").update(is_active=False)
    done = reindex()
    assert done.vectors == 1
    assert SearchVector.objects.get(pk=shelves["PENNE"].pk).embedding != before
    assert not SearchVector.objects.filter(pk=shelves["EGGS"].pk).exists()


@pytest.mark.usefixtures("shelves")
def test_vectors_left_for_later_are_filled_in():
    Product.objects.update(description="New words", name="Renamed")
    assert reindex(Product.objects.values_list("pk", flat=True), vectors=False).vectors == 0
    assert SearchVector.objects.count() == 0
    assert fill_vectors() == Product.objects.count()


@pytest.mark.usefixtures("shelves")
def test_another_embedder_replaces_all_vectors_and_until_then_words_alone_count(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(vectors, "get_embedder", ThreeNumbers)
    monkeypatch.setattr(matching, "get_embedder", ThreeNumbers)
    answer = retrieve("oat milk")
    assert answer.sku[0] in {"OAT-ORIG", "OAT-BARISTA"}
    assert np.isnan(answer.semantic).all()
    product = Product.objects.get(sku="PENNE")
    Product.objects.filter(pk=product.pk).update(name="Farfalle")
    assert reindex([product.pk]).vectors == 0
    assert reindex().vectors == Product.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT vector_dims(embedding) FROM shop_searchvector")
        assert cursor.fetchall() == [(3,)]
    catalog_version._advance()
    assert not np.isnan(retrieve("oat milk").semantic).any()


@pytest.mark.usefixtures("shelves")
def test_while_the_embedder_is_away_words_alone_find(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(vectors, "get_embedder", Unplugged)
    vectors._embed_query.cache_clear()
    answer = retrieve("oat milk")
    assert answer.sku[0] in {"OAT-ORIG", "OAT-BARISTA"}
    assert np.isnan(answer.semantic).all()


class Answering:
    """What a signed-in session is to the Vertex embedder: it posts and answers."""

    def __init__(self, status: int = 200) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.status = status

    def post(self, url: str, json: dict[str, Any], timeout: float) -> "Answering":
        self.asked.append((url, json))
        return self

    def raise_for_status(self) -> None:
        if self.status != 200:
            raise OSError(f"{self.status} Server Error")

    def json(self) -> dict[str, Any]:
        count = len(self.asked[-1][1]["instances"])
        return {"predictions": [{"embeddings": {"values": [3.0, 4.0] + [0.0] * 254}}] * count}


def test_vertex_is_asked_in_batches_at_its_location():
    session = Answering()
    made = VertexEmbedder("europe-west4/text-embedding-005", session, "my-project").embed(["milk"] * 130)
    assert [len(body["instances"]) for _, body in session.asked] == [100, 30]
    assert session.asked[0][0] == (
        "https://europe-west4-aiplatform.googleapis.com/v1/projects/my-project/locations/europe-west4"
        "/publishers/google/models/text-embedding-005:predict"
    )
    assert made.shape == (130, 256)
    assert made[0, :2].tolist() == pytest.approx([0.6, 0.8])


def test_a_vertex_that_fails_is_unavailable_not_a_crash():
    with pytest.raises(EmbedderUnavailable, match="503"):
        VertexEmbedder("", Answering(status=503), "my-project").embed(["milk"])


def test_an_embedder_that_is_not_installed_says_what_to_install(settings: Any):
    settings.EMBEDDER = "sentence-transformers"
    get_embedder.cache_clear()
    try:
        with pytest.raises(ImproperlyConfigured, match="pip install sentence-transformers"):
            get_embedder()
        settings.EMBEDDER = "crystal-ball"
        with pytest.raises(ImproperlyConfigured, match="'crystal-ball': use"):
            get_embedder()
    finally:
        get_embedder.cache_clear()
