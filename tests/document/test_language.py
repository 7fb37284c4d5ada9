from __future__ import annotations

import subprocess
import sys

import pytest

from detente.document.language import language_of
from detente.document.lexicon import load
from detente.settings import Settings

ENGLISH = load(Settings().data_dir).english


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The envoys said that they would meet again before the end of the year.", "en"),
        (
            "Xi Jinping, Recep Tayyip Erdoğan, Nguyễn Phú Trọng and Kassym-Jomart Tokayev met in Samarkand. "
            "Shavkat Mirziyoyev was their host; Shehbaz Sharif and Narendra Modi did not speak to each other.",
            "en",
        ),
        ("Les deux envoyés se sont rencontrés lundi à Vienne et veulent se revoir le mois prochain.", "fr"),
        ("Los dos enviados se reunieron el lunes en Viena y quieren volver a hablar el mes que viene.", "es"),
        ("Посланники встретились в понедельник в Вене и договорились продолжить переговоры.", "ru"),
        (
            "两国特使星期一在维也纳会面，并同意下个月继续举行会谈，双方均未透露会谈的具体地点和日期，也没有回答记者的提问。",
            "zh",
        ),
        ("Ministeren sagde at forhandlingerne går videre, og at de har været gode for at sikre freden.", "da"),
        ("De minister zei dat het overleg verder gaat. Volgens hem was dat wat we nodig hadden of wilden.", "nl"),
        ("She said she would resign on Monday. He said he would not, and that was all they said.", "en"),
        ("Putin Lavrov", None),
        ("", None),
    ],
)
def test_languages(text: str, language: str | None) -> None:
    assert language_of(text, ENGLISH) == language


def test_english_loads_no_model() -> None:
    program = (
        "import sys; from detente.document import extract; from detente.record import Page\n"
        "d = extract(Page(b'The envoys said that they would meet again before the end of the year.'))\n"
        "assert d.language == 'en' and 'py3langid' not in sys.modules and 'trafilatura' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
