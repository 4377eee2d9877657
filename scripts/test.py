"""Runs every test, in two lanes beside each other; or what the arguments name, in one.

`test.py` all of it; `test.py tests/unit -k name` hands everything on to pytest. Each lane has a database
server of its own. The first lane is printed as it goes, the second when the first is done. Where CI=true the
order of tests and the examples of property tests are fixed, so that a red build is the change's own;
everywhere else both are shuffled.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
PYTEST = (str(REPOSITORY / ".venv" / "bin" / "python"), "-m", "pytest")
FIRST = ("tests/integration",)
SECOND = ("tests/unit", "tests/architecture", "tests/system")


def main(words: list[str]) -> int:
    """The exit code of pytest; of two lanes, 0 only when both are good."""
    in_ci = os.environ.get("CI") == "true"
    order = ("-p", "no:randomly") if in_ci else ()
    if words:
        return subprocess.run([*PYTEST, *order, *words], cwd=REPOSITORY).returncode
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="jiangang-test-templates-") as templates:
        # In CI the lanes share the migrated template of this run; no earlier run has a part in it.
        shared = {**os.environ, "JIANGANG_TEST_TEMPLATES": templates} if in_ci else dict(os.environ)
        with tempfile.TemporaryFile("w+", errors="replace") as later:
            beside = subprocess.Popen(
                [*PYTEST, *order, *SECOND], cwd=REPOSITORY, env=shared, stdout=later, stderr=later
            )
            first = subprocess.run([*PYTEST, *order, *FIRST], cwd=REPOSITORY, env=shared).returncode
            print(f"Waiting for {', '.join(SECOND)} …", flush=True)
            second = beside.wait()
            later.seek(0)
            print(later.read(), flush=True)
    print(f"All tests took {time.monotonic() - began:.0f} s; exit codes {first} and {second}.", flush=True)
    return 0 if first == second == 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
