"""Which ways to pay the shop takes now."""

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from shop.models import Payment
from shop.payments.provider import get_provider


class PaymentMethodsSerializer(serializers.Serializer[Any]):
    methods = serializers.ListField(child=serializers.ChoiceField(choices=Payment.Method.choices))
    is_sandbox = serializers.BooleanField(help_text="Cards are test cards: the page may say which ones there are.")


class PaymentMethodsView(APIView):
    @extend_schema(operation_id="listPaymentMethods", responses=PaymentMethodsSerializer)
    def get(self, request: Request) -> Response:
        methods = [Payment.Method.ON_DELIVERY]
        if get_provider() is not None:
            methods.append(Payment.Method.CARD)
        is_sandbox = settings.PAYMENT_PROVIDER == "sandbox"
        return Response(PaymentMethodsSerializer({"methods": methods, "is_sandbox": is_sandbox}).data)
