"""How far a liking that lasts may move a product: the evaluation itself, on households known by heart."""

from pathlib import Path

import pytest

from personalization.learning.evaluations.frame import Options, quiet
from personalization.learning.evaluations.taste import ALL, NEW, evaluate

PRODUCTS = "product_id,manufacturer_id,department,brand,product_category,product_type,package_size\n"
LOG = "day,basket_id,household_id,product_id\n"
TYPES = ("MILK", "BREAD", "TEA")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Ten makers of everything; each household buys of one maker only, and always of a type it did not buy before."""
    folder = tmp_path / "complete_journey"
    folder.mkdir()
    products = [f"{kind}-{maker},{maker},GROCERY,National,{kind},{kind},1 CT" for kind in TYPES for maker in range(10)]
    bought = [f"1,{house},h{house},MILK-{house % 10}" for house in range(40)]
    # Somebody bought everything once, so that the crowd knows it all.
    bought += [f"2,x{maker},x,{kind}-{maker}" for kind in TYPES for maker in range(10)]
    bought += [f"60,b{house},h{house},{kind}-{house % 10}" for house in range(40) for kind in TYPES[1:]]
    (folder / "products.csv").write_text(PRODUCTS + "\n".join(products) + "\n")
    (folder / "all_purchases_days_1_79.csv").write_text(LOG + "\n".join(bought) + "\n")
    return tmp_path


def test_households_true_to_a_maker_are_foreseen_in_what_they_never_bought(data: Path) -> None:
    report = evaluate(data, Options(), quiet)
    figures = {row.method: row.figures for row in report.tables[0].rows}
    assert figures["popularity alone"][ALL].value == pytest.approx(1 / 5.5)
    assert figures["taste by the rules in force"][NEW].value == pytest.approx(1.0)
    assert report.sizes["not bought before"] == report.sizes["purchases"] == 40
