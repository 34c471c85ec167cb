"""Door to the home page."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from analytics.api.authentication import SubjectSession
from personalization.api.products import personal_card_json
from personalization.api.serializers import PRIVATE, HomeSerializer
from personalization.shelves.home import home_of
from shop.identity import subject_id_of


class HomeView(APIView):
    authentication_classes = [SubjectSession]

    @extend_schema(operation_id="getHome", responses=HomeSerializer)
    def get(self, request: Request) -> Response:
        """The shelves of the home page, the shopper's own first. No shelf is empty."""
        home = home_of(subject_id_of(request))
        return Response(
            {
                "shelves": [
                    {
                        "key": shelf.key,
                        "title": shelf.title,
                        "subtitle": shelf.subtitle,
                        "ranking_id": shelf.ranking_id,
                        "products": [personal_card_json(card) for card in shelf.cards],
                    }
                    for shelf in home.shelves
                ],
                "personalized": home.personalized,
            },
            headers=PRIVATE,
        )
