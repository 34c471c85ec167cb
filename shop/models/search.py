"""What the search knows: words staff call equal, and the index made from the products."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from pgvector.django import HalfVectorField


class Synonym(models.Model):
    """One group of words or phrases that find each other ("soda", "pop", "soft drink")."""

    words = ArrayField(models.CharField(max_length=60), help_text="Words or short phrases, separated by commas.")
    is_active = models.BooleanField(default=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return " = ".join(self.words)


# The index below is derived from the products: `shop.search.index` alone writes it, and `manage.py reindex_search`
# makes it anew. No foreign keys: checking a million of them would double the time of a rebuild.


class SearchTerm(models.Model):
    """A stem, or two neighbouring words joined, and how many products have it."""

    # `shop.search.terms.term_hash` of the term: writers need no look-up, so they never race for a number.
    hash = models.BigIntegerField(primary_key=True)
    term = models.TextField()
    documents = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.term} ({self.documents})"


class SearchPosting(models.Model):
    """One term in one product, with its BM25F weight there (0..1, without the term's rarity)."""

    # The table's key is (term, product_id) INCLUDE (impact), so that a search reads the index alone.
    pk = models.CompositePrimaryKey("term", "product_id")
    term = models.BigIntegerField()
    product_id = models.BigIntegerField()
    impact = models.FloatField()

    class Meta:
        # Taking one product out of the index.
        indexes = [models.Index(fields=["product_id"], name="posting_by_product")]

    def __str__(self) -> str:
        return f"{self.term} in {self.product_id}"


class SearchDocument(models.Model):
    """What was indexed of one product, to see whether it changed and to take it out exactly."""

    product_id = models.BigIntegerField(primary_key=True)
    fingerprint = models.BigIntegerField()
    # As written (lower case, without accents): the vocabulary that typos are corrected from.
    words = ArrayField(models.TextField(), default=list)
    # Facet keys, separated by spaces (`shop.product_facets`).
    facets = models.TextField()

    def __str__(self) -> str:
        return f"Document {self.product_id}"


class SearchVector(models.Model):
    """The meaning of one product as the embedder sees it."""

    product_id = models.BigIntegerField(primary_key=True)
    fingerprint = models.BigIntegerField()
    # Without a fixed size, because embedders differ; `shop.search.vectors` keeps the HNSW index of the size in use.
    embedding = HalfVectorField()

    def __str__(self) -> str:
        return f"Vector {self.product_id}"


class SearchWord(models.Model):
    """A word as products write it, and how many do."""

    word = models.TextField(primary_key=True)
    products = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.word} ({self.products})"


class SearchState(models.Model):
    """The one row that says how the index was made."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    documents = models.IntegerField(default=0)
    # Name and size of the embedder whose vectors are stored; empty: none.
    embedder = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_search_state")]

    def __str__(self) -> str:
        return f"{self.documents} products, {self.embedder or 'no vectors'}"
