"""A catalog of any size, made of the demo catalog's own words: brand by product by size, the same every time."""

import json
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

CATALOG = Path(__file__).resolve().parents[2] / "shop" / "demo" / "catalog"
SIZES = ["4 oz", "8 oz", "12 oz", "16 oz", "24 oz", "32 oz", "2 lb", "5 lb", "6 ct", "12 ct"]
KINDS = ["Classic", "Family", "Kitchen", "Harvest", "Daily", "Market", "Garden", "Reserve", "Simple", "Original"]


def rows(size: int) -> Iterator[dict[str, object]]:
    """`size` product rows in the import's own format."""
    known = [
        json.loads(line)
        for path in sorted((CATALOG / "products").glob("*.jsonl"))
        for line in path.read_text().splitlines()
    ]
    brands = [row["slug"] for row in json.loads((CATALOG / "brands.json").read_text())]

    def endless() -> Iterator[dict[str, object]]:
        for turn in count():
            for place, row in enumerate(known):
                if turn == 0:
                    yield {**row, "stock": 1_000_000}
                    continue
                mixed = turn * 7919 + place
                yield {
                    **row,
                    "sku": f"{row['sku']}-{turn}",
                    "name": f"{KINDS[mixed % len(KINDS)]} {row['name']} {turn}",
                    "brand": brands[mixed % len(brands)],
                    "size": SIZES[(mixed // 7) % len(SIZES)],
                    "price": f"{1 + (mixed % 1700) / 100:.2f}",
                    "compare_at_price": None,
                    "stock": 1_000_000,
                }

    return islice(endless(), size)


def write(path: Path, size: int) -> None:
    with path.open("w") as file:
        for row in rows(size):
            file.write(json.dumps(row) + "\n")
