"""Accounts as the storefront uses them: allauth's headless endpoints over HTTP, and what sign-in does to a cart."""

import re
from typing import Any
from urllib.parse import unquote

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache

from shop import accounts, signals
from shop.models import Cart, CartItem, Order, OutgoingMail, Subject, User
from tests.shop.factories import ADDRESS, PASSWORD, make_product, make_promotion, make_slot, make_subject, make_user
from tests.shop.shopper import Shopper, is_problem

pytestmark = pytest.mark.django_db
AUTH = "/_allauth/browser/v1/auth"
ACCOUNT = "/_allauth/browser/v1/account"
# Staff only, and without style sheets that would have to be collected first.
ADMIN_PAGE = "/admin/jsi18n/"


@pytest.fixture(autouse=True)
def fresh_rate_limits() -> None:
    cache.clear()


@pytest.fixture
def visitor(db: None) -> Shopper:
    return Shopper()


def link_key(mail: OutgoingMail, page: str) -> str:
    found = re.search(rf"http\S+/account/{page}/(\S+)", mail.text)
    assert found, mail.text
    return unquote(found.group(1))


def code_for(secret: str) -> str:
    _, counter, _ = yield_hotp_counters_from_time()
    return str(format_hotp_value(hotp_value(secret, counter)))


def is_signed_in(shopper: Shopper) -> bool:
    return bool(shopper.get("me/").json()["authenticated"])


def test_a_person_signs_up_and_is_signed_in(visitor: Shopper) -> None:
    answer = visitor.post(f"{AUTH}/signup", {"email": "Robin@Example.com", "password": PASSWORD})
    assert answer.status_code == 200, answer.content
    me = visitor.get("me/").json()
    assert (me["authenticated"], me["email"], me["is_staff"]) == (True, "robin@example.com", False)


def test_signing_up_sends_a_mail_that_confirms_the_address(visitor: Shopper) -> None:
    visitor.post(f"{AUTH}/signup", {"email": "robin@example.com", "password": PASSWORD})
    key = link_key(OutgoingMail.objects.get(), "verify-email")
    assert visitor.post(f"{AUTH}/email/verify", {"key": key}).status_code == 200
    addresses = visitor.get(f"{ACCOUNT}/email").json()["data"]
    assert [(one["email"], one["verified"]) for one in addresses] == [("robin@example.com", True)]


@pytest.mark.parametrize("password", ["short", "password123", "1234567890123"])
def test_a_weak_password_is_refused(visitor: Shopper, password: str) -> None:
    answer = visitor.post(f"{AUTH}/signup", {"email": "robin@example.com", "password": password})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["param"] == "password"
    assert not User.objects.exists()


def test_an_address_has_one_account_in_any_case(visitor: Shopper) -> None:
    make_user("robin@example.com")
    answer = visitor.post(f"{AUTH}/signup", {"email": "ROBIN@example.com", "password": PASSWORD})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["param"] == "email"
    assert User.objects.count() == 1


def test_signing_in_and_out(visitor: Shopper) -> None:
    visitor.sign_in(make_user())
    assert is_signed_in(visitor)
    assert visitor.delete(f"{AUTH}/session").status_code == 401
    assert not is_signed_in(visitor)
    assert visitor.get("me/").json()["has_session"] is False


def test_after_sign_out_the_next_person_sees_an_empty_cart(visitor: Shopper) -> None:
    make_product("A")
    visitor.sign_in(make_user())
    visitor.post("cart/items/", {"sku": "A", "quantity": 1})
    visitor.delete(f"{AUTH}/session")
    assert visitor.get("cart/").json()["lines"] == []
    assert visitor.get("orders/").json()["results"] == []


def test_a_wrong_password_is_refused(visitor: Shopper) -> None:
    user = make_user()
    answer = visitor.post(f"{AUTH}/login", {"email": user.email, "password": "not the password"})
    assert answer.status_code == 400
    assert not is_signed_in(visitor)


def test_guessing_passwords_is_slowed_down(visitor: Shopper) -> None:
    user = make_user()
    for _ in range(6):
        visitor.post(f"{AUTH}/login", {"email": user.email, "password": "not the password"})
    answer = visitor.post(f"{AUTH}/login", {"email": user.email, "password": PASSWORD})
    assert answer.status_code in (400, 429)
    assert not is_signed_in(visitor)


def test_signing_in_needs_the_csrf_token(visitor: Shopper) -> None:
    user = make_user()
    answer = visitor.client.post(
        f"{AUTH}/login", {"email": user.email, "password": PASSWORD}, content_type="application/json"
    )
    assert is_problem(answer, 403, "csrf_failed")


def test_a_forgotten_password_is_set_anew_by_mail(visitor: Shopper) -> None:
    user = make_user()
    assert visitor.post(f"{AUTH}/password/request", {"email": user.email}).status_code == 200
    key = link_key(OutgoingMail.objects.get(to=user.email), "reset-password")
    answer = visitor.post(f"{AUTH}/password/reset", {"key": key, "password": "a brand new secret"})
    assert answer.status_code in (200, 401), answer.content
    login = Shopper().post(f"{AUTH}/login", {"email": user.email, "password": "a brand new secret"})
    assert login.status_code == 200
    again = visitor.post(f"{AUTH}/password/reset", {"key": key, "password": "another new secret"})
    assert again.status_code == 400


def test_asking_for_an_unknown_address_answers_the_same(visitor: Shopper) -> None:
    known = make_user()
    one = visitor.post(f"{AUTH}/password/request", {"email": known.email})
    other = visitor.post(f"{AUTH}/password/request", {"email": "nobody@example.com"})
    assert (one.status_code, one.json()) == (other.status_code, other.json())


def test_changing_the_password_needs_the_old_one(visitor: Shopper) -> None:
    user = make_user()
    visitor.sign_in(user)
    wrong = visitor.post(f"{ACCOUNT}/password/change", {"current_password": "no", "new_password": "a brand new secret"})
    assert wrong.status_code == 400
    right = visitor.post(
        f"{ACCOUNT}/password/change", {"current_password": PASSWORD, "new_password": "a brand new secret"}
    )
    assert right.status_code == 200, right.content
    assert is_signed_in(visitor)
    user.refresh_from_db()
    assert user.check_password("a brand new secret")


def test_changing_the_address_takes_effect_when_it_is_confirmed(visitor: Shopper) -> None:
    user = make_user("old@example.com")
    visitor.sign_in(user)
    answer = visitor.post(f"{ACCOUNT}/email", {"email": "new@example.com"})
    assert answer.status_code == 200, answer.content
    user.refresh_from_db()
    assert user.email == "old@example.com"
    key = link_key(OutgoingMail.objects.get(to="new@example.com"), "verify-email")
    visitor.post(f"{AUTH}/email/verify", {"key": key})
    answer = visitor.patch(f"{ACCOUNT}/email", {"email": "new@example.com", "primary": True})
    user.refresh_from_db()
    assert user.email == "new@example.com", answer.content


def set_up_second_factor(shopper: Shopper) -> str:
    """The TOTP secret, after confirming the address and activating it."""
    mail = OutgoingMail.objects.filter(subject__icontains="confirm").last()
    if mail is not None:
        shopper.post(f"{AUTH}/email/verify", {"key": link_key(mail, "verify-email")})
    offered = shopper.get(f"{ACCOUNT}/authenticators/totp")
    assert offered.status_code == 404, offered.content
    secret = str(offered.json()["meta"]["secret"])
    # Whoever changes the locks says the password once more.
    assert shopper.post(f"{AUTH}/reauthenticate", {"password": PASSWORD}).status_code == 200
    activated = shopper.post(f"{ACCOUNT}/authenticators/totp", {"code": code_for(secret)})
    assert activated.status_code == 200, activated.content
    return secret


def test_a_second_factor_is_asked_for_once_it_is_set_up(visitor: Shopper) -> None:
    visitor.post(f"{AUTH}/signup", {"email": "robin@example.com", "password": PASSWORD})
    secret = set_up_second_factor(visitor)
    phone = Shopper()
    half = phone.post(f"{AUTH}/login", {"email": "robin@example.com", "password": PASSWORD})
    assert half.status_code == 401
    assert "mfa_authenticate" in [flow["id"] for flow in half.json()["data"]["flows"] if flow.get("is_pending")]
    assert not is_signed_in(phone)
    assert phone.post(f"{AUTH}/2fa/authenticate", {"code": "000000"}).status_code == 400
    cache.clear()
    done = phone.post(f"{AUTH}/2fa/authenticate", {"code": code_for(secret)})
    assert done.status_code == 200, done.content
    assert is_signed_in(phone)


def test_a_cart_is_merged_only_after_the_second_factor(visitor: Shopper) -> None:
    make_product("A")
    visitor.post(f"{AUTH}/signup", {"email": "robin@example.com", "password": PASSWORD})
    secret = set_up_second_factor(visitor)
    phone = Shopper()
    phone.post("cart/items/", {"sku": "A", "quantity": 2})
    phone.post(f"{AUTH}/login", {"email": "robin@example.com", "password": PASSWORD})
    assert visitor.get("cart/").json()["item_count"] == 0
    cache.clear()
    phone.post(f"{AUTH}/2fa/authenticate", {"code": code_for(secret)})
    assert visitor.get("cart/").json()["item_count"] == 2


# --- What sign-in does to a visitor's things ----------------------------------------------------------------------


def in_cart(shopper: Shopper) -> dict[str, int]:
    return {line["product"]["sku"]: line["quantity"] for line in shopper.get("cart/").json()["lines"]}


def test_a_visitors_cart_becomes_the_accounts_at_sign_in(visitor: Shopper) -> None:
    for sku in ("BOTH", "HERE", "THERE"):
        make_product(sku)
    user, phone = make_user(), Shopper()
    phone.sign_in(user)
    phone.post("cart/items/", {"sku": "BOTH", "quantity": 2})
    phone.post("cart/items/", {"sku": "THERE", "quantity": 1})
    visitor.post("cart/items/", {"sku": "BOTH", "quantity": 3})
    visitor.post("cart/items/", {"sku": "HERE", "quantity": 4})
    visitor.sign_in(user)
    assert in_cart(visitor) == {"BOTH": 3, "HERE": 4, "THERE": 1}
    assert in_cart(phone) == in_cart(visitor)
    assert Cart.objects.count() == 1


def test_a_visitors_cart_becomes_the_accounts_at_sign_up(visitor: Shopper) -> None:
    make_product("A")
    make_promotion(code="TEN")
    visitor.post("cart/items/", {"sku": "A", "quantity": 3})
    visitor.post("cart/codes/", {"code": "TEN"})
    visitor.post(f"{AUTH}/signup", {"email": "robin@example.com", "password": PASSWORD})
    assert in_cart(visitor) == {"A": 3}
    assert visitor.get("cart/").json()["codes"] == ["TEN"]
    assert visitor.subject.user == User.objects.get()


def test_a_visitors_order_is_in_the_accounts_history_after_sign_in(visitor: Shopper) -> None:
    make_product("A")
    visitor.post("cart/items/", {"sku": "A", "quantity": 1})
    body = {
        "address": ADDRESS,
        "email": "guest@example.com",
        "slot_id": make_slot().id,
        "payment": {"method": "on_delivery"},
        "expected_total": "2.00",
    }
    number = visitor.post("checkout/", body, **{"Idempotency-Key": "k"}).json()["number"]
    user = make_user()
    visitor.sign_in(user)
    assert [one["number"] for one in visitor.get("orders/").json()["results"]] == [number]
    assert Order.objects.get().user == user
    assert visitor.post("checkout/", body, **{"Idempotency-Key": "k"}).json()["number"] == number


def test_merging_twice_is_merging_once() -> None:
    told: list[Any] = []

    def listen(source_id: Any, target_id: Any, **_: Any) -> None:
        told.append((source_id, target_id))

    user = make_user()
    source, target = make_subject(), make_subject(user)
    CartItem.objects.create(cart=Cart.objects.create(subject=source), product=make_product(), quantity=2)
    signals.subjects_merged.connect(listen)
    try:
        assert accounts.merge_subjects(source.id, target.id) is True
        assert accounts.merge_subjects(source.id, target.id) is False
    finally:
        signals.subjects_merged.disconnect(listen)
    assert told == [(source.id, target.id)]
    assert [item.quantity for item in CartItem.objects.filter(cart__subject=target)] == [2]
    source.refresh_from_db()
    assert source.merged_into == target


def test_an_accounts_things_are_never_merged_into_another_account(visitor: Shopper) -> None:
    make_product("A")
    one, other = make_user(), make_user()
    visitor.sign_in(one)
    visitor.post("cart/items/", {"sku": "A", "quantity": 1})
    assert accounts.merge_subjects(one.subject.id, Subject.objects.create(user=other).id) is False
    assert in_cart(visitor) == {"A": 1}


def test_a_late_request_of_the_old_session_reaches_the_merged_cart() -> None:
    from shop.cart import Shopper as CartShopper
    from shop.cart import add_item

    product, target = make_product(), make_subject(make_user())
    source = make_subject()
    accounts.merge_subjects(source.id, target.id)
    add_item(CartShopper(source.id), product.sku, 1)
    assert CartItem.objects.get().cart.subject == target


# --- Staff --------------------------------------------------------------------------------------------------------


@pytest.fixture
def strict(settings: Any) -> None:
    settings.STAFF_TWO_FACTOR_REQUIRED = True


@pytest.mark.usefixtures("strict")
def test_staff_without_a_second_factor_are_sent_to_set_one_up(visitor: Shopper) -> None:
    visitor.sign_in(make_user(is_staff=True, is_superuser=True))
    answer = visitor.get("/admin/shop/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/security?next=%2Fadmin%2Fshop%2F")


@pytest.mark.usefixtures("strict")
def test_the_admins_own_sign_in_page_is_not_served(visitor: Shopper) -> None:
    user = make_user(is_staff=True, is_superuser=True)
    answer = visitor.client.post("/admin/login/", {"username": user.email, "password": PASSWORD})
    assert answer.status_code in (302, 403)
    assert visitor.get("/admin/").headers["Location"] == "/sign-in?next=%2Fadmin%2F"


@pytest.mark.usefixtures("strict")
def test_shoppers_find_no_admin(visitor: Shopper) -> None:
    visitor.sign_in(make_user())
    assert visitor.get("/admin/").status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("strict")
def test_staff_enter_once_the_second_factor_is_set_up_and_shown(visitor: Shopper) -> None:
    visitor.post(f"{AUTH}/signup", {"email": "staff@example.com", "password": PASSWORD})
    User.objects.update(is_staff=True, is_superuser=True)
    elsewhere = Shopper()
    elsewhere.sign_in(User.objects.get())
    set_up_second_factor(visitor)
    assert visitor.get(ADMIN_PAGE).status_code == 200
    assert elsewhere.get("/admin/").headers["Location"] == "/sign-in?next=%2Fadmin%2F"
    assert not is_signed_in(elsewhere)


def test_the_second_factor_is_not_asked_for_where_it_is_not_required(visitor: Shopper, settings: Any) -> None:
    settings.STAFF_TWO_FACTOR_REQUIRED = False
    visitor.sign_in(make_user(is_staff=True, is_superuser=True))
    assert visitor.get(ADMIN_PAGE).status_code == 200
