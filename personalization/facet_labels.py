"""What facets are called: names of categories and brands, words for attributes."""

from dataclasses import asdict, dataclass

from personalization.catalog_shape import CatalogTruth
from shop.models import Brand, Category

ATTRIBUTE_WORDS = {
    "plant-based": "plant-based",
    "gluten-free": "gluten-free",
    "dairy-free": "dairy-free",
    "nut-free": "nut-free",
    "no-added-sugar": "no added sugar",
    "low-fat": "low fat",
    "low-sodium": "low salt",
    "high-protein": "high protein",
    "whole-grain": "whole grain",
    "lactose-free": "lactose-free",
    "free-range": "free-range",
    "grass-fed": "grass-fed",
    "fair-trade": "fair trade",
}


@dataclass(frozen=True)
class FacetNames:
    """Every category's and brand's name by slug."""

    categories: dict[str, str]
    brands: dict[str, str]

    def label(self, facet: str) -> str:
        """A facet in words, to stand inside a sentence: "oat milk", "Oatwell", "plant-based"."""
        kind, _, slug = facet.partition(":")
        if kind == "category":
            return _inside(self.categories.get(slug, slug.replace("-", " ")))
        if kind == "brand":
            return self.brands.get(slug, slug.replace("-", " ").title())
        return ATTRIBUTE_WORDS.get(slug, slug.replace("-", " "))


def _inside(name: str) -> str:
    """A category's name in the middle of a sentence; abbreviations stay as they are."""
    return " ".join(word if word.isupper() and len(word) > 1 else word.lower() for word in name.split())


def _build() -> FacetNames:
    return FacetNames(
        categories=dict(Category.objects.values_list("slug", "name")),
        brands=dict(Brand.objects.values_list("slug", "name")),
    )


facet_names = CatalogTruth("facet-names", _build, asdict, lambda plain: FacetNames(**plain))


def names() -> FacetNames:
    """All names, as old as any truth about the whole catalog may be."""
    return facet_names.get()
