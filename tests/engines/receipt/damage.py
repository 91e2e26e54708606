"""A drawn product with print on it, and what can be done to it on purpose."""

from __future__ import annotations

import cv2
import numpy as np

from bot.engines.arrays import Mask, Rgb
from bot.engines.receipt.reference import Reference

WIDTH, HEIGHT = 640, 512
LEFT, TOP, RIGHT, BOTTOM = 180, 120, 460, 420
LABEL = (slice(200, 300), slice(220, 420))


def drawn_box() -> Rgb:
    """A shaded ochre box with two lines of print and a stripe, on grey with a little grain."""
    rows = np.linspace(205, 175, HEIGHT, dtype=np.float32)[:, None, None]
    picture = np.broadcast_to(rows, (HEIGHT, WIDTH, 3)).copy()
    shade = np.linspace(1.0, 0.75, RIGHT - LEFT, dtype=np.float32)[:, None]
    picture[TOP:BOTTOM, LEFT:RIGHT] = shade * np.array([214, 160, 74], np.float32)
    picture[350:380, LEFT:RIGHT] *= np.array([0.45, 0.6, 1.1], np.float32)
    ink = np.zeros((HEIGHT, WIDTH), np.uint8)
    for line, at in (("HARBOUR", 245), ("coffee 250 g", 290)):
        cv2.putText(ink, line, (222, at), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 255, 3)
    cover = cv2.GaussianBlur(ink.astype(np.float32) / 255.0, (0, 0), 0.7)[..., None]
    picture = picture * (1.0 - cover) + np.array([48, 32, 24], np.float32) * cover
    grain = np.random.default_rng(3).normal(0.0, 1.2, picture.shape)
    return np.clip(picture + grain, 0, 255).astype(np.uint8)


def box_mask(*, trusted: bool = True) -> Mask:
    """The exact mask of the drawn box."""
    alpha = np.zeros((HEIGHT, WIDTH), np.float32)
    alpha[TOP:BOTTOM, LEFT:RIGHT] = 1.0
    core = cv2.erode(alpha, np.ones((5, 5), np.uint8)) > 0.5
    return Mask(alpha=alpha, core=core, confidence=0.9, trusted=trusted, method="plain")


def box_reference() -> Reference:
    """The box as a source photo."""
    return Reference.of(drawn_box(), box_mask())


def moved(picture: Rgb, *, across: float = 0.0, down: float = 0.0, scale: float = 1.0) -> Rgb:
    """Shifted by pixels, and scaled about the product's middle."""
    x, y = (LEFT + RIGHT) / 2, (TOP + BOTTOM) / 2
    matrix = np.array(
        [[scale, 0, (1 - scale) * x + across], [0, scale, (1 - scale) * y + down]], np.float32
    )
    done = cv2.warpAffine(
        picture,
        matrix,
        picture.shape[1::-1],
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(done, np.uint8)


def warped(picture: Rgb, share: float) -> Rgb:
    """Bent in waves whose height is a share of the product's size."""
    height, width = picture.shape[:2]
    reach = share * (BOTTOM - TOP)
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    bent = reach * np.sin(rows * (2 * np.pi / (BOTTOM - TOP)))
    leant = reach * np.sin(columns * (2 * np.pi / (RIGHT - LEFT)))
    done = cv2.remap(
        picture, columns + bent, rows + leant, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(done, np.uint8)


def hue_turned(picture: Rgb, degrees: float) -> Rgb:
    """Every hue turned by an angle."""
    hsv = cv2.cvtColor(picture.astype(np.float32) / 255.0, cv2.COLOR_RGB2HSV)
    hsv[..., 0] = (hsv[..., 0] + degrees) % 360.0
    return np.rint(cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB) * 255.0).astype(np.uint8)


def scrambled(picture: Rgb) -> Rgb:
    """The label's blocks in another order, as a model redraws letters."""
    done = picture.copy()
    label = done[LABEL]
    order = np.random.default_rng(1).permutation(label.shape[1] // 10)
    blocks = [label[:, 10 * index : 10 * index + 10].copy() for index in order]
    label[:] = np.concatenate(blocks, axis=1)
    return done


def blurred(picture: Rgb, sigma: float) -> Rgb:
    """Out of focus."""
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.uint8)


def noisy(picture: Rgb, sigma: float) -> Rgb:
    """With grain."""
    grain = np.random.default_rng(5).normal(0.0, sigma, picture.shape)
    return np.clip(np.rint(picture + grain), 0, 255).astype(np.uint8)


def as_jpeg(picture: Rgb, quality: int) -> Rgb:
    """Saved as JPEG and opened again."""
    _, data = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.ascontiguousarray(cv2.imdecode(data, cv2.IMREAD_COLOR)[..., ::-1])
