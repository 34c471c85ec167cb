"""TaFeng, a Taiwanese grocer: each shopper's baskets in their order, without dates, and the basket that came next."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from personalization.learning.datasets.reading import DataError, find_file, folder_of, read_json

Basket = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaFeng:
    """
    Args:
        shoppers: ids.
        histories: of each shopper, the known baskets, oldest first; an item once per basket.
        nexts: of each shopper, the basket that is to be predicted.
    """

    shoppers: tuple[str, ...]
    histories: tuple[tuple[Basket, ...], ...]
    nexts: tuple[Basket, ...]


def read_tafeng(data: Path) -> TaFeng:
    """`tafeng/history.json` and `future.json`: user -> list of baskets of item ids; [-1] marks both ends.

    Shoppers without a known or without a next basket are left out.
    """
    folder = folder_of(data, "tafeng")
    history_file, future_file = find_file(folder, "history.json"), find_file(folder, "future.json")
    history, future = _users(history_file), _users(future_file)
    shoppers: list[str] = []
    histories: list[tuple[Basket, ...]] = []
    nexts: list[Basket] = []
    for user, listed in history.items():
        known = _baskets(history_file, user, listed)
        hidden = _baskets(future_file, user, future.get(user, []))
        if known and hidden:
            shoppers.append(user)
            histories.append(known)
            nexts.append(hidden[0])
    if not shoppers:
        raise DataError(f"{folder}: no user has both a history and a future basket.")
    return TaFeng(tuple(shoppers), tuple(histories), tuple(nexts))


def _users(path: Path) -> dict[str, Any]:
    users = read_json(path)
    if not isinstance(users, dict):
        raise DataError(f"{path}, line 1: an object of users is expected.")
    return users


def _baskets(path: Path, user: str, listed: Any) -> tuple[Basket, ...]:
    if not isinstance(listed, list):
        raise DataError(f"{path}, user {user}: a list of baskets is expected.")
    baskets = []
    for basket in listed:
        if not isinstance(basket, list) or not all(isinstance(item, int | str) for item in basket):
            raise DataError(f"{path}, user {user}: a basket is a list of item ids, not {str(basket)[:60]}.")
        items = tuple(dict.fromkeys(str(item) for item in basket if item != -1))
        if items:
            baskets.append(items)
    return tuple(baskets)
