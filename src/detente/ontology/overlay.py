"""A user's ontology over another one: what it adds, drops and replaces."""

from __future__ import annotations

import difflib
from typing import Any

from detente.errors import OntologyError
from detente.ontology.files import KEYS, Place, Raw

Entries = list[tuple[dict[str, Any], Place]]


def key_of(name: str, entry: dict[str, Any]) -> str:
    """What an entry of a list is called: `CONSULT:phone` for a mode, the name or code for others."""
    return ":".join(str(entry.get(k, "")) for k in KEYS[name])


def laid_over(base: Raw, overlay: Raw) -> Raw:
    """Lay an overlay over its base.

    Lists that stand in the overlay outside `add` and `replace` are added too.

    Args:
        base: What the overlay extends.
        overlay: Its own files.

    Returns:
        The whole, in the form of files; what pointed at dropped things no longer does.

    Raises:
        OntologyError: It drops or replaces something that is not there.
    """
    whole = Raw(
        values={**base.values, **{k: v for k, v in overlay.values.items() if k != "extends"}},
        lists={name: list(entries) for name, entries in base.lists.items()},
        files=[*base.files, *overlay.files],
    )
    for name, entries in overlay.changes.get("replace", Raw()).lists.items():
        for entry, place in entries:
            _replace(whole.lists.get(name, []), name, entry, place)
    for name, names in overlay.drops.items():
        for dropped in names:
            _drop(whole.lists, name, dropped, overlay.drops_at)
    for added in (overlay.lists, overlay.changes.get("add", Raw()).lists):
        for name, entries in added.items():
            whole.lists.setdefault(name, []).extend(entries)
    return whole


def _missing(name: str, wanted: str, there: list[str], place: Place | None, verb: str) -> OntologyError:
    near = difflib.get_close_matches(wanted, there, 3, 0.5)
    hint = f" Did you mean {', '.join(near)}?" if near else ""
    return OntologyError(
        f"{place}: there is no {wanted!r} among the {name} to {verb}.{hint}",
        f"Take it out of `{verb}`, or name an existing entry.",
    )


def _replace(entries: Entries, name: str, entry: dict[str, Any], place: Place) -> None:
    wanted = key_of(name, entry)
    for at, (old, _) in enumerate(entries):
        if key_of(name, old) == wanted:
            entries[at] = ({**old, **entry}, place)
            return
    raise _missing(name, wanted, [key_of(name, e) for e, _ in entries], place, "replace")


def _drop(lists: dict[str, Entries], name: str, dropped: str, place: Place | None) -> None:
    entries = lists.get(name, []) if KEYS.get(name) else []
    there = [key_of(name, e) for e, _ in entries]
    if dropped not in there:
        raise _missing(name, dropped, there, place, "drop")
    lists[name] = [(e, p) for e, p in entries if key_of(name, e) != dropped]
    if name == "types":
        _forget_type(lists, dropped)
    elif name == "modes":
        _forget_mode(lists, *dropped.split(":", 1))
    elif name == "contexts":
        _forget_context(lists, dropped)


def _forget_type(lists: dict[str, Entries], type_name: str) -> None:
    """Take out the modes, crosswalk lines, hints and rewrites of a dropped type."""
    for name in ("modes", "crosswalk", "hints"):
        lists[name] = [(e, p) for e, p in lists.get(name, []) if e.get("type") != type_name]
    kept: Entries = []
    for rule, place in lists.get("rewrites", []):
        left = [t for t in rule.get("from", []) if t != type_name]
        if left and rule.get("to", {}).get("type") != type_name:
            kept.append(({**rule, "from": left}, place))
    lists["rewrites"] = kept


def _forget_mode(lists: dict[str, Entries], type_name: str, mode: str) -> None:
    """Point crosswalk lines and rewrites of a dropped mode at its type, and take out its hints."""

    def general(entry: dict[str, Any]) -> dict[str, Any]:
        same = entry.get("type") == type_name and entry.get("mode") == mode
        return {**entry, "mode": ""} if same else entry

    lists["crosswalk"] = [(general(e), p) for e, p in lists.get("crosswalk", [])]
    lists["rewrites"] = [({**e, "to": general(e.get("to", {}))}, p) for e, p in lists.get("rewrites", [])]
    lists["hints"] = [
        (e, p) for e, p in lists.get("hints", []) if (e.get("type"), e.get("mode")) != (type_name, mode)
    ]
    lists["sign_exceptions"] = [
        (e, p) for e, p in lists.get("sign_exceptions", []) if e.get("code") != f"{type_name}:{mode}"
    ]


def _forget_context(lists: dict[str, Entries], context: str) -> None:
    """Take a dropped context out of the crosswalk's lines."""
    lists["crosswalk"] = [
        ({**e, "contexts": ";".join(c for c in str(e.get("contexts", "")).split(";") if c != context)}, p)
        for e, p in lists.get("crosswalk", [])
    ]
