"""What is vendored is what the manifest says, and nothing else."""

import hashlib
import json
import re

from tests.unit.ui.conftest import UI

VENDOR = UI / "static/ui/vendor"
MANIFEST = json.loads((VENDOR / "MANIFEST.json").read_text(encoding="utf-8"))


def test_every_file_has_its_digest() -> None:
    there = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "MANIFEST.json"
    }
    assert there == MANIFEST["files"]


def test_every_package_brings_its_licence() -> None:
    names = {package["name"] for package in MANIFEST["packages"]}
    assert names == {"@tabler/core", "@tabler/icons", "zxing-wasm"}
    for folder in ("tabler", "icons", "zxing"):
        licence = (VENDOR / folder / "LICENSE").read_text(encoding="utf-8")
        assert "MIT License" in licence and "Copyright" in licence


def test_style_sheets_fetch_nothing_from_elsewhere() -> None:
    for path in UI.glob("static/**/*.css"):
        css = path.read_text(encoding="utf-8")
        assert "sourceMappingURL" not in css
        assert not re.search(r"@import|url\((?!\s*[\"']?data:)", css), path.name


def test_every_icon_that_is_used_is_in_the_sprite() -> None:
    sprite = (VENDOR / "icons/icons.svg").read_text(encoding="utf-8")
    known = set(re.findall(r'id="([a-z0-9-]+)"', sprite))
    sources = [path.read_text(encoding="utf-8") for path in (*UI.rglob("*.html"), *UI.rglob("*.py"))]
    used = {
        name
        for source in sources
        for name in re.findall(r'ui_icon "([a-z0-9-]+)"|icon="([a-z0-9-]+)"', source)
        for name in name
        if name
    }
    assert {"search", "language", "printer"} <= used
    assert used <= known


def test_scripts_fetch_nothing_from_elsewhere() -> None:
    for path in VENDOR.rglob("*.js"):
        assert not re.search(r"https?://[\w.]*(?:cdn|jsdelivr|unpkg)", path.read_text(encoding="utf-8")), path
