"""A product's picture in the admin: its photo, else its illustration on the department's tint."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from shop.models import Product


def thumbnail(product: Product, size_px: int = 44) -> SafeString:
    tint = product.category.tint if product.category_id else ""
    source = product.image.url if product.image else static(f"food/{product.icon or 'shopping-bags'}.svg")
    return format_html(
        '<span class="leaf-thumb" style="--tint:{};--size:{}px"><img src="{}" alt="" loading="lazy"></span>',
        tint or "#F3EADB",
        size_px,
        source,
    )
