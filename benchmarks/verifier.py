"""How soon the verifier's page can be used on a phone: nothing kept, a slow line, a slow processor.

Run: `python -m benchmarks.verifier [ADDRESS [TIMES]]` for an office that is open, or in `make bench`, which
opens one. The profile is the browser's own (DevTools protocol): 1.6 Mbit/s down, 0.75 up, 150 ms for each
request, processor four times slower. `usable` is when camera, file and number can be used; `known` when keys
and status list are read, so that a code can be verified without the office. Target: usable in 2 s. Beside it:
the house's ordinary page for number and code, until it is loaded.
"""

import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.measuring import keep, machine
from benchmarks.office import running_office

TIMES = 7
TARGET = 2000.0  # ms
LINE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
SLOWER = 4
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
MARKS = """() => ({
  usable: performance.getEntriesByName("usable")[0]?.startTime ?? null,
  known: performance.getEntriesByName("known")[0]?.startTime ?? null,
  painted: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null,
  loaded: performance.getEntriesByType("navigation")[0].loadEventEnd,
  requests: performance.getEntriesByType("resource").length + 1,
  bytes: [...performance.getEntriesByType("resource"), ...performance.getEntriesByType("navigation")]
    .reduce((sum, each) => sum + each.transferSize, 0),
})"""


def visit(browser: Any, address: str, *, until: str) -> dict[str, float]:
    """One first visit on the phone profile: milliseconds since its beginning, requests and bytes."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=3, is_mobile=True, has_touch=True
    )
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", LINE)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, wait_until="load")
    page.locator(until).wait_for()
    found: dict[str, float] = page.evaluate(MARKS)
    context.close()
    return found


def measure(base: str, times: int) -> dict[str, Any]:
    """Medians and slowest of several first visits."""
    from playwright.sync_api import sync_playwright

    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        ours = [visit(browser, f"{base}/verify/app/en/", until="body[data-known=yes]") for _ in range(times)]
        plain = [visit(browser, f"{base}/verify/?lang=en", until="main form") for _ in range(times)]
        browser.close()
    usable = [each["usable"] for each in ours]
    return {
        "usable_ms": round(statistics.median(usable)),
        "usable_slowest_ms": round(max(usable)),
        "known_ms": round(statistics.median(each["known"] for each in ours)),
        "painted_ms": round(statistics.median(each["painted"] for each in ours)),
        "requests": ours[0]["requests"],
        "kilobytes": round(ours[0]["bytes"] / 1000, 1),
        "ordinary_page_loaded_ms": round(statistics.median(each["loaded"] for each in plain)),
        "ordinary_page_kilobytes": round(plain[0]["bytes"] / 1000, 1),
        "target_met": max(usable) <= TARGET,
    }


def run(base: str = "", times: int = TIMES) -> None:
    """Measure, print and keep."""
    described = machine()
    if base:
        figures = measure(base.rstrip("/"), times)
    else:
        with (
            tempfile.TemporaryDirectory(prefix="jiangang-bench-") as name,
            running_office(Path(name)) as office,
        ):
            figures = measure(f"http://127.0.0.1:{office.port}", times)
    for name, value in figures.items():
        print(f"{name:<26} {value}", flush=True)
    keep("verifier", {"machine": described, **figures})


if __name__ == "__main__":
    run(*sys.argv[1:2], *(int(each) for each in sys.argv[2:3]))
