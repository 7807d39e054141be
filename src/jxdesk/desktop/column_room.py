"""Column room: how the columns of a list share its width, so that no text is cut while another column has room to spare."""

from __future__ import annotations

from collections.abc import Sequence


def shared(widths: Sequence[int], needs: Sequence[int], room: int, *, stretching: int) -> list[int]:
    """The widths for a room: the stretching column takes what is left and gives on what it does not need.

    Where it is cut itself, the others give it what they do not need. Units: px.
    """
    made = list(widths)
    made[stretching] = room - sum(width for place, width in enumerate(widths) if place != stretching)
    others = [place for place in range(len(made)) if place != stretching]
    spare = made[stretching] - needs[stretching]
    for place in others:
        if spare >= 0:
            moved = min(spare, max(0, needs[place] - made[place]))
        else:
            moved = max(spare, min(0, needs[place] - made[place]))
        made[place] += moved
        made[stretching] -= moved
        spare -= moved
    return made
