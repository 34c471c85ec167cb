"""Staff at work in the admin, for tests: an owner, or somebody with one of the roles."""

from typing import Any

from django.contrib.auth.models import Group
from django.test import Client

from shop.models import User
from tests.shop.factories import make_user


def make_owner(**fields: Any) -> User:
    return make_user(is_staff=True, is_superuser=True, **fields)


def make_staff(*roles: str, **fields: Any) -> User:
    """Somebody who may enter the admin and do what the named roles allow."""
    user = make_user(is_staff=True, **fields)
    user.groups.set(Group.objects.filter(name__in=roles))
    assert user.groups.count() == len(roles)
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def messages_of(answer: Any) -> list[str]:
    """What the page that was answered tells at its top (use with follow=True)."""
    return [str(message) for message in answer.context["messages"]]


def errors_of(answer: Any) -> dict[str, list[str]]:
    """Field errors of the form on the answered page."""
    assert answer.status_code == 200, answer.status_code
    return {name: [str(text) for text in texts] for name, texts in answer.context["adminform"].form.errors.items()}
