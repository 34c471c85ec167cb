"""Open Food Facts: barcode, name and ingredient list of packaged food."""

from dataclasses import dataclass
from pathlib import Path

from personalization.learning.datasets.reading import an_id, find_file, folder_of, read_columns


@dataclass(frozen=True, slots=True)
class Food:
    barcode: str
    name: str
    ingredients: str


def read_foods(data: Path) -> list[Food]:
    """`open_food_facts/ingredients_en.csv`, in the file's order."""
    path = find_file(folder_of(data, "open_food_facts"), "ingredients_en.csv")
    read = read_columns(path, {"barcode": an_id, "product_name": str, "ingredients": str})
    rows = zip(read["barcode"], read["product_name"], read["ingredients"], strict=True)
    return [Food(barcode, name, ingredients) for barcode, name, ingredients in rows]
