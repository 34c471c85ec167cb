"""A product's picture in the admin: its photo, else its illustration on the department's tint."""

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

from shop.cards import FALLBACK_TINT
from shop.models import Category, Product
from shop.product_art import FALLBACK_ICON


def illustration_url(icon: str) -> str:
    """The address of an illustration. Not through the manifest: a name that does not exist is no error page."""
    return f"{settings.STATIC_URL}food/{icon or FALLBACK_ICON}.svg"


def picture_url(product: Product) -> str:
    return str(product.image.url) if product.image else illustration_url(product.icon)


def thumbnail(product: Product | None, size_px: int = 44) -> SafeString:
    """The product's picture as a square; needs its category."""
    if product is None:
        return tinted(illustration_url(""), "", size_px)
    return tinted(picture_url(product), product.category.tint, size_px, is_photo=bool(product.image))


def category_thumbnail(category: Category, size_px: int = 36) -> SafeString:
    """The category's drawing; only its tint where it has none of its own."""
    return tinted(illustration_url(category.icon) if category.icon else "", category.tint, size_px)


def tinted(source: str, tint: str, size_px: int, *, is_photo: bool = False) -> SafeString:
    """A picture (none when `source` is empty) on a tinted square."""
    picture = format_html('<img src="{}" alt="" loading="lazy">', source) if source else ""
    return format_html(
        '<span class="leaf-thumb{}" style="--tint:{};--size:{}px">{}</span>',
        " leaf-thumb-photo" if is_photo else "",
        tint or FALLBACK_TINT,
        size_px,
        picture,
    )
