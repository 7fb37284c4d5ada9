"""Every code that the tables give exists."""

from __future__ import annotations

import pytest

from detente.interchange.lookups import lookups
from detente.record import EventCode


def test_every_country_exists() -> None:
    known = lookups()
    given = {
        *known.fips.values(),
        *known.cameo_countries.values(),
        *known.by_name.values(),
        *known.groups.values(),
    }
    given |= {*known.role_countries.values(), *known.sector_countries.values()}
    assert given - {None} <= known.countries


def test_every_sector_context_and_mode_exists() -> None:
    known = lookups()
    sectors = {*known.role_sectors.values(), *known.sectors.values()} - {None}
    assert sectors <= set(known.ontology.sectors)
    assert set(known.contexts.values()) <= set(known.ontology.contexts)
    for (type_, older), (to, mode) in known.older_modes.items():
        assert EventCode(type_, older) not in known.ontology.modes
        assert known.ontology.code(to, mode)


def test_every_sector_and_country_can_be_written_for_icews_and_read_again() -> None:
    known = lookups()
    assert {known.sectors[n.casefold()] for n in known.sector_names.values()} == set(known.sector_names)
    assert set(known.sector_names) == set(known.ontology.sectors)
    for code, name in known.country_names.items():
        assert known.country(name) == code
    assert set(known.country_names) >= known.countries - set(known.ontology.countries) - {"ESH", "AND"} - {"KOS"}


def test_every_sector_and_body_can_be_written_in_cameo() -> None:
    known = lookups()
    assert set(known.role_sectors.values()) == set(known.ontology.sectors)
    assert set(known.ontology.countries) <= {*known.role_countries, *known.groups.values()}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("RUS", "RUS"),
        ("Russian Federation", "RUS"),
        ("Cote d'Ivoire", "CIV"),
        ("Côte d'Ivoire", "CIV"),
        ("KOS", "XKX"),
        ("Kosovo", "XKX"),
        ("ROM", "ROU"),
        ("EUR", "EUR"),
        ("UNO", "UNO"),
        ("Occupied Palestinian Territory", "PSE"),
        ("Atlantis", None),
    ],
)
def test_countries_by_name_and_code(text: str, code: str | None) -> None:
    assert lookups().country(text) == code


@pytest.mark.parametrize(
    ("fips", "code"), [("RS", "RUS"), ("UP", "UKR"), ("GM", "DEU"), ("IZ", "IRQ"), ("KV", "XKX"), ("OC", None)]
)
def test_fips(fips: str, code: str | None) -> None:
    assert lookups().fips[fips] == code
