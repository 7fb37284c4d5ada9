"""What `detente doctor` says of an installation, whole or damaged."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from detente.cli.app import app
from detente.cli.doctor import look
from detente.settings import Settings


def test_a_whole_installation_is_well() -> None:
    done = CliRunner().invoke(app, ["doctor"])
    assert done.exit_code == 0, done.output
    assert {"parser", "ontology", "actors", "weights", "onnxruntime"} <= {c.name for c in look() if c.good}


def test_altered_weights_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = Path(Settings.load({}).data_dir)
    for folder in shipped.iterdir():
        if folder.is_dir() and folder.name != "weights":
            (tmp_path / folder.name).symlink_to(folder)
    events = tmp_path / "weights" / "events"
    events.mkdir(parents=True)
    for name in ("manifest.json", "tokenizer.json"):
        (events / name).write_bytes((shipped / "weights" / "events" / name).read_bytes())
    (events / "model.onnx").write_bytes(b"not a model")
    monkeypatch.setenv("DETENTE_DATA", str(tmp_path))
    weights = next(c for c in look() if c.name == "weights")
    assert not weights.good
    assert "model.onnx" in weights.found + weights.fix
    done = CliRunner().invoke(app, ["doctor"])
    assert done.exit_code != 0
    assert "weights" in done.output
