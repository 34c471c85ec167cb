"""`make bench`: serve the shop as in production, over catalogs of 50,000 and 10,000 products, and measure it."""

import argparse
import os
from pathlib import Path

from tqdm import tqdm

from tests.bench import catalog, report
from tests.bench.measuring import Result, run
from tests.bench.scenarios import Scenarios
from tests.live_shop import LiveShop, served_shop
from tests.servers import Servers, servers_for_tests

COMMAND = "make bench"


def prepare(shop: LiveShop, size: int, folder: Path) -> None:
    """Fill the served shop: products, and delivery slots with room for everyone."""
    path = folder / f"catalog-{size}.jsonl"
    catalog.write(path, size)
    shop.manage("load_demo", "--departments-only")
    print(shop.manage("import_catalog", str(path)).strip().splitlines()[-1])
    shop.manage("shell", "--no-imports", "-c", "from shop.delivery import ensure_slots; ensure_slots()")
    shop.query("UPDATE shop_deliveryslot SET capacity = 1000000")


def measure_preference_update(shop: LiveShop) -> str:
    """The update alone, in a process of its own beside the served shop."""
    program = "from tests.bench.preference_update import measure; print(measure())"
    return shop.manage("shell", "--no-imports", "-c", program)


def measure(
    servers: Servers, size: int, concurrencies: list[int], requests: int, only: str
) -> tuple[list[Result], str]:
    with served_shop(servers) as shop:
        prepare(shop, size, servers.folder)
        port = int(shop.url.rsplit(":", 1)[1])
        scenarios = Scenarios(
            skus=[sku for (sku,) in shop.query("SELECT sku FROM shop_product WHERE stock > 0 ORDER BY sku")],
            categories=[
                slug
                for (slug,) in shop.query(
                    "SELECT c.slug FROM shop_category c JOIN shop_product p ON p.category_id = c.id "
                    "GROUP BY c.slug HAVING count(*) >= 5 ORDER BY c.slug"
                )
            ],
            requests=requests,
        ).all()
        chosen = [scenario for scenario in scenarios if only in scenario.name or scenario is scenarios[0]]
        results = []
        total = sum(scenario.requests for scenario in chosen) * len(concurrencies)
        with tqdm(total=total, unit=" requests", desc=f"{size:,} products") as bar:
            for scenario in chosen:
                for concurrency in concurrencies:
                    bar.set_postfix_str(f"{scenario.name}, {concurrency} at once")
                    results.append(run(scenario, port, concurrency, bar.update))
        return results, measure_preference_update(shop)


def main() -> None:
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    parser.add_argument("--requests", type=int, default=600, help="measured requests per scenario and concurrency")
    parser.add_argument("--only", default="", help="only scenarios whose name holds this text")
    parser.add_argument("--sizes", type=int, nargs="+", default=[50_000, 10_000])
    parser.add_argument("--no-write", action="store_true", help="print only; leave docs/benchmarks.md as it is")
    options = parser.parse_args()

    servers = servers_for_tests()
    os.environ.update(servers.settings())
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
    for size in options.sizes:
        concurrencies = [1, 8] if size >= 50_000 else [1, 4]
        results, update = measure(servers, size, concurrencies, options.requests, options.only)
        parts = (report.stamp(COMMAND), report.table(results), report.batch_rates(results))
        text = "\n\n".join((*parts, "One preference update in Redis:", update))
        print(f"\n{text}\n")
        if not options.no_write and not options.only:
            report.write_section(f"The shop served as in production, {size:,} products", text)


if __name__ == "__main__":
    main()
