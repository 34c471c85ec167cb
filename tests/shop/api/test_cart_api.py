"""The cart over HTTP."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shop import signals
from shop.models import Cart, CartItem, Product, Subject
from tests.shop.factories import make_brand, make_category, make_product, make_promotion
from tests.shop.shopper import Shopper, is_problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard() -> Any:
    """What the cart told the floors above: (sku, before, after, context)."""
    told: list[tuple[str, int, int, dict[str, str]]] = []

    def listen(changes: list[signals.CartChange], context: dict[str, str], **_: Any) -> None:
        told.extend((change.sku, change.before, change.after, context) for change in changes)

    signals.cart_changed.connect(listen)
    yield told
    signals.cart_changed.disconnect(listen)


def quantities(answer: Any) -> dict[str, int]:
    assert answer.status_code == 200, answer.content
    return {line["product"]["sku"]: line["quantity"] for line in answer.json()["lines"]}


def test_a_new_visitor_has_an_empty_cart_and_leaves_no_trace(visitor: Shopper) -> None:
    cart = visitor.get("cart/").json()
    assert cart == {
        "version": 0,
        "currency": "USD",
        "lines": [],
        "item_count": 0,
        "subtotal": "0.00",
        "discounts": [],
        "discount": "0.00",
        "total": "0.00",
        "codes": [],
        "hints": [],
    }
    assert not Subject.objects.exists()


def test_adding_twice_adds_up(visitor: Shopper) -> None:
    make_product("MILK", price="3.49")
    visitor.post("cart/items/", {"sku": "MILK", "quantity": 2})
    answer = visitor.post("cart/items/", {"sku": "MILK", "quantity": 1})
    assert quantities(answer) == {"MILK": 3}
    assert (answer.json()["item_count"], answer.json()["total"]) == (3, "10.47")
    assert answer.json()["version"] == 2


def test_a_line_shows_the_product_as_its_card(visitor: Shopper) -> None:
    product = make_product(
        "OAT",
        name="Oat Drink",
        price="2.10",
        size="1 L",
        brand=make_brand("oatwell", own_label=True, color="#123456"),
        category=make_category("oat-milk", parent=make_category("dairy", tint="#AABBCC")),
        dietary=["vegan"],
        allergens=["wheat"],
        attributes=["plant-based"],
        stock=3,
    )
    Product.objects.filter(pk=product.pk).update(unit_price=Decimal("0.2100"), unit_price_per="100 ml")
    card = visitor.post("cart/items/", {"sku": "OAT", "quantity": 1}).json()["lines"][0]["product"]
    assert card["brand"] == {"slug": "oatwell", "name": "Oatwell", "own_label": True}
    assert card["category"] == {"slug": "oat-milk", "name": "Oat Milk", "department": "dairy"}
    assert card["unit_price"] == {"amount": "0.21", "per": "100 ml"}
    assert (card["art"]["tint"], card["art"]["color"]) == ("#AABBCC", "#123456")
    assert (card["stock_level"], card["max_quantity"], card["in_stock"]) == ("low", 3, True)
    assert (card["dietary"], card["allergens"], card["attributes"]) == (["vegan"], ["wheat"], ["plant-based"])


def test_setting_and_removing(visitor: Shopper) -> None:
    make_product("A"), make_product("B")
    visitor.post("cart/items/", {"sku": "A", "quantity": 5})
    visitor.post("cart/items/", {"sku": "B", "quantity": 1})
    assert quantities(visitor.patch("cart/items/A/", {"quantity": 2})) == {"A": 2, "B": 1}
    assert quantities(visitor.delete("cart/items/A/")) == {"B": 1}
    assert quantities(visitor.delete("cart/items/A/")) == {"B": 1}
    assert quantities(visitor.delete("cart/")) == {}


def test_every_change_is_told_once_with_before_and_after(visitor: Shopper, heard: list[Any]) -> None:
    make_product("A")
    visitor.post("cart/items/", {"sku": "A", "quantity": 2, "context": {"ranking_id": "r1", "position": 4}})
    visitor.post("cart/items/", {"sku": "A", "quantity": 1})
    visitor.patch("cart/items/A/", {"quantity": 1})
    visitor.patch("cart/items/A/", {"quantity": 1})
    visitor.delete("cart/items/A/")
    visitor.delete("cart/items/A/")
    assert heard == [
        ("A", 0, 2, {"ranking_id": "r1", "position": "4"}),
        ("A", 2, 3, {}),
        ("A", 3, 1, {}),
        ("A", 1, 0, {}),
    ]


def test_what_a_listener_refuses_did_not_happen(visitor: Shopper) -> None:
    def refuse(**_: Any) -> None:
        raise RuntimeError("no room for the event")

    make_product("A")
    signals.cart_changed.connect(refuse)
    try:
        with pytest.raises(RuntimeError):
            visitor.post("cart/items/", {"sku": "A", "quantity": 1})
    finally:
        signals.cart_changed.disconnect(refuse)
    assert not CartItem.objects.exists()


@pytest.mark.parametrize("quantity", [0, -1, 100, 10**9, 10**30, "two", "2", 1.5, 2.0, True, None, [], {}])
def test_a_quantity_that_is_none_is_refused_kindly(visitor: Shopper, quantity: Any) -> None:
    make_product("A")
    for answer in (
        visitor.post("cart/items/", {"sku": "A", "quantity": quantity}),
        visitor.patch("cart/items/A/", {"quantity": quantity}),
    ):
        assert is_problem(answer, 400, "invalid")
        assert answer.json()["errors"] == [{"field": "quantity", "message": "Choose a quantity from 1 to 99."}]
    assert not Cart.objects.exists()


def test_a_quantity_must_be_given(visitor: Shopper) -> None:
    make_product("A")
    assert is_problem(visitor.post("cart/items/", {"sku": "A"}), 400, "invalid")


@pytest.mark.parametrize("sku", ["NO-SUCH", "x" * 64, "'; DROP TABLE shop_cart; --", "ünï/çødé", " "])
def test_an_unknown_sku_is_refused(visitor: Shopper, sku: str) -> None:
    answer = visitor.post("cart/items/", {"sku": sku, "quantity": 1})
    assert answer.status_code in {400, 404}
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert not Cart.objects.exists()


@pytest.mark.parametrize("sku", [7, None, ["A"], "x" * 65, "a\x00b", "\ud800"])
def test_a_sku_that_is_no_text_is_refused(visitor: Shopper, sku: Any) -> None:
    assert visitor.post("cart/items/", {"sku": sku, "quantity": 1}).status_code == 400


def test_a_withdrawn_product_cannot_be_added(visitor: Shopper) -> None:
    make_product("A", is_active=False)
    assert is_problem(visitor.post("cart/items/", {"sku": "A", "quantity": 1}), 404, "not_found")


def test_a_sold_out_product_cannot_be_added(visitor: Shopper) -> None:
    make_product("A", name="Basil", stock=0)
    answer = visitor.post("cart/items/", {"sku": "A", "quantity": 1})
    assert is_problem(answer, 409, "out_of_stock")
    assert answer.json()["lines"] == [{"sku": "A", "name": "Basil", "wanted": 1, "available": 0}]


def test_adding_beyond_the_limit_is_refused_and_changes_nothing(visitor: Shopper) -> None:
    make_product("A", stock=500)
    visitor.post("cart/items/", {"sku": "A", "quantity": 98})
    answer = visitor.post("cart/items/", {"sku": "A", "quantity": 2})
    assert is_problem(answer, 400, "invalid")
    assert "there are 98 in your cart" in answer.json()["detail"]
    assert quantities(visitor.get("cart/")) == {"A": 98}
    assert visitor.get("cart/").json()["version"] == 1


def test_lines_say_what_stands_against_ordering_them(visitor: Shopper) -> None:
    for sku in ("SHORT", "OUT", "GONE", "FINE"):
        make_product(sku)
        visitor.post("cart/items/", {"sku": sku, "quantity": 4})
    Product.objects.filter(sku="SHORT").update(stock=3)
    Product.objects.filter(sku="OUT").update(stock=0)
    Product.objects.filter(sku="GONE").update(is_active=False)
    problems = {line["product"]["sku"]: line["problem"] for line in visitor.get("cart/").json()["lines"]}
    assert problems["FINE"] is None
    assert (problems["SHORT"]["code"], problems["SHORT"]["available"]) == ("short", 3)
    assert problems["OUT"]["code"] == "out_of_stock"
    assert problems["GONE"]["code"] == "unavailable"


def test_a_sold_out_line_can_still_be_lowered_and_removed(visitor: Shopper) -> None:
    make_product("A")
    visitor.post("cart/items/", {"sku": "A", "quantity": 4})
    Product.objects.update(stock=0)
    assert quantities(visitor.patch("cart/items/A/", {"quantity": 1})) == {"A": 1}
    assert quantities(visitor.delete("cart/items/A/")) == {}


def test_offers_show_on_lines_and_in_the_sum(visitor: Shopper) -> None:
    make_product("YO", price="1.00", category=make_category("yogurt", parent=make_category("chilled")))
    make_promotion(
        name="3 for 2", kind="multi_buy", buy_quantity=3, pay_quantity=2, categories=[make_category("chilled")]
    )
    short = visitor.post("cart/items/", {"sku": "YO", "quantity": 2}).json()
    assert short["hints"] == ["Add 1 more for “3 for 2”."]
    full = visitor.post("cart/items/", {"sku": "YO", "quantity": 1}).json()
    assert full["lines"][0]["promotion_label"] == "3 for 2"
    assert full["lines"][0]["product"]["promotion"] == {"label": "3 for 2"}
    assert (full["lines"][0]["line_subtotal"], full["lines"][0]["line_total"]) == ("3.00", "2.00")
    assert full["discounts"] == [{"label": "3 for 2", "code": None, "amount": "1.00"}]
    assert (full["subtotal"], full["discount"], full["total"]) == ("3.00", "1.00", "2.00")


def test_a_code_takes_its_amount_off_and_can_be_taken_back(visitor: Shopper) -> None:
    make_product("A", price="20.00")
    make_promotion(name="$5 off", kind="amount", amount=Decimal(5), code="WELCOME5")
    visitor.post("cart/items/", {"sku": "A", "quantity": 1})
    assert visitor.get("cart/").json()["discount"] == "0.00"
    with_code = visitor.post("cart/codes/", {"code": " welcome5 "}).json()
    assert (with_code["codes"], with_code["total"]) == (["WELCOME5"], "15.00")
    assert with_code["discounts"] == [{"label": "$5 off", "code": "WELCOME5", "amount": "5.00"}]
    without = visitor.delete("cart/codes/welcome5/").json()
    assert (without["codes"], without["total"]) == ([], "20.00")


def test_codes_that_do_not_work_say_why(visitor: Shopper) -> None:
    now = timezone.now()
    make_promotion(code="OVER", ends_at=now)
    make_promotion(code="LATER", starts_at=now + timedelta(days=1))
    make_promotion(code="OFF", is_active=False)
    make_promotion(code="USED", max_redemptions=1, redemptions=1)
    for code in ("NOPE", "LATER", "OFF"):
        assert is_problem(visitor.post("cart/codes/", {"code": code}), 400, "code_unknown")
    assert "ended" in visitor.post("cart/codes/", {"code": "OVER"}).json()["detail"]
    assert is_problem(visitor.post("cart/codes/", {"code": "USED"}), 409, "promotion_exhausted")
    assert is_problem(visitor.post("cart/codes/", {"code": ""}), 400, "invalid")


def test_a_code_used_up_meanwhile_is_shown_as_a_hint(visitor: Shopper) -> None:
    make_product("A")
    promotion = make_promotion(code="LAST", max_redemptions=1)
    visitor.post("cart/items/", {"sku": "A", "quantity": 1})
    visitor.post("cart/codes/", {"code": "LAST"})
    promotion.redemptions = 1
    promotion.save()
    cart = visitor.get("cart/").json()
    assert (cart["discount"], cart["hints"]) == ("0.00", ["The code LAST has been used up."])


def test_guessing_codes_is_slowed_down(visitor: Shopper) -> None:
    statuses = [visitor.post("cart/codes/", {"code": f"GUESS{n}"}).status_code for n in range(32)]
    assert statuses[0] == 400
    assert statuses[-1] == 429


def test_two_sessions_of_one_account_share_the_cart(customer: Shopper) -> None:
    make_product("A")
    customer.post("cart/items/", {"sku": "A", "quantity": 2})
    phone = Shopper()
    phone.client.force_login(customer.subject.user, backend="django.contrib.auth.backends.ModelBackend")
    assert quantities(phone.get("cart/")) == {"A": 2}
    phone.post("cart/items/", {"sku": "A", "quantity": 1})
    assert quantities(customer.get("cart/")) == {"A": 3}


def test_strangers_do_not_share_a_cart(visitor: Shopper) -> None:
    make_product("A")
    visitor.post("cart/items/", {"sku": "A", "quantity": 2})
    assert quantities(Shopper().get("cart/")) == {}


def test_a_user_id_in_the_body_is_ignored(visitor: Shopper, customer: Shopper) -> None:
    make_product("A")
    body = {"sku": "A", "quantity": 2, "user_id": customer.subject.user_id, "subject_id": str(customer.subject.id)}
    visitor.post("cart/items/", body)
    assert quantities(customer.get("cart/")) == {}
    assert quantities(visitor.get("cart/")) == {"A": 2}


def test_a_write_without_the_csrf_token_is_refused(visitor: Shopper) -> None:
    make_product("A")
    answer = visitor.client.post("/api/v1/cart/items/", {"sku": "A", "quantity": 1}, content_type="application/json")
    assert is_problem(answer, 403, "csrf_failed")


def filled(shopper: Shopper, lines: int) -> None:
    for number in range(lines):
        make_product(f"LINE-{number}")
    make_promotion()
    make_promotion(code="CODE", kind="amount", amount=Decimal(1))
    shopper.post("cart/items/", {"sku": "LINE-0", "quantity": 1})
    shopper.post("cart/codes/", {"code": "CODE"})
    cart = Cart.objects.get()
    for product in Product.objects.exclude(sku="LINE-0"):
        CartItem.objects.create(cart=cart, product=product, quantity=3)


@pytest.mark.parametrize("lines", [1, 60])
def test_reading_and_changing_the_cart_take_few_queries_whatever_its_size(customer: Shopper, lines: int) -> None:
    filled(customer, lines)
    with CaptureQueriesContext(connection) as reading:
        assert len(customer.get("cart/").json()["lines"]) == lines
    with CaptureQueriesContext(connection) as adding:
        customer.post("cart/items/", {"sku": "LINE-0", "quantity": 1})
    with CaptureQueriesContext(connection) as setting:
        customer.patch("cart/items/LINE-0/", {"quantity": 1})
    with CaptureQueriesContext(connection) as clearing:
        customer.delete("cart/")
    assert len(reading) <= 4, reading.captured_queries
    assert len(clearing) <= 12, clearing.captured_queries
    assert len(adding) <= 10, adding.captured_queries
    assert len(setting) <= 11, setting.captured_queries
