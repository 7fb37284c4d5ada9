"""The site in a real browser: every page looked at by axe-core, and the whole life of a note by hand and keyboard.

Needs Debian's Chromium and npm (for axe-core). Without them these tests are skipped; in CI that is an error.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tarfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from detente.record import Coding

PASSWORD = "four random words here"
AXE = "4.10.3"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


def missing(what: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(f"CI must have {what}")
    pytest.skip(f"{what} is not installed: apt-get install {what}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    path = next((p for name in CHROMIUM if (p := shutil.which(name))), None)
    if path is None:
        missing("chromium")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        # As root, as in CI, Chromium has no sandbox; the pages are our own.
        opened = started.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The source of axe-core, fetched by npm; a tool of the tests, never part of the site."""
    npm = shutil.which("npm")
    if npm is None:
        missing("npm")
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / f"detente-axe-core-{AXE}.js"
    if not cache.is_file():
        folder = tmp_path_factory.mktemp("axe")
        packed = subprocess.run(
            [str(npm), "pack", f"axe-core@{AXE}", "--silent"],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=120,
        )
        if packed.returncode:
            missing(f"axe-core (npm: {packed.stderr[-200:]})")
        with tarfile.open(folder / packed.stdout.strip().splitlines()[-1]) as archive:
            source = archive.extractfile("package/axe.min.js")
            assert source is not None
            cache.parent.mkdir(parents=True, exist_ok=True)
            cache.write_bytes(source.read())
    return cache.read_text("utf-8")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, store_path: Path) -> Iterator[str]:
    """`detente serve`, as people start it; the address of the site."""
    folder = tmp_path_factory.mktemp("browser") / "store"
    shutil.copytree(store_path, folder)
    detente = [sys.executable, "-m", "detente", "serve", "--store", str(folder)]
    subprocess.run([*detente, "--create-admin", "ada"], input=PASSWORD + "\n", text=True, check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([*detente, "--port", str(port)], stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            with suppress(OSError):
                urllib.request.urlopen(f"{address}/robots.txt", timeout=1).close()
                break
            assert process.poll() is None, "detente serve ended"
            time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture
def page(browser: Any, served: str) -> Iterator[Callable[..., Any]]:
    """Opens pages; at the end nothing may have been complained about, and nobody else asked."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def open_page(path: str, **given: Any) -> Any:
        context = browser.new_context(base_url=served, **{"viewport": WIDE, **given})
        contexts.append(context)
        found = context.new_page()
        found.on("console", lambda m: complaints.append(m.text) if complains(m) else None)
        found.on("pageerror", lambda e: complaints.append(str(e)))
        found.on("request", lambda r: complaints.append(r.url) if not r.url.startswith(served) else None)
        found.goto(path)
        return found

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def paths(articles: dict[str, Coding], ids: dict[str, str]) -> list[str]:
    article = f"/articles/{ids['again']}"
    return [
        "/", "/digest", "/digest/2021-05", "/dyads", "/dyads/RUS-USA", article, f"/articles/{ids['hostile']}",
        f"/events/{ids['event']}", "/actors", f"/actors/{ids['actor']}", "/issues",
        f"/issues/{ids['issue']}", "/map",
        "/search?q=sanctions", "/search?q=said&in=quotes", "/search?q=a&in=actors", "/about", f"{article}/note",
        f"{article}/note?event={ids['event']}", "/notes/processing", "/moderation/login",
    ]  # fmt: skip


def complains(message: Any) -> bool:
    """A form that is sent back has the status 422, which Chromium calls an error; everything else is one."""
    return message.type == "error" and "422" not in message.text


def serious(found: Any, axe: str) -> list[str]:
    found.evaluate(axe)
    told = found.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{found.url} {v['id']}: {v['help']} {[n['target'] for n in v['nodes'][:3]]}"
        for v in told["violations"]
        if v["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_keeps_anybody_out(page: Callable[..., Any], paths: list[str], axe: str, scheme: str) -> None:
    found = page("/", color_scheme=scheme)
    wrong = []
    for path in paths:
        found.goto(path)
        wrong += serious(found, axe)
    assert wrong == []


def test_no_page_is_wider_than_a_telephone(page: Callable[..., Any], paths: list[str]) -> None:
    found = page("/", viewport=NARROW)
    for path in paths:
        found.goto(path)
        assert found.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_everything_can_be_read_without_scripts(page: Callable[..., Any], ids: dict[str, str]) -> None:
    found = page(f"/articles/{ids['again']}", java_script_enabled=False)
    assert found.locator("#text .event").count() > 0
    assert not found.locator(".keys").is_visible()
    found.locator("#text sup a").first.click()
    assert "#event-" in found.url
    found.locator(".card summary").first.click()
    assert found.locator(".card details[open] .evidence").first.is_visible()


def test_the_keyboard_goes_through_the_events(page: Callable[..., Any], ids: dict[str, str]) -> None:
    found = page(f"/articles/{ids['again']}")
    found.keyboard.press("Tab")
    assert found.evaluate("document.activeElement.className") == "skip"
    found.keyboard.press("Enter")
    assert found.evaluate("document.activeElement.id") == "main"
    marks = found.locator("#text [data-step]")
    expected = [marks.nth(n).get_attribute("id") for n in range(marks.count())]
    found.locator("#text").focus()
    seen = []
    for _ in expected:
        found.keyboard.press("n")
        seen.append(found.evaluate("document.activeElement.id"))
    assert seen == expected and len(expected) > 1
    found.keyboard.press("p")
    assert found.evaluate("document.activeElement.id") == expected[-2]
    assert found.locator(".card.current").count() == 1
    found.locator("#find").focus()
    found.keyboard.type("pn")
    assert found.locator("#find").input_value() == "pn"


def test_a_bar_opens_its_events(page: Callable[..., Any]) -> None:
    found = page("/dyads/RUS-USA?period=week")
    found.locator("svg.chart a").first.focus()
    found.keyboard.press("Enter")
    found.wait_for_url("**since=**")
    assert found.locator("#events ~ ul.events > li, section .events > li").count() > 0


def test_a_note_lives_and_dies(page: Callable[..., Any], ids: dict[str, str], axe: str) -> None:
    reader = page(f"/articles/{ids['again']}")
    reader.get_by_role("link", name="Leave a note").click()
    reader.get_by_role("button", name="Send the note").click()
    assert reader.get_by_role("alert").is_visible()
    assert serious(reader, axe) == []
    reader.get_by_label("Name, shown").fill("Jane Doe")
    reader.get_by_label("E-mail").fill("jane@example.org")
    reader.locator("#f-text").fill("The ministry counted eleven diplomats, not two, in its own statement.")
    time.sleep(4)  # people do not fill in a form in no time
    reader.get_by_role("button", name="Send the note").click()
    link = reader.locator(".cite a").get_attribute("href")
    assert serious(reader, axe) == []

    moderator = page("/moderation")
    moderator.get_by_label("Name").fill("ada")
    moderator.get_by_label("Password").fill(PASSWORD)
    moderator.get_by_role("button", name="Log in").click()
    for state in ("held", "rejected", "published"):
        moderator.goto(f"/moderation?state={state}")
        if moderator.locator(".queue input[type=checkbox]").count():
            moderator.locator(".queue input[type=checkbox]").first.check()
            assert serious(moderator, axe) == []
            moderator.get_by_role("button", name="Publish").click()
            break
    else:
        pytest.fail("the note is in no list")
    moderator.goto("/moderation/audit")
    assert serious(moderator, axe) == []

    everybody = page(f"/articles/{ids['again']}")
    assert everybody.get_by_text("eleven diplomats").is_visible()
    assert everybody.get_by_text("jane@example.org").count() == 0
    reader.goto(link)
    assert serious(reader, axe) == []
    reader.get_by_label("Note").fill("The ministry counted twelve diplomats in its own statement.")
    reader.get_by_role("button", name="Change").click()
    assert "twelve" in reader.get_by_label("Note").input_value()
    reader.get_by_label("Yes, erase all of it").check()
    reader.get_by_role("button", name="Erase").click()
    assert reader.get_by_role("heading", name="Erased").is_visible()
    everybody.reload()
    assert everybody.get_by_text("diplomats, not two").count() == 0
    assert everybody.get_by_text("twelve diplomats").count() == 0
