"""Checkout, delivery times and the sandbox's card form."""

import re
from typing import Any

from django.conf import settings
from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from shop import address_book, delivery, errors
from shop.api.cart import shopper_of
from shop.api.serializers.account import AddressFieldsSerializer
from shop.api.serializers.orders import (
    CardTokenSerializer,
    CheckoutSerializer,
    OrderSerializer,
    SandboxCardSerializer,
    SlotListSerializer,
)
from shop.api.throttles import PerShopper
from shop.checkout import CheckoutRequest, fingerprint_of, place_order
from shop.models import Payment, User
from shop.orders import cards_of
from shop.payments import sandbox

KEY_HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e]{1,80}")


class KeyMissing(errors.InvalidInput):
    code = "idempotency_key_missing"


def key_of(request: Request) -> str:
    key = request.headers.get(KEY_HEADER, "")
    if not KEY.fullmatch(key):
        raise KeyMissing(f"Send the header {KEY_HEADER}: 1 to 80 visible characters, new for each checkout.")
    return key


def _address(user: User | None, body: dict[str, Any]) -> dict[str, str]:
    if "address_id" not in body:
        empty = dict.fromkeys(AddressFieldsSerializer.Meta.fields, "")
        return {**empty, **body["address"]}
    if user is None:
        raise errors.NotFound("That address is not in your address book.")
    return dict(AddressFieldsSerializer(address_book.address_of(user, body["address_id"])).data)


def _checkout_request(user: User | None, key: str, body: dict[str, Any]) -> CheckoutRequest:
    if user is None and not body.get("email"):
        raise errors.InvalidInput(
            "Where can we send your confirmation?",
            errors=[{"field": "email", "message": "Where can we send your confirmation?"}],
        )
    return CheckoutRequest(
        key=key,
        fingerprint=fingerprint_of(body),
        address=_address(user, body),
        slot_id=body["slot_id"],
        method=Payment.Method(body["payment"]["method"]),
        expected_total=body["expected_total"],
        card_token=body["payment"].get("card_token", ""),
        email=body.get("email", ""),
        note=body.get("note", ""),
        save_address=body["save_address"],
    )


class CheckoutView(APIView):
    throttle_classes = [PerShopper]
    throttle_scope = "checkout"

    @extend_schema(
        operation_id="checkout",
        request=CheckoutSerializer,
        responses={201: OrderSerializer, 200: OrderSerializer},
        parameters=[
            OpenApiParameter(
                KEY_HEADER,
                OpenApiTypes.STR,
                OpenApiParameter.HEADER,
                required=True,
                description="New for each checkout. The same key and body again answers 200 with the same order.",
            )
        ],
    )
    def post(self, request: Request) -> Response:
        key = key_of(request)
        body = CheckoutSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        user = request.user if isinstance(request.user, User) else None
        wanted = _checkout_request(user, key, dict(body.validated_data))
        placed = place_order(shopper_of(request), user, wanted)
        cards = placed.cards if placed.cards is not None else cards_of((placed.order,))
        return Response(
            OrderSerializer(placed.order, context={"cards": cards}).data,
            status=status.HTTP_201_CREATED if placed.is_new else status.HTTP_200_OK,
        )


class SlotsView(APIView):
    @extend_schema(operation_id="listSlots", responses=SlotListSerializer)
    def get(self, request: Request) -> Response:
        return Response(SlotListSerializer({"days": delivery.offered_days()}).data)


class SandboxTokensView(APIView):
    throttle_classes = [PerShopper]
    throttle_scope = "checkout"

    @extend_schema(
        operation_id="createSandboxToken", request=SandboxCardSerializer, responses={201: CardTokenSerializer}
    )
    def post(self, request: Request) -> Response:
        """Only where the sandbox is the provider; a real one gives its tokens to the page directly."""
        if settings.PAYMENT_PROVIDER != "sandbox":
            raise Http404
        body = SandboxCardSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        token = sandbox.tokenize(**body.validated_data)
        return Response(CardTokenSerializer(token).data, status=status.HTTP_201_CREATED)
