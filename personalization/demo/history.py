"""Half a year of orders and events for the demo's shoppers, as if they had been made through the shop."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from uuid import uuid5

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from analytics.events import context_of
from analytics.models import Event, EventType
from analytics.receivers import CAUSES
from analytics.warehouse import changes
from personalization import rules
from personalization.contributions import contribute
from personalization.demo.households import HOUSEHOLDS, NEWCOMER_EMAIL, PASSWORD, STAFF_EMAIL, Household
from personalization.rebuild import rebuild_all
from shop.checkout import new_number
from shop.identity import subject_of_user
from shop.models import Address, Order, OrderLine, OrderStatusChange, Payment, Product, Subject, User

NEIGHBOURS = "neighbourhood"
Basket = tuple[datetime, dict[str, int]]


def load_shoppers(on_progress: Callable[[int], None] = lambda count: None) -> int:
    """Create the demo's accounts and histories once; returns how many orders were made.

    Each shopper is one transaction: a start that was cut short is finished by the next one.
    """
    made = 0
    for household in HOUSEHOLDS:
        made += _load_household(household)
        on_progress(1)
    made += _load_neighbourhood()
    _account(NEWCOMER_EMAIL, "Robin")
    _account(STAFF_EMAIL, "Kim", is_staff=True, is_superuser=True)
    on_progress(1)
    if made:
        rebuild_all()
    return made


def _account(email: str, first_name: str, **fields: bool) -> User | None:
    """A new account, or None when it is there already."""
    if User.objects.filter(email=email).exists():
        return None
    user = User.objects.create_user(email, PASSWORD, first_name=first_name, **fields)
    # Confirmed, as the account's pages and two-step sign-in want it.
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    return user


@transaction.atomic
def _load_household(household: Household) -> int:
    user = _account(household.email, household.first_name)
    if user is None:
        return 0
    Address.objects.create(
        user=user,
        label="Home",
        recipient=f"{household.first_name} Demo",
        line1="12 Orchard Lane",
        city="Brooklyn",
        region="NY",
        postcode="11215",
        is_default=True,
    )
    subject = subject_of_user(user)
    products = {product.sku: product for product in Product.objects.filter(sku__in=[h.sku for h in household.habits])}
    orders = [_order(user, subject, basket, products) for basket in baskets(household, timezone.now())]
    _events(subject, orders)
    return len(orders)


def baskets(household: Household, now: datetime) -> list[Basket]:
    """What a household bought and when, oldest first: each habit is served at the first order after it fell due.

    The same household at the same moment always gives the same baskets.
    """
    chance = random.Random(household.email)
    first = now - timedelta(weeks=household.weeks)
    first += timedelta(days=(household.weekday - first.weekday()) % 7)
    last_bought: dict[str, datetime] = {}
    found: list[Basket] = []
    at = first
    while at < now - timedelta(days=1):
        evening = timezone.make_aware(datetime.combine(at.date(), time(17 + chance.randrange(3), chance.randrange(60))))
        basket: dict[str, int] = {}
        for habit in household.habits:
            due_after = timedelta(days=habit.every_days + chance.choice((-1, 0, 0, 1)) - 0.5)
            if habit.sku not in last_bought or evening - last_bought[habit.sku] >= due_after:
                basket[habit.sku] = habit.quantity
                last_bought[habit.sku] = evening
        if basket:
            found.append((evening, basket))
        at += timedelta(days=household.shops_every_days)
    return found


@transaction.atomic
def _load_neighbourhood() -> int:
    """One order each of sixty people who shop much like the households: so that a crowd has something to say."""
    if Order.objects.filter(idempotency_key__startswith=f"demo:{NEIGHBOURS}").exists():
        return 0
    chance, now = random.Random(NEIGHBOURS), timezone.now()
    products = {
        product.sku: product
        for product in Product.objects.filter(sku__in=[habit.sku for one in HOUSEHOLDS for habit in one.habits])
    }
    for number in range(60):
        habits = chance.sample(HOUSEHOLDS[number % len(HOUSEHOLDS)].habits, 6)
        habits += chance.sample(chance.choice(HOUSEHOLDS).habits, 2)
        at = now - timedelta(days=chance.uniform(0.2, 40))
        subject = Subject.objects.create()
        wanted = {habit.sku: habit.quantity for habit in habits}
        order = _order(None, subject, (at, wanted), products, key=f"{NEIGHBOURS}:{number}")
        _events(subject, [order])
    return 60


def _order(user: User | None, subject: Subject, basket: Basket, products: dict[str, Product], key: str = "") -> Order:
    at, wanted = basket
    name = user.first_name if user else "A neighbor"
    chosen = {sku: quantity for sku, quantity in wanted.items() if sku in products}
    subtotal = sum((products[sku].price * quantity for sku, quantity in chosen.items()), Decimal(0))
    order = Order.objects.create(
        number=new_number(),
        subject=subject,
        user=user,
        email=user.email if user else "neighbor@leafloaf.example",
        status=Order.Status.DELIVERED,
        idempotency_key=f"demo:{key or at.isoformat()}",
        request_fingerprint="",
        address={
            "recipient": f"{name} Demo" if user else name,
            "line1": "12 Orchard Lane",
            "line2": "",
            "city": "Brooklyn",
            "region": "NY",
            "postcode": "11215",
            "phone": "",
            "instructions": "",
        },
        currency=settings.CURRENCY,
        subtotal=subtotal,
        total=subtotal,
        placed_at=at,
    )
    Order.objects.filter(pk=order.pk).update(created_at=at)
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            product=products[sku],
            sku=sku,
            name=products[sku].name,
            size=products[sku].size,
            unit_price=products[sku].price,
            quantity=quantity,
            line_total=products[sku].price * quantity,
        )
        for sku, quantity in chosen.items()
    )
    steps = (Order.Status.PLACED, Order.Status.PICKING, Order.Status.OUT_FOR_DELIVERY, Order.Status.DELIVERED)
    for hours, status in zip((0, 14, 18, 19), steps, strict=True):
        change = OrderStatusChange.objects.create(order=order, status=status)
        OrderStatusChange.objects.filter(pk=change.pk).update(changed_at=at + timedelta(hours=hours))
    Payment.objects.create(
        order=order,
        method=Payment.Method.ON_DELIVERY,
        status=Payment.Status.CAPTURED,
        amount=subtotal,
        currency=settings.CURRENCY,
    )
    changes.order_changed(order.pk)
    return order


def _events(subject: Subject, orders: Sequence[Order]) -> None:
    """The events that the orders would have made, each order with what it taught when it was placed."""
    for order in orders:
        at = order.placed_at or order.created_at
        events = [
            Event(
                event_id=uuid5(CAUSES, f"order:{order.number}:{line.sku}"),
                subject_id=subject.id,
                session_id="demo",
                event_type=EventType.ORDER_COMPLETED,
                sku=line.sku,
                quantity=line.quantity,
                data={"order": order.number, "unit_price": str(line.unit_price), "line_total": str(line.line_total)},
                occurred_at=at,
                event_time=at,
                received_at=at,
            )
            for line in order.lines.all()
        ]
        contribute(events, context_of(subject.id, events), rules.current())
        Event.objects.bulk_create(events)
