"""Fetches the third-party static files of the user interface and writes their manifest.

Run by hand when a version below is raised (`python scripts/vendor_ui.py`); needs `npm`. The files
are committed, so that neither installing nor running the product needs npm or a network. With
`--check` nothing is written: the files that would be written are compared with the committed ones.
What is left out on purpose: RTL and marketing styles, flags, source maps, fonts, and Tabler's
script (menus here are `<details>`, which work without any script). Of zxing-wasm only the reader is taken,
and the address of a content network in it is removed: the page says where the decoder lies.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

TABLER = "1.6.1"
ICONS = "3.51.0"
ZXING = "3.1.4"
TARGET = Path(__file__).resolve().parent.parent / "src/jiangang/ui/static/ui/vendor"
LICENCE_URL = "https://github.com/tabler/tabler/blob/master/LICENSE"
NETWORK = re.compile(rb"`https://[^`]*jsdelivr[^`]*`")
SVG = "{http://www.w3.org/2000/svg}"

ZXING_CPP = b"""
-----------------------------------------------------------------------------
zxing_reader.wasm is compiled from zxing-cpp, under the Apache License, version 2.0:

"""
ICONS_CHOSEN = """
alert-circle alert-triangle anchor arrow-back-up arrow-left arrow-right award bell building calendar
certificate chart-bar check chevron-down chevron-left chevron-right chevron-up circle-check
clipboard-check clock copy download edit external-link eye file-text files filter flask folder hash
history home info-circle language link list-check lock logout mail menu-2 microscope minus package
plus printer qrcode refresh scale search selector send settings shield-check ship tag trash truck
upload user users world x
"""


def main() -> int:
    """Builds the files and writes or compares them; the answer is the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    check = parser.parse_args().check
    files = build_files()
    files["MANIFEST.json"] = manifest(files)
    return compare(files) if check else write(files)


def build_files() -> dict[str, bytes]:
    """Name below the vendor folder → content, for every file that is shipped."""
    core = unpack(f"@tabler/core@{TABLER}")
    icons = unpack(f"@tabler/icons@{ICONS}")
    return {
        "tabler/tabler.min.css": without_source_map(core["dist/css/tabler.min.css"]),
        "tabler/LICENSE": tabler_licence(core, icons),
        "icons/icons.svg": sprite(icons),
        "icons/LICENSE": icons["LICENSE"],
        **decoder(unpack(f"zxing-wasm@{ZXING}")),
    }


def unpack(package: str) -> dict[str, bytes]:
    """The files of an npm package, by path inside it; npm verifies the registry's digest."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", package, "--silent", "--pack-destination", folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        (archive,) = Path(folder).glob("*.tgz")
        data = archive.read_bytes()
    files = {}
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        for member in tar:
            reader = tar.extractfile(member) if member.isfile() else None
            if reader is not None:
                files[member.name.partition("/")[2]] = reader.read()
    return files


def decoder(files: dict[str, bytes]) -> dict[str, bytes]:
    """The reader of QR codes: two modules and the compiled decoder."""
    shared, found = NETWORK.subn(b"e", files["dist/es/share.js"])
    if found != 1:
        raise ValueError("zxing-wasm names its network in another way than before")
    apache = (Path(__file__).resolve().parent.parent / "LICENSE").read_bytes()
    return {
        "zxing/reader.js": files["dist/es/reader/index.js"].replace(b"../share.js", b"./share.js"),
        "zxing/share.js": shared,
        "zxing/zxing_reader.wasm": files["dist/reader/zxing_reader.wasm"],
        "zxing/LICENSE": files["LICENSE"] + ZXING_CPP + apache,
    }


def without_source_map(css: bytes) -> bytes:
    """The style sheet without its last comment: the map is not shipped, and a hashing storage
    refuses references to files that are not there."""
    return re.sub(rb"/\*# sourceMappingURL=.*?\*/\s*$", b"", css)


def tabler_licence(core: dict[str, bytes], icons: dict[str, bytes]) -> bytes:
    """Tabler's licence: its package carries no file, so the MIT text of its sister package with
    the copyright lines that stand at the head of its own style sheet."""
    head = core["dist/css/tabler.min.css"].decode().partition("*/")[0]
    owners = "\n".join(re.findall(r"Copyright .*", head))
    return re.sub(rb"Copyright .*", owners.encode(), icons["LICENSE"], count=1)


def sprite(files: dict[str, bytes]) -> bytes:
    """One SVG with a `<symbol>` for each chosen icon, drawn in the colour of the text."""
    ET.register_namespace("", SVG.strip("{}"))
    root = ET.Element(f"{SVG}svg")
    for name in ICONS_CHOSEN.split():
        source = ET.fromstring(files[f"icons/outline/{name}.svg"])  # noqa: S314 - npm checked its digest
        symbol = ET.SubElement(root, f"{SVG}symbol", {"id": name, "viewBox": "0 0 24 24"})
        symbol.extend(part for part in source if part.get("stroke") != "none")
    ET.indent(root, " ")
    return bytes(ET.tostring(root, encoding="utf-8")) + b"\n"


def manifest(files: dict[str, bytes]) -> bytes:
    """What is here, from where, under which licence, with the SHA-256 of each file."""
    content = {
        "packages": [
            {"name": "@tabler/core", "version": TABLER, "licence": "MIT", "licence_at": LICENCE_URL},
            {"name": "@tabler/icons", "version": ICONS, "licence": "MIT"},
            {"name": "zxing-wasm", "version": ZXING, "licence": "MIT AND Apache-2.0"},
        ],
        "changes": "source map reference removed; chosen icons joined into one sprite; "
        "zxing-wasm: address of a content network removed, path of one import",
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())},
    }
    return (json.dumps(content, indent=2) + "\n").encode()


def write(files: dict[str, bytes]) -> int:
    """Writes every file below the vendor folder."""
    for name, data in files.items():
        path = TARGET / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        print(f"{len(data):>9,}  {name}")
    return 0


def compare(files: dict[str, bytes]) -> int:
    """Says which committed files differ from what the packages hold; 1 when any does."""
    wrong = [n for n, data in files.items() if not same(TARGET / n, data)]
    for name in wrong:
        print(f"differs: {name}", file=sys.stderr)
    return 1 if wrong else 0


def same(path: Path, data: bytes) -> bool:
    """Whether the file is there with exactly this content."""
    return path.is_file() and path.read_bytes() == data


if __name__ == "__main__":
    sys.exit(main())
