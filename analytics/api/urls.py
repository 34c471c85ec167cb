"""Addresses of the analytics app's part of the API."""

from django.urls import URLPattern, path

from analytics.api import events

# Each also without its slash (or with one): a POST cannot be redirected.
urlpatterns: list[URLPattern] = [
    path("events/", events.EventsView.as_view()),
    path("events", events.EventsView.as_view(schema=None)),
    path("interactions/track", events.TrackView.as_view()),
    path("interactions/track/", events.TrackView.as_view(schema=None)),
    path("events/click", events.ClickView.as_view()),
    path("events/click/", events.ClickView.as_view(schema=None)),
    path("events/cart-add", events.CartAddView.as_view()),
    path("events/cart-add/", events.CartAddView.as_view(schema=None)),
]
