"""How the Django admin looks: the storefront's leaf palette, through django-unfold."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse_lazy

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "LeafLoaf",
    "SITE_HEADER": "LeafLoaf",
    "SITE_SUBHEADER": "Shop office",
    "SITE_SYMBOL": "eco",
    "SITE_URL": "/",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": True,
    "BORDER_RADIUS": "14px",
    "STYLES": [lambda request: static("admin/leafloaf.css")],
    "COLORS": {
        "base": {
            "50": "#FBF7F0",
            "100": "#F3EADB",
            "200": "#E9DDC8",
            "300": "#E2CFAE",
            "400": "#B9A98C",
            "500": "#857660",
            "600": "#5F5343",
            "700": "#443C31",
            "800": "#1A211B",
            "900": "#121712",
            "950": "#0B0F0B",
        },
        "primary": {
            "50": "#F1F7F3",
            "100": "#E3EFE6",
            "200": "#C5DECD",
            "300": "#9CC7AA",
            "400": "#66A281",
            "500": "#3C7D5E",
            "600": "#23513F",
            "700": "#23513F",
            "800": "#17352A",
            "900": "#17352A",
            "950": "#0D2019",
        },
    },
    "SIDEBAR": {"show_search": True, "show_all_applications": False, "navigation": []},
    "DASHBOARD_CALLBACK": "leafloaf.admin_dashboard.dashboard",
}


def _link(title: str, icon: str, name: str) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse_lazy(name)}


UNFOLD["SIDEBAR"]["navigation"] = [
    {"title": "", "items": [_link("Today", "dashboard", "admin:index")]},
    {
        "title": "Selling",
        "separator": True,
        "items": [
            _link("Orders", "receipt_long", "admin:shop_order_changelist"),
            _link("Delivery slots", "local_shipping", "admin:shop_deliveryslot_changelist"),
            _link("Promotions", "sell", "admin:shop_promotion_changelist"),
            _link("Customers", "group", "admin:shop_user_changelist"),
        ],
    },
    {
        "title": "Catalog",
        "separator": True,
        "items": [
            _link("Products", "grocery", "admin:shop_product_changelist"),
            _link("Categories", "account_tree", "admin:shop_category_changelist"),
            _link("Brands", "storefront", "admin:shop_brand_changelist"),
            _link("Search synonyms", "swap_horiz", "admin:shop_synonym_changelist"),
        ],
    },
    {
        "title": "Learning",
        "separator": True,
        "items": [
            _link("Rules", "tune", "admin:personalization_rulesversion_changelist"),
            _link("Shoppers' learned state", "psychiatry", "admin:shop_subject_changelist"),
            _link("Events", "timeline", "admin:analytics_event_changelist"),
        ],
    },
]
