"""`detente run`, as people type it."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detente.cli.app import app
from detente.cli.progress import Watch
from detente.pipeline.keep import Tally
from detente.store import Store

_SPEC = importlib.util.spec_from_file_location("serving", Path(__file__).parents[1] / "serving.py")
assert _SPEC is not None and _SPEC.loader is not None
SERVING = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(SERVING)

RUN = CliRunner()
TEXT = "Finland accused Estonia on Monday of breaking the treaty on fishing. Estonia denied it. This is report {}."


def write(path: Path, count: int) -> Path:
    lines = [{"text": TEXT.format(n), "url": f"https://example.org/{n}"} for n in range(count)]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


def test_a_run_is_ended_by_a_signal_goes_on_and_is_then_finished(tmp_path: Path) -> None:
    pages, store = write(tmp_path / "pages.jsonl", 12), tmp_path / "store"
    command = [sys.executable, "-m", "detente", "run", str(pages), "--store", str(store)]
    command += ["--workers", "1", "--shard-size", "3"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < until:
        time.sleep(0.1)
        if (store / "store.json").exists() and Store.open(store).marks("run:"):
            process.send_signal(signal.SIGTERM)
            break
    said = process.communicate(timeout=60)[1]
    done = len(Store.open(store).marks("run:"))
    if process.returncode:
        assert process.returncode == 130 and "interrupted; what was stored before is kept" in said
        assert 1 <= done < 4
    other = RUN.invoke(app, ["run", str(pages), "--store", str(store), "--shard-size", "4"])
    if done < 4:
        assert other.exit_code == 9 and "it commits 3 pages at once, now it would 4" in other.output
    again = subprocess.run(command, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    assert "going on with part 1 of 1" in again.stderr or done == 4
    assert len(Store.open(store).documents()) == 12
    finished = RUN.invoke(app, ["run", str(pages), "--store", str(store), "--shard-size", "3"])
    assert finished.exit_code == 0 and "this run is finished" in finished.output


def test_what_failed_is_listed_tried_again_and_then_settled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that was gone for a while is coded in the next round; what was coded is not coded again."""
    monkeypatch.setenv("DETENTE_ALLOW_PRIVATE", "true")
    monkeypatch.setenv("DETENTE_HOST_DELAY", "0")
    store = str(tmp_path / "store")

    def told(*arguments: str) -> str:
        done = RUN.invoke(app, [*arguments, "--store", store])
        assert done.exit_code == 0, done.output
        return done.output

    with SERVING.serving() as site:
        feed = site.feed("/feed.rss", site.story("/1", TEXT.format(1)), site.url("/2"))
        run = ("run", feed, "--kind", "feed", "--workers", "1")
        assert "1 coded" in told(*run)
        failed = json.loads(told("failures"))
        assert failed["url"].endswith("/2") and failed["code"] == "fetch-failed" and failed["fix"]
        table = told("failures", "--format", "table")
        assert "1 failed (fetch-failed 1)" in table and "what to do" in table
        assert "nothing failed" in told("failures", "--reason", "too-large", "--format", "table")

        site.story("/2", TEXT.format(2))
        assert "--again" in told(*run)
        assert "1 coded, 1 already in the store" in told(*run, "--again")
    assert told("failures") == ""
    assert "fetch-failed" in told("failures", "--settled")
    rounds = [json.loads(line) for line in told("runs").splitlines()]
    assert [(r["state"], r["round"], r["documents"], r["failures"]) for r in rounds] == [
        ("finished", 0, 1, 1),
        ("finished", 1, 1, 0),
    ]
    assert "(round 2)" in told("runs", "--format", "table")


def test_a_dry_run_says_what_it_would_take_and_keeps_nothing(tmp_path: Path) -> None:
    pages = write(tmp_path / "pages.jsonl", 12)
    told = RUN.invoke(app, ["run", str(pages), "--store", str(tmp_path / "store"), "--dry-run", "--workers", "2"])
    assert told.exit_code == 0, told.output
    assert "12 pages in 1 parts" in told.output and "with 2 workers" in told.output
    assert "in the store" in told.output and not (tmp_path / "store").exists()


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["nowhere.jsonl"], 3, "nowhere.jsonl"),
        (["pages.jsonl", "--kind", "carrier-pigeon"], 7, "no source 'carrier-pigeon'"),
        (["pages.jsonl", "--actors", "none.csv"], 3, "no actor list"),
        (["pages.jsonl", "--workers", "0"], 2, "--workers"),
    ],
)
def test_what_cannot_be_run_is_said_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], status: int, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "pages.jsonl", 1)
    told = RUN.invoke(app, ["run", *arguments, "--store", "store"])
    assert told.exit_code == status and said in told.output


def test_a_line_a_minute_is_told_where_there_is_no_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    with Watch(1000.0, before=200.0) as watch:
        for second in range(0, 200, 10):
            now = 1000.0 + second
            watch.tell(Tally(pages=second, weight=2.0 * second, known=3, failed=Counter({"not-english": 2})))
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 3
    assert lines[0] == ("detente: 32%, 60 pages, 1.0 a second, 6 min left, 3 known, 2 failed (not-english 2)")
    assert os.linesep not in lines[0]
