"""Who am I, and the address book."""

from typing import Any

from django.middleware.csrf import get_token
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from shop import address_book, identity, signals
from shop.api.serializers.account import AddressSerializer, MeChangeSerializer, MeSerializer
from shop.models import Subject, User


def account_of(request: Request) -> User:
    """The signed-in account; views that call it require one."""
    assert isinstance(request.user, User)
    return request.user


def me(request: Request) -> dict[str, Any]:
    subject_id = identity.subject_id_of(request)
    answers = signals.learning_asked.send(sender=Subject, subject_id=subject_id) if subject_id else []
    user = request.user if isinstance(request.user, User) else None
    return {
        "authenticated": user is not None,
        "email": user.email if user else None,
        "first_name": user.first_name if user else "",
        "is_staff": user is not None and user.is_staff,
        "has_session": subject_id is not None,
        "owner": identity.owner_of(request),
        "personalization_enabled": all(allowed for _, allowed in answers),
    }


class MeView(APIView):
    @extend_schema(operation_id="getMe", responses=MeSerializer)
    def get(self, request: Request) -> Response:
        get_token(request._request)
        return Response(MeSerializer(me(request)).data)

    @extend_schema(operation_id="changeMe", request=MeChangeSerializer, responses=MeSerializer)
    def patch(self, request: Request) -> Response:
        if not request.user.is_authenticated:
            self.permission_denied(request)
        body = MeChangeSerializer(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        user = account_of(request)
        if "first_name" in body.validated_data:
            user.first_name = body.validated_data["first_name"]
            user.save(update_fields=["first_name"])
        return Response(MeSerializer(me(request)).data)


class SessionView(APIView):
    mends_session = True

    @extend_schema(operation_id="startSession", request=None, responses=MeSerializer)
    def post(self, request: Request) -> Response:
        """Make the visitor known. The page waits for this once before its first write; again does nothing."""
        identity.ensure_subject_id(request)
        return Response(MeSerializer(me(request)).data)


class AddressesView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="listAddresses", responses=AddressSerializer(many=True))
    def get(self, request: Request) -> Response:
        return Response(AddressSerializer(address_book.addresses_of(account_of(request)), many=True).data)

    @extend_schema(operation_id="addAddress", request=AddressSerializer, responses={201: AddressSerializer})
    def post(self, request: Request) -> Response:
        body = AddressSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        address = address_book.add_address(account_of(request), dict(body.validated_data))
        return Response(AddressSerializer(address).data, status=status.HTTP_201_CREATED)


class AddressView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="changeAddress", request=AddressSerializer, responses=AddressSerializer)
    def patch(self, request: Request, address_id: int) -> Response:
        body = AddressSerializer(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        address = address_book.change_address(account_of(request), address_id, dict(body.validated_data))
        return Response(AddressSerializer(address).data)

    @extend_schema(operation_id="removeAddress", responses={204: None})
    def delete(self, request: Request, address_id: int) -> Response:
        address_book.remove_address(account_of(request), address_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
