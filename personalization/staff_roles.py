"""The roles staff begin with. An owner (superuser) may do everything; these may do their work.

They live on the top floor because they speak of all floors. Made by `migrate` where a role is missing; what an owner
changes afterwards stays.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q

_EDIT = ("view", "add", "change", "delete")
_WORK = ("view", "add", "change")

# Role -> {"app.model": what it may do}.
ROLES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "Catalog": {
        "shop.product": _EDIT,
        "shop.category": _EDIT,
        "shop.brand": _EDIT,
        "shop.catalogimport": _EDIT,
        "shop.synonym": _EDIT,
    },
    "Orders": {
        "shop.order": ("view", "change"),
        "shop.deliveryslot": _WORK,
        "shop.user": ("view", "change"),
        "shop.address": _WORK,
        "shop.product": ("view",),
    },
    "Marketing": {
        "shop.promotion": _WORK,
        "shop.synonym": _EDIT,
        "shop.product": ("view",),
        "shop.category": ("view",),
        "shop.brand": ("view",),
        "shop.subject": ("view",),
        "analytics.event": ("view",),
        "personalization.rulesversion": ("view", "add"),
    },
}


@transaction.atomic
def make_missing_roles() -> list[str]:
    """Make the roles that do not exist yet; their names. Existing ones stay as they are."""
    made = []
    for name, rights in ROLES.items():
        role, is_new = Group.objects.get_or_create(name=name)
        if is_new:
            role.permissions.set(_permissions(rights))
            made.append(name)
    return made


def _permissions(rights: Mapping[str, tuple[str, ...]]) -> list[Permission]:
    wanted = Q(pk=None)
    for model, verbs in rights.items():
        app, _, name = model.partition(".")
        wanted |= Q(content_type__app_label=app, codename__in=[f"{verb}_{name}" for verb in verbs])
    return list(Permission.objects.filter(wanted))


def after_migrate(**_: Any) -> None:
    """Receiver of `post_migrate` of the last app, when every permission exists."""
    make_missing_roles()
