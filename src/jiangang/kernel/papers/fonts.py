"""The font files of our papers. They come with a wheel, so that a paper looks the same on every machine.

Beside them stand fallback fonts with rarer characters, where the machine has them: a person chooses them for
one paper, and the choice is recorded in it.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

FALLBACKS = (
    ("Noto Serif CJK SC", "NotoSerifCJK-Regular.ttc"),
    ("Noto Sans CJK SC", "NotoSansCJK-Regular.ttc"),
    ("HanaMinA", "HanaMinA.ttf"),
    ("HanaMinB", "HanaMinB.ttf"),
    ("WenQuanYi Zen Hei", "wqy-zenhei.ttc"),
    ("DejaVu Sans", "DejaVuSans.ttf"),
)
"""Family and file of fonts that Debian packages (all under free licences); looked for where Debian puts
them.
"""
PLACES = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))


@dataclass(frozen=True, slots=True)
class Fallback:
    """A font that stands by: its family, as typst names it, and its file."""

    family: str
    file: Path


def font_files() -> tuple[Path, ...]:
    """Noto Sans SC and Noto Serif SC (SIL Open Font Licence)."""
    # Imported here: a process that prints no paper never looks for fonts.
    import pylopdf_fonts_zh_cn as fonts

    return (Path(fonts.sans_path()), Path(fonts.serif_path()))


def font_folder() -> Path:
    """The folder that holds them."""
    return font_files()[0].parent


@cache
def fallback_fonts() -> tuple[Fallback, ...]:
    """The fallback fonts that this machine has, in the order in which they are tried."""
    found = []
    for family, name in FALLBACKS:
        for place in PLACES:
            file = next(iter(sorted(place.rglob(name))), None) if place.is_dir() else None
            if file is not None:
                found.append(Fallback(family, file))
                break
    return tuple(found)
