"""The rungs of the ladder, and what colour a case wears on each. Who stands on a rung: ``rules/recipients.py``."""

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.rules.words import Colour, Role

RISE = (Role.HANDLER, Role.HEAD, Role.INTAKE, Role.DIRECTOR, Role.SUPERVISOR)
"""The order in which an alarm rises when somebody cannot be told."""


COLOURS = {"50": Colour.BLUE, "80": Colour.YELLOW}
"""What a case wears after a level: blue, then yellow; from the due instant on, red (colours A)."""


def colour_after(levels: Iterable[str]) -> Colour:
    """The worst colour of the levels that have been reached; calm before the first."""
    worn = [COLOURS.get(level, Colour.RED) for level in levels]
    return max(worn, key=list(Colour).index, default=Colour.CALM)


@dataclass(frozen=True, slots=True)
class Rung:
    """Policy: at ``level`` these roles are told, and a card of this colour goes on record.

    ``citizen`` when the complainant is told of the delay as well.
    """

    level: str
    roles: tuple[Role, ...]
    card: Colour | None = None
    basis: str = ""
    citizen: bool = False
