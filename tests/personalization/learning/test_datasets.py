"""Reading data files, and what is said about those that cannot be read."""

import gzip
import json
from pathlib import Path

import pytest

from personalization.learning.datasets import complete_journey, instacart, open_food_facts, tafeng
from personalization.learning.datasets.reading import DataError

LOG = "day,basket_id,household_id,product_id\n"


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text)
    return path


def test_tafeng_baskets_lose_their_end_marks(tmp_path: Path) -> None:
    written(tmp_path / "tafeng" / "history.json", json.dumps({"7": [[-1], [1, 2], [2, 2], [-1]], "8": [[-1], [-1]]}))
    written(tmp_path / "tafeng" / "future.json", json.dumps({"7": [[-1], [3], [-1]], "8": [[-1], [1], [-1]]}))
    read = tafeng.read_tafeng(tmp_path)
    assert read.shoppers == ("7",)
    assert read.histories == ((("1", "2"), ("2",)),)
    assert read.nexts == (("3",),)


def test_broken_json_names_file_and_line(tmp_path: Path) -> None:
    written(tmp_path / "history.json", '{"1":\n [[1], }')
    written(tmp_path / "future.json", "{}")
    with pytest.raises(DataError, match=r"history\.json, line 2: "):
        tafeng.read_tafeng(tmp_path)


def test_a_basket_that_is_none_names_the_user(tmp_path: Path) -> None:
    written(tmp_path / "history.json", '{"12": [[1], 5]}')
    written(tmp_path / "future.json", '{"12": [[1]]}')
    with pytest.raises(DataError, match=r"history\.json, user 12: a basket is a list"):
        tafeng.read_tafeng(tmp_path)


@pytest.mark.parametrize("name", ["all_purchases_days_1_79.csv", "all_purchases_days_1_79.csv.gz"])
def test_the_log_is_read_plain_or_packed(tmp_path: Path, name: str) -> None:
    written(tmp_path / "complete_journey" / name, f"{LOG}1,100,h1,p1\n2,101,h1,p2\n")
    log = complete_journey.read_log(tmp_path)
    assert log.day.tolist() == [1, 2]
    assert log.product.tolist() == ["p1", "p2"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: the file is empty"),
        ("day,basket_id\n1,2\n", "line 1: column household_id, product_id is missing"),
        (f"{LOG}1,100,h1,p1\n2,101,h1\n", "line 3: 3 values instead of 4"),
        (f"{LOG}monday,100,h1,p1\n", "line 2: day is “monday”"),
        (f"{LOG}1,100,,p1\n", "line 2: household_id is “”"),
    ],
)
def test_a_malformed_table_names_file_and_line(tmp_path: Path, text: str, said: str) -> None:
    written(tmp_path / "all_purchases_days_1_79.csv", text)
    with pytest.raises(DataError, match=r"all_purchases_days_1_79\.csv, ") as error:
        complete_journey.read_log(tmp_path)
    assert said in str(error.value)


def test_a_missing_file_or_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"baskets_slice\.csv: the file is missing"):
        instacart.read_baskets(tmp_path)
    with pytest.raises(DataError, match="there is no such folder"):
        instacart.read_baskets(tmp_path / "nowhere")


def test_a_torn_gzip_file_is_said(tmp_path: Path) -> None:
    packed = written(tmp_path / "ingredients_en.csv.gz", "barcode,product_name,ingredients\n" + "1,a,b\n" * 999)
    packed.write_bytes(packed.read_bytes()[:40])
    with pytest.raises(DataError, match=r"ingredients_en\.csv\.gz: cannot be read"):
        open_food_facts.read_foods(tmp_path)


def test_the_other_tables_are_read(tmp_path: Path) -> None:
    written(tmp_path / "baskets_slice.csv", "order_id,product_id,add_to_cart_order,reordered\n5,13,1,1\n5,15,2,0\n")
    written(tmp_path / "ingredients_en.csv", 'barcode,product_name,ingredients\n007,Soup,"water, salt"\n')
    written(
        tmp_path / "products.csv",
        "product_id,manufacturer_id,department,brand,product_category,product_type,package_size\n"
        "1,2,GROCERY,Private,MILK,MILK:WHOLE,1 GAL\n",
    )
    written(
        tmp_path / "transactions_2017_sample.csv",
        "household_id,store_id,basket_id,product_id,quantity,sales_value,retail_disc,coupon_disc,coupon_match_disc,"
        "week,transaction_timestamp\n4,3,31,1,2.0,11.87,2.9,0.0,0.0,8,1970-01-02 12:00:00\n",
    )
    written(
        tmp_path / "demographics.csv",
        "household_id,age,income,home_ownership,marital_status,household_size,household_comp,kids_count\n"
        "4,45-54,50-74K,Homeowner,Unmarried,1,1 Adult No Kids,0\n",
    )
    assert instacart.read_baskets(tmp_path).is_reordered.tolist() == [True, False]
    assert open_food_facts.read_foods(tmp_path)[0].ingredients == "water, salt"
    assert complete_journey.read_products(tmp_path)["1"].is_private_label
    sample = complete_journey.read_sample(tmp_path)
    assert sample.time_d.tolist() == [1.5]
    assert sample.quantity.tolist() == [2]
    assert complete_journey.read_demographics(tmp_path)["4"].kids == "0"
