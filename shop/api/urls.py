"""Addresses of the shop app's part of the API."""

from django.urls import URLPattern, path, register_converter

from shop.api import account, cart, checkout, orders, payments, search


class NameConverter:
    """A sku or a code in an address: no slash, nothing unprintable, of bounded length."""

    regex = r"[^/\x00-\x1f]{1,64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(NameConverter, "name")

urlpatterns: list[URLPattern] = [
    path("search/suggestions/", search.SuggestionsView.as_view()),
    path("catalog/categories/", search.CategoriesView.as_view()),
    path("me/", account.MeView.as_view()),
    path("session/", account.SessionView.as_view()),
    path("addresses/", account.AddressesView.as_view()),
    path("addresses/<int:address_id>/", account.AddressView.as_view()),
    path("cart/", cart.CartView.as_view()),
    path("cart/items/", cart.CartItemsView.as_view()),
    path("cart/items/<name:sku>/", cart.CartItemView.as_view()),
    path("cart/codes/", cart.CartCodesView.as_view()),
    path("cart/codes/<name:code>/", cart.CartCodeView.as_view()),
    path("delivery/slots/", checkout.SlotsView.as_view()),
    path("checkout/", checkout.CheckoutView.as_view()),
    path("payments/methods/", payments.PaymentMethodsView.as_view()),
    path("payments/sandbox/tokens/", checkout.SandboxTokensView.as_view()),
    path("orders/", orders.OrdersView.as_view()),
    path("orders/<name:number>/", orders.OrderView.as_view()),
    path("orders/<name:number>/cancel/", orders.CancelView.as_view()),
    path("orders/<name:number>/reorder/", orders.ReorderView.as_view()),
]
