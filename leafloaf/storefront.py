"""The one page that carries the React storefront."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

# The manifest that came with the files being served: while a developer builds, the fresh ones.
_SERVED = Path(settings.BASE_DIR) / "frontend" / "dist" if settings.DEBUG else Path(settings.STATIC_ROOT)
MANIFEST = _SERVED / "manifest.json"
ENTRY = "src/main.tsx"


@cache
def built_assets(manifest_changed_at: float) -> dict[str, Any]:
    """Files of the built storefront: {"script": str, "styles": [str], "preloads": [str]}, relative to STATIC_URL.

    Args:
        manifest_changed_at: modification time of the manifest, so that a new build is seen without a restart.
    """
    manifest = json.loads(MANIFEST.read_text())
    entry = manifest[ENTRY]
    styles, preloads, todo = list(entry.get("css", [])), [], list(entry.get("imports", []))
    while todo:
        chunk = manifest[todo.pop()]
        preloads.append(chunk["file"])
        styles += chunk.get("css", [])
        todo += [name for name in chunk.get("imports", []) if manifest[name]["file"] not in preloads]
    return {"script": entry["file"], "styles": styles, "preloads": preloads}


@require_safe
@ensure_csrf_cookie
def storefront(request: HttpRequest) -> HttpResponse:
    if not MANIFEST.is_file():
        return render(request, "storefront_not_built.html", status=503)
    return render(request, "storefront.html", {"assets": built_assets(MANIFEST.stat().st_mtime)})
