"""What is written in a button, and what a pressed one means.

Three families: menu buttons need nothing (``new``), page buttons carry the token of the draft or of
the stray words they were shown for (``submit:1f0c22ab``), case buttons carry what the errand needs and
no token (``rate:YX20261123-0001:1:satisfied``), so that they work without an open talk. Who looked a case up with
its query code gets it back in the button of an appeal: nobody else could press it.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.dialogue.effects import Button, Rows
from tracker.contract import AppealStage, Score

CASE_NUMBER = re.compile(r"[A-Z]{2}\d{8}-\d{4,6}")
QUERY_CODE = re.compile(r"[0-9A-Z-]{4,24}")
_ROUND = re.compile(r"[1-9][0-9]{0,3}")


class Verb(StrEnum):
    START = "start"
    NEW = "new"
    STATUS = "status"
    HELP = "help"
    CANCEL = "cancel"
    BACK = "back"

    REGISTER = "register"
    JOIN = "join"
    SKIP = "skip"
    LEVEL = "level"
    SUBMIT = "submit"
    EDIT = "edit"
    PART = "part"
    KIND = "kind"
    DROP = "drop"
    RESUME = "resume"
    RESTART = "restart"

    SEE = "see"
    MORE = "more"
    URGE = "urge"
    WITHDRAW = "quit"
    WITHDRAW_SURELY = "quit!"
    RATE = "rate"
    ENOUGH = "enough"
    RECHECK = "recheck"
    FINAL_RECHECK = "final"


MENU_VERBS = frozenset({Verb.START, Verb.NEW, Verb.STATUS, Verb.HELP, Verb.CANCEL, Verb.BACK})
CASE_VERBS = frozenset(
    {
        Verb.SEE, Verb.MORE, Verb.URGE, Verb.WITHDRAW, Verb.WITHDRAW_SURELY, Verb.RATE, Verb.ENOUGH,
        Verb.RECHECK, Verb.FINAL_RECHECK,
    }
)  # fmt: skip
APPEALS = {AppealStage.RECHECK: Verb.RECHECK, AppealStage.FINAL_RECHECK: Verb.FINAL_RECHECK}


@dataclass(frozen=True, slots=True)
class Press:
    """``token`` is empty for menu and case buttons; ``args`` is what follows it."""

    verb: Verb
    token: str = ""
    args: tuple[str, ...] = ()


def parse(data: str) -> Press | None:
    """None for anything that no page of ours can have shown."""
    word, *args = data.split(":")
    try:
        verb = Verb(word)
    except ValueError:
        return None
    if verb in MENU_VERBS:
        return None if args else Press(verb)
    if verb in CASE_VERBS:
        return Press(verb, args=tuple(args)) if _names_case(verb, args) else None
    return Press(verb, args[0], tuple(args[1:])) if args else None


def _names_case(verb: Verb, args: list[str]) -> bool:
    if not args or not CASE_NUMBER.fullmatch(args[0]):
        return False
    if verb in APPEALS.values() and len(args) == 2:
        return QUERY_CODE.fullmatch(args[1]) is not None
    if verb is not Verb.RATE:
        return len(args) == 1
    return len(args) == 3 and _ROUND.fullmatch(args[1]) is not None and args[2] in set(Score)


def data(verb: Verb, *args: str) -> str:
    return ":".join((verb, *args))


MENU: Rows = (
    (
        Button("menu.new", data(Verb.NEW)),
        Button("menu.status", data(Verb.STATUS)),
        Button("menu.help", data(Verb.HELP)),
    ),
)

BACK: Rows = ((Button("back", data(Verb.BACK)),),)
