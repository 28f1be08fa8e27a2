"""The page of a series in Chromium with the processor slowed: its first picture and its chart."""

from __future__ import annotations

import os
import shutil
import statistics

from playwright.sync_api import Browser, sync_playwright

from benchmarks import scratch
from benchmarks.server import Server
from benchmarks.timing import Claim

ROUNDS = 5
SLOWED = 4  # times
# When the server's picture, then the library's drawing, has been painted
_WATCH = """
(() => {
  window.seen = {};
  const painted = (name) => requestAnimationFrame(() => requestAnimationFrame(() => {
    window.seen[name] ??= performance.now();
  }));
  const look = () => {
    if (document.querySelector(".first-picture svg")) { painted("first"); }
    if (document.querySelector("#chart[data-drawn]")) { painted("drawn"); }
  };
  new MutationObserver(look).observe(document, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["data-drawn"],
  });
})();
"""


def claims(server: Server) -> list[Claim]:
    """The first picture against the drawn chart; nothing where there is no Chromium."""
    program = shutil.which(os.environ.get("CHROMIUM", "chromium"))
    if program is None:
        return []
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--disable-gpu", "--no-first-run", *as_root]
        )
        address = f"{server.address}/series/bench-1/BENCH_3/?year={scratch.YEAR}"
        taken = [_once(browser, address) for _ in range(ROUNDS + 1)][1:]
        browser.close()
    first = statistics.median(each[0] for each in taken)
    drawn = statistics.median(each[1] for each in taken)
    return [
        Claim(
            f"series page, first picture : drawn chart, processor slowed {SLOWED} times",
            first / drawn,
            1 / 3,
            "×",
            f"{first:.0f} ms : {drawn:.0f} ms",
        )
    ]


def _once(browser: Browser, address: str) -> tuple[float, float]:
    """Milliseconds from navigation to either, with an empty cache."""
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.add_init_script(_WATCH)
    page.goto(address)
    page.wait_for_selector("#chart[data-drawn]", state="attached", timeout=60_000)
    # Its two frames; waiting by a function of our own would be an eval, which the policy refuses
    seen = page.evaluate("window.seen")
    while "drawn" not in seen:
        page.wait_for_timeout(200)
        seen = page.evaluate("window.seen")
    context.close()
    return float(seen["first"]), float(seen["drawn"])
