"""An account's addresses: at most one of them is the default, and there is one as soon as there is any."""

from typing import Any

from django.db import transaction

from shop import errors
from shop.models import Address, User

MAX_ADDRESSES = 20


def addresses_of(user: User) -> list[Address]:
    """Default first."""
    return list(user.addresses.all())


def address_of(user: User, address_id: int) -> Address:
    """
    Raises:
        errors.NotFound: no such address, or somebody else's.
    """
    address = user.addresses.filter(id=address_id).first()
    if address is None:
        raise errors.NotFound("That address is not in your address book.")
    return address


@transaction.atomic
def add_address(user: User, fields: dict[str, Any]) -> Address:
    """The same address twice is one; the first becomes the default.

    Raises:
        errors.InvalidInput: the address book is full.
    """
    _lock(user)
    known = addresses_of(user)
    wants_default = fields.pop("is_default", False) or not known
    same = {name: value for name, value in fields.items() if name != "label"}
    address = next((one for one in known if all(getattr(one, name) == same[name] for name in same)), None)
    if address is None:
        if len(known) >= MAX_ADDRESSES:
            raise errors.InvalidInput(f"Your address book holds {MAX_ADDRESSES} addresses. Remove one first.")
        address = Address.objects.create(user=user, **fields)
    if wants_default:
        _make_default(user, address)
    return address


@transaction.atomic
def change_address(user: User, address_id: int, fields: dict[str, Any]) -> Address:
    """
    Raises:
        errors.NotFound: no such address, or somebody else's.
    """
    _lock(user)
    address = address_of(user, address_id)
    wants_default = fields.pop("is_default", None)
    for name, value in fields.items():
        setattr(address, name, value)
    address.save(update_fields=list(fields))
    if wants_default:
        _make_default(user, address)
    return address


@transaction.atomic
def remove_address(user: User, address_id: int) -> None:
    """Orders keep their own copy. The next address becomes the default if the default goes.

    Raises:
        errors.NotFound: no such address, or somebody else's.
    """
    _lock(user)
    address = address_of(user, address_id)
    was_default = address.is_default
    address.delete()
    heir = user.addresses.order_by("id").first() if was_default else None
    if heir is not None:
        _make_default(user, heir)


def _lock(user: User) -> None:
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _make_default(user: User, address: Address) -> None:
    user.addresses.filter(is_default=True).exclude(pk=address.pk).update(is_default=False)
    address.is_default = True
    address.save(update_fields=["is_default"])
