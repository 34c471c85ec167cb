"""Who a request is from. The answer comes from the session alone, never from a body or an address."""

from uuid import UUID, uuid4

from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from rest_framework.request import Request

from shop.models import Subject, User

SESSION_KEY = "subject_id"
PUBLIC_SESSION_KEY = "public_session_id"


def subject_id_of(request: HttpRequest | Request) -> UUID | None:
    """The session's subject, or None when this visitor has left no trace yet."""
    known = request.session.get(SESSION_KEY)
    if known:
        return UUID(known)
    if request.user.is_authenticated:
        return ensure_subject_id(request)
    return None


def ensure_subject_id(request: HttpRequest | Request) -> UUID:
    """The session's subject; made now if there is none (a new visitor's first act)."""
    known = request.session.get(SESSION_KEY)
    if known:
        return UUID(known)
    user = request.user
    subject = subject_of_user(user) if isinstance(user, User) else Subject.objects.create(id=uuid4())
    request.session[SESSION_KEY] = str(subject.id)
    session_key_of(request)
    return subject.id


def owner_of(request: HttpRequest | Request) -> str:
    """An opaque name of the session's subject ("" while there is none), by which a browser tells whose events it holds.

    The same for one account in all its sessions. It opens nothing and cannot be read back.
    """
    known = request.session.get(SESSION_KEY)
    return salted_hmac("shop.identity.owner", known, algorithm="sha256").hexdigest()[:32] if known else ""


def session_key_of(request: HttpRequest | Request) -> str:
    """A stable name of this browsing session that is not the cookie itself (the cookie is a key to the account)."""
    known = request.session.get(PUBLIC_SESSION_KEY)
    if not known:
        known = uuid4().hex
        request.session[PUBLIC_SESSION_KEY] = known
    return str(known)


def subject_of_user(user: User) -> Subject:
    """The one subject of an account, made on first use; safe when two requests ask at once."""
    subject, _ = Subject.objects.get_or_create(user=user)
    return subject
