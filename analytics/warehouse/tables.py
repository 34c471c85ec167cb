"""The warehouse's ten tables, as `manage.py warehouse migrate` makes them. The descriptions are their documentation.

Every table is cut into days and sorted by shopper. Columns are only ever added: what is exported stays readable.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Type = Literal["STRING", "TIMESTAMP", "FLOAT64", "INT64", "NUMERIC", "BOOL", "JSON"]


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: Type
    description: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `partition` is the TIMESTAMP column whose day (UTC) cuts it, `cluster` what each day is sorted by."""

    name: str
    description: str
    columns: tuple[Column, ...]
    partition: str
    cluster: tuple[str, ...]

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


_USER = Column("user_id", "STRING", "The shopper's random key: no account id, no name, no mail address.", required=True)
_CONFIDENCE = Column(
    "confidence", "FLOAT64", "Share, 0 to 1, of such findings that turn out to be true.", required=True
)

# What every finding of the batch loop carries: each run adds rows, the latest `computed_at` of a shopper is in force.
_FINDING = (
    Column("computed_at", "TIMESTAMP", "When the run that found this began; the same for all its rows.", required=True),
    Column("run_id", "STRING", "The run of the batch loop.", required=True),
    Column("window_start", "TIMESTAMP", "What happened from here on was looked at.", required=True),
    Column("window_end", "TIMESTAMP", "What happened before this was looked at.", required=True),
)

_RAW_USER_ACTIONS = Table(
    name="raw_user_actions",
    description="Everything shoppers did, one row per event, each exactly once.",
    columns=(
        Column("event_id", "STRING", "The event, made by whoever saw it happen; unique.", required=True),
        Column("event_timestamp", "TIMESTAMP", "When it happened, by the server's clock.", required=True),
        Column("event_type", "STRING", "What happened, for example product_viewed.", required=True),
        _USER,
        Column("session_id", "STRING", "The visit in which it happened.", required=True),
        Column("product_id", "STRING", "The product's sku, where the event is about one."),
        Column(
            "interaction_strength", "FLOAT64", "The weight the rules gave it; 0 counted nothing, empty: not learned."
        ),
        Column(
            "raw_event_data",
            "JSON",
            "The rest: query (only if the shopper allows), quantity, position, ranking_id, data as the page sent it, "
            "occurred_at (the shopper's clock), received_at, contributions ([facet, half-life class, weight]).",
        ),
    ),
    partition="event_timestamp",
    cluster=("user_id", "event_type"),
)

_ORDER_ITEMS = Table(
    name="order_items",
    description="What was bought, one row per order line, at the prices of that moment.",
    columns=(
        Column("line_id", "STRING", "The order line; unique.", required=True),
        Column("order_id", "STRING", "The order: the same for all its lines, and not its number.", required=True),
        _USER,
        Column("ordered_at", "TIMESTAMP", "When the order was placed.", required=True),
        Column("cancelled_at", "TIMESTAMP", "When it was cancelled; empty: it was not."),
        Column("product_id", "STRING", "The product's sku.", required=True),
        Column("product_name", "STRING", "Its name then.", required=True),
        Column("category", "STRING", "Slugs of its categories, from the department down, joined by a slash."),
        Column("brand", "STRING", "The brand's slug; empty: it has none."),
        Column("dietary", "JSON", 'What it is suited for, an array: ["vegan", "gluten-free"].'),
        Column("quantity", "INT64", "How many were ordered.", required=True),
        Column("unit_price", "NUMERIC", "The price of one, before discounts.", required=True),
        Column("discount", "NUMERIC", "Taken off this line.", required=True),
        Column("line_total", "NUMERIC", "Paid for this line: quantity times unit_price less discount.", required=True),
        Column("currency", "STRING", "Of the prices, ISO 4217.", required=True),
        Column("promotion", "STRING", "The promotion's label; empty: none applied."),
        Column("delivery_start", "TIMESTAMP", "When the chosen delivery slot begins."),
    ),
    partition="ordered_at",
    cluster=("user_id", "product_id"),
)

_PURCHASE_PATTERNS = Table(
    name="purchase_patterns",
    description="What a shopper buys again: how much, how often, and when it is due next.",
    columns=(
        _USER,
        Column("product_id", "STRING", "The product's sku.", required=True),
        *_FINDING,
        Column("orders", "INT64", "Orders that had it.", required=True),
        Column("typical_quantity", "INT64", "What they usually take.", required=True),
        Column("quantities", "JSON", "How often each quantity was taken: {quantity: orders}."),
        Column("interval_days", "FLOAT64", "Typical days between two purchases; empty: bought once."),
        Column("interval_deviation_days", "FLOAT64", "How far from it the purchases usually are."),
        Column("rhythm", "STRING", "weekly, bi_weekly, monthly, quarterly or occasional.", required=True),
        Column("first_bought_at", "TIMESTAMP", "First purchase in the window.", required=True),
        Column("last_bought_at", "TIMESTAMP", "Latest purchase.", required=True),
        Column("next_due_at", "TIMESTAMP", "When the next one is expected."),
        Column("due", "STRING", "not_due, due_soon, due or overdue when this was computed.", required=True),
        Column("due_probability", "FLOAT64", "Share of such items that the next order has."),
        _CONFIDENCE,
    ),
    partition="computed_at",
    cluster=("user_id", "product_id"),
)

_INTEREST = (
    Column("score", "FLOAT64", "Weighted sum of what was done: purchase .9, cart .6, click .3.", required=True),
    Column("share", "FLOAT64", "Part of the shopper's whole score, 0 to 1.", required=True),
    Column("purchases", "INT64", "Order lines.", required=True),
    Column("cart_adds", "INT64", "Times put into the cart.", required=True),
    Column("clicks", "INT64", "Times opened or clicked.", required=True),
    Column("last_at", "TIMESTAMP", "Latest of these.", required=True),
    _CONFIDENCE,
)

_BRAND_PREFERENCES = Table(
    name="brand_preferences",
    description="Brands a shopper turns to.",
    columns=(
        _USER,
        Column("brand", "STRING", "The brand's slug.", required=True),
        Column("category", "STRING", "Where it is preferred, as in order_items; empty: everywhere."),
        *_FINDING,
        *_INTEREST,
    ),
    partition="computed_at",
    cluster=("user_id", "brand"),
)

_CATEGORY_PREFERENCES = Table(
    name="category_preferences",
    description="Categories a shopper turns to.",
    columns=(
        _USER,
        Column("category", "STRING", "Slugs from the department down, joined by a slash.", required=True),
        *_FINDING,
        *_INTEREST,
        Column("spend", "NUMERIC", "Paid in it within the window."),
    ),
    partition="computed_at",
    cluster=("user_id", "category"),
)

_PRICE_SENSITIVITY = Table(
    name="price_sensitivity",
    description="What a shopper pays within a category, and how they answer to promotions.",
    columns=(
        _USER,
        Column("category", "STRING", "As in order_items; empty: over all categories."),
        *_FINDING,
        Column("purchases", "INT64", "Order lines this is based on.", required=True),
        Column("lower_unit_price", "NUMERIC", "A quarter of what they buy costs at most this."),
        Column("median_unit_price", "NUMERIC", "Half of what they buy costs at most this.", required=True),
        Column("upper_unit_price", "NUMERIC", "Three quarters of what they buy cost at most this."),
        Column("price_rank", "FLOAT64", "Where their median lies among all purchases of the category, 0 to 1."),
        Column("band", "STRING", "budget, middle or premium.", required=True),
        Column("promotion_share", "FLOAT64", "Part of the lines bought on promotion."),
        Column("promotion_lift", "FLOAT64", "That part against all shoppers' part: above 1, they look for offers."),
        Column("basket_total", "NUMERIC", "Their median order total; only where category is empty."),
        _CONFIDENCE,
    ),
    partition="computed_at",
    cluster=("user_id", "category"),
)

_SHOPPING_SCHEDULE = Table(
    name="shopping_schedule",
    description="When a shopper orders: day of the week, hour, and days between orders. One row per run.",
    columns=(
        _USER,
        *_FINDING,
        Column("orders", "INT64", "Orders this is based on.", required=True),
        Column("weekday", "INT64", "The usual day: 1 is Monday, 7 is Sunday; empty: no day stands out."),
        Column("weekday_shares", "JSON", "Part of the orders on each day, Monday first: an array of 7."),
        Column("hour", "INT64", "The usual hour, 0 to 23, in the shop's time zone; empty: none stands out."),
        Column("hour_shares", "JSON", "Part of the orders in each hour: an array of 24."),
        Column("delivery_weekday", "INT64", "The usual day of delivery."),
        Column("delivery_hour", "INT64", "The usual hour at which the delivery slot begins."),
        Column("interval_days", "FLOAT64", "Typical days between orders; empty: ordered once."),
        Column("interval_deviation_days", "FLOAT64", "How far from it the orders usually are."),
        Column("last_order_at", "TIMESTAMP", "Latest order.", required=True),
        Column("next_order_at", "TIMESTAMP", "When the next one is expected."),
        _CONFIDENCE,
    ),
    partition="computed_at",
    cluster=("user_id",),
)

_DIETARY_PATTERNS = Table(
    name="dietary_patterns",
    description="Diets that a shopper's baskets suggest. Never about allergies.",
    columns=(
        _USER,
        Column("diet", "STRING", "For example vegan, as in order_items.dietary.", required=True),
        *_FINDING,
        Column("purchases", "INT64", "Order lines that say something about it.", required=True),
        Column("share", "FLOAT64", "Part of those lines that fit the diet.", required=True),
        Column("population_share", "FLOAT64", "The same part over all shoppers.", required=True),
        Column("lift", "FLOAT64", "share against population_share.", required=True),
        Column("exceptions", "INT64", "Lines that the diet forbids."),
        _CONFIDENCE,
    ),
    partition="computed_at",
    cluster=("user_id", "diet"),
)

_COMPLEMENTARY_PRODUCTS = Table(
    name="complementary_products",
    description="What goes with what: pairs bought together more often than chance, of one shopper or of all.",
    columns=(
        Column("user_id", "STRING", "The shopper's random key; empty: over all shoppers."),
        Column("product_id", "STRING", "Sku of the product in the basket.", required=True),
        Column("complement_id", "STRING", "Sku of the product that goes with it.", required=True),
        *_FINDING,
        Column("orders_together", "INT64", "Orders that had both.", required=True),
        Column("orders_product", "INT64", "Orders that had the first.", required=True),
        Column("orders_complement", "INT64", "Orders that had the second.", required=True),
        Column("orders_all", "INT64", "Orders looked at.", required=True),
        Column("probability", "FLOAT64", "Part of the orders with the first that had the second, too.", required=True),
        Column("lift", "FLOAT64", "That part against the second's part of all orders.", required=True),
        _CONFIDENCE,
    ),
    partition="computed_at",
    cluster=("user_id", "product_id"),
)

_LEARNING_METRICS = Table(
    name="learning_metrics",
    description="How well the shop learns: one row per number, day and group.",
    columns=(
        Column("metric", "STRING", "The number's name, as docs/metrics.md defines it.", required=True),
        Column("dimension", "STRING", "What the group is about, for example arm; empty: everybody."),
        Column("dimension_value", "STRING", "The group."),
        Column("user_id", "STRING", "The shopper's random key, for a number about one; empty: about many."),
        *_FINDING,
        Column("value", "FLOAT64", "The number; empty: there was nothing to measure."),
        Column("numerator", "FLOAT64", "What was counted."),
        Column("denominator", "FLOAT64", "Out of what."),
        Column("lower", "FLOAT64", "Lower end of the 95 % confidence interval."),
        Column("upper", "FLOAT64", "Upper end."),
        Column("shoppers", "INT64", "Shoppers this is based on."),
        Column("rules_version", "STRING", "The rules in force."),
        Column("model_version", "STRING", "The ranking model in force."),
        Column("details", "JSON", "What else there is to say."),
    ),
    partition="computed_at",
    cluster=("metric", "user_id"),
)

TABLES: Mapping[str, Table] = MappingProxyType(
    {
        table.name: table
        for table in (
            _RAW_USER_ACTIONS,
            _ORDER_ITEMS,
            _PURCHASE_PATTERNS,
            _BRAND_PREFERENCES,
            _CATEGORY_PREFERENCES,
            _PRICE_SENSITIVITY,
            _SHOPPING_SCHEDULE,
            _DIETARY_PATTERNS,
            _COMPLEMENTARY_PRODUCTS,
            _LEARNING_METRICS,
        )
    }
)
