"""Makes the virtual environment from the locks with hashes. Run by the system's Python; needs nothing else.

`setup.py run` what the office needs; `setup.py dev` also what tests and checks need; `setup.py browser`
what tests ask of Debian: Chromium, Chinese fonts, and two programs that check the seals of papers. A
second call sees its own stamp and does nothing.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
ENVIRONMENT = REPOSITORY / ".venv"
PROGRAMS = ENVIRONMENT / "bin"
STAMP = ENVIRONMENT / "installed"
LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock"}
OLDEST_PYTHON = (3, 11)
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
NOT_RUN = {
    "chromium": "THE BROWSER TESTS ARE NOT RUN",
    "poppler-utils": "NO OTHER PROGRAM CHECKS THE SEALS",
    "libnss3-tools": "NO OTHER PROGRAM CHECKS THE SEALS",
    "qpdf": "NO OTHER PROGRAM CHECKS THE FILES OF PAPERS",
}
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", str(Path.home() / ".local/share/fonts"))


def main() -> int:
    """Do what the one argument asks; 2 when it cannot be done."""
    wanted = sys.argv[1] if len(sys.argv) == 2 else ""
    if wanted == "browser":
        return set_up_browser()
    if wanted not in LOCKS:
        print(__doc__, file=sys.stderr)
        return 2
    if sys.version_info < OLDEST_PYTHON:
        print(
            f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. Set PYTHON=.", file=sys.stderr
        )
        return 2
    if is_installed(wanted):
        return 0
    with (REPOSITORY / ".setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return 0 if is_installed(wanted) else install(wanted)


def is_installed(wanted: str) -> bool:
    """Whether the stamp says that the present lock is installed."""
    return STAMP.exists() and f"{wanted} {digest(wanted)}" in STAMP.read_text().splitlines()


def digest(wanted: str) -> str:
    """A name for what is installed: the lock, this script and the interpreter."""
    parts = (REPOSITORY / LOCKS[wanted], Path(__file__))
    return hashlib.sha256(b"\0".join(part.read_bytes() for part in parts)).hexdigest()


def install(wanted: str) -> int:
    """Make the environment when it is missing, and install exactly what the lock names."""
    began = time.monotonic()
    print(f"Installing what {LOCKS[wanted]} names into .venv …", flush=True)
    if not (PROGRAMS / "python").exists() and not make_environment():
        return 2
    STAMP.unlink(missing_ok=True)
    if not install_with_uv(wanted) and not install_with_pip(wanted):
        print("The packages could not be installed; what went wrong stands above.", file=sys.stderr)
        return 2
    put_ourselves_in()
    names = ["run", "dev"] if wanted == "dev" else ["run"]
    STAMP.write_text("".join(f"{name} {digest(name)}\n" for name in names))
    print(f"Installed in {time.monotonic() - began:.0f} s.", flush=True)
    return 0


def make_environment() -> bool:
    """A fresh virtual environment; says what Debian lacks when it cannot be made."""
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], capture_output=True, text=True)
    if made.returncode == 0:
        return True
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    print(made.stdout + made.stderr, file=sys.stderr)
    print(
        "The virtual environment could not be made. On Debian: apt-get install python3-venv", file=sys.stderr
    )
    return False


def install_with_uv(wanted: str) -> bool:
    """The fast way (seconds): the locked uv installs the lock. False when there is no uv for this machine."""
    locked = (REPOSITORY / LOCKS["dev"]).read_text()
    entry = re.search(r"^uv==.*?(?=^\S|\Z)", locked, re.MULTILINE | re.DOTALL)
    if entry is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / "uv.lock.txt"
        own.write_text(entry.group())
        tools = Path(folder) / "tools"
        got = pip("install", "--quiet", "--target", str(tools), "--require-hashes", "-r", str(own))
        if got != 0:
            return False
        words = [tools / "bin" / "uv", "pip", "sync", "--quiet", "--require-hashes"]
        words += [] if has_home() else ["--no-cache"]
        words += ["--python", PROGRAMS / "python", REPOSITORY / LOCKS[wanted]]
        return subprocess.run([str(word) for word in words], cwd=REPOSITORY).returncode == 0


def install_with_pip(wanted: str) -> bool:
    """The slow way (a minute or two), where uv has no build."""
    print("Installing with pip, which takes a minute or two …", flush=True)
    return pip("install", "--quiet", "--require-hashes", "-r", str(REPOSITORY / LOCKS[wanted])) == 0


def pip(*words: str) -> int:
    """Run the environment's pip; its exit code."""
    quiet = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    if not has_home():
        quiet["PIP_NO_CACHE_DIR"] = "1"
    return subprocess.run([str(PROGRAMS / "python"), "-m", "pip", *words], env=quiet).returncode


def has_home() -> bool:
    """Whether there is a home folder to keep downloads in."""
    return os.access(Path.home(), os.W_OK | os.X_OK)


def put_ourselves_in() -> None:
    """Put `src` on the environment's path and `jiangang` among its programs, without building anything."""
    scheme = {"base": str(ENVIRONMENT), "platbase": str(ENVIRONMENT)}
    packages = Path(sysconfig.get_path("purelib", "venv", vars=scheme))
    (packages / "jiangang-source.pth").write_text(f"{REPOSITORY / 'src'}\n")
    program = PROGRAMS / "jiangang"
    program.write_text(
        f"#!{PROGRAMS / 'python'}\nimport sys\n\nfrom jiangang.config.cli import main\n\nsys.exit(main())\n"
    )
    program.chmod(0o755)


def set_up_browser() -> int:
    """Programs that tests ask, from Debian's packages as root; else a loud line (in CI a failure)."""
    missing = missing_packages()
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {' and '.join(missing)} for the tests …", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for words in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", *missing]):
            subprocess.run(["apt-get", *words], env=quiet, stdout=subprocess.DEVNULL)
        missing = missing_packages()
    if not missing:
        return 0
    line = f"!!! {' and '.join(missing)} not installed (apt-get install {' '.join(missing)})"
    untried = "".join(f"; {what}" for name, what in NOT_RUN.items() if name in missing)
    print(f"{line}{untried} !!!", file=sys.stderr, flush=True)
    return 1 if os.environ.get("CI") == "true" else 0


def missing_packages() -> list[str]:
    """Debian packages that the tests need and this machine lacks."""
    needed = {
        "chromium": has_chromium(),
        "fonts-noto-cjk": has_chinese_fonts(),
        "poppler-utils": shutil.which("pdfsig") is not None,
        "libnss3-tools": shutil.which("certutil") is not None,
        "qpdf": shutil.which("qpdf") is not None,
    }
    return [name for name, is_here in needed.items() if not is_here]


def has_chromium() -> bool:
    """Whether a Chromium is on the path."""
    return any(shutil.which(name) for name in CHROMIUM)


def has_chinese_fonts() -> bool:
    """Whether a font with Chinese characters is installed."""
    if shutil.which("fc-list"):
        told = subprocess.run(["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True)
        return bool(told.stdout.strip())
    return any(True for folder in FONT_FOLDERS for _ in Path(folder).glob("**/*CJK*"))


if __name__ == "__main__":
    sys.exit(main())
