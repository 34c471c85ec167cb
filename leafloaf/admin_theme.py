"""How the Django admin looks: the storefront's leaf palette, through django-unfold, and its way around."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy


def _static(path: str) -> Any:
    # Looked up per request: the names of collected files are not known while settings load.
    return lambda request: static(path)


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "LeafLoaf",
    "SITE_HEADER": "LeafLoaf",
    "SITE_SUBHEADER": "Shop office",
    "SITE_ICON": _static("shop/admin/leaf.svg"),
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": _static("shop/admin/leaf.svg")}],
    "SITE_URL": "/",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": True,
    "BORDER_RADIUS": "10px",
    "STYLES": [_static("shop/admin/theme.css"), _static("shop/admin/pages.css")],
    "COLORS": {
        "base": {
            "50": "#FBF7F0",
            "100": "#F6EFE3",
            "200": "#EADFC8",
            "300": "#D9C9AA",
            "400": "#A2977F",
            "500": "#756A57",
            "600": "#4F4A40",
            "700": "#3A423B",
            "800": "#2A332C",
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
        "font": {
            "subtle-light": "#625A4D",
            "subtle-dark": "#A9B6AB",
            "default-light": "#4A453D",
            "default-dark": "#CBD5CC",
            "important-light": "#1C1B19",
            "important-dark": "#EEF2EC",
        },
    },
    "COMMAND": {"search_callback": "leafloaf.admin_search.found"},
    "SIDEBAR": {"show_search": True, "command_search": True, "show_all_applications": False, "navigation": []},
    "DASHBOARD_CALLBACK": "leafloaf.admin_dashboard.dashboard",
}


def _link(title: str, icon: str, model: str) -> dict[str, Any]:
    """An entry for a model's list ("shop_order"), shown to those who may look at it."""
    app, _, name = model.partition("_")

    def may_look(request: HttpRequest) -> bool:
        return any(request.user.has_perm(f"{app}.{verb}_{name}") for verb in ("view", "change"))

    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(f"admin:{model}_changelist"),
        "permission": may_look,
    }


UNFOLD["SIDEBAR"]["navigation"] = [
    {"title": "", "items": [{"title": "Today", "icon": "dashboard", "link": reverse_lazy("admin:index")}]},
    {
        "title": "Selling",
        "separator": True,
        "items": [
            _link("Orders", "receipt_long", "shop_order"),
            _link("Delivery slots", "local_shipping", "shop_deliveryslot"),
            _link("Promotions", "sell", "shop_promotion"),
            _link("Customers", "group", "shop_user"),
        ],
    },
    {
        "title": "Catalog",
        "separator": True,
        "items": [
            _link("Products", "grocery", "shop_product"),
            _link("Product lists", "upload_file", "shop_catalogimport"),
            _link("Categories", "account_tree", "shop_category"),
            _link("Brands", "storefront", "shop_brand"),
            _link("Search synonyms", "swap_horiz", "shop_synonym"),
        ],
    },
    {
        "title": "Learning",
        "separator": True,
        "items": [
            _link("Rules", "tune", "personalization_rulesversion"),
            _link("Shoppers' learned state", "psychiatry", "shop_subject"),
            _link("Events", "timeline", "analytics_event"),
            {**_link("Pipeline", "conversion_path", "analytics_event"), "link": reverse_lazy("pipeline")},
            _link("Refused rows", "report", "analytics_deadletter"),
        ],
    },
    {
        "title": "Staff",
        "separator": True,
        "items": [_link("Roles", "badge", "auth_group")],
    },
]
