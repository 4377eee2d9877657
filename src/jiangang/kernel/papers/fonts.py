"""The font files of our papers. They come with a wheel, so that a paper looks the same on every machine."""

from pathlib import Path


def font_files() -> tuple[Path, ...]:
    """Noto Sans SC and Noto Serif SC (SIL Open Font Licence)."""
    # Imported here: a process that prints no paper never looks for fonts.
    import pylopdf_fonts_zh_cn as fonts

    return (Path(fonts.sans_path()), Path(fonts.serif_path()))


def font_folder() -> Path:
    """The folder that holds them."""
    return font_files()[0].parent
