"""The API's addresses, app by app."""

from django.urls import include, path, re_path

from leafloaf.health import HealthView, LiveView, ReadyView

urlpatterns = [
    # Reporting events is the most frequent request.
    path("", include("analytics.api.urls")),
    re_path(r"^health/?$", HealthView.as_view()),
    re_path(r"^health/live/?$", LiveView.as_view()),
    re_path(r"^health/ready/?$", ReadyView.as_view()),
    path("", include("shop.api.urls")),
    path("", include("personalization.api.urls")),
]
