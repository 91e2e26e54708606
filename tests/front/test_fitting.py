"""Files that fit one message, whatever the pictures and the limits."""

import io

import numpy as np
import pytest
from PIL import Image

from bot.domain.edit import EngineName, Fidelity, Strength
from bot.domain.job import Output
from bot.engines.encode import Stamp, encode_picture
from bot.engines.metadata import read_edit_json
from bot.front.fitting import FittedFile, fit_gallery, share_out
from tests.fakes import an_edit

MIB = 2**20


def noise(width: int, height: int, *, channels: int = 3, seed: int = 1) -> Image.Image:
    """The picture that compresses worst."""
    values = np.random.default_rng(seed).integers(0, 256, (height, width, channels), dtype=np.uint8)
    return Image.fromarray(values)


def as_file(image: Image.Image, format_: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, format_, **({"compress_level": 0} if format_ == "PNG" else {}), **options)
    return file.getvalue()


def opened(file: FittedFile) -> Image.Image:
    image = Image.open(io.BytesIO(file.data))
    image.load()
    return image


NOISY = as_file(noise(2000, 1500))  # 8.6 MiB
SMALL = as_file(noise(300, 200, seed=2))


@pytest.mark.parametrize("limit_mib", [1, 2, 8, 10])
def test_every_file_fits_its_limit(limit_mib: int) -> None:
    fitted = fit_gallery([NOISY, SMALL], limit_bytes=limit_mib * MIB)
    assert [len(file.data) <= limit_mib * MIB for file in fitted] == [True, True]
    assert fitted[0].original == (limit_mib == 10)
    assert fitted[1] == FittedFile(data=SMALL, format="png", original=True)


@pytest.mark.slow
@pytest.mark.parametrize("limit_mib", [1, 10])
def test_ten_large_files_fit_one_message(limit_mib: int) -> None:
    pictures = [as_file(noise(1400, 1400, seed=seed)) for seed in range(10)]  # 5.6 MiB each
    fitted = fit_gallery(pictures, limit_bytes=limit_mib * MIB)
    assert sum(len(file.data) for file in fitted) <= 25 * MIB
    assert max(len(file.data) for file in fitted) <= limit_mib * MIB
    assert not any(file.original for file in fitted)
    assert len({opened(file).size for file in fitted}) == 1  # none is favoured


def test_quality_goes_before_size() -> None:
    generous, tight = (fit_gallery([NOISY], limit_bytes=limit)[0] for limit in (6 * MIB, MIB // 2))
    assert opened(generous).size == (2000, 1500)
    assert opened(tight).width < 2000
    assert opened(tight).width / opened(tight).height == pytest.approx(4 / 3, abs=0.01)


def test_most_of_the_room_is_used() -> None:
    fitted = fit_gallery([NOISY], limit_bytes=MIB)[0]
    assert len(fitted.data) > 0.7 * MIB


def test_the_same_pictures_give_the_same_files() -> None:
    assert fit_gallery([NOISY], limit_bytes=MIB) == fit_gallery([NOISY], limit_bytes=MIB)


def test_transparency_survives() -> None:
    image = noise(600, 400, channels=4)
    image.paste((0, 0, 0, 0), (0, 0, 100, 400))
    fitted = fit_gallery([as_file(image)], limit_bytes=200_000)[0]
    assert (fitted.format, fitted.extension) == ("webp", "webp")
    assert opened(fitted).convert("RGBA").getpixel((5, 5))[3] == 0


@pytest.mark.parametrize(
    ("image", "format_", "extension"),
    [
        (noise(64, 64), "JPEG", "jpg"),
        (noise(64, 64), "WEBP", "webp"),
        (noise(64, 64), "PNG", "png"),
    ],
)
def test_what_fits_is_not_touched(image: Image.Image, format_: str, extension: str) -> None:
    data = as_file(image, format_)
    fitted = fit_gallery([data], limit_bytes=len(data))[0]
    assert fitted.original
    assert fitted.data is data
    assert fitted.extension == extension


@pytest.mark.parametrize("mode", ["L", "P", "1"])
def test_every_mode_of_a_png_can_be_made_smaller(mode: str) -> None:
    data = as_file(noise(500, 500).convert(mode))
    fitted = fit_gallery([data], limit_bytes=len(data) // 4)[0]
    assert len(fitted.data) <= len(data) // 4
    assert opened(fitted).mode == "RGB"


@pytest.mark.parametrize("format_", ["png", "jpeg", "webp"])
def test_the_edit_inside_stays_readable(format_: str) -> None:
    edit = an_edit()
    rgb = np.asarray(noise(700, 500))
    stamp = Stamp(
        engine=EngineName.STUDIO,
        version="1",
        strength=Strength(product=0.0, scene=0.9),
        fidelity=Fidelity.EXACT,
    )
    output = Output(format=format_, quality=100)  # type: ignore[arg-type]  # parametrised
    picture = encode_picture(rgb, edit=edit, output=output, stamp=stamp)
    fitted = fit_gallery([picture.data], limit_bytes=len(picture.data) // 3)[0]
    assert not fitted.original
    assert read_edit_json(fitted.data) == edit.to_json()


def test_a_limit_below_any_picture_is_refused() -> None:
    with pytest.raises(ValueError, match="no room"):
        fit_gallery([SMALL], limit_bytes=20)


@pytest.mark.parametrize(
    ("sizes", "limit", "total", "shares"),
    [
        ([5, 5], 10, 25, [5, 5]),
        ([20, 5], 10, 25, [10, 5]),
        ([20, 20, 20], 10, 24, [8, 8, 8]),
        ([30, 2, 30], 30, 24, [11, 2, 11]),
        ([30, 2, 9], 30, 24, [13, 2, 9]),
        ([], 10, 25, []),
    ],
)
def test_room_is_shared_out_fairly(
    sizes: list[int], limit: int, total: int, shares: list[int]
) -> None:
    assert share_out(sizes, limit=limit, total=total) == shares
