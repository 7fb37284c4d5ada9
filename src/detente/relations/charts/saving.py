"""Charts as files: SVG and PNG pictures, JSON specifications, web pages that need no network."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from detente.errors import InputError, NoPermission

SUFFIXES = (".svg", ".png", ".json", ".html")
#: Pixels of a PNG for each unit of a chart.
SCALE = 2


def save(chart: Any, path: str | Path, scale: float = SCALE) -> Path:
    """Write a chart; the suffix says as what. Nothing is fetched, and the same chart gives the same file.

    Args:
        chart: A chart of this package.
        path: A file ending in .svg, .png, .json or .html.
        scale: Pixels of a PNG for each unit of a chart.

    Returns:
        The path.

    Raises:
        InputError: Another suffix, no such folder, or the file cannot be written.
    """
    target = Path(path)
    content = drawn(chart, kind_of(target), scale)
    try:
        target.write_bytes(content)
    except PermissionError:
        raise NoPermission(
            f"{target} may not be written.", "Change its permissions, or give another path."
        ) from None
    except OSError as error:
        raise InputError(f"{target} cannot be written ({error}).", "Give another path.") from None
    return target


def kind_of(target: Path) -> str:
    """What a path asks for: one of `SUFFIXES`.

    Raises:
        InputError: Another suffix, or no such folder.
    """
    kind = target.suffix.lower()
    if kind not in SUFFIXES:
        raise InputError(
            f"{target.name} does not say what it shall be.", f"Give a name that ends in {', '.join(SUFFIXES)}."
        )
    if not target.parent.is_dir():
        raise InputError(f"There is no folder {target.parent}.", "Make it first, or give another path.")
    return kind


def drawn(chart: Any, kind: str, scale: float = SCALE) -> bytes:
    """A chart as the bytes of a file.

    Args:
        chart: A chart of this package.
        kind: One of `SUFFIXES`.
        scale: Pixels of a PNG for each unit of a chart.
    """
    import vl_convert

    spec = specification(chart)
    if kind == ".json":
        return (json.dumps(spec, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n").encode()
    version = _version(spec)
    # No address may be fetched, whatever a chart names.
    if kind == ".svg":
        picture: str = vl_convert.vegalite_to_svg(spec, vl_version=version, allowed_base_urls=[])
        return (_renumbered(picture) + "\n").encode()
    if kind == ".png":
        pixels: bytes = vl_convert.vegalite_to_png(spec, vl_version=version, scale=scale, allowed_base_urls=[])
        return pixels
    return _page(spec, version).encode()


def specification(chart: Any) -> dict[str, Any]:
    """The Vega-Lite specification of a chart, as JSON values."""
    spec: dict[str, Any] = chart.to_dict()
    return spec


def _renumbered(picture: str) -> str:
    """An SVG whose ids count from 0 (the renderer goes on counting from one picture to the next), less long."""
    numbers: dict[str, str] = {}

    def anew(found: re.Match[str]) -> str:
        return found[1] + numbers.setdefault(found[2], f"{found[3]}{len(numbers)}")

    def within(tag: re.Match[str]) -> str:
        return re.sub(r"""( id="|url\(#)((gradient_|clip)\d+)(?=["')])""", anew, tag[0])

    def outline(path: re.Match[str]) -> str:
        return re.sub(r"(\d+\.\d)\d+", r"\1", path[0])

    # Long outlines (countries) to a tenth of a unit: finer is not seen, and doubles the file.
    picture = re.sub(r'(?<= d=")[^"<>]{120,}', outline, picture)
    return re.sub(r"<[^<>]+>", within, picture)


def _version(spec: dict[str, Any]) -> str:
    """The version of Vega-Lite a specification names: ".../vega-lite/v6.4.1.json" is "6.4"."""
    number = str(spec["$schema"]).rsplit("/v", 1)[-1].removesuffix(".json")
    return ".".join(number.split(".")[:2])


def _page(spec: dict[str, Any], version: str) -> str:
    """A web page that carries the chart and all it needs."""
    import vl_convert

    code = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=version)
    # Within a script, no text of the data may end it: "<" is written as JavaScript's escape.
    told = json.dumps(spec, ensure_ascii=True, sort_keys=True).replace("<", "\\u003c")
    code = code.replace("</script", "<\\/script")
    paper = spec.get("background", "#ffffff")
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:\">\n"
        "<title>detente</title>\n"
        f'</head>\n<body style="margin:0;background:{paper}">\n<div id="chart"></div>\n'
        f'<script type="module">{code}</script>\n'
        f'<script type="module">\nconst spec = {told};\n'
        'window.vegaEmbed("#chart", spec, {actions: false, renderer: "svg"});\n</script>\n</body>\n</html>\n'
    )
