"""The admin's one search box: orders, products and customers by what staff have at hand."""

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from unfold.dataclasses import SearchResult

from shop.models import Order, Product, User
from shop.money import money_text

SHORTEST = 2
PER_KIND = 6


def found(request: HttpRequest, text: str) -> list[SearchResult]:
    """unfold's callback: the first few of each kind that this person may look at."""
    text = " ".join(text.split())
    if len(text) < SHORTEST:
        return []
    results: list[SearchResult] = []
    if request.user.has_perm("shop.view_order"):
        results += [_order(order) for order in _orders(text)]
    if request.user.has_perm("shop.view_product"):
        results += [_product(product) for product in _products(text)]
    if request.user.has_perm("shop.view_user"):
        results += [_customer(user) for user in _customers(text)]
    return results


def _orders(text: str) -> list[Order]:
    return list(Order.objects.filter(Q(number__icontains=text) | Q(email__istartswith=text))[:PER_KIND])


def _products(text: str) -> list[Product]:
    return list(Product.objects.filter(Q(sku__iexact=text) | Q(name__icontains=text))[:PER_KIND])


def _customers(text: str) -> list[User]:
    by_name = Q(first_name__istartswith=text) | Q(last_name__istartswith=text)
    return list(User.objects.filter(Q(email__istartswith=text) | by_name).order_by("email")[:PER_KIND])


def _order(order: Order) -> SearchResult:
    words = f"{order.get_status_display()}, {money_text(order.total)}, {order.email}"
    return SearchResult(order.number, words, reverse("admin:shop_order_change", args=[order.pk]), "receipt_long")


def _product(product: Product) -> SearchResult:
    words = f"{product.sku}, {money_text(product.price)}, {product.stock} in stock"
    return SearchResult(product.name, words, reverse("admin:shop_product_change", args=[product.pk]), "grocery")


def _customer(user: User) -> SearchResult:
    return SearchResult(
        user.get_full_name() or user.email, user.email, reverse("admin:shop_user_change", args=[user.pk]), "person"
    )
