"""A picture as greys, so that a paper's QR code can be read in it: PNG of any kind, and JPEG.

Its size is read from its head first; a picture with too many points is never opened, and no other kind of
picture is even tried.
"""

import io
import warnings
from typing import TYPE_CHECKING, Any

from jiangang.kernel.papers.scanning import read_codes

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
MOST_POINTS = 50_000_000
"""Points of the largest picture that is opened: what the cameras of present phones make."""
LONGEST_SIDE = 3000
"""Points of the longer side after it was made smaller: a code of 22 mm on an A4 page keeps 3 points for each
of its modules.
"""


def is_picture(content: bytes) -> bool:
    """Whether the first bytes are those of a PNG or a JPEG."""
    return content.startswith((PNG, JPEG))


def codes_in(content: bytes) -> list[str]:
    """The texts of all QR codes in a PNG or JPEG. Raises ValueError for what cannot be opened as one."""
    return read_codes(greys_of(content))


def greys_of(content: bytes) -> "np.ndarray[Any, Any]":
    """A PNG or JPEG as greys (rows × columns, uint8), at most 3,000 points on its longer side.

    Raises ValueError for another kind of file, a damaged one, or more than 50 million points.
    """
    import numpy as np
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
                return np.asarray(_small_and_grey(picture))
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
            raise ValueError("a picture of too many points") from error
        except (OSError, SyntaxError, EOFError) as error:
            raise ValueError("no PNG or JPEG picture that can be opened") from error


def _small_and_grey(picture: "Image") -> "Image":
    from PIL import Image

    width, height = picture.size
    if not 0 < width * height <= MOST_POINTS:
        raise ValueError(f"a picture of {width} × {height} points")
    picture.draft("L", (LONGEST_SIDE, LONGEST_SIDE))
    if picture.has_transparency_data:  # what is seen through stands on white, as on paper
        clear = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear)
    grey = picture.convert("L")
    grey.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return grey
