"""The response compiler: the one place where ranked products become what the shopper sees."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from django.utils import timezone

from personalization.features import Shopper
from personalization.ranking.explain import Knowledge, explained
from personalization.ranking.rank import Ranked
from personalization.shelves.quantities import UsualQuantity, usual_quantity
from personalization.shelves.usuals import Habit, habits_of
from shop.api.serializers.cards import BadgeJSON, CardExtras, PersonalCard
from shop.cards import CardData, card_rows

NEW_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Compiler:
    """Makes the cards of one answer for one shopper.

    Nothing on a card is personal when the shopper is nobody or has switched personalisation off.
    """

    shopper: Shopper
    knowledge: Knowledge
    now: datetime = field(default_factory=timezone.now)

    @cached_property
    def habits(self) -> dict[int, Habit]:
        return habits_of(self.shopper) if self.shopper.personal else {}

    def page(self, ranked: Ranked, start: int, size: int) -> list[PersonalCard]:
        """Cards of the ranked products from `start` on, each with why it is there. Two queries."""
        positions = range(start, min(start + size, len(ranked)))
        cards = card_rows(ranked.product_ids[start : start + size].tolist())
        found = ((at, cards.get(int(ranked.product_ids[at]))) for at in positions)
        return [self.card(card, ranked, at) for at, card in found if card]

    def plain(self, product_ids: Sequence[int]) -> list[PersonalCard]:
        """Cards in the order given, where no ranking was made. Two queries."""
        return [self.card(card) for card in card_rows(product_ids).values()]

    def card(self, card: CardData, ranked: Ranked | None = None, position: int = 0) -> PersonalCard:
        """One card; with its personal part when it was ranked."""
        usual = self.usual_quantity(card.product_id)
        personal = None
        if ranked and ranked.weights and self.shopper.personal:
            personal = explained(ranked, position, card, self.knowledge)
        extras = CardExtras(
            badge=self._badge(card),
            usual_quantity=min(usual.quantity, card.max_quantity) if usual and card.in_stock else None,
            personal=personal,
        )
        return PersonalCard(card, extras)

    def usual_quantity(self, product_id: int) -> UsualQuantity | None:
        """How many the shopper usually takes, from their own orders."""
        habit = self.habits.get(product_id)
        return usual_quantity(habit.quantities) if habit else None

    def _badge(self, card: CardData) -> BadgeJSON | None:
        """The first that applies of: your usual, due, sale, new."""
        habit = self.habits.get(card.product_id)
        if habit and habit.is_usual:
            return {"kind": "usual", "text": "Your usual"}
        if habit and habit.is_due(self.now):
            return {"kind": "due", "text": "Due again"}
        if card.promotion_label:
            return {"kind": "sale", "text": card.promotion_label}
        if card.compare_at_price is not None:
            return {"kind": "sale", "text": f"Save {round(100 * (1 - card.price / card.compare_at_price))}%"}
        if self._today - card.added_on <= NEW_FOR:
            return {"kind": "new", "text": "New"}
        return None

    @cached_property
    def _today(self) -> date:
        return timezone.localdate(self.now)
