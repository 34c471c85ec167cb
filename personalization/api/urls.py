"""Addresses of the personalization app's part of the API."""

from django.urls import URLPattern, path

from personalization.api import home, products

urlpatterns: list[URLPattern] = [
    path("home/", home.HomeView.as_view()),
    path("products/", products.ProductListView.as_view()),
    path("products/<name:sku>/", products.ProductView.as_view()),
    path("search/", products.SearchView.as_view()),
    path("search/personalized/", products.PersonalizedSearchView.as_view()),
    # Without the slash too: a POST cannot be redirected.
    path("search/personalized", products.PersonalizedSearchView.as_view(schema=None)),
]
