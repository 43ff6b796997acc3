"""Pages in a real browser: one chromium, watched for errors, measured for accessibility.

def test_guide(browser_page):
    page = browser_page(width=360, elder=True)
    page.goto("/guide/")
    check_page(page)          # axe, sideways scrolling, console and policy violations
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Frame, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
# Debian's chromium without its windows, where it is there: the same engine in half the time.
CHROMIUM = (
    os.environ.get("ZHENGWU_CHROMIUM")
    or shutil.which("chromium-headless-shell")
    or shutil.which("chromium")
    or "/usr/bin/chromium"
)
# Pictures for people to look at cost as much as all the rest: only where they are asked for.
PICTURES = os.environ.get("ZHENGWU_PICTURES", "")
WIDTHS = (360, 768, 1440)

# Debian's chromium without anything that reaches for the network by itself.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
]

_WATCH_POLICY = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.__violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
});
"""

_RUN_AXE = """async () => {
  const wanted = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const result = await axe.run(document, { runOnly: wanted, resultTypes: ["violations"] });
  return result.violations.flatMap((rule) => rule.nodes.map((node) =>
    `${rule.id}: ${rule.help} | ${node.target.join(" ")} | ${node.any.concat(node.all, node.none).map((c) => c.message).join("; ")}`));
}"""  # noqa: E501

# Letters have come, no answer is awaited, and what is drawn by script was drawn at this width: a
# page is measured as a person sees it, not in the instant between a change and its drawing.
_SETTLED = """async () => {
  const frame = () => new Promise((go) => requestAnimationFrame(go));
  await document.fonts.ready;
  for (let turn = 0; turn < 300 && document.querySelector(".htmx-request"); turn++) await frame();
  // A chart redraws in the frame after the window's change of size.
  if (document.querySelector("[data-chart]")) { await frame(); await frame(); }
}"""

_SIDEWAYS = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > width + 1)
    .slice(0, 8)
    .map((element) => `${element.tagName}.${element.className} ${element.id}`);
}"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """One browser for a run of tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def watched(page: Page) -> Page:
    """Collects what goes wrong on this page; `assert_no_console_errors` reads it."""
    troubles: list[str] = []
    page.troubles = troubles  # type: ignore[attr-defined]
    page.foreseen = set()  # type: ignore[attr-defined]

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            troubles.append(f"console: {message.text}")

    page.on("console", heard)

    def left(frame: Frame) -> None:
        if frame == page.main_frame:
            troubles[:] = _troubles(page)
            page.foreseen.clear()  # type: ignore[attr-defined]

    page.on("pageerror", lambda error: troubles.append(f"script: {error}"))
    page.on("framenavigated", left)
    page.add_init_script(_WATCH_POLICY)
    return page


# What the program answers when it refuses: no right, not in this state, wrongly filled in.
REFUSALS = (403, 409, 422)


def foresee(page: Page, *statuses: int) -> None:
    """The page that stands refused something: the browser's note of such a status is no fault.

    It counts whenever the note comes, until another page is opened. Nothing else is forgotten.
    """
    page.foreseen.update(statuses or REFUSALS)  # type: ignore[attr-defined]


def _troubles(page: Page) -> list[str]:
    """What went wrong, without the notes that were foreseen."""
    notes = tuple(f"the server responded with a status of {one} " for one in page.foreseen)  # type: ignore[attr-defined]
    found: list[str] = page.troubles  # type: ignore[attr-defined]
    return [trouble for trouble in found if not any(note in trouble for note in notes)]


@cache
def _axe() -> str:
    return (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()


def assert_accessible(page: Page) -> None:
    """No finding of axe: WCAG 2.2 A and AA and its best practices."""
    # Evaluated through the protocol, so the page's own policy stays in force. Once for each page.
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    findings: list[str] = page.evaluate(_RUN_AXE)
    assert not findings, "\n".join([page.url, *findings])


def assert_no_sideways_scroll(page: Page) -> None:
    """Nothing sticks out to the right (WCAG 1.4.10)."""
    guilty: list[str] = page.evaluate(_SIDEWAYS)
    assert not guilty, "\n".join([page.url, *guilty])


def assert_no_console_errors(page: Page) -> None:
    """No script error, no failed request, no violation of the content security policy."""
    violations: list[str] = page.evaluate("() => window.__violations ?? []")
    troubles: list[Any] = [*_troubles(page), *violations]
    assert not troubles, "\n".join([page.url, *map(str, troubles)])


def check_page(page: Page) -> None:
    """Everything a finished page must pass."""
    page.evaluate(_SETTLED)
    assert_no_sideways_scroll(page)
    assert_accessible(page)
    assert_no_console_errors(page)


def screenshot(page: Page, name: str, widths: tuple[int, ...] = WIDTHS) -> list[Path]:
    """Pictures of the whole page at these widths, into the folder ZHENGWU_PICTURES if it is set.

    The page has its own width again afterwards.
    """
    if not PICTURES:
        return []
    folder, before, made = Path(PICTURES), page.viewport_size, list[Path]()
    folder.mkdir(parents=True, exist_ok=True)
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        path = folder / f"{name}-{width}.png"
        page.screenshot(path=path, full_page=True)
        made.append(path)
    if before:
        page.set_viewport_size(before)
    return made
