"""`detente run` over object storage: killed, changed and cut off, it goes on where it stopped."""

from __future__ import annotations

import importlib.util
import json
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from detente.cli.app import app
from detente.store import Store

_SPEC = importlib.util.spec_from_file_location("s3_of_tests", Path(__file__).parents[1] / "s3.py")
assert _SPEC is not None and _SPEC.loader is not None
S3 = importlib.util.module_from_spec(_SPEC)
sys.modules["s3_of_tests"] = S3
_SPEC.loader.exec_module(S3)
TEXT = "Finland accused Estonia on Monday of breaking the treaty on fishing. Estonia denied it. This is report {}."


def objects() -> dict[str, bytes]:
    pages = {f"may/{n}.txt": TEXT.format(n).encode() for n in range(6)}
    return pages | {
        "may/t.jsonl": "".join(json.dumps({"text": TEXT.format(n)}) + "\n" for n in range(6, 12)).encode()
    }


def test_a_run_that_was_killed_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "store"
    command = [sys.executable, "-m", "detente", "run", "s3://news/may/", "--store", str(store)]
    command += ["--workers", "1", "--shard-size", "3"]

    with S3.storage() as storage:
        for name, value in S3.environment(storage, tmp_path).items():
            monkeypatch.setenv(name, value)
        storage.buckets["news"] = objects()
        # The table takes its time: the run waits for it, and is killed meanwhile.
        waiting = threading.Event()
        storage.fault = lambda method, path: waiting.wait(60) and None if path == "/news/may/t.jsonl" else None
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
        until = time.monotonic() + 120
        while process.poll() is None and time.monotonic() < until:
            time.sleep(0.1)
            if (store / "store.json").exists() and Store.open(store).marks("run:"):
                process.send_signal(signal.SIGKILL)
                break
        said = process.communicate(timeout=60)[1]
        assert process.returncode == -signal.SIGKILL, said
        waiting.set()

        before = len(Store.open(store).marks("run:"))
        storage.buckets["news"]["may/t.jsonl"] += b"\n"
        other = CliRunner().invoke(app, command[3:])
        refused = other.output
        assert other.exit_code == 9 and "the source itself is not what it was (t.jsonl is changed)" in refused
        storage.buckets["news"] = objects()

        again = CliRunner().invoke(app, command[3:])
        went_on = again.output
        assert again.exit_code == 0, went_on
        assert "going on with part" in went_on and 1 <= before < 4
        opened = Store.open(store)
        assert len(opened.documents()) == 12 and len(opened.marks("run:")) == 4
        assert {d.url for d in opened.documents()} == {f"s3://news/may/{n}.txt" for n in range(6)} | {
            f"s3://news/may/t.jsonl#record={n}" for n in range(1, 7)
        }
        kept = b"".join(path.read_bytes() for path in store.rglob("*") if path.is_file())
        for secret in (S3.SECRET, S3.KEY, storage.url):
            assert secret.encode() not in kept and secret not in said + refused + went_on


def test_what_is_wrong_is_said_in_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def said(place: str) -> tuple[int, Any]:
        done = CliRunner().invoke(app, ["run", place, "--store", str(tmp_path / "store")])
        return done.exit_code, done.output

    with S3.storage() as storage:
        for name, value in S3.environment(storage, tmp_path).items():
            monkeypatch.setenv(name, value)
        storage.buckets["closed"] = {}
        storage.denied = {"closed"}
        assert said("s3://nowhere/")[0] == 3 and "There is no bucket s3://nowhere" in said("s3://nowhere/")[1]
        assert "AWS_ACCESS_KEY_ID" in said("s3://closed/")[1]
        monkeypatch.setitem(sys.modules, "obstore", None)
        code, told = said("s3://closed/")
        assert code == 70 and "pip install 'detente[cloud]'" in told
