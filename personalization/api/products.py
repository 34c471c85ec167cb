"""Doors to lists, searches and product pages."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from analytics.api.authentication import SubjectSession
from personalization.api.parameters import ListParameters, PersonalizedSearchSerializer, SearchParameters
from personalization.api.serializers import PRIVATE, ProductDetailSerializer, ProductListSerializer
from personalization.api.throttles import SearchThrottle
from personalization.listing import Page, page_of
from personalization.product_page import product_page
from shop.api.serializers.cards import PersonalCard, card_json
from shop.identity import subject_id_of
from shop.search.candidates import Bucket, Facets


class ProductListView(APIView):
    authentication_classes = [SubjectSession]

    @extend_schema(operation_id="listProducts", parameters=[ListParameters], responses=ProductListSerializer)
    def get(self, request: Request) -> Response:
        """Products of a category, of brands, or all: in an order made for the shopper, or by price, name or age."""
        return _list(request, ListParameters(data=request.query_params))


class SearchView(APIView):
    authentication_classes = [SubjectSession]
    throttle_classes = [SearchThrottle]

    @extend_schema(operation_id="searchProducts", parameters=[SearchParameters], responses=ProductListSerializer)
    def get(self, request: Request) -> Response:
        """Search, in an order that the shopper's taste has part in; each product says why it is there."""
        return _list(request, SearchParameters(data=request.query_params))


class PersonalizedSearchView(APIView):
    # It changes nothing, so it needs no CSRF token though it is a POST; who asks is still told by the session alone.
    authentication_classes: list[type[BaseAuthentication]] = []
    throttle_classes = [SearchThrottle]

    @extend_schema(
        operation_id="searchPersonalized", request=PersonalizedSearchSerializer, responses=ProductListSerializer
    )
    def post(self, request: Request) -> Response:
        """The same search with its parameters as JSON."""
        return _list(request, PersonalizedSearchSerializer(data=request.data))


class ProductView(APIView):
    authentication_classes = [SubjectSession]

    @extend_schema(operation_id="getProduct", responses=ProductDetailSerializer)
    def get(self, request: Request, sku: str) -> Response:
        """One product with what is like it and what goes with it."""
        page = product_page(sku, subject_id_of(request))
        return Response(
            {
                **personal_card_json(page.card),
                "description": page.description,
                "ingredients": page.ingredients,
                "category_path": [{"slug": slug, "name": name} for slug, name in page.category_path],
                "similar": [personal_card_json(card) for card in page.similar],
                "goes_with": [personal_card_json(card) for card in page.goes_with],
                "usual_quantity_basis": page.usual_quantity_basis,
            },
            headers=PRIVATE,
        )


def _list(request: Request, parameters: ListParameters) -> Response:
    parameters.is_valid(raise_exception=True)
    return Response(_page_json(page_of(parameters.question(), subject_id_of(request))), headers=PRIVATE)


def personal_card_json(shown: PersonalCard) -> dict[str, Any]:
    return card_json(shown.card, shown.extras)


def _page_json(page: Page) -> dict[str, Any]:
    return {
        "ranking_id": page.ranking_id,
        "query": page.query,
        "corrected_query": page.corrected_query,
        "total": page.total,
        "total_is_exact": page.total_is_exact,
        "personalized": page.personalized,
        "results": [personal_card_json(card) for card in page.cards],
        "next": page.next,
        "facets": _facets_json(page.facets) if page.facets else None,
        "notice": page.notice,
    }


def _facets_json(facets: Facets) -> dict[str, Any]:
    return {
        "categories": _buckets_json(facets.categories),
        "brands": _buckets_json(facets.brands),
        "dietary": _buckets_json(facets.dietary),
        "attributes": _buckets_json(facets.attributes),
        "price": {
            "min": f"{facets.price.min:.2f}",
            "max": f"{facets.price.max:.2f}",
            "buckets": [
                {
                    "from": f"{bucket.from_:.2f}",
                    "to": None if bucket.to is None else f"{bucket.to:.2f}",
                    "count": bucket.count,
                }
                for bucket in facets.price.buckets
            ],
        },
    }


def _buckets_json(buckets: tuple[Bucket, ...]) -> list[dict[str, Any]]:
    return [{"value": one.value, "label": one.label, "count": one.count, "selected": one.selected} for one in buckets]
