"""Photos of products as staff upload them: checked, turned upright, made small and free of what a camera adds."""

from contextlib import suppress
from io import BytesIO
from uuid import uuid4

from django.core.files import File
from django.core.files.base import ContentFile
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_UPLOAD_MB = 15
MAX_SIDE_PX = 1_600
MIN_SIDE_PX = 200
# A phone's largest photo has 50 megapixels; a bomb claims thousands.
MAX_PIXELS = 60_000_000
WEBP_QUALITY = 82


class BadPhoto(Exception):
    """This file cannot be a product's photo; the message says why and what to do."""


def prepare_photo(upload: "File[bytes]") -> "ContentFile[bytes]":
    """A fresh WebP of at most 1600 px, upright, in sRGB, without the camera's data (place, time, owner).

    Raises:
        BadPhoto: for anything that is no JPEG, PNG or WebP picture of a sensible size.
    """
    if (upload.size or 0) > MAX_UPLOAD_MB * 1024 * 1024:
        raise BadPhoto(f"This file is larger than {MAX_UPLOAD_MB} MB. Save the photo smaller and try again.")
    try:
        upload.seek(0)
        with Image.open(upload, formats=FORMATS) as opened:
            _check_size(*opened.size)
            opened.draft("RGB", (MAX_SIDE_PX, MAX_SIDE_PX))
            photo = _upright_srgb(opened)
    except Image.DecompressionBombError:
        raise BadPhoto(_too_many_pixels()) from None
    except UnidentifiedImageError:
        raise BadPhoto("This is no picture we can read. Upload a JPEG, PNG or WebP photo.") from None
    except (OSError, SyntaxError, ValueError):
        raise BadPhoto("This picture is damaged. Save it anew and upload it again.") from None
    photo.thumbnail((MAX_SIDE_PX, MAX_SIDE_PX), Image.Resampling.LANCZOS)
    encoded = BytesIO()
    photo.save(encoded, "WEBP", quality=WEBP_QUALITY, method=4)
    # A new name each time, so that no cache shows the old photo.
    return ContentFile(encoded.getvalue(), name=f"{uuid4().hex}.webp")


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise BadPhoto(_too_many_pixels())
    if min(width, height) < MIN_SIDE_PX:
        raise BadPhoto(
            f"This picture is only {width} × {height} pixels. Use one of at least {MIN_SIDE_PX} on its shorter side."
        )


def _too_many_pixels() -> str:
    return f"This picture has more than {MAX_PIXELS // 1_000_000} million pixels. Save the photo smaller and try again."


def _upright_srgb(opened: Image.Image) -> Image.Image:
    profile = opened.info.get("icc_profile")
    photo = ImageOps.exif_transpose(opened)
    has_alpha = photo.mode in {"RGBA", "LA", "PA"} or "transparency" in photo.info
    photo = photo.convert("RGBA" if has_alpha else "RGB")
    if profile:
        # A broken profile is no reason to refuse the photo.
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            ImageCms.profileToProfile(photo, ImageCms.ImageCmsProfile(BytesIO(profile)), "sRGB", inPlace=True)
    # Only the pixels go on: no EXIF, no profile, no comments.
    clean = Image.new(photo.mode, photo.size)
    clean.paste(photo)
    return clean
