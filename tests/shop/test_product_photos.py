"""Photos that staff upload."""

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from shop.product_photos import MAX_SIDE_PX, BadPhoto, prepare_photo


def picture(size: tuple[int, int] = (800, 600), kind: str = "JPEG", mode: str = "RGB", **options: Any) -> Any:
    data = BytesIO()
    Image.new(mode, size, (200, 120, 40) if mode == "RGB" else None).save(data, kind, **options)
    return SimpleUploadedFile("photo", data.getvalue())


def opened(upload: Any) -> Image.Image:
    return Image.open(BytesIO(prepare_photo(upload).read()))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_it_works(kind: str) -> None:
    photo = opened(picture(kind=kind))
    assert (photo.format, photo.size) == ("WEBP", (800, 600))


def test_a_large_photo_is_made_smaller_in_its_own_shape() -> None:
    assert opened(picture((4000, 3000))).size == (MAX_SIDE_PX, 1200)


def test_a_photo_taken_sideways_is_turned_upright_and_loses_what_the_camera_wrote() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010F] = "A camera with a place and an owner"
    photo = opened(picture((800, 600), exif=exif.tobytes()))
    assert photo.size == (600, 800)
    assert not photo.getexif()
    assert b"camera" not in prepare_photo(picture((800, 600), exif=exif.tobytes())).read()


def test_a_transparent_background_stays_transparent() -> None:
    assert opened(picture(kind="PNG", mode="RGBA")).mode == "RGBA"


def test_each_photo_gets_its_own_name() -> None:
    assert prepare_photo(picture()).name != prepare_photo(picture()).name


def png_claiming(width: int, height: int) -> bytes:
    """A tiny file whose header claims so many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [9_000, 60_000])
def test_a_decompression_bomb_is_refused_before_it_unpacks(side: int) -> None:
    with pytest.raises(BadPhoto, match="million pixels"):
        prepare_photo(SimpleUploadedFile("bomb.png", png_claiming(side, side)))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "no picture"),
        (b"GIF89a" + b"\0" * 40, "no picture"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9", "no picture"),
        (png_claiming(400, 400), "damaged"),
    ],
)
def test_what_is_no_photo_is_refused_with_a_sentence(content: bytes, why: str) -> None:
    with pytest.raises(BadPhoto, match=why):
        prepare_photo(SimpleUploadedFile("photo.jpg", content))


def test_a_cut_off_photo_is_refused() -> None:
    whole = picture((1200, 900)).read()
    with pytest.raises(BadPhoto, match="damaged"):
        prepare_photo(SimpleUploadedFile("photo.jpg", whole[: len(whole) // 2]))


def test_a_stamp_is_too_small() -> None:
    with pytest.raises(BadPhoto, match="100 × 90"):
        prepare_photo(picture((100, 90)))


def test_a_file_of_too_many_megabytes_is_not_even_opened() -> None:
    with pytest.raises(BadPhoto, match="larger than 15 MB"):
        prepare_photo(SimpleUploadedFile("photo.jpg", b"\0" * (15 * 1024 * 1024 + 1)))
