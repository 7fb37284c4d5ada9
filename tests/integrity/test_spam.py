"""What the spam filter sees of a text, and its weights."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import WeightsError
from detente.integrity.spam import Model, load
from detente.integrity.spam.features import LONGEST, PLACES, number, read
from detente.integrity.spam.fit import Lesson, fit
from detente.integrity.spam.model import MOST, read_model, save
from detente.settings import DATA_DIR

WEIGHTS = DATA_DIR / "weights" / "spam"
MODEL = load(str(DATA_DIR))


def facts(text: str, context: str = "") -> set[str]:
    return {n[2:] for n in read(text, context) if n.startswith("f:")}


def words(text: str) -> set[str]:
    return {n[2:] for n in read(text) if n.startswith("w:") and " " not in n}


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("see http://pills.example/x", "links:1"),
        ("see hxxp://pills.example", "links:1"),
        ("see www.pills.example now", "links:1"),
        ("pills24.shop has them", "links:1"),
        ("<a href='http://a.example'>x</a> [url=http://b.example]y[/url]", "links:1"),
        ("buy at pills24 . shop today", "hidden link"),
        ("buy at pills24 [dot] shop today", "hidden link"),
        ("buy at pills24 dot com", "hidden link"),
        ("mail me: joe@mail.example", "mail"),
        ("call +1 (415) 555-0134", "phone"),
        ("only $5", "money:1"),
        ("BUY IT NOW", "capitals:2"),
        ("really?", "question"),
        ("Бонус за регистрацию", "another script"),
        ("buy buy buy buy buy buy buy", "repeats itself"),
    ],
)
def test_facts(text: str, fact: str) -> None:
    assert fact in facts(text)


@pytest.mark.parametrize(
    "text",
    [
        "The end. Then he left.",
        "He said no.So be it",
        "in par. 3, see above",
        "v. 2.1 of 3.5 per cent",
        "e.g. this",
    ],
)
def test_a_full_stop_is_no_link(text: str) -> None:
    assert "links:0" in facts(text) and "hidden link" not in facts(text)


def test_disguises_are_seen_through() -> None:
    assert "viagra" in words("v\u200bia\u00adgra") and "viagra" in words("ｖｉａｇｒａ")
    assert "cheap" in words("<b>CHEAP</b> &amp;amp; good") and "&" not in str(words("a &amp; b"))


def test_what_a_note_is_about() -> None:
    context = "Ministers sign the grain corridor. Insurers asked for inspection rules."
    assert "about it:3" in facts("The insurers wanted inspection rules", context)
    assert "about it:0" in facts("Cheap watches", context)
    assert not any(f.startswith("about it") for f in facts("Cheap watches"))


@given(st.text(max_size=400), st.text(max_size=100))
@settings(max_examples=80, deadline=None)
def test_any_text_is_weighed(text: str, context: str) -> None:
    weighed = MODEL.weigh(text, context)
    assert -MOST <= weighed.odds <= MOST and 0 < weighed.probability < 1
    assert all(0 <= p < PLACES for p in MODEL.vector(text, context))


def test_long_texts_take_no_time() -> None:
    assert len(read("spam " * 1_000_000)) < LONGEST
    begun = time.process_time()
    for piece in (
        "<",
        "a.",
        "aa.aa",
        "a-",
        "1 ",
        "1(.",
        "a",
        "\u0301",
        "@",
        "a@",
        "www.",
        "[url=",
        "&amp;",
        " dot ",
        "<a>",
        "x [.] ",
    ):
        read(piece * LONGEST)
    assert time.process_time() - begun < 16 * 0.5


def test_features_have_the_same_place_everywhere() -> None:
    assert number("w:viagra") == 12_877 or number("w:viagra") == __import__("zlib").crc32(b"w:viagra") % PLACES


def test_the_parts_say_what_spoke() -> None:
    weighed = MODEL.weigh("Buy cheap viagra online http://pills.top")
    assert weighed.odds > 0 and any("viagra" in name or "link" in name for name, _ in weighed.parts)


def test_learning_is_the_same_each_time_and_tells_the_two_apart() -> None:
    lessons = [Lesson(f"buy pills now {n} http://x{n}.top", True) for n in range(8)]
    lessons += [Lesson(f"the minister of part {n} was right", False) for n in range(8)]
    one, two = fit(lessons), fit(lessons)
    assert (one.weights == two.weights).all() and one.bias == two.bias
    assert one.weigh("pills http://y.top").odds > 0 > one.weigh("was the minister right").odds


def test_weights_survive_being_written(tmp_path: Path) -> None:
    made: Model = fit([Lesson("buy pills", True), Lesson("the minister", False)])
    save(made, tmp_path, {"recipe": "r"})
    back = read_model(tmp_path)
    assert back.manifest["licence"] == "Apache-2.0" and back.manifest["recipe"] == "r"
    assert abs(back.weigh("buy pills").odds - made.weigh("buy pills").odds) < 0.01


@pytest.mark.parametrize("how", ["missing", "altered", "newer", "no manifest"])
def test_weights_that_are_not_what_they_should_be(tmp_path: Path, how: str) -> None:
    folder = Path(shutil.copytree(WEIGHTS, tmp_path / "spam"))
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    if how == "missing":
        (folder / "model.npz").unlink()
    elif how == "altered":
        (folder / "model.npz").write_bytes(b"PK" + (folder / "model.npz").read_bytes()[2:-1] + b"x")
    elif how == "newer":
        (folder / "manifest.json").write_text(json.dumps({**manifest, "format": 99}))
    else:
        (folder / "manifest.json").write_text("{")
    with pytest.raises(WeightsError):
        read_model(folder)


def test_no_pickle_among_the_weights() -> None:
    import numpy as np

    with np.load(WEIGHTS / "model.npz", allow_pickle=False) as file:
        assert {name: file[name].dtype.kind for name in file.files} == {
            "places": "i", "weights": "f", "rarity": "f", "bias": "f",
        }  # fmt: skip
