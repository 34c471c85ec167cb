"""The one page that carries the React storefront."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

# The manifest that came with the files being served: while a developer builds, the fresh ones.
_SERVED = Path(settings.BASE_DIR) / "frontend" / "dist" if settings.DEBUG else Path(settings.STATIC_ROOT)
MANIFEST = _SERVED / "manifest.json"
ENTRY = "src/main.tsx"
# What a browser leaves as it is when it encodes a part of an address, beside letters and digits.
UNESCAPED = "!'()*"
# The faces of nearly every word; other alphabets come when a page has them.
FONTS = re.compile(r"-latin-wght-normal-[^/]*\.woff2$")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the storefront whose own code comes in a file of its own, and the data it begins with.

    `data` is an address of the API, with `{}` for the part of the page's address that `address` catches. The browser
    asks for both while it still reads the storefront's main code; were an address here not the very one that the page
    asks for, it would be asked for in vain.
    """

    address: re.Pattern[str]
    module: str = ""
    data: str = ""


PAGES = (
    Page(re.compile(r"/$"), data="/api/v1/home/"),
    Page(re.compile(r"/search$"), "src/app/routes/SearchPage.tsx"),
    Page(re.compile(r"/category/([^/]+)$"), "src/app/routes/CategoryPage.tsx", "/api/v1/products/?category={}"),
    Page(re.compile(r"/brand/([^/]+)$"), "src/app/routes/BrandPage.tsx", "/api/v1/products/?brand={}"),
    Page(re.compile(r"/product/([^/]+)$"), "src/app/routes/ProductPage.tsx", "/api/v1/products/{}/"),
    Page(re.compile(r"/usuals$"), "src/app/routes/UsualsPage.tsx", "/api/v1/home/"),
    Page(re.compile(r"/departments$"), "src/app/routes/DepartmentsPage.tsx"),
    Page(re.compile(r"/you/learned$"), "src/app/routes/LearnedPage.tsx", "/api/v1/learned/"),
    Page(re.compile(r"/cart$"), "src/features/cart/components/CartPage.tsx"),
    Page(re.compile(r"/checkout$"), "src/features/checkout/components/CheckoutPage.tsx"),
    Page(re.compile(r"/orders$"), "src/features/orders/components/OrdersPage.tsx"),
    Page(re.compile(r"/orders/[^/]+$"), "src/features/orders/components/OrderPage.tsx"),
    Page(re.compile(r"/account(?:/[a-z]+)?$"), "src/features/account/components/AccountLayout.tsx"),
    Page(re.compile(r"/sign-in$"), "src/features/auth/components/SignInPage.tsx"),
    Page(re.compile(r"/sign-up$"), "src/features/auth/components/SignUpPage.tsx"),
)


@cache
def built_assets(manifest_changed_at: float, module: str = "") -> dict[str, Any]:
    """Files of the built storefront, relative to STATIC_URL.

    {"script": str, "styles": [str], "fonts": [str], "preloads": [str]}; preloads are the scripts that the main one
    and the page's own import.

    Args:
        manifest_changed_at: modification time of the manifest, so that a new build is seen without a restart.
        module: the page's own, from its source's name; empty for none.
    """
    manifest = json.loads(MANIFEST.read_text())
    entry = manifest[ENTRY]
    styles, preloads, todo = list(entry.get("css", [])), [], list(entry.get("imports", []))
    if module in manifest:
        todo.append(module)
    while todo:
        name = todo.pop()
        chunk = manifest[name]
        if name == ENTRY or chunk["file"] in preloads:
            continue
        preloads.append(chunk["file"])
        styles += [style for style in chunk.get("css", []) if style not in styles]
        todo += chunk.get("imports", [])
    fonts = [asset for asset in entry.get("assets", []) if FONTS.search(asset)]
    return {"script": entry["file"], "styles": styles, "fonts": fonts, "preloads": preloads}


def begins_with(request: HttpRequest) -> tuple[str, str]:
    """The module of the page asked for, and the API's address of its first data; either may be empty."""
    for page in PAGES:
        if found := page.address.match(request.path):
            if page.module == "src/app/routes/SearchPage.tsx":
                return page.module, _search_data(request)
            part = quote(unquote(found[1]), safe=UNESCAPED) if found.groups() else ""
            return page.module, "" if request.GET else page.data.format(part)
    return "", ""


def _search_data(request: HttpRequest) -> str:
    """Searches with filters are asked for by the page itself: in which order it names them is its own affair."""
    words = request.GET.get("q", "").strip()
    return f"/api/v1/search/?q={quote(words, safe=UNESCAPED)}" if words and list(request.GET) == ["q"] else ""


@require_safe
@ensure_csrf_cookie
def storefront(request: HttpRequest) -> HttpResponse:
    if not MANIFEST.is_file():
        return render(request, "storefront_not_built.html", status=503)
    module, data = begins_with(request)
    assets = built_assets(MANIFEST.stat().st_mtime, module)
    return render(request, "storefront.html", {"assets": assets, "data": data})
