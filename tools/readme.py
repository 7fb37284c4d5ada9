"""Puts what the commands print today into README.md: run `make readme` after a change of coding.

Between `<!-- printed: COMMAND -->` and `<!-- end -->` stands what COMMAND prints, in a code block.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"(<!-- printed: (.+?) -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def printed(command: str) -> str:
    """What the command prints, run in the project's folder by this Python."""
    words = shlex.split(command)
    if words[0] != "detente":
        raise SystemExit(f"only detente's own commands stand in the README, not {words[0]!r}")
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True
    )
    return "\n".join(line.rstrip() for line in done.stdout.strip("\n").splitlines())


def blocks(text: str) -> list[tuple[str, str]]:
    """Every command of the text and what it is said to print."""
    return [(m[2], m[3].removeprefix("```text\n").removesuffix("\n```\n")) for m in BLOCK.finditer(text)]


def main() -> None:
    """Write the README anew."""
    readme = ROOT / "README.md"
    text = readme.read_text("utf-8")
    readme.write_text(BLOCK.sub(lambda m: f"{m[1]}```text\n{printed(m[2])}\n```\n{m[4]}", text), "utf-8")


if __name__ == "__main__":
    main()
