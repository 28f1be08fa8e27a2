"""A real Chromium before a real server: every request watched, every console error a failure."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from targets.models import Tier
from tests.loaded import shipped_data

# Playwright keeps an event loop in this thread; the tests' own queries are not concurrent
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
TODAY = date(2026, 11, 23)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# A screen is scanned in full in the first
LANGUAGES = ("zh-hans", "en")
CONTRAST = ["color-contrast", "link-in-text-block"]
# The shell is the same Chromium without a window's own surroundings: a third of the time
PROGRAMS = ("chromium-headless-shell", "chromium")
# Charts are coloured by script, and the administration turns from colour to colour
SETTLED = """async () => {
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  await Promise.all(document.getAnimations().map(each => each.finished));
}"""
ARGUMENTS = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or the one that CHROMIUM names."""
    named = os.environ.get("CHROMIUM")
    wanted = (named,) if named else PROGRAMS
    program = next(filter(None, map(shutil.which, wanted)), None)
    if program is None:
        pytest.fail(f"{wanted[-1]} is not installed; `make test` says what to do")
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=ARGUMENTS + as_root)
        yield started
        started.close()


@pytest.fixture
def shipped(transactional_db: None) -> None:
    """The product's own data, as a first start loads them."""
    for code, zh, order in (("plan", "计划", 10), ("stretch", "奋斗", 20)):
        Tier.objects.get_or_create(
            code=code,
            defaults={"name_zh": f"{zh}目标", "name_en": f"{code.title()} target",
                      "short_zh": zh, "short_en": code.title(), "order": order},
        )  # fmt: skip
    shipped_data(TODAY)


@pytest.fixture
def administrator(transactional_db: None) -> User:
    """Somebody who may everything, with the password “secret-7”."""
    return User.objects.create_superuser("root", password="secret-7")


class Watch:
    """What a page asked for and complained about."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.foreign: list[str] = []
        self.complaints: list[str] = []

    def follow(self, page: Page) -> None:
        page.on("request", lambda request: self._asked(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._said)

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.origin:
            self.foreign.append(url)

    def _said(self, message: Any) -> None:
        # What has no address was run by the test itself: axe tries styles out
        if message.type not in {"error", "warning"} or not message.location["url"]:
            return
        # Chromium reports the status of the page itself, which some tests ask for, and the
        # connection that some tests cut
        asked_for = ("server responded with a status of 4", "net::ERR_INTERNET_DISCONNECTED")
        if not any(each in message.text for each in asked_for):
            self.complaints.append(message.text)


def _let_requests_end() -> None:
    """A download that nobody reads any more still holds its transaction: the flush after the test
    would wait for it, and it would end after the database is closed to this process."""
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=10)


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """Open an address; ``as_user`` is logged in already (of the form itself: test_login.py). At
    the end nothing may have left the origin and nothing may have been complained about (such as a
    violated content-security policy)."""
    watch = Watch(urlsplit(live_server.url).netloc)
    contexts: list[BrowserContext] = []

    def opened(path: str, *, as_user: str = "", language: str = "", **options: Any) -> Page:
        options.setdefault("viewport", {"width": 1280, "height": 800})
        context = browser.new_context(locale="zh-CN", **options)
        contexts.append(context)
        cookies = {settings.LANGUAGE_COOKIE_NAME: language} if language else {}
        if as_user:
            cookies[settings.SESSION_COOKIE_NAME] = session_of(as_user)
        context.add_cookies(
            [{"name": name, "value": value, "url": live_server.url}
             for name, value in cookies.items()]
        )  # fmt: skip
        page = context.new_page()
        watch.follow(page)
        page.goto(f"{live_server.url}{path}")
        return page

    yield opened
    for context in contexts:
        context.close()
    _let_requests_end()
    assert watch.foreign == []
    assert watch.complaints == []


def session_of(name: str) -> str:
    """The cookie of somebody who has logged in."""
    client = Client()
    client.force_login(User.objects.get(username=name))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def fits(page: Page, width: int) -> bool:
    """Nothing sticks out of the page. A click that leads to another page returns once that one
    has begun to arrive: its document may still be empty."""
    page.wait_for_load_state()
    return bool(page.evaluate("document.documentElement.scrollWidth") <= width)


def accessibility_problems(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA, one line each."""
    return _scan(page, {"type": "tag", "values": WCAG})


def problems_in_every_look(page: Page, *, known: bool = False) -> list[str]:
    """The same for a screen that follows the reader's light or dark look: all of it in the light
    one, in the dark one its colours, which are all that differs. ``known`` is a screen that was
    looked at in full, in another language: its colours alone, in both looks."""
    found = contrast_problems(page) if known else accessibility_problems(page)
    page.emulate_media(color_scheme="dark")
    page.evaluate(SETTLED)
    found += [f"dark: {each}" for each in contrast_problems(page)]
    page.emulate_media(color_scheme="light")
    return found


def contrast_problems(page: Page) -> list[str]:
    """What axe finds wrong with the colours, one line each."""
    return _scan(page, {"type": "rule", "values": CONTRAST})


def _scan(page: Page, rules: dict[str, object]) -> list[str]:
    """Nothing but the violations is passed back: what was right is most of it by far."""
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    violations = page.evaluate(
        "rules => axe.run({runOnly: rules, resultTypes: ['violations']})"
        ".then(found => found.violations)",
        rules,
    )
    return [
        f"{violation['id']}: {node['html'][:160]}"
        for violation in violations
        for node in violation["nodes"]
    ]
