"""Everything a product's page shows."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from personalization.features import shopper_of
from personalization.ranking.order import Ranker
from personalization.response import Compiler
from personalization.shelves.similar import goes_with, similar_to
from shop.api.serializers.cards import PersonalCard
from shop.cards import card_rows
from shop.errors import NotFound

SIMILAR = 12

# Names of the path in its order, department first.
_PRODUCT = """
SELECT p.id, p.description, p.ingredients,
       ARRAY(SELECT ARRAY[c.slug, c.name] FROM unnest(shelf.path) WITH ORDINALITY AS step (slug, place)
             JOIN shop_category c ON c.slug = step.slug ORDER BY step.place)
FROM shop_product p JOIN shop_category shelf ON shelf.id = p.category_id
WHERE p.sku = %s AND p.is_active
"""


@dataclass(frozen=True, slots=True)
class ProductPage:
    card: PersonalCard
    description: str
    ingredients: str
    # (slug, name) from the department down to the category itself.
    category_path: list[tuple[str, str]]
    similar: list[PersonalCard]
    goes_with: list[PersonalCard]
    usual_quantity_basis: str | None


def product_page(sku: str, subject_id: UUID | None) -> ProductPage:
    """The page of a product for a shopper.

    Raises:
        NotFound: when it is not sold (any more).
    """
    with connection.cursor() as cursor:
        cursor.execute(_PRODUCT, [sku])
        row = cursor.fetchone()
    if row is None:
        raise NotFound("We do not sell this product, or no longer. Search for something like it.")
    product_id, description, ingredients, path = row
    shopper = shopper_of(subject_id)
    ranker = Ranker(shopper)
    ranked = ranker.ranked(similar_to(product_id))
    companions = goes_with(product_id)
    compiler = Compiler(shopper, ranker.knowledge())
    positions = {int(found): at for at, found in enumerate(ranked.product_ids[:SIMILAR])}
    cards = card_rows([product_id, *positions, *companions])
    usual = compiler.usual_quantity(product_id)
    return ProductPage(
        card=compiler.card(cards[product_id]),
        description=description,
        ingredients=ingredients,
        category_path=[(slug, name) for slug, name in path],
        similar=[compiler.card(cards[found], ranked, at) for found, at in positions.items() if found in cards],
        goes_with=[compiler.card(cards[found]) for found in companions if found in cards],
        usual_quantity_basis=usual.basis if usual else None,
    )
