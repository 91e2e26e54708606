"""What a person is told about a file that cannot be used: one sentence for each code."""

from __future__ import annotations

from bot.domain.errors import PhotoError

_REPLIES = {
    # what the file is
    "photo_empty": "This file is empty; please send it again.",
    "photo_not_a_picture": (
        "This file is not a picture; please send the photo as a JPEG, PNG or WebP file."
    ),
    "photo_is_text": (
        "This is a text file and not a picture; please send the photo as a JPEG, PNG or WebP file."
    ),
    "photo_is_web_page": (
        "This is a web page and not a picture; please save the picture itself and send that file."
    ),
    "photo_is_svg": (
        "This is an SVG drawing and not a photo; please export it as a PNG and send that."
    ),
    "photo_is_pdf": (
        "This is a PDF document; please export the photo from it as JPEG or PNG and send that."
    ),
    "photo_is_archive": (
        "This is an archive of files; please unpack it and send the photos themselves."
    ),
    "photo_is_video": ("This is a video; please send a still photo as a JPEG, PNG or WebP file."),
    "photo_is_raw": (
        "This is a raw file from a camera; please export it as JPEG or PNG and send that."
    ),
    "photo_is_layered": (
        "This is a document of an image editor; please export it as JPEG or PNG and send that."
    ),
    "photo_is_pointer": (
        "This is a Git LFS pointer and not the picture; please run 'git lfs pull' and send the "
        "real file."
    ),
    "photo_heic_unsupported": (
        "HEIC photos cannot be read on this machine; please send the photo as JPEG or PNG."
    ),
    "photo_format_unsupported": (
        "{kind} files cannot be read here; please save the photo as JPEG or PNG and send that."
    ),
    # how big it is
    "photo_too_large": (
        "This file has {size} MB and the limit is {limit} MB; please send a smaller version, for "
        "example a JPEG."
    ),
    "photo_too_many_pixels": (
        "This picture has more than {limit} megapixels; please send a smaller version."
    ),
    "photo_side_too_long": (
        "This picture is {width} x {height} pixels and the limit for a side is {limit}; please "
        "send a smaller version."
    ),
    "photo_too_small": (
        "This picture is only {width} x {height} pixels; please send one with at least {limit} "
        "pixels on each side."
    ),
    "photo_too_narrow": (
        "This picture is {width} x {height} pixels, too narrow to edit; please crop it closer to "
        "a square and send that."
    ),
    # what is wrong inside
    "photo_truncated": (
        "This file ends before the picture is complete; please upload it again or send another "
        "copy."
    ),
    "photo_damaged": (
        "This {kind} file is damaged or of a rare kind; please open it in an image editor, save "
        "it as JPEG or PNG and send that."
    ),
    "photo_is_transparent": (
        "This picture is fully transparent; please send one in which the product can be seen."
    ),
    "photo_blank": (
        "There is nothing to see in this picture, it is all of one colour; please send a photo of "
        "the product."
    ),
    # what it would cost
    "photo_timeout": (
        "This file takes over {limit} seconds to open; please save it again as a plain JPEG or "
        "PNG and send that."
    ),
    "photo_too_costly": (
        "This file takes more memory to open than one photo may use; please save it as a JPEG of "
        "at most 24 megapixels and send that."
    ),
    "photo_reader_down": (
        "Photos cannot be opened right now; please try again in a minute, and tell the operator "
        "if it stays so."
    ),
    # masks
    "mask_wrong_size": (
        "The mask is {mask_width} x {mask_height} pixels and the photo is {width} x {height}; "
        "please send a mask of the photo's own size."
    ),
    "mask_not_grey": (
        "This mask is a colour picture; please send one in black and white with the product in "
        "white."
    ),
    "mask_empty": (
        "Nothing in this mask is white; please paint the product white and the rest black."
    ),
    "mask_full": (
        "Everything in this mask is white; please paint only the product white and the rest black."
    ),
}

CODES = frozenset(_REPLIES)
"""Every code that photo intake can answer with. They are stable: programs rely on them."""


def refusal(code: str, detail: str = "", **values: object) -> PhotoError:
    """The error for `code`, with `values` filled into its sentence; `detail` is for the log."""
    return PhotoError(code, _REPLIES[code].format(**values), detail)
