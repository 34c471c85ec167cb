"""The cart's endpoints: each write answers with the whole cart as it is now."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from shop import cart, identity
from shop.api.serializers.cart import (
    CartCodeSerializer,
    CartItemAddSerializer,
    CartItemSetSerializer,
    CartSerializer,
)
from shop.api.throttles import PerShopper
from shop.cart_pricing import price_cart


def shopper_of(request: Request) -> cart.Shopper:
    """Who is asking, made known now if this is their first act."""
    subject_id = identity.ensure_subject_id(request)
    return cart.Shopper(subject_id, identity.session_key_of(request))


def answer(shopper: cart.Shopper) -> Response:
    return Response(CartSerializer(price_cart(shopper.subject_id)).data)


def _context(data: dict[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in data.get("context", {}).items()}


class CartView(APIView):
    @extend_schema(operation_id="getCart", responses=CartSerializer)
    def get(self, request: Request) -> Response:
        return Response(CartSerializer(price_cart(identity.subject_id_of(request))).data)

    @extend_schema(operation_id="clearCart", responses={200: CartSerializer})
    def delete(self, request: Request) -> Response:
        shopper = shopper_of(request)
        cart.clear(shopper)
        return answer(shopper)


class CartItemsView(APIView):
    @extend_schema(operation_id="addCartItem", request=CartItemAddSerializer, responses=CartSerializer)
    def post(self, request: Request) -> Response:
        body = CartItemAddSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        shopper = shopper_of(request)
        wanted = body.validated_data
        cart.add_item(shopper, wanted["sku"], wanted["quantity"], _context(wanted))
        return answer(shopper)


class CartItemView(APIView):
    @extend_schema(operation_id="setCartItem", request=CartItemSetSerializer, responses=CartSerializer)
    def patch(self, request: Request, sku: str) -> Response:
        body = CartItemSetSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        shopper = shopper_of(request)
        wanted = body.validated_data
        cart.set_item(shopper, sku, wanted["quantity"], _context(wanted))
        return answer(shopper)

    @extend_schema(operation_id="removeCartItem", responses={200: CartSerializer})
    def delete(self, request: Request, sku: str) -> Response:
        shopper = shopper_of(request)
        cart.remove_item(shopper, sku)
        return answer(shopper)


class CartCodesView(APIView):
    throttle_classes = [PerShopper]
    throttle_scope = "codes"

    @extend_schema(operation_id="addCartCode", request=CartCodeSerializer, responses=CartSerializer)
    def post(self, request: Request) -> Response:
        body = CartCodeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        shopper = shopper_of(request)
        cart.apply_code(shopper, body.validated_data["code"])
        return answer(shopper)


class CartCodeView(APIView):
    @extend_schema(operation_id="removeCartCode", responses={200: CartSerializer})
    def delete(self, request: Request, code: str) -> Response:
        shopper = shopper_of(request)
        cart.remove_code(shopper, code)
        return answer(shopper)
