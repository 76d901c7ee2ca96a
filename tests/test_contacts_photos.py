"""Photos: what is kept of them, who may see them, and the files that mean harm."""

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, PngImagePlugin

from netwerk.accounts.models import User
from netwerk.contacts import photos
from netwerk.contacts.models import Contact, Photo
from tests.factories import make_contact, make_user
from tests.test_contacts_form import filled

RED, BLUE = (200, 30, 30), (30, 30, 200)
ORIENTATION, SOFTWARE, GPS = 0x0112, 0x0131, 0x8825


def picture(kind: str = "JPEG", size: tuple[int, int] = (80, 60), mode: str = "RGB", **how: Any) -> bytes:
    """An image whose left half is red and whose right half is blue."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    out = BytesIO()
    (image.convert("L") if mode == "I;16" else image).convert(mode).save(out, kind, **how)
    return out.getvalue()


def shrunk(data: bytes) -> Image.Image:
    return Image.open(BytesIO(photos.shrink(BytesIO(data), len(data))))


def refused(data: bytes) -> str:
    with pytest.raises(ValidationError) as refusal:
        photos.shrink(BytesIO(data), len(data))
    return str(refusal.value.code)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "LA"),
        ("PNG", "1"), ("PNG", "I;16"), ("WEBP", "RGB"), ("WEBP", "RGBA"),
    ],
)  # fmt: skip
def test_every_kind_becomes_a_small_square_webp(kind: str, mode: str) -> None:
    data = picture(kind, (1600, 900), mode)
    image = shrunk(data)
    assert (image.format, image.mode, image.size) == ("WEBP", "RGB", (512, 512))


def test_small_ones_are_not_blown_up() -> None:
    assert shrunk(picture(size=(80, 60))).size == (60, 60)
    assert shrunk(picture("PNG", (1, 900))).size == (1, 1)


def test_what_is_transparent_lies_on_white() -> None:
    out = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    assert shrunk(out.getvalue()).getpixel((5, 5)) == (255, 255, 255)


def test_it_stands_upright_and_tells_nothing_of_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[ORIENTATION], exif[SOFTWARE] = 6, "Secret camera"  # 6: turned a quarter to the left
    exif.get_ifd(GPS)[1] = "N"
    data = picture(size=(600, 600), exif=exif, comment=b"Secret comment", icc_profile=b"Secret profile")
    assert b"Secret" in data
    small = photos.shrink(BytesIO(data), len(data))
    image = Image.open(BytesIO(small))
    assert b"Secret" not in small
    assert not image.getexif()
    assert not {"exif", "icc_profile", "xmp"} & image.info.keys()
    top, bottom = image.getpixel((256, 10)), image.getpixel((256, 500))
    assert top[0] > top[2]  # red, which was left
    assert bottom[2] > bottom[0]


def png(width: int, height: int, body: bytes) -> bytes:
    """A PNG that claims to be of this size, whatever its body holds."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(body))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(("width", "height"), [(7072, 7072), (20_000, 20_000), (2**31 - 1, 2**31 - 1)])
def test_a_bomb_is_refused_before_it_is_decoded(
    width: int, height: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explode(*_args: object) -> None:
        raise AssertionError("a pixel was decoded")

    monkeypatch.setattr(Image.Image, "load", explode)
    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load_prepare", explode)
    assert refused(png(width, height, b"\0" * 1000)) == "pixels"


def test_only_a_jpeg_may_be_as_large_as_a_camera_makes_them() -> None:
    """Its pixels are not all decoded; those of the others are, into hundreds of megabytes."""
    assert refused(picture("PNG", (4000, 3001))) == refused(picture("WEBP", (4000, 3001))) == "pixels"
    assert shrunk(picture("JPEG", (4000, 3001))).size == (512, 512)


def test_more_bytes_than_anyone_needs() -> None:
    with pytest.raises(ValidationError) as refusal:
        photos.shrink(BytesIO(picture()), photos.MOST_BYTES + 1)
    assert refusal.value.code == "bytes"


def truncated() -> bytes:
    whole = picture("PNG", (400, 400))
    return whole[: len(whole) // 2]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "format"), (b"hello", "format"),
        (b"\x89PNG\r\n\x1a\n", "format"), (b"\xff\xd8\xff\xe0", "format"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "format"), (picture("GIF"), "format"), (picture("TIFF"), "format"),
        (picture("BMP"), "format"), (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "format"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "format"), (b"%PDF-1.7", "format"),
        (b"PK\x03\x04" + b"\x00" * 100, "format"), (b"%!PS-Adobe-3.0 EPSF-3.0\n", "format"),
        (truncated(), "broken"), (png(100, 100, b"short"), "broken"), (png(0, 10, b""), "format"),
    ],
)  # fmt: skip
def test_what_is_no_photo(data: bytes, code: str) -> None:
    assert refused(data) in {code, "broken"} if code == "format" else refused(data) == code


def upload(data: bytes, name: str = "anna.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "image/jpeg")


@pytest.mark.django_db
class TestOnThePage:
    def test_added_replaced_and_removed(self, browser: Client, user: User) -> None:
        browser.post("/contacts/new/", filled(new_photo=upload(picture())))
        contact = Contact.objects.get()
        first = contact.photo_digest
        assert f"/contacts/{contact.pk}/photo/{first}.webp" in browser.get("/contacts/").content.decode()
        address = f"/contacts/{contact.pk}/edit/"
        assert "Remove the photo" in browser.get(address).content.decode()
        browser.post(address, filled())
        assert Contact.objects.get().photo_digest == first
        browser.post(address, filled(new_photo=upload(picture("PNG", (90, 90)), "x.svg")))
        assert Contact.objects.get().photo_digest not in {"", first}
        assert Photo.objects.count() == 1
        browser.post(address, filled(no_photo="on"))
        assert not Photo.objects.exists()
        assert Contact.objects.get().photo_digest == ""
        assert "Remove the photo" not in browser.get(address).content.decode()

    @pytest.mark.parametrize("data", [b"<svg onload=alert(1)>", b"GIF89a", b"\xff\xd8\xff"])
    def test_refused_beside_the_field_with_all_that_was_typed(self, browser: Client, data: bytes) -> None:
        response = browser.post("/contacts/new/", filled(notes="Likes tea", new_photo=upload(data)))
        html = response.content.decode()
        assert response.status_code == 422
        assert response.context["form"].errors.keys() == {"new_photo"}
        assert "Likes tea" in html
        assert "Choose the photo once more" in html
        assert not Contact.objects.exists()

    def test_no_more_is_written_than_the_largest_photo(self, browser: Client) -> None:
        """The rest of the file is read, and what was typed after it too."""
        data = picture() + b"\0" * 3 * photos.MOST_BYTES
        response = browser.post("/contacts/new/", filled(new_photo=upload(data), notes="Likes tea"))
        assert response.status_code == 422
        assert response.context["form"].errors == {
            "new_photo": ["This photo is larger than 10 MB. Choose a smaller one."]
        }
        assert "Likes tea" in response.content.decode()
        assert response.wsgi_request.FILES["new_photo"].size < photos.MOST_BYTES + 200_000

    def test_many_files_are_written_no_more_than_one(self) -> None:
        """Whoever sends them, and wherever: a form is read before it is known who sends it."""
        files = {f"file{number}": upload(b"\0" * photos.MOST_BYTES) for number in range(4)}
        request = Client().post("/accounts/login/", files).wsgi_request
        assert sum(file.size for file in request.FILES.values()) < photos.MOST_BYTES + 200_000

    def test_served_to_keep(self, browser: Client, user: User) -> None:
        contact = make_contact(user)
        data = photos.shrink(BytesIO(picture()), 1)
        Photo.objects.keep(contact, data)
        address = f"/contacts/{contact.pk}/photo/{contact.photo_digest}.webp"
        response = browser.get(address)
        assert response.content == data
        assert response["Content-Type"] == "image/webp"
        assert response["Cache-Control"] == "private, max-age=31536000, immutable"
        assert response["X-Content-Type-Options"] == "nosniff"
        again = browser.get(address, headers={"If-None-Match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        for other in ("0" * 16, "%00", "é"):
            assert browser.get(address.replace(contact.photo_digest, other)).status_code == 404
        assert browser.post(address).status_code == 405

    def test_a_stranger_gets_nothing_even_with_the_right_address(self, browser: Client) -> None:
        contact = make_contact(make_user())
        data = photos.shrink(BytesIO(picture()), 1)
        Photo.objects.keep(contact, data)
        address = f"/contacts/{contact.pk}/photo/{contact.photo_digest}.webp"
        for headers in ({}, {"If-None-Match": f'"{contact.photo_digest}"'}):
            assert browser.get(address, headers=headers).status_code == 404
