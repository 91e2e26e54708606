"""Files: what they say of themselves, and what they keep of the picture before."""

import io
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from bot.domain.edit import EngineName, Fidelity
from bot.domain.job import Output
from bot.engines.encode import Stamp, encode_picture
from bot.engines.metadata import read_edit_json
from bot.finish.files import encode, has_text, packet_of
from tests.fakes import an_edit
from tests.finish.scenes import a_mask, a_scene, as_png

SCENE = a_scene(a_mask())


@pytest.mark.parametrize("format_", ["png", "jpeg", "webp"])
def test_a_file_says_that_text_was_set_on_it(format_: Any) -> None:
    plain = encode(SCENE, format_, quality=90, packet=packet_of(as_png(SCENE), text=None))
    assert not has_text(plain)
    packet = packet_of(plain, text="<Sale> & 手作り\nnow")
    assert has_text(encode(SCENE, format_, quality=90, packet=packet))


def test_a_file_of_restage_keeps_its_edit_and_what_made_it() -> None:
    edit = an_edit()
    stamp = Stamp(
        engine=EngineName.STUDIO, version="1", strength=edit.strength, fidelity=Fidelity.EXACT
    )
    before = encode_picture(SCENE, edit=edit, output=Output(), stamp=stamp).data
    twice = packet_of(before, text="one")
    after = encode(SCENE, "jpeg", quality=90, packet=twice)
    assert read_edit_json(after) == edit.to_json()
    assert packet_of(after, text="two").count(b"overlayText>") == 2  # opened and closed once


def test_what_others_wrote_about_a_photo_is_not_passed_on() -> None:
    file = io.BytesIO()
    foreign = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>38,42N</exif:GPSLatitude>'
    Image.fromarray(SCENE, "RGB").save(file, "JPEG", xmp=foreign)
    assert b"GPS" not in packet_of(file.getvalue(), text="Sale")


def test_png_keeps_every_pixel() -> None:
    data = encode(SCENE, "png", quality=90, packet=packet_of(as_png(SCENE), text=None))
    with Image.open(io.BytesIO(data)) as image:
        assert np.array_equal(np.asarray(image.convert("RGB")), SCENE)


def test_outputs_of_all_formats_are_the_same_every_time() -> None:
    packet = packet_of(as_png(SCENE), text="x")
    for format_ in ("png", "jpeg", "webp"):
        output = replace(Output(), format=format_)
        first = encode(SCENE, output.format, quality=80, packet=packet)
        assert first == encode(SCENE, output.format, quality=80, packet=packet)
