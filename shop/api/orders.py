"""A shopper's own orders."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from shop import identity, orders
from shop.api import cursor
from shop.api.cart import shopper_of
from shop.api.serializers.orders import OrderListSerializer, OrderSerializer, ReorderSerializer
from shop.cart_pricing import price_cart
from shop.models import Order


def answer(order: Order) -> Response:
    return Response(OrderSerializer(order, context={"cards": orders.cards_of((order,))}).data)


class OrdersView(APIView):
    @extend_schema(
        operation_id="listOrders",
        responses=OrderListSerializer,
        parameters=[OpenApiParameter("cursor", OpenApiTypes.STR)],
    )
    def get(self, request: Request) -> Response:
        after = cursor.decode(request.query_params.get("cursor"))
        page = orders.history(identity.subject_id_of(request), after)
        body = {"results": page.orders, "next": cursor.encode(page.after)}
        return Response(OrderListSerializer(body, context={"cards": orders.cards_of(page.orders)}).data)


class OrderView(APIView):
    @extend_schema(operation_id="getOrder", responses=OrderSerializer)
    def get(self, request: Request, number: str) -> Response:
        return answer(orders.order_of(identity.subject_id_of(request), number))


class CancelView(APIView):
    @extend_schema(operation_id="cancelOrder", request=None, responses=OrderSerializer)
    def post(self, request: Request, number: str) -> Response:
        return answer(orders.cancel(identity.subject_id_of(request), number))


class ReorderView(APIView):
    @extend_schema(operation_id="reorder", request=None, responses=ReorderSerializer)
    def post(self, request: Request, number: str) -> Response:
        shopper = shopper_of(request)
        missing = orders.reorder(shopper, number)
        return Response(ReorderSerializer({"cart": price_cart(shopper.subject_id), "missing": missing}).data)
