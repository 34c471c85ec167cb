"""What pickers fetch: the products of a slot's orders in the order of the shelves, and each order's own list."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from shop.models import Category, DeliverySlot, Order, OrderLine

TO_PICK = (Order.Status.PLACED, Order.Status.PICKING)


@dataclass(frozen=True, slots=True)
class Pick:
    """One product to fetch for a slot: so many in all, and how many for which order (by number)."""

    line: OrderLine
    quantity: int
    parts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Aisle:
    """The products of one department; `name` is "Elsewhere" for those that left the catalog."""

    name: str
    picks: tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class SlotList:
    """Everything to pick for one slot (None: orders without one)."""

    slot: DeliverySlot | None
    orders: tuple[Order, ...]
    aisles: tuple[Aisle, ...]

    @property
    def pieces(self) -> int:
        return sum(pick.quantity for aisle in self.aisles for pick in aisle.picks)


def picking_lists(*, day: date | None = None, order_ids: Iterable[int] | None = None) -> list[SlotList]:
    """Lists by slot, earliest first, of the placed and half-picked orders of a local day or of those given.

    Three queries, whatever the number of orders.
    """
    orders = Order.objects.filter(status__in=TO_PICK)
    if day is not None:
        orders = orders.filter(slot__starts_at__date=day)
    if order_ids is not None:
        orders = orders.filter(pk__in=list(order_ids))
    lines = OrderLine.objects.select_related("product__category").order_by("id")
    found = orders.select_related("slot").prefetch_related(Prefetch("lines", lines)).order_by("slot__starts_at", "id")
    departments = dict(Category.objects.filter(parent=None).order_by("position").values_list("slug", "name"))
    by_slot: dict[int | None, list[Order]] = defaultdict(list)
    for order in found:
        by_slot[order.slot_id].append(order)
    return [SlotList(of_slot[0].slot, tuple(of_slot), _aisles(of_slot, departments)) for of_slot in by_slot.values()]


def _aisles(orders: list[Order], departments: dict[str, str]) -> tuple[Aisle, ...]:
    parts: dict[str, list[tuple[OrderLine, str]]] = defaultdict(list)
    for order in orders:
        for line in order.lines.all():
            parts[line.sku].append((line, order.number))
    by_department: dict[str, list[Pick]] = defaultdict(list)
    for same in parts.values():
        line = same[0][0]
        slug = line.product.category.department_slug if line.product else ""
        pick = Pick(line, sum(one.quantity for one, _ in same), tuple((number, one.quantity) for one, number in same))
        by_department[slug].append(pick)
    walk = [*departments, *sorted(set(by_department) - set(departments))]
    return tuple(
        Aisle(departments.get(slug, "Elsewhere"), tuple(sorted(by_department[slug], key=_shelf)))
        for slug in walk
        if slug in by_department
    )


def _shelf(pick: Pick) -> tuple[list[str], str]:
    return (pick.line.product.category.path if pick.line.product else [], pick.line.name)
