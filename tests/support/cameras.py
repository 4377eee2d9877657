"""A camera for Chromium that sees one picture: the foot of a paper, as an uncompressed film."""

from pathlib import Path
from typing import Any

WIDTH, HEIGHT = 800, 600


def film(path: Path, greys: Any) -> Path:
    """Write a film (YUV4MPEG2, 4:2:0) of one still: the lower left corner of a page (uint8 greys)."""
    import numpy

    still = numpy.full((HEIGHT, WIDTH), 255, dtype=numpy.uint8)
    corner = greys[-HEIGHT:, :WIDTH]
    still[HEIGHT - corner.shape[0] :, : corner.shape[1]] = corner
    colours = bytes([128]) * (WIDTH * HEIGHT // 2)
    head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F5:1 Ip A1:1 C420jpeg\n".encode()
    path.write_bytes(head + (b"FRAME\n" + still.tobytes() + colours) * 2)
    return path


def arguments(path: Path) -> list[str]:
    """What Chromium is started with so that it takes the film for its camera."""
    return [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={path}",
    ]
