"""The law of the first click: one opened product shows in the next list, and the list still answers the search.

Held on the demo catalog, which had no say in `scales.one_look`. `python -m tests.personalization.one_click` prints the
same figures for any other catalog.
"""

import pytest

from personalization.rules import RULES_FILE, load
from shop.demo import catalog_loader
from tests.personalization.one_click.measure import Case, by_group, measure

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases() -> list[Case]:
    catalog_loader.load_departments()
    catalog_loader.load_brands()
    catalog_loader.load_products()
    return measure(load(RULES_FILE.read_text()), queries=120)


def test_one_opened_product_shows_in_the_next_list_which_still_answers(
    cases: list[Case], capsys: pytest.CaptureFixture[str]
) -> None:
    groups = by_group(cases)
    with capsys.disabled():
        for name, figures in groups.items():
            print(f"\n  {name:12}{figures}", end="")
    attributes, brands = groups["attributes"], groups["brands"]
    assert attributes.cases >= 40
    assert brands.cases >= 40
    assert attributes.rose >= 0.9
    # A brand takes less of an act than an attribute does.
    assert brands.rose >= 0.65
    assert max(attributes.fell, brands.fell) <= 0.01
    for figures in groups.values():
        assert figures.ndcg_after >= figures.ndcg_before - 0.03
        assert figures.strangers_added == 0


def test_a_diet_is_not_taken_up_from_one_click(cases: list[Case]) -> None:
    diets = by_group(cases)["diets"]
    assert abs(diets.share_after - diets.share_before) <= 0.05
