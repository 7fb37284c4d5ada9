from __future__ import annotations

import pickle

import pytest

from detente import errors
from detente.errors import EXIT_CODES, HTTP_STATUSES, DetenteError


def tree(cls: type[DetenteError] = DetenteError) -> list[type[DetenteError]]:
    return [cls, *(c for sub in cls.__subclasses__() for c in tree(sub))]


@pytest.mark.parametrize("cls", tree(), ids=lambda c: c.__name__)
def test_every_error_has_a_code_of_its_own_and_is_drawn(cls: type[DetenteError]) -> None:
    assert [c.code for c in tree()].count(cls.code) == 1
    assert cls.__name__ in (errors.__doc__ or "")
    assert cls.exit_code in EXIT_CODES.values()
    assert any(issubclass(cls, known) for known in HTTP_STATUSES)


@pytest.mark.parametrize("cls", tree(), ids=lambda c: c.__name__)
def test_errors_survive_the_way_to_another_process(cls: type[DetenteError]) -> None:
    back = pickle.loads(pickle.dumps(cls("What is wrong.", "What to do.")))
    assert (type(back), back.message, back.fix) == (cls, "What is wrong.", "What to do.")
    assert str(back) == f"[{cls.code}] What is wrong. What to do."
