from __future__ import annotations

from collections.abc import Callable

import pytest

Rows = list[tuple[str, str | None, list[str]]]
Found = Callable[[str], Rows]

STYLES = [('"', '"'), ("“", "”"), ("„", "“"), ("«", "»"), ("‘", "’"), ("'", "'"), ("''", "''")]


def directs(rows: Rows) -> Rows:
    return [r for r in rows if r[0] == "direct"]


@pytest.mark.parametrize(("opening", "closing"), STYLES)
def test_the_style_of_marks_changes_nothing(found: Found, opening: str, closing: str) -> None:
    text = (
        f"{opening}We shall wait for them,{closing} Angela Merkel said. {opening}It isn't late.{closing}\n\n"
        f"Emmanuel Macron told reporters: {opening}France is ready, and it's willing.{closing}\n\n"
        f"He warned that the plan was {opening}far too slow{closing} to work."
    )
    rows = found(text)
    assert directs(rows) == [
        ("direct", "Angela Merkel", ["We shall wait for them,", "It isn't late."]),
        ("direct", "Emmanuel Macron", ["France is ready, and it's willing."]),
    ]
    kind, who, content = rows[-1]
    assert (kind, who) == ("mixed", "Emmanuel Macron")
    assert content == [f"that the plan was {opening}far too slow{closing} to work"]


def test_a_quotation_split_by_its_cue_is_one_quote(found: Found) -> None:
    rows = found('"The border," Sauli Niinistö said, "must stay open for everybody."')
    assert rows == [("direct", "Sauli Niinistö", ["The border,", "must stay open for everybody."])]


def test_a_quotation_goes_on_after_the_cue(found: Found) -> None:
    rows = found('"There was no deal," he said. "Tomorrow there may be one."')
    assert rows == [("direct", "he", ["There was no deal,", "Tomorrow there may be one."])]


def test_reopened_marks_carry_a_quotation_over_paragraphs(found: Found) -> None:
    text = (
        'Jacinda Ardern said: "We were right to stay.\n\n"We would do so again tomorrow.\n\n'
        '"And we thank our friends."'
    )
    rows = directs(found(text))
    assert len(rows) == 1
    assert rows[0][1] == "Jacinda Ardern"
    assert rows[0][2][0] == "We were right to stay."
    assert len(rows[0][2]) == 3


def test_a_floating_quotation_is_the_last_speakers(found: Found) -> None:
    text = (
        '"The vote is unacceptable," Jens Stoltenberg told reporters in Brussels with Donald Tusk.\n\n'
        '"If they tried it again, we would answer. They must be open and honest . "'
    )
    rows = directs(found(text))
    assert [r[1] for r in rows] == ["Jens Stoltenberg"]
    assert len(rows[0][2]) == 2


def test_a_floating_quotation_takes_the_subject_before_it(found: Found) -> None:
    rows = directs(found('Theresa May was in no mood to wait. "We have given them enough time for this."'))
    assert [r[1] for r in rows] == ["Theresa May"]


def test_a_lost_cue_leaves_the_name(found: Found) -> None:
    rows = directs(
        found('"The work was, I must say, done with great care," Sauli Niinistö when he opened the hall.')
    )
    assert [r[1] for r in rows] == ["Sauli Niinistö"]


@pytest.mark.parametrize(
    "text",
    [
        'The so-called "surge" began in spring.',
        'She sang "Waiting for Rain" at the opening.',
        'The ship "Aurora" left the port.',
    ],
)
def test_scare_quotes_and_titles_are_no_quotes(found: Found, text: str) -> None:
    assert directs(found(text)) == []


def test_a_colon_after_a_name_attributes(found: Found) -> None:
    assert found('Angela Merkel: "We can do it, and we shall."')[0][:2] == ("direct", "Angela Merkel")


def test_a_new_attribution_takes_no_quotation_from_before(found: Found) -> None:
    text = '"It was a long war," Jan Egeland said. "Many are missing." The office says the war made many poor.'
    rows = found(text)
    assert rows[0] == ("direct", "Jan Egeland", ["It was a long war,", "Many are missing."])
    assert rows[1][0] == "indirect"


def test_inner_quotations_belong_to_the_outer(found: Found) -> None:
    rows = found("“He asked me, ‘Why did you wait?’ and I had no answer,” Angela Merkel said.")
    assert rows == [("direct", "Angela Merkel", ["He asked me, ‘Why did you wait?’ and I had no answer,"])]


def test_an_unclosed_quotation_is_still_attributed(found: Found) -> None:
    rows = directs(found('Angela Merkel said: "We have waited long enough for this.\n\nThe hall was silent.'))
    assert [(r[1], r[2]) for r in rows] == [("Angela Merkel", ["We have waited long enough for this."])]
