"""Which stretch of a page is the story: the run of lines that earns most points, less the furniture in it."""

from __future__ import annotations

from collections.abc import Sequence

BEFORE, STORY, GAP, AFTER = range(4)


def best_stretch(points: Sequence[float], leave: float, back: float, gap_line: float) -> list[bool]:
    """Find the story by dynamic programming over four states: before it, in it, in a gap of it, after it.

    A story line earns its points; a line before or after earns nothing; a line in a gap costs `gap_line`;
    entering a gap costs `leave`, coming back `back`. The path that earns most wins, so short doubtful lines
    between paragraphs stay, and a lone paragraph far from the story does not pull everything between in.

    Args:
        points: Points of each line.
        leave: Price of entering a gap.
        back: Price of leaving it.
        gap_line: Price of a line in a gap.

    Returns:
        For each line, whether it is in the story.

    >>> best_stretch([-1, 3, -1, 3, -4, -4, -1], 1.2, 1.2, 0.1)
    [False, True, True, True, False, False, False]
    """
    none = float("-inf")
    earned = [0.0, none, none, none]
    came: list[tuple[int, int, int, int]] = []
    for value in points:
        before, story, gap, after = earned
        into_story = max((before, BEFORE), (story, STORY), (gap - back, GAP))
        into_gap = max((story - leave, STORY), (gap, GAP))
        into_after = max((story, STORY), (after, AFTER))
        came.append((BEFORE, into_story[1], into_gap[1], into_after[1]))
        earned = [before, into_story[0] + value, into_gap[0] - gap_line, into_after[0]]
    state = max((BEFORE, STORY, AFTER), key=lambda s: earned[s])
    kept = []
    for sources in reversed(came):
        kept.append(state == STORY)
        state = sources[state]
    return kept[::-1]
