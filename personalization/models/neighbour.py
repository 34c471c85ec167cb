"""Products bought by the same shoppers: the collaborative signal's memory, filled nightly."""

from django.db import models

from shop.models import Product


class ItemNeighbour(models.Model):
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    neighbour = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    similarity = models.FloatField()
    support = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "neighbour"], name="neighbour_once")]
        # "What goes with what this shopper bought?", best first.
        indexes = [models.Index(fields=["product", "-similarity"], name="neighbour_by_similarity")]

    def __str__(self) -> str:
        return f"{self.product_id} ~ {self.neighbour_id}: {self.similarity:.2f}"
