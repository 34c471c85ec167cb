"""The shop's addresses and one that does nothing, which is the yardstick."""

from django.urls import include, path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


class EmptyView(APIView):
    """What Django REST framework costs by itself."""

    authentication_classes = ()

    def get(self, request: Request) -> Response:
        return Response({})

    def post(self, request: Request) -> Response:
        return Response({})


urlpatterns = [path("bench/empty/", EmptyView.as_view()), path("", include("leafloaf.urls"))]
