"""Writing a product list into the catalog: batches, each in one transaction with its search index."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import IO, Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.text import slugify

from shop import catalog_version
from shop.importing.mapping import Mapping
from shop.importing.reading import RawRow
from shop.importing.validating import BadRow, ProductValues, validate
from shop.models import Brand, Category, Product
from shop.product_art import guess_art
from shop.search.index import reindex
from shop.search.vectors import fill_vectors
from shop.sizes import parse_size, unit_price

BATCH_ROWS = 2_000
# Held while a list is written: two imports at once would wait for each other's rows in different orders.
IMPORT_LOCK = 0x1EAF_10AF

_COLUMNS = [
    "sku",
    "name",
    "brand_id",
    "category_id",
    "description",
    "ingredients",
    "price",
    "compare_at_price",
    "size",
    "unit_price",
    "unit_price_per",
    "stock",
    "dietary",
    "allergens",
    "attributes",
    "icon",
    "package",
    "added_on",
]
_MAKE_INCOMING = (
    f"CREATE TEMP TABLE incoming ON COMMIT DROP AS SELECT {', '.join(_COLUMNS)} FROM shop_product WITH NO DATA"  # noqa: S608  own names
)
# What a mapped field changes in a product that exists; what the list does not map stays as staff left it.
_COLUMNS_OF_FIELD = {
    "name": ["name"],
    "brand": ["brand_id"],
    "category": ["category_id"],
    "description": ["description"],
    "ingredients": ["ingredients"],
    "price": ["price", "unit_price", "unit_price_per"],
    "compare_at_price": ["compare_at_price"],
    "size": ["size", "unit_price", "unit_price_per"],
    "stock": ["stock"],
    "dietary": ["dietary"],
    "allergens": ["allergens"],
    "attributes": ["attributes"],
    "icon": ["icon"],
    "package": ["package"],
}


@dataclass
class ImportReport:
    """What one import did. `examples` holds the first good rows, for a preview."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    repeated: int = 0
    rejected: int = 0
    examples: list[ProductValues] = field(default_factory=list)
    reasons: list[tuple[int, str]] = field(default_factory=list)


class RejectsFile:
    """Bad rows with line number and reason, as CSV; the file appears with the first of them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[str] | None = None
        self._writer: Any = None

    def __enter__(self) -> "RejectsFile":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._file:
            self._file.close()

    def write(self, row: RawRow, reason: str) -> None:
        if self._file is None:
            self._file = self.path.open("w", encoding="utf-8", errors="backslashreplace", newline="")
            self._writer = csv.writer(self._file)
            self._writer.writerow(["line", "reason", "row"])
        self._writer.writerow([row.line, reason, json.dumps(row.values, ensure_ascii=False, default=str)])


def import_products(
    rows: Iterable[RawRow],
    mapping: Mapping,
    *,
    on_reject: Callable[[RawRow, str], None],
    on_progress: Callable[[int], None] = lambda count: None,
    dry_run: bool = False,
    examples: int = 0,
) -> ImportReport:
    """Load products, idempotent by sku: the same list twice changes nothing the second time.

    Good rows load although others are bad. Each batch is one transaction, so a death in between leaves whole batches,
    and the same command finishes the rest. Fields that the mapping does not fill keep what they had.

    Args:
        rows: what `reading.read_rows` yields.
        on_reject: called with each bad row and why.
        on_progress: called with the number of rows just done.
        dry_run: only check; nothing is written. `created` then counts rows whose sku is new, `updated` those it is not.
        examples: how many good rows to keep in the report.
    """
    report, today = ImportReport(), timezone.localdate()
    references = _References()
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH_ROWS)):
        good = _check_batch(batch, mapping, report, today, on_reject, examples)
        if good and dry_run:
            known = Product.objects.filter(sku__in=good).count()
            report.updated += known
            report.created += len(good) - known
        elif good:
            _write_batch(good, mapping, references, report)
        on_progress(len(batch))
    if (report.created or report.updated) and not dry_run:
        fill_vectors()
        catalog_version.bump(None)
    return report


def _check_batch(
    batch: Iterable[RawRow],
    mapping: Mapping,
    report: ImportReport,
    today: date,
    on_reject: Callable[[RawRow, str], None],
    examples: int,
) -> dict[str, ProductValues]:
    good: dict[str, ProductValues] = {}
    for row in batch:
        report.read += 1
        try:
            if row.problem:
                raise BadRow(row.problem)
            values = validate(mapping.apply(row.values), today)
        except BadRow as refused:
            report.rejected += 1
            if len(report.reasons) < 200:
                report.reasons.append((row.line, str(refused)))
            on_reject(row, str(refused))
            continue
        report.repeated += values.sku in good
        good[values.sku] = values
        if len(report.examples) < examples:
            report.examples.append(values)
    return good


def _write_batch(
    good: dict[str, ProductValues], mapping: Mapping, references: "_References", report: ImportReport
) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])
        # Checkout locks products in the order of their ids: so do we, before anything else.
        cursor.execute("SELECT id FROM shop_product WHERE sku = ANY(%s) ORDER BY id FOR UPDATE", [list(good)])
        # Before COPY: a new brand or category is a query, and COPY holds the connection.
        records = [_record(values, references) for values in good.values()]
        cursor.execute(_MAKE_INCOMING)
        with cursor.copy(f"COPY incoming ({', '.join(_COLUMNS)}) FROM STDIN") as copy:
            for record in records:
                copy.write_row(record)
        changed = sorted({column for name in mapping.expressions for column in _COLUMNS_OF_FIELD.get(name, [])})
        assignments = ", ".join(f"{column} = EXCLUDED.{column}" for column in changed)
        old, new = (", ".join(f"{table}.{column}" for column in changed) for table in ("shop_product", "EXCLUDED"))
        cursor.execute(
            f"""INSERT INTO shop_product ({", ".join(_COLUMNS)}, is_active, image, updated_at)
                SELECT {", ".join(_COLUMNS)}, true, '', now() FROM incoming ORDER BY sku
                ON CONFLICT (sku) DO UPDATE SET {assignments}, updated_at = now()
                WHERE ({old}) IS DISTINCT FROM ({new})
                RETURNING id, xmax = 0"""  # noqa: S608  column names are this module's own
        )
        written = cursor.fetchall()
        created = sum(1 for _, is_new in written if is_new)
        report.created += created
        report.updated += len(written) - created
        report.unchanged += len(good) - len(written)
        cursor.execute("DROP TABLE incoming")
        if written:
            reindex([product_id for product_id, _ in written], vectors=False)


def _record(values: ProductValues, references: "_References") -> list[Any]:
    size = parse_size(values.size)
    per_unit = unit_price(values.price, size)
    category_id, names = references.category(values.category)
    icon, package = values.icon, values.package
    if not icon or not package:
        guessed_icon, guessed_package = guess_art(values.name, names)
        icon, package = icon or guessed_icon, package or guessed_package
    return [
        values.sku,
        values.name,
        references.brand(values.brand),
        category_id,
        values.description,
        values.ingredients,
        values.price,
        values.compare_at_price,
        values.size,
        per_unit[0] if per_unit else None,
        per_unit[1] if per_unit else "",
        values.stock,
        values.dietary,
        values.allergens,
        values.attributes,
        icon,
        package,
        values.added_on,
    ]


class _References:
    """Brands and categories by name or slug, made when they are new."""

    def __init__(self) -> None:
        self._brands: dict[str, int] = {}
        for brand_id, slug, name in Brand.objects.values_list("id", "slug", "name"):
            self._brands[slug] = self._brands[name.lower()] = brand_id
        self._categories: dict[tuple[str, ...], Category] = {}

    def brand(self, name: str) -> int | None:
        if not name:
            return None
        key = name.lower()
        if key not in self._brands:
            slug = slugify(name)[:80] or "brand"
            made, _ = Brand.objects.get_or_create(slug=slug, defaults={"name": name})
            self._brands[key] = self._brands[slug] = made.pk
        return self._brands[key]

    def category(self, path: tuple[str, ...]) -> tuple[int, list[str]]:
        """The category's id and its names, outermost first."""
        found = self._categories.get(path)
        if found is None:
            found = self._categories[path] = self._find_or_make(path)
        return found.pk, list(path)

    def _find_or_make(self, path: tuple[str, ...]) -> Category:
        if len(path) == 1 and (known := Category.objects.filter(slug=path[0]).first()):
            return known
        parent: Category | None = None
        for name in path:
            found = Category.objects.filter(parent=parent, name__iexact=name).first()
            if found is None:
                slug = next(_free_slugs(name, parent))
                found = Category.objects.create(slug=slug, name=name, parent=parent)
            parent = found
        if parent is None:
            raise BadRow("category is empty")
        return parent


def _free_slugs(name: str, parent: Category | None) -> Iterator[str]:
    plain = slugify(name)
    tries = [plain, f"{parent.slug}-{plain}" if parent else f"all-{plain}"]
    tries += [f"{plain}-{number}" for number in range(2, 1000)]
    taken = set(Category.objects.filter(slug__in=[slug[:80] for slug in tries]).values_list("slug", flat=True))
    return (slug[:80] for slug in tries if slug[:80] not in taken)
