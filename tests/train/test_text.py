from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.errors import TrainingTextError
from detente.ontology import load
from detente.train.check import check
from detente.train.text import Overlap, parse, read, words

LINE = "ACCUSE\tallege\t-\tcyber,diplomatic\tAt noon <s>Ghana</s> and <s>Togo</s> said <t>the firm</t> had lied."


def test_marks_become_spans_of_the_unmarked_sentence() -> None:
    example = parse(LINE, "x:1", load())
    assert [example.text[s:e] for s, e in example.actors] == ["Ghana", "Togo"]
    assert [example.text[s:e] for s, e in example.recipients] == ["the firm"]
    assert example.label == "ACCUSE:allege"
    assert example.contexts == ("cyber", "diplomatic")
    assert "<" not in example.text


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("ACCUSE\t-\t-\t-", "4 columns"),
        ("BLAME\t-\t-\t-\t<s>A</s> b", "no such type"),
        ("ACCUSE\tdrone\t-\t-\t<s>A</s> b", "no mode drone"),
        ("NONE\tdrone\t-\t-\t<s>A</s> b", "no mode drone"),
        ("ACCUSE\t-\tmaybe\t-\t<s>A</s> b", "no such modality"),
        ("ACCUSE\t-\t-\tsport\t<s>A</s> b", "no such context"),
        ("ACCUSE\t-\t-\t-\tA b", "no actor"),
        ("ACCUSE\t-\t-\t-\t<s>A b", "not closed"),
        ("ACCUSE\t-\t-\t-\tA</s> b", "closes nothing"),
        ("ACCUSE\t-\t-\t-\t<s> A</s> b", "begins or ends with a space"),
        ("ACCUSE\t-\t-\t-\t<s></s> b", "holds nothing"),
        ("ACCUSE\t-\t-\t-\t<s>A <s>b</s></s>", "inside"),
    ],
)
def test_a_malformed_line_is_named(line: str, message: str) -> None:
    with pytest.raises(TrainingTextError, match=message):
        parse(line, "x:7", load())


def test_all_malformed_lines_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text(f"{LINE}\nBLAME\t-\t-\t-\t<s>A</s>\n\nACCUSE\t-\t-\t-\tnobody\n", "utf-8")
    with pytest.raises(TrainingTextError) as caught:
        read(tmp_path, load())
    assert "a.tsv:2" in caught.value.message
    assert "a.tsv:4" in caught.value.message


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TrainingTextError, match="no training sentence"):
        read(tmp_path, load())


def _file(folder: Path, *lines: str) -> Path:
    (folder / "a.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def test_doubles_are_found_and_contrast_pairs_are_not(tmp_path: Path) -> None:
    sentence = "<s>Peru</s> handed {} the last of the four captured fishing boats on Tuesday morning"
    one = "RETREAT\trelease\t-\t-\t" + sentence.format("<t>Chile</t>")
    two = "RETREAT\trelease\t-\t-\t" + sentence.format("<t>Chile</t>") + " again"
    other = "RETREAT\trelease\tnegation\t-\t" + sentence.format("<t>Chile</t>") + " not"
    assert len(check(read(_file(tmp_path, one, two), load())).problems) == 1
    assert check(read(_file(tmp_path, one, other), load())).problems == ()
    assert "sentence and marks" in check(read(_file(tmp_path, one, one), load())).problems[0]


def test_near_copies_of_a_measuring_set_are_found(tmp_path: Path) -> None:
    measuring = tmp_path / "gold"
    measuring.mkdir()
    (measuring / "m.jsonl").write_text(
        '{"text": "A first line about nothing. The crew of the lost ferry blamed the harbour master for it."}\n'
    )
    line = "ACCUSE\tdisapprove\t-\t-\t<s>The crew of the lost ferry</s> blamed <t>the harbour master</t> for it"
    report = check(read(_file(tmp_path, line), load()), measuring)
    assert report.problems == ("a.tsv:1: a near-copy of m.jsonl:1 (1.00)",)


texts = st.lists(st.sampled_from("abcdefghijkl"), min_size=1, max_size=10).map(" ".join)


@given(st.lists(texts, max_size=12), texts, st.sampled_from([0.5, 0.7, 0.9]))
def test_the_index_finds_what_a_search_through_everything_finds(
    known: list[str], asked: str, least: float
) -> None:
    index = Overlap(least)
    for text in known:
        index.add(text)
    shares = [len(words(asked) & words(t)) / len(words(asked) | words(t)) for t in known]
    best = max(shares, default=0.0)
    found = index.nearest(asked)
    assert (found[1] if found else 0.0) == (best if best >= least else 0.0)


def test_the_training_text_of_the_project_lints(gold: Path) -> None:
    folder = Path(__file__).parents[2] / "training" / "events"
    assert check(read(folder, load()), gold).problems == ()
