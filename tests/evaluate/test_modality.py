from pathlib import Path
from typing import Any

from detente.evaluate import measure
from detente.evaluate.dyads import Dyads
from detente.evaluate.modality import Modality

TEXT = "Kenya did not bomb Ghana."
LINE: dict[str, Any] = {"id": "1", "text": TEXT, "date": "2021-06-15", "actor": [[0, 5]], "recipient": [[19, 24]]}
OWN = Path(__file__).parents[2] / "measuring" / "modality.jsonl"


def _scores(text: str, wanted: list[str], actor: list[int], recipient: list[int]) -> dict[str, float]:
    line = {**LINE, "text": text, "actor": [actor], "recipient": [recipient]}
    gold = [{**line, "event": "ASSAULT", "modality": wanted}]
    return Modality().score(gold, [Modality().predict(line, Path())])


def test_a_denied_act_is_found_as_denied() -> None:
    assert _scores(TEXT, ["negation"], [0, 5], [19, 24])["accuracy"] == 1
    assert _scores(TEXT, [], [0, 5], [19, 24])["accuracy"] == 0


def test_a_line_without_an_event_is_a_miss() -> None:
    scores = _scores("Kenya lies east of Uganda.", [], [0, 5], [19, 25])
    assert scores["event_found"] == scores["accuracy"] == 0


def test_the_own_set_is_balanced_and_its_spans_hold_words() -> None:
    result = measure("modality", OWN, 40)
    assert result.lines == 40
    import json

    lines = [json.loads(line) for line in OWN.read_text("utf-8").splitlines()]
    assert len(lines) == len({line["text"] for line in lines}) == 300
    for line in lines:
        for start, end in (*line["actor"], *line["recipient"]):
            assert line["text"][start:end] == line["text"][start:end].strip() != ""
    for mode in ("negation", "future", "hypothetical", "historical"):
        assert sum(line["modality"] == [mode] for line in lines) == 50


def test_dyads_are_found_in_the_bare_text_and_folded_by_text() -> None:
    text = "Kenya condemned Ghana."
    line = {"id": "1", "text": text}
    gold = [{**line, "actor": [[0, 5]], "recipient": [[16, 21]], "event": "ACCUSE", "quad": 3}]
    prediction = Dyads().predict(line, Path())
    assert Dyads().score(gold, [prediction])["whole_f1"] == 1
    swapped = [{**gold[0], "actor": [[16, 21]], "recipient": [[0, 5]]}]
    assert Dyads().score(swapped, [prediction])["whole_f1"] == 0
    assert Dyads().score([*gold, *swapped], [prediction, prediction])["type_recall"] == 0.5
