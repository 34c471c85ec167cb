"""Addresses of the personalization app's part of the API."""

from django.urls import URLPattern, path, register_converter

from personalization.api import home, learned, products


class FacetConverter:
    """A facet's key, such as "attribute:plant-based"."""

    regex = r"(?:category|brand|attribute):[-\w]{1,100}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FacetConverter, "facet")

urlpatterns: list[URLPattern] = [
    path("home/", home.HomeView.as_view()),
    path("products/", products.ProductListView.as_view()),
    path("products/<name:sku>/", products.ProductView.as_view()),
    path("search/", products.SearchView.as_view()),
    path("search/personalized/", products.PersonalizedSearchView.as_view()),
    # Without the slash too: a POST cannot be redirected.
    path("search/personalized", products.PersonalizedSearchView.as_view(schema=None)),
    path("learned/", learned.LearnedView.as_view()),
    path("learned/recent/", learned.LearnedRecentView.as_view()),
    path("learned/less/", learned.LessLikeThisView.as_view()),
    path("learned/events/<uuid:event_id>/", learned.LearnedEventView.as_view()),
    path("learned/<facet:facet>/", learned.LearnedFacetView.as_view()),
    path("personalization/settings/", learned.PersonalizationSettingsView.as_view()),
]
