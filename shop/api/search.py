"""Doors to suggestions and the category tree."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from shop.api.serializers.search import CategoriesSerializer, SuggestionsSerializer
from shop.api.throttles import PerShopper
from shop.search.category_counts import CountedCategory, departments
from shop.search.suggest import Suggestion, suggestions


class SuggestionsView(APIView):
    throttle_classes = [PerShopper]
    throttle_scope = "search"

    @extend_schema(
        operation_id="suggest",
        parameters=[OpenApiParameter("q", OpenApiTypes.STR, description="What is typed so far.")],
        responses=SuggestionsSerializer,
    )
    def get(self, request: Request) -> Response:
        """What the typed letters may become; an empty list for nothing typed."""
        found = suggestions(request.query_params.get("q", ""))
        return Response({"suggestions": [_suggestion_json(one) for one in found]})


class CategoriesView(APIView):
    @extend_schema(operation_id="listCategories", responses=CategoriesSerializer)
    def get(self, request: Request) -> Response:
        """The departments with all that is below them."""
        return Response({"departments": [_category_json(one) for one in departments()]})


def _suggestion_json(one: Suggestion) -> dict[str, Any]:
    named = {"slug": one.slug, "sku": one.sku}
    return {
        "text": one.text,
        "kind": one.kind,
        **{key: value for key, value in named.items() if value is not None},
        "highlight": [list(span) for span in one.highlight],
    }


def _category_json(one: CountedCategory) -> dict[str, Any]:
    return {
        "slug": one.node.slug,
        "name": one.node.name,
        "icon": one.node.icon,
        "tint": one.node.tint,
        "tint_dark": one.node.tint_dark,
        "count": one.count,
        "children": [_category_json(child) for child in one.children],
    }
