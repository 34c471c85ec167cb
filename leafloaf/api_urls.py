"""The API's addresses, app by app."""

from django.urls import include, path

urlpatterns = [
    path("", include("shop.api.urls")),
    path("", include("analytics.api.urls")),
    path("", include("personalization.api.urls")),
]
