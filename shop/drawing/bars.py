"""Numbers drawn as bars, said in words for those who do not see them."""

from django.utils.html import format_html
from django.utils.safestring import SafeString


def meter(part: int, whole: int, what: str) -> SafeString:
    """How much of a whole is taken: "7 of 20 booked"."""
    share = round(100 * part / whole) if whole else 100
    level = "full" if share >= 100 else "high" if share >= 80 else "low"
    return format_html(
        '<span class="leaf-meter leaf-meter-{}"><span class="leaf-track" aria-hidden="true">'
        '<span style="width:{}%"></span></span><small>{} of {} {}</small></span>',
        level,
        min(share, 100),
        part,
        whole,
        what,
    )


def diverging_bar(value: float, scale: float = 1.0) -> SafeString:
    """A value from -scale to scale around a middle line; for whoever reads the number beside it."""
    share = min(abs(value) / scale, 1.0) * 50 if scale else 0
    side = "left" if value >= 0 else "right"
    return format_html(
        '<span class="leaf-diverging" aria-hidden="true"><span class="{}" style="{}:50%;width:{}%"></span></span>',
        "leaf-plus" if value >= 0 else "leaf-minus",
        side,
        f"{share:.1f}",
    )
