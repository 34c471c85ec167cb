"""Products as the index takes them: read in bulk, each turned into terms, facets and a text to embed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from django.db import connection

from shop.models.catalog import Dietary
from shop.product_facets import facets_of
from shop.search.heads import head_term, heads_of, is_list
from shop.search.terms import Terms, category_term, terms_of

# Grows when the same product would be indexed differently: the next reindex then rewrites everything.
INDEX_FORMAT = 5

_PRODUCTS = """
SELECT p.id, p.name, p.description, p.size, p.dietary, p.attributes, p.category_id, b.slug, b.name
FROM shop_product p LEFT JOIN shop_brand b ON b.id = p.brand_id
WHERE p.id = ANY(%s) AND p.is_active
"""


@dataclass(frozen=True, slots=True)
class ProductText:
    """What is written about one product, and what it is filed under."""

    product_id: int
    fields: dict[str, str]
    facets: tuple[str, ...]
    # Its category and all above it, and what its name is the name of, as terms.
    filed_under: tuple[str, ...]
    # What the embedder reads: the name, and the words that say what kind of thing it is.
    meaning: str

    @property
    def fingerprint(self) -> int:
        """Changes when the product's entry in the text index would."""
        return _number(repr((INDEX_FORMAT, self.fields, self.facets, self.filed_under)))

    @property
    def terms(self) -> Terms:
        return terms_of(self.fields, self.filed_under)


def meaning_fingerprint(meaning: str, embedder: str) -> int:
    """Changes when a product's vector would."""
    return _number(f"{embedder}\n{meaning}")


def read_products(product_ids: Sequence[int]) -> Iterator[ProductText]:
    """The texts of those products that exist and are on sale, in any order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, slug, name, path FROM shop_category")
        categories = {row[0]: row for row in cursor.fetchall()}
        names = {slug: name for _, slug, name, _ in categories.values()}
        cursor.execute(_PRODUCTS, [list(product_ids)])
        rows = cursor.fetchall()
    for product_id, name, description, size, dietary, attributes, category_id, brand_slug, brand in rows:
        _, _, category, path = categories[category_id]
        diets = [str(Dietary(diet).label).lower() if diet in Dietary else diet for diet in dietary]
        traits = [*attributes, *diets]
        yield ProductText(
            product_id,
            {
                "name": name,
                "brand": brand or "",
                **_category_names(path, names),
                "attributes": ", ".join(traits),
                "size": size,
                "description": description,
            },
            facets_of(path, brand_slug, attributes, dietary),
            (*map(category_term, path), *map(head_term, heads_of(name))),
            f"{name}, {category}",
        )


def _category_names(path: Sequence[str], names: Mapping[str, str]) -> dict[str, str]:
    """What the categories on a product's path are called, without the department: those of one thing ("Cereal"), and
    those of several, of which the product is only one ("Cereal & Toddler Snacks")."""
    found = [names.get(slug, "") for slug in path[1:] or path]
    several = [name for name in found if is_list(name)]
    return {
        "category": ", ".join(name for name in found if name not in several),
        "category_list": ", ".join(several),
    }


def _number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(errors="replace"), digest_size=8).digest(), "big", signed=True)
