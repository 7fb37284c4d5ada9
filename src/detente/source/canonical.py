"""One spelling for addresses that lead to the same page."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from detente.settings import Settings
from detente.source.words import tracking

_PORTS = {"http": "80", "https": "443"}
_SAFE = "/:@!$&'()*+,;=~-._"


def canonical(url: str, settings: Settings) -> str:
    """Spell an address the one way that all its spellings share: to compare it, not to fetch it.

    Scheme and host in lower case, no standard port, no fragment, no parameters that only say who sent the
    reader, the others in order, no slash at the end; `https` for `http`.

    >>> canonical("HTTP://News.example:80/a/?utm_source=x&id=7#top", Settings())
    'https://news.example/a?id=7'
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return url.strip()
    scheme = parts.scheme.lower()
    standard = port is None or str(port) == _PORTS.get(scheme)
    site = host.rstrip(".") if standard else f"{host.rstrip('.')}:{port}"
    names, beginnings = tracking(settings.data_dir)
    kept = sorted(
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True, max_num_fields=None)
        if name.casefold() not in names and not name.casefold().startswith(beginnings)
    )
    path = quote(unquote(parts.path, errors="surrogateescape"), safe=_SAFE, errors="surrogateescape").rstrip("/")
    return urlunsplit(("https" if scheme == "http" and standard else scheme, site, path, urlencode(kept), ""))
