"""Clean-up and upscaling."""

from typing import Literal

import cv2
import numpy as np
import pytest

from bot.domain.recipe import Finish
from bot.engines.arrays import Rgb
from bot.engines.studio.refine import FULL_STRENGTH, refine
from bot.engines.studio.refine_denoise import block_level, denoise, noise_level
from bot.engines.studio.refine_upscale import upscale
from tests.engines.studio.painted_photos import ball, drift, with_text

EVERYTHING = Finish(upscale=1, denoise=0.6, sharpen=0.6, contrast=0.5)


def refined(source: Rgb, recipe: Finish, *, strength: float = FULL_STRENGTH) -> Rgb:
    return refine(source, None, recipe, strength=strength, seed=0)


def sharp_photo() -> Rgb:
    """A printed ball, drawn at four times the size so that its edges are true."""
    large, _ = ball("#2b5f8a", size=640, gloss=0.6)
    printed, _ = with_text(large, "Restage", "#f4f2ee", at=(160, 330), scale=3.0)
    return np.asarray(cv2.resize(printed, (320, 320), interpolation=cv2.INTER_AREA), np.uint8)


def halved(source: Rgb) -> Rgb:
    size = source.shape[1] // 2, source.shape[0] // 2
    return np.asarray(cv2.resize(source, size, interpolation=cv2.INTER_AREA), np.uint8)


def bicubic(source: Rgb) -> Rgb:
    size = source.shape[1] * 2, source.shape[0] * 2
    return np.asarray(cv2.resize(source, size, interpolation=cv2.INTER_CUBIC), np.uint8)


def overshoot(large: Rgb, small: Rgb) -> float:
    """By how much the picture leaves the range of the nine pixels that it was enlarged from, in
    bytes, in the worst thousandth."""
    square = np.ones((3, 3), np.uint8)
    low, high = (
        extreme.repeat(2, axis=0).repeat(2, axis=1).astype(int)
        for extreme in (cv2.erode(small, square), cv2.dilate(small, square))
    )
    return float(np.percentile(np.maximum(large - high, low - large), 99.9))


def psnr(first: Rgb, second: Rgb) -> float:
    error = ((first.astype(np.float32) - second.astype(np.float32)) ** 2).mean()
    return float(10 * np.log10(255.0**2 / error))


def steepness(picture: Rgb, edges: np.ndarray) -> float:
    """Mean gradient at the given pixels."""
    grey = picture.astype(np.float32).mean(axis=-1)
    dx, dy = (cv2.Sobel(grey, cv2.CV_32F, *order) for order in ((1, 0), (0, 1)))
    return float(np.hypot(dx, dy)[edges].mean())


def noisy(source: Rgb, sigma: float) -> Rgb:
    rng = np.random.default_rng(1)
    return np.clip(source + rng.normal(0, sigma, source.shape), 0, 255).astype(np.uint8)


def jpeg(source: Rgb, quality: int) -> Rgb:
    _, coded = cv2.imencode(".jpg", source, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)


def plane_of(source: Rgb) -> np.ndarray:
    return source.astype(np.float32).mean(axis=-1) / 255.0


def test_strength_0_is_the_photo_itself() -> None:
    source = sharp_photo()
    result = refined(source, EVERYTHING, strength=0.0)
    assert np.array_equal(result, source)
    assert result is not source


def test_strength_0_still_doubles_the_size_where_asked() -> None:
    source = sharp_photo()
    result = refined(source, Finish(upscale=2, sharpen=1.0), strength=0.0)
    assert result.shape == (640, 640, 3)
    assert np.abs(halved(result).astype(int) - source).mean() < 1.5


def test_drift_grows_with_strength() -> None:
    source = noisy(sharp_photo(), 8)
    strengths = (0.05, 0.15, 0.25, FULL_STRENGTH, 0.6)
    drifts = [drift(refined(source, EVERYTHING, strength=s), source) for s in strengths]
    assert all(more > less for less, more in zip(drifts, drifts[1:], strict=False)), drifts


def test_noise_goes_and_edges_stay() -> None:
    clean = sharp_photo()
    result = refined(noisy(clean, 10), Finish(upscale=1, denoise=1.0))
    assert psnr(result, clean) > psnr(noisy(clean, 10), clean) + 6
    edges = cv2.Canny(clean, 60, 120) > 0
    assert steepness(result, edges) > 0.9 * steepness(clean, edges)


def test_jpeg_blocks_go() -> None:
    clean = sharp_photo()
    blocky = jpeg(clean, 18)
    result = refined(blocky, Finish(upscale=1, denoise=1.0))
    assert psnr(result, clean) > psnr(blocky, clean) + 0.3
    assert block_level(plane_of(result)) < 0.5 * block_level(plane_of(blocky))


def test_a_clean_photo_is_left_alone() -> None:
    clean = sharp_photo()
    assert psnr(refined(clean, Finish(upscale=1, denoise=1.0)), clean) > 45


def test_sharpening_steepens_edges_without_halos() -> None:
    soft = np.asarray(cv2.GaussianBlur(sharp_photo(), (0, 0), 1.2), np.uint8)
    result = refined(soft, Finish(upscale=1, sharpen=1.0))
    edges = cv2.Canny(soft, 30, 80) > 0
    assert steepness(result, edges) > 1.15 * steepness(soft, edges)
    square = np.ones((5, 5), np.uint8)
    over = np.maximum(
        result.astype(int) - cv2.dilate(soft, square), cv2.erode(soft, square) - result.astype(int)
    )
    assert np.percentile(over, 99.9) <= 10


def test_contrast_brings_out_form() -> None:
    rng = np.random.default_rng(2)
    relief = cv2.GaussianBlur(rng.normal(0, 1, (160, 160)), (0, 0), 2.0)
    source = np.clip(128 + 90 * relief, 0, 255).astype(np.uint8)[..., None].repeat(3, axis=2)
    assert refined(source, Finish(upscale=1, contrast=1.0)).std() > 1.2 * source.std()


def test_upscaling_beats_bicubic_without_overshoot() -> None:
    truth = sharp_photo()
    small = halved(truth)
    result = refined(small, Finish(upscale=2))
    plain = bicubic(small)
    assert result.shape == truth.shape
    edges = cv2.Canny(truth, 60, 120) > 0
    assert psnr(result, truth) > psnr(plain, truth) + 1.0
    gap = [abs(1 - steepness(p, edges) / steepness(truth, edges)) for p in (result, plain)]
    assert gap[0] < 0.7 * gap[1]
    assert overshoot(result, small) <= 6
    assert overshoot(result, small) < 0.5 * overshoot(plain, small)


def test_upscaled_luma_halves_to_itself() -> None:
    plane = plane_of(halved(sharp_photo()))
    large = upscale(plane)
    small = cv2.resize(large, plane.shape[::-1], interpolation=cv2.INTER_AREA)
    assert np.abs(small - plane).mean() < 0.002


def test_colours_stay() -> None:
    source = np.full((40, 60, 3), (200, 60, 40), np.uint8)
    for size in (1, 2):
        result = refined(source, Finish(upscale=size, denoise=1.0, sharpen=1.0))
        assert np.abs(result.astype(int) - (200, 60, 40)).max() <= 1


@pytest.mark.parametrize("shape", [(33, 47), (131, 203), (1, 1), (3, 90)])
@pytest.mark.parametrize("size", [1, 2])
def test_odd_sizes(shape: tuple[int, int], size: Literal[1, 2]) -> None:
    source = np.random.default_rng(3).integers(0, 256, (*shape, 3), dtype=np.uint8)
    recipe = Finish(upscale=size, denoise=0.5, sharpen=0.5, contrast=0.5)
    assert refined(source, recipe).shape == (shape[0] * size, shape[1] * size, 3)


def test_the_product_is_sharpened_more_than_the_scene() -> None:
    source, mask = ball("#2b5f8a", gloss=0.0)
    rng = np.random.default_rng(4)
    texture = cv2.GaussianBlur(rng.normal(0, 120, mask.alpha.shape), (0, 0), 1.0)
    source = np.clip(source + texture[..., None], 0, 255).astype(np.uint8)
    recipe = Finish(upscale=1, sharpen=1.0)
    change = np.abs(refine(source, mask, recipe, strength=0.4, seed=0).astype(int) - source)
    assert change[mask.alpha > 0.99].mean() > 1.4 * change[mask.alpha <= 0].mean()


def test_the_noise_is_measured() -> None:
    flat = np.full((120, 120), 0.5, np.float32)
    for sigma in (0.01, 0.04):
        noise = np.random.default_rng(5).normal(0, sigma, flat.shape).astype(np.float32)
        assert noise_level(flat + noise) == pytest.approx(sigma, rel=0.1)
        assert denoise(flat + noise, sigma).std() < 0.3 * sigma
    assert noise_level(flat) == 0.0
    assert block_level(flat) == 0.0
