"""Who reports an event: a browsing session, without looking its account up."""

from django.utils.crypto import constant_time_compare
from rest_framework import exceptions, status
from rest_framework.request import Request

from shop import identity
from shop.api.authentication import SessionAuthentication

# The header X-Event-Owner.
OWNER_HEADER = "HTTP_X_EVENT_OWNER"


class AnotherOwner(exceptions.APIException):
    """Somebody signed in or out since the events were made: they are not this session's."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "another_owner"
    default_detail = "These events were made by somebody else than who is here now."


class SubjectSession(SessionAuthentication):
    """The session alone, with all its checks: an event is about the session's subject, whoever is signed in.

    Saves the account's query on the shop's most frequent request. `request.user` is nobody here.
    """

    def authenticate(self, request: Request) -> None:
        self.check_session(request)
        _refuse_another_owner(request)


def _refuse_another_owner(request: Request) -> None:
    """A browser that kept events says whose they are (`Me.owner`); without the header they are the session's."""
    stated = request.META.get(OWNER_HEADER)
    if stated and not constant_time_compare(stated, identity.owner_of(request)):
        raise AnotherOwner
