"""The OpenAPI document: what the storefront's types are made from."""

import re
from typing import Any

import pytest
from drf_spectacular.drainage import GENERATOR_STATS, reset_generator_stats
from drf_spectacular.generators import SchemaGenerator


@pytest.fixture(scope="module")
def schema() -> Any:
    reset_generator_stats()
    return SchemaGenerator().get_schema(request=None, public=True)


def operations(schema: Any) -> list[tuple[str, Any]]:
    return [
        (f"{method.upper()} {path}", operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]


def test_it_is_made_without_a_warning(schema: Any) -> None:
    assert schema["paths"]
    assert not GENERATOR_STATS, [*GENERATOR_STATS._warn_cache, *GENERATOR_STATS._error_cache]


def test_every_operation_has_a_name_of_its_own(schema: Any) -> None:
    names = [operation["operationId"] for _, operation in operations(schema)]
    assert len(names) == len(set(names))
    assert [name for name in names if not re.fullmatch(r"[a-z][A-Za-z]+", name)] == []


def test_every_operation_may_answer_with_a_problem(schema: Any) -> None:
    for where, operation in operations(schema):
        assert "application/problem+json" in operation["responses"]["default"]["content"], where


def test_what_the_contract_names_is_there(schema: Any) -> None:
    assert {"ProductCard", "Cart", "CartLine", "Order", "OrderLine", "Slot", "Me", "Address", "Problem"} <= set(
        schema["components"]["schemas"]
    )
    assert "expected_total" in schema["components"]["schemas"]["CheckoutRequest"]["required"]
    assert schema["components"]["schemas"]["Cart"]["properties"]["total"]["type"] == "string"
