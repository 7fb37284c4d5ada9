"""What a text is about, and who stands where."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from detente import issues
from detente.record import EventCode, Issue

Make = Callable[[str], Any]


def found(scene: Any) -> dict[str, Issue]:
    result = issues.find(scene.document, scene.reading, scene.cast, tuple(scene.quotes), tuple(scene.events))
    return {i.name: i for i in result}


def stances(issue: Issue) -> dict[str, str]:
    return {h.actor: h.stance for h in issue.holders}


def test_a_quote_is_about_what_it_names(scene: Make) -> None:
    made = scene('"Meddling in our elections is unacceptable," Ms Lindqvist said. The weather was fine.')
    made.actor("Ms Lindqvist", "p:lindqvist").quote(
        "Meddling in our elections is unacceptable,", "p:lindqvist", "said"
    )
    issue = found(made)["election interference"]
    assert issue.quotes == ("q0",)
    assert issue.contexts == ("election", "misinformation")
    assert stances(issue) == {"p:lindqvist": "against"}
    assert [e.text for e in issue.evidence] == ["Meddling in our elections"]
    assert all(e.holds(made.document.text) for h in issue.holders for e in h.evidence)


def test_the_longer_phrase_wins(scene: Make) -> None:
    made = scene("Lawmakers looked into election interference. More election interference was feared.")
    assert set(found(made)) == {"election interference"}


def test_an_event_is_about_what_its_clause_names(scene: Make) -> None:
    made = scene("Norway signed a treaty on fisheries with Iceland, and Malta recalled its envoy from Tunis.")
    made.state("Norway", "NOR").state("Iceland", "ISL").state("Malta", "MLT")
    made.event("signed", EventCode("SUPPORT"), ("state:NOR", "state:ISL"))
    made.event("recalled", EventCode("SANCTION", "withdraw"), ("state:MLT",))
    result = found(made)
    assert result["fisheries"].events == ("e0",)
    assert stances(result["fisheries"]) == {"state:NOR": "unclear", "state:ISL": "unclear"}
    assert "Norway" not in result


def test_what_is_named_once_in_passing_is_no_issue(scene: Make) -> None:
    assert found(scene("The minister arrived. The port also lives off fisheries.")) == {}


def test_short_forms_need_the_full_one(scene: Make) -> None:
    assert found(scene("The pipeline leaks. The pipeline is old.")) == {}
    evidence = found(scene("The gas pipeline leaks. The pipeline is old."))["gas pipelines"].evidence
    assert [e.text for e in evidence] == ["gas pipeline", "pipeline"]


def test_words_that_mean_something_else_do_not_count(scene: Make) -> None:
    assert (
        found(scene("They trade insults. The ministers trade barbs. Public relations matter in relation to it."))
        == {}
    )


@pytest.mark.parametrize(
    "text",
    [
        "The ministers quarrelled over Libya, Sudan and Chad. Nothing was agreed about Libya, Sudan or Chad.",
        "They discussed the crisis in Libya, Sudan and Chad. They spoke about Libya, Sudan and Chad.",
    ],
)
def test_countries_that_are_spoken_about_are_issues(scene: Make, text: str) -> None:
    made = scene(text)
    for nth in (0, 1):
        made.state("Libya", "LBY", nth=nth).state("Sudan", "SDN", nth=nth).state("Chad", "TCD", nth=nth)
    assert set(found(made)) == {"Libya", "Sudan", "Chad"}


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("The envoys want to end the Yemeni civil war. The Yemeni civil war is in its eighth year.", True),
        ("The Yemeni ambassador left the room. The Yemeni ambassador was angry.", False),
        ("Jets flew over Yemeni. Jets flew over Yemeni again.", False),
    ],
)
def test_a_possessor_is_a_topic_only_of_what_can_be_one(scene: Make, text: str, topic: bool) -> None:
    made = scene(text)
    made.state("Yemeni", "YEM", "Yemen").state("Yemeni", "YEM", "Yemen", nth=1)
    assert ("Yemen" in found(made)) is topic


def test_somebody_to_be_moved_is_a_topic(scene: Make) -> None:
    made = scene("Seoul spoke of getting Iran to abandon its nuclear programme.")
    made.state("Iran", "IRN").quote("getting Iran to abandon its nuclear programme", None, "spoke")
    assert {"Iran", "nuclear weapons"} & set(found(made)) >= {"Iran"}


STANCES = [
    ("Kenya condemned the air strikes.", "air strikes", "against"),
    ("Kenya did not condemn the air strikes.", "air strikes", "for"),
    ("Kenya backs the ceasefire.", "ceasefire", "for"),
    ("Kenya called for a ceasefire.", "ceasefire", "for"),
    ("Kenya called for an end to the sanctions.", "sanctions", "against"),
    ("Kenya wants to lift the sanctions.", "sanctions", "against"),
    ("Kenya refused to lift the sanctions.", "sanctions", "for"),
    ("Kenya will not tolerate torture.", "torture", "against"),
    ("Kenya expressed support for the peace talks.", "peace talks", "for"),
    ("Kenya hoped that bilateral relations would improve.", "bilateral relations", "for"),
    ("Kenya condemned the abuses of human rights.", "human rights", "for"),
    ("Kenya opposes the use of chemical weapons.", "chemical weapons", "against"),
    ("The sanctions were rejected by Kenya.", "sanctions", "against"),
    ("Kenya welcomed the report on torture.", "torture", "unclear"),
    ("Kenya rejected allegations of torture.", "torture", "unclear"),
    ("Kenya criticised Ghana over torture.", "torture", "unclear"),
    ("Kenya could lift the sanctions.", "sanctions", "unclear"),
    ("Will Kenya support the ceasefire?", "ceasefire", "unclear"),
    ("Kenya acted against the spirit of talks on torture.", "torture", "unclear"),
    ("Kenya talked about sanctions.", "sanctions", "unclear"),
]


@pytest.mark.parametrize(("text", "name", "stance"), STANCES)
def test_stances_are_what_the_words_say(scene: Make, text: str, name: str, stance: str) -> None:
    made = scene(text)
    made.state("Kenya", "KEN")
    trigger = next(token.text for token in made.reading.tokens if token.head == token.i)
    made.event(trigger, EventCode("CONSULT"), ("state:KEN",))
    assert stances(found(made)[name])["state:KEN"] == stance


def test_a_quote_is_its_speakers_stance_unless_somebody_else_is_named(scene: Make) -> None:
    made = scene('"We will never accept torture," Ms Oduya said. "Iran should stop enriching uranium," she added.')
    made.actor("Ms Oduya", "p:oduya").state("Iran", "IRN")
    made.quote("We will never accept torture,", "p:oduya", "said")
    made.quote("Iran should stop enriching uranium,", "p:oduya", "added")
    result = found(made)
    assert stances(result["torture"]) == {"p:oduya": "against"}
    assert stances(result["nuclear programme"]) == {"p:oduya": "against"}


def test_who_is_urged_need_not_want_it(scene: Make) -> None:
    made = scene("Kenya urged Ghana to support the ceasefire.")
    made.state("Kenya", "KEN").state("Ghana", "GHA")
    made.event("urged", EventCode("REQUEST"), ("state:KEN",), ("state:GHA",))
    assert "state:GHA" not in stances(found(made)["ceasefire"])


def test_a_holder_with_both_stances_is_mixed(scene: Make) -> None:
    made = scene("Kenya supports the peace talks. Kenya rejected the peace talks.")
    made.state("Kenya", "KEN").state("Kenya", "KEN", nth=1)
    made.event("supports", EventCode("SUPPORT"), ("state:KEN",)).event(
        "rejected", EventCode("REJECT"), ("state:KEN",)
    )
    holder = found(made)["peace talks"].holders[0]
    assert holder.stance == "mixed"
    assert len(holder.evidence) == 2


def test_it_is_the_same_twice_and_empty_texts_have_no_issues(scene: Make) -> None:
    made = scene("Kenya condemned the air strikes. The air strikes went on over Sudan.")
    made.state("Kenya", "KEN").state("Sudan", "SDN")
    assert found(made) == found(made)
    assert found(scene("")) == {}
