"""Photos, made small: whatever was uploaded becomes a square WebP without metadata, or is refused. Pure."""

import hashlib
import threading
import warnings
from io import BytesIO
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

# With the most pixels of each, in millions. A JPEG is made smaller while it is decoded; the others take up to
# 20 bytes of memory for each pixel, however small the file is.
FORMATS = {"JPEG": 50, "PNG": 12, "WEBP": 12}
MOST_BYTES = 10 * 1024 * 1024
SIDE = 512  # pixels of the square that is kept
PAPER = (255, 255, 255)  # behind what is transparent
ONE_AT_A_TIME = threading.Lock()  # in a process, whose memory is for all of its threads


def shrink(file: BinaryIO, size: int) -> bytes:
    """The photo in `file`, of `size` bytes, as a square WebP of at most SIDE pixels.

    Raises ValidationError when it is too large, broken or no JPEG, PNG or WebP. Its content counts, not
    the name and the type that a browser told.
    """
    if size > MOST_BYTES:
        raise ValidationError(_("This photo is larger than 10 MB. Choose a smaller one."), code="bytes")
    image = _open(file)
    most = FORMATS[image.format or ""]
    if image.width * image.height > most * 1_000_000:
        raise _too_many_pixels(most)
    try:
        with ONE_AT_A_TIME:
            return _as_webp(_square(image))
    except Exception as broken:  # Pillow answers a hostile file with any exception there is
        raise ValidationError(
            _("This photo is damaged: it can't be read to its end."), code="broken"
        ) from broken


def digest(data: bytes) -> str:
    """A short name for these bytes."""
    return hashlib.sha256(data).hexdigest()[:16]


def _open(file: BinaryIO) -> Image.Image:
    """Reads the header only: no pixel is decoded before the size is known."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # we set our own, lower limit
            return Image.open(file, formats=tuple(FORMATS))
    except Image.DecompressionBombError as bomb:
        raise _too_many_pixels(max(FORMATS.values())) from bomb
    except Exception as strange:
        raise ValidationError(
            _("A photo is a JPEG, PNG or WebP file; this is something else."), code="format"
        ) from strange


def _too_many_pixels(most: int) -> ValidationError:
    message = _("This photo has more than %(most)d million pixels. Choose a smaller one.")
    return ValidationError(message, code="pixels", params={"most": most})


def _square(image: Image.Image) -> Image.Image:
    """The middle of the image, upright, without transparency."""
    image.draft("RGB", (SIDE * 2, SIDE * 2))  # a JPEG is decoded no larger than needed
    upright = ImageOps.exif_transpose(image)
    side = min(SIDE, *upright.size)
    small = ImageOps.fit(
        upright if upright.mode in ("RGB", "RGBA", "L") else upright.convert("RGBA"), (side, side)
    )
    paper = Image.new("RGB", small.size, PAPER)
    paper.paste(small, mask=small.getchannel("A") if small.mode == "RGBA" else None)
    return paper


def _as_webp(image: Image.Image) -> bytes:
    """A new image of the pixels alone, so that no place, camera or comment comes along."""
    out = BytesIO()
    image.save(out, "WEBP", quality=82, method=4)
    return out.getvalue()
