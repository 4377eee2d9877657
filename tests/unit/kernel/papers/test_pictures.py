"""Codes in photographs and scans: PNG of other kinds, JPEG, out of focus, partly covered; bombs stay shut."""

import struct
from pathlib import Path
from typing import Any

import pytest

from jiangang.kernel.papers import pictures
from tests.support.papers import paper_of, sealed_paper, trial_office, trial_record
from tests.support.pictures import blurred, corners_of, covered, first_page, jpeg_of, png_of

PNG_HEAD = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


@pytest.fixture(scope="module")
def text() -> str:
    return paper_of(trial_record(), trial_office().ring)[2]


@pytest.fixture(scope="module")
def page() -> Any:
    return first_page(sealed_paper(), dpi=150)


def test_a_scan_is_read_as_png_and_jpeg(page: Any, text: str, tmp_path: Path) -> None:
    import numpy

    jpeg = jpeg_of(page, tmp_path)
    assert pictures.greys_of(jpeg).shape == pictures.greys_of(png_of(page)).shape == page.shape
    assert (pictures.greys_of(png_of(page)) == page).all()
    assert pictures.codes_in(jpeg) == [text]
    assert pictures.codes_in(png_of(page)) == [text]
    likeness = numpy.corrcoef(pictures.greys_of(jpeg).ravel(), page.ravel())[0, 1]
    assert likeness > 0.8, "the same picture, drawn anew by two programs"


def test_out_of_focus_and_partly_covered_it_is_read(page: Any, text: str, tmp_path: Path) -> None:
    where = corners_of(page)
    for spoilt in (
        blurred(page),
        covered(page, where, 0.06),
        blurred(covered(page, where, 0.06), 0.8),
    ):
        assert pictures.codes_in(jpeg_of(spoilt, tmp_path)) == [text]
    assert pictures.codes_in(jpeg_of(covered(page, where, 0.6), tmp_path)) == []


def test_a_large_photograph_is_made_smaller_and_read(page: Any, text: str) -> None:
    import numpy

    large = numpy.kron(page, numpy.ones((2, 2), dtype=numpy.uint8))
    assert max(large.shape) > pictures.LONGEST_SIDE
    assert max(pictures.greys_of(png_of(large)).shape) == pictures.LONGEST_SIDE
    assert pictures.codes_in(png_of(large)) == [text]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        PNG_HEAD + struct.pack(">II", 60_000, 60_000) + b"\x08\0\0\0\0" + bytes(20),
        PNG_HEAD + struct.pack(">II", 0, 5) + b"\x08\0\0\0\0" + bytes(20),
        PNG_HEAD + struct.pack(">II", 50, 50) + b"\x08\0\0\0\0" + bytes(20),
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0\xff\xff" + bytes(40),
        b"\xff\xd8\xff\xc0\x00\x11\x08" + struct.pack(">HH", 60_000, 60_000) + bytes(40),
        b"\xff\xd8\xff\xc0\x00\x11\x08" + struct.pack(">HH", 50, 50) + bytes(40),
    ],
)
def test_what_is_no_picture_or_too_large_is_not_opened(content: bytes) -> None:
    with pytest.raises(ValueError, match="picture|PNG|JPEG"):
        pictures.greys_of(content)
