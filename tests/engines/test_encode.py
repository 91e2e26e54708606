import io
import json
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import ExifTags, Image, ImageCms

from bot.domain.edit import Edit, EngineName, Fidelity, Strength, Words
from bot.domain.errors import RenderError
from bot.domain.job import MediaFormat, Output, Picture
from bot.domain.photo import IntakeLimits
from bot.engines.arrays import Mask, Rgb, rgb_of
from bot.engines.encode import (
    MADE_BY_MODEL,
    PARTLY_MADE_BY_MODEL,
    Stamp,
    encode_mask,
    encode_picture,
    encode_preview,
)
from bot.engines.metadata import RESTAGE_NAMESPACE, read_edit_json
from bot.intake.decode import decode_photo
from tests.fakes import an_edit

FORMATS: tuple[MediaFormat, ...] = ("png", "jpeg", "webp")
IPTC = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
XMP = "{http://ns.adobe.com/xap/1.0/}"
RESTAGE = f"{{{RESTAGE_NAMESPACE}}}"
every_format = pytest.mark.parametrize("format_", FORMATS)


def noise(height: int = 61, width: int = 83) -> Rgb:
    return np.random.default_rng(3).integers(0, 256, (height, width, 3), np.uint8)


def a_stamp(**changes: Any) -> Stamp:
    fields: dict[str, Any] = {
        "engine": EngineName.STUDIO,
        "version": "1.2.3",
        "strength": Strength(product=0.3, scene=0.9),
        "fidelity": Fidelity.BLEND,
    }
    return Stamp(**{**fields, **changes})


def by_model(**changes: Any) -> Stamp:
    return a_stamp(
        engine=EngineName.DIFFUSION, model="flux2-klein-4b", licence="Apache-2.0", **changes
    )


def encode(
    rgb: Rgb, format_: MediaFormat, *, edit: Edit | None = None, stamp: Stamp | None = None
) -> Picture:
    return encode_picture(
        rgb, edit=edit or an_edit(), output=Output(format=format_), stamp=stamp or a_stamp()
    )


def opened(picture: Picture) -> Image.Image:
    image = Image.open(io.BytesIO(picture.data))
    image.load()
    return image


def xmp_of(picture: Picture) -> ElementTree.Element:
    packet = opened(picture).info["xmp"]
    root = ElementTree.fromstring(packet)  # noqa: S314 (our own)
    description = root.find(".//{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description")
    assert description is not None
    return description


def test_png_keeps_every_pixel() -> None:
    rgb = noise()
    picture = encode(rgb, "png")
    assert np.array_equal(np.asarray(opened(picture)), rgb)
    photo = decode_photo(picture.data, name="a", limits=IntakeLimits())
    assert np.array_equal(rgb_of(photo), rgb)  # and through our own intake


@every_format
def test_a_picture_knows_its_size_and_format(format_: MediaFormat) -> None:
    picture = encode(noise(61, 83), format_)
    assert (picture.width, picture.height, picture.format) == (83, 61, format_)
    image = opened(picture)
    assert image.format == format_.upper()
    assert image.size == (83, 61)


@every_format
def test_a_part_of_a_larger_array_is_encoded_alike(format_: MediaFormat) -> None:
    """Engines hand in views whose rows do not lie next to each other."""
    rgb = noise()
    view = rgb[4:40, 5:70]
    assert encode(view, format_).data == encode(view.copy(), format_).data


@every_format
def test_the_same_edit_gives_the_same_bytes(format_: MediaFormat) -> None:
    assert encode(noise(), format_).data == encode(noise(), format_).data


@pytest.mark.parametrize("format_", ["jpeg", "webp"])
def test_no_time_of_day_is_in_the_profile(format_: MediaFormat) -> None:
    profile = opened(encode(noise(), format_)).info["icc_profile"]
    assert profile[24:36] == bytes.fromhex("07ea 0001 0001 0000 0000 0000")


@pytest.mark.parametrize("format_", ["jpeg", "webp"])
def test_pictures_carry_the_srgb_profile(format_: MediaFormat) -> None:
    profile = opened(encode(noise(), format_)).info["icc_profile"]
    name = ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(profile)))
    assert "sRGB" in name


def test_png_says_that_it_is_srgb() -> None:
    assert opened(encode(noise(), "png")).info["srgb"] == 0


def test_jpeg_keeps_colour_at_full_resolution() -> None:
    """Red and blue columns of one pixel would turn purple with subsampled colour."""
    stripes = np.zeros((64, 64, 3), np.uint8)
    stripes[:, ::2, 0], stripes[:, 1::2, 2] = 255, 255
    decoded = np.asarray(opened(encode(stripes, "jpeg"))).astype(int)
    assert np.abs(decoded - stripes).mean() < 12


@every_format
@pytest.mark.parametrize("size", [(1, 1), (7, 300), (61, 83)])
def test_grain_and_odd_sizes_are_encoded_at_full_quality(
    format_: MediaFormat, size: tuple[int, int]
) -> None:
    output = Output(format=format_, quality=100)
    picture = encode_picture(noise(*size), edit=an_edit(), output=output, stamp=a_stamp())
    assert opened(picture).size == size[::-1]


@pytest.mark.parametrize("format_", ["jpeg", "webp"])
def test_quality_is_the_persons(format_: MediaFormat) -> None:
    sizes = [
        len(
            encode_picture(
                noise(), edit=an_edit(), output=Output(format=format_, quality=q), stamp=a_stamp()
            ).data
        )
        for q in (30, 60, 95)
    ]
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[2] * 0.7


@every_format
def test_the_edit_can_be_read_back(format_: MediaFormat) -> None:
    words = Words(
        keep=("the logo “Lumen & Söhne”",),
        change='a <b>marble</b> counter, 5 > 3, "quoted", ]]> 光 🪔',
        avoid=("back\\slash", "new\nline\ttab\r", "control \x01 \x7f \x85 \u2028"),
    )
    edit = an_edit(words=words)
    assert read_edit_json(encode(noise(), format_, edit=edit).data) == edit.to_json()


@every_format
@pytest.mark.parametrize("odd", ["\ud800", "\ufffe", "\uffff", "\x00"])
def test_characters_that_xml_cannot_hold_mean_the_same(format_: MediaFormat, odd: str) -> None:
    edit = an_edit(words=Words(change=f"a{odd}b"))
    again = read_edit_json(encode(noise(), format_, edit=edit).data)
    assert json.loads(again) == json.loads(edit.to_json())


def test_png_holds_the_edit_as_plain_text_too() -> None:
    assert opened(encode(noise(), "png")).info["restage"] == an_edit().to_json()


@every_format
def test_xmp_says_how_the_picture_was_made(format_: MediaFormat) -> None:
    description = xmp_of(encode(noise(), format_, stamp=by_model()))
    texts = {element.tag: element.text for element in description}
    assert texts[f"{XMP}CreatorTool"] == "Restage 1.2.3"
    assert texts[f"{IPTC}AISystemUsed"] == "flux2-klein-4b"
    assert texts[f"{RESTAGE}modelLicence"] == "Apache-2.0"
    assert texts[f"{RESTAGE}engine"] == "diffusion"
    assert texts[f"{RESTAGE}productStrength"] == "0.3"
    assert texts[f"{RESTAGE}sceneStrength"] == "0.9"
    assert texts[f"{RESTAGE}fidelity"] == "blend"


@every_format
@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        (by_model(), MADE_BY_MODEL),
        (by_model(fidelity=Fidelity.REIMAGINE), MADE_BY_MODEL),
        (by_model(fidelity=Fidelity.EXACT), PARTLY_MADE_BY_MODEL),
        (by_model(strength=Strength(product=0.0, scene=0.9)), PARTLY_MADE_BY_MODEL),
        (by_model(strength=Strength(product=0.6, scene=0.0)), PARTLY_MADE_BY_MODEL),
    ],
)
def test_pictures_of_a_model_declare_their_source(
    format_: MediaFormat, stamp: Stamp, expected: str
) -> None:
    found = xmp_of(encode(noise(), format_, stamp=stamp)).find(f"{IPTC}DigitalSourceType")
    assert found is not None
    assert found.text == expected


@every_format
@pytest.mark.parametrize("stamp", [None, by_model(strength=Strength(product=0.0, scene=0.0))])
def test_what_no_model_made_claims_no_source(format_: MediaFormat, stamp: Stamp | None) -> None:
    data = (encode(noise(), format_, stamp=stamp) if stamp else encode(noise(), format_)).data
    assert b"digitalsourcetype" not in data.lower()
    assert b"AISystemUsed" not in data


def test_an_edit_too_long_for_jpeg_is_refused_and_fits_a_png() -> None:
    edit = an_edit(words=Words(change="marble " * 10_000))
    with pytest.raises(RenderError) as caught:
        encode(noise(), "jpeg", edit=edit)
    assert caught.value.code == "edit_too_long_for_jpeg"
    for format_ in ("png", "webp"):
        assert read_edit_json(encode(noise(), format_, edit=edit).data) == edit.to_json()


def test_the_longest_edit_that_fits_a_jpeg_can_be_read_back() -> None:
    spare = 65_504 - len(opened(encode(noise(), "jpeg", edit=an_edit(words=Words()))).info["xmp"])
    edit = an_edit(words=Words(change="x" * spare))
    assert read_edit_json(encode(noise(), "jpeg", edit=edit).data) == edit.to_json()
    with pytest.raises(RenderError):
        encode(noise(), "jpeg", edit=an_edit(words=Words(change="x" * (spare + 1))))


def test_a_side_too_long_for_webp_is_refused() -> None:
    with pytest.raises(RenderError) as caught:
        encode(np.zeros((1, 16_384, 3), np.uint8), "webp")
    assert caught.value.code == "picture_too_big_for_format"
    assert "choose PNG" in caught.value.reply


@every_format
def test_nothing_of_the_photos_own_metadata_comes_through(format_: MediaFormat) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "ACME-CAMERA"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitude] = (52.0, 31.0, 12.0)
    gps[ExifTags.GPS.GPSDateStamp] = "2026:01:02"
    file = io.BytesIO()
    Image.fromarray(noise()).save(
        file, "JPEG", exif=exif, comment=b"my kitchen", xmp=b"<x>SECRET-XMP</x>"
    )
    assert Image.open(file).getexif().get_ifd(ExifTags.IFD.GPSInfo)
    photo = decode_photo(file.getvalue(), name="IMG_1234.jpg", limits=IntakeLimits())
    picture = encode(rgb_of(photo), format_)
    for secret in (b"ACME", b"2026:01:02", b"my kitchen", b"SECRET", b"GPS", b"IMG_1234", b"Exif"):
        assert secret not in picture.data
    assert not opened(picture).getexif()


def test_a_mask_is_255_exactly_in_its_core() -> None:
    alpha = np.linspace(0, 1, 40 * 30, dtype=np.float32).reshape(30, 40)
    core = alpha > 0.9
    mask = Mask(alpha=alpha, core=core, confidence=1.0, trusted=True, method="plain")
    image = Image.open(io.BytesIO(encode_mask(mask)))
    assert (image.format, image.mode) == ("PNG", "L")
    assert np.array_equal(np.asarray(image) == 255, core)


@pytest.mark.parametrize(("height", "width"), [(300, 900), (900, 300), (20, 30)])
def test_a_preview_is_a_small_jpeg(height: int, width: int) -> None:
    image = Image.open(io.BytesIO(encode_preview(noise(height, width))))
    assert image.format == "JPEG"
    assert max(image.size) == min(256, max(height, width))
    assert image.width / image.height == pytest.approx(width / height, rel=0.02)
