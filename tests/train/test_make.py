from pathlib import Path

import pytest

from detente.errors import TrainingTextError
from detente.ontology import load
from detente.train import labels as labelling
from detente.train.make import make, measure, split
from detente.train.recipe import Recipe, read
from detente.train.text import Example


def _examples(count: int) -> list[Example]:
    names = ("AGREE", "ACCUSE")
    return [
        Example(names[i % 2], None, None, (), f"Mali does thing {i // 4} here.", ((0, 4),), (), f"x:{i}")
        for i in range(count)
    ]


def test_a_share_of_every_label_is_held_apart_and_no_text_is_on_both_sides() -> None:
    learned, held = split(_examples(400), 0.1, 3)
    assert len(learned) + len(held) == 400
    assert 30 <= len(held) <= 50
    assert not {e.text for e in learned} & {e.text for e in held}
    assert {e.type for e in held} == {"AGREE", "ACCUSE"}


def test_the_same_seed_splits_alike() -> None:
    assert split(_examples(100), 0.2, 3) == split(_examples(100), 0.2, 3)


def test_measuring_counts_what_is_right() -> None:
    labels = labelling.of(load())
    held = _examples(4)

    def given(name: str) -> dict[str, list[float]]:
        shares = [float(t == name) for t in labels.types]
        return {"event": shares, "code": [0.0] * len(labels.codes), "modality": [1.0, 0, 0, 0, 0]}

    scores, rows = measure(held, [given("AGREE")] * 4, labels)
    assert scores["type_accuracy"] == 0.5
    assert scores["modality_accuracy"] == 1.0
    accuse = next(r for r in rows if r["class"] == "ACCUSE")
    assert accuse["taken_for"] == "AGREE:2"


def test_a_recipe_names_only_what_recipes_have(tmp_path: Path) -> None:
    path = tmp_path / "recipe.yaml"
    path.write_text("epochs: 2\nseeds: [4]\n")
    assert read(path) == Recipe(epochs=2, seeds=(4,))
    path.write_text("epoch: 2\n")
    with pytest.raises(TrainingTextError, match="epoch"):
        read(path)


def test_too_little_text_is_refused_before_anything_is_learned(tmp_path: Path) -> None:
    (tmp_path / "recipe.yaml").write_text("epochs: 1\n")
    (tmp_path / "a.tsv").write_text("AGREE\t-\t-\t-\t<s>Mali</s> promised <t>Niger</t> a road.\n")
    with pytest.raises(TrainingTextError, match=r"AGREE \(1\)"):
        make(tmp_path / "recipe.yaml", tmp_path / "out")
