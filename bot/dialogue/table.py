"""Which button does what on which page, and where words go: the dialogue as a table.

``docs/dialogue.mmd`` is drawn from it. ``to`` names every phase a whole turn may end in, with all that
comes back from understanding and from the tracker; the property test holds the code to it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.dialogue import cases, form, intake, pausing
from bot.dialogue.buttons import Press, Verb
from bot.dialogue.effects import Move
from bot.dialogue.events import Message, Understood
from bot.dialogue.pages import PARTS
from bot.dialogue.state import FORM, Phase, Talk
from tracker.contract import Kind, Level

Hear = Callable[[Talk, Message], Move]
Do = Callable[[Talk, Press], Move]


@dataclass(frozen=True, slots=True)
class Row:
    """``args``: one of these must follow the token; empty where the button carries none, or a case number."""

    phase: Phase
    verb: Verb
    do: Do
    to: frozenset[Phase]
    args: frozenset[str]


def _row(phase: Phase, verb: Verb, do: Do, *to: Phase, args: Iterable[str] = ()) -> Row:
    return Row(phase, verb, do, frozenset(to), frozenset(args))


_P, _V = Phase, Verb
_BEGUN = (_P.ASKING, _P.LEVEL)
_SORTED = (_P.OFFERED, _P.SORTING, *_BEGUN)

ROWS: tuple[Row, ...] = (
    _row(_P.OFFERED, _V.REGISTER, intake.register, *_BEGUN, _P.DESCRIBE),
    _row(_P.OFFERED, _V.DROP, form.drop, _P.IDLE),
    _row(_P.SORTING, _V.JOIN, intake.join, _P.IDLE, _P.SORTING),
    _row(_P.SORTING, _V.REGISTER, intake.register, *_BEGUN, _P.DESCRIBE),
    _row(_P.SORTING, _V.DROP, form.drop, _P.IDLE),
    _row(_P.PAUSED, _V.RESUME, pausing.resume, *FORM),
    _row(_P.PAUSED, _V.RESTART, pausing.restart, *_BEGUN, _P.DESCRIBE),
    _row(_P.ASKING, _V.SKIP, form.skip_question, _P.ASKING, _P.LEVEL),
    _row(_P.LEVEL, _V.LEVEL, form.choose_level, _P.CONTACT, _P.CONFIRM, args=Level),
    _row(_P.CONTACT, _V.LEVEL, form.choose_level, _P.CONTACT, _P.CONFIRM, args=Level),
    _row(_P.CONTACT, _V.SKIP, form.skip_contact, _P.CONFIRM),
    _row(_P.CONFIRM, _V.SUBMIT, form.submit, _P.IDLE, _P.CONFIRM),
    _row(_P.CONFIRM, _V.EDIT, form.edit, _P.EDIT),
    _row(_P.CONFIRM, _V.DROP, form.drop, _P.IDLE),
    _row(_P.EDIT, _V.PART, form.edit_part, *(page for page, _ in PARTS.values()), args=PARTS),
    _row(_P.EDIT_KIND, _V.KIND, form.choose_kind, _P.CONFIRM, args=Kind),
)

STEPS: dict[tuple[Phase, Verb], Row] = {(row.phase, row.verb): row for row in ROWS}


@dataclass(frozen=True, slots=True)
class Hearing:
    hear: Hear
    to: frozenset[Phase]


def _hearing(hear: Hear, *to: Phase) -> Hearing:
    return Hearing(hear, frozenset(to))


_WRITTEN = _hearing(form.hear, _P.CONFIRM, _P.PAUSED)
_OTHERWISE = (*FORM, _P.OFFERED, _P.PAUSED)

WORDS: dict[Phase, Hearing] = {
    _P.IDLE: _hearing(intake.hear_idle, _P.IDLE, *_SORTED),
    _P.DESCRIBE: _hearing(intake.hear_description, _P.OFFERED, *_BEGUN),
    _P.OFFERED: _hearing(intake.hear_offered, *_SORTED),
    _P.SORTING: _hearing(intake.hear_sorting, _P.SORTING),
    _P.PAUSED: _hearing(pausing.hear_paused, _P.PAUSED),
    _P.ADDING: _hearing(cases.hear_adding, _P.IDLE, *_OTHERWISE),
    _P.REASON: _hearing(cases.hear_adding, _P.IDLE, *_OTHERWISE),
    _P.APPEALING: _hearing(cases.hear_appealing, _P.IDLE, *_OTHERWISE),
    _P.ASKING: _hearing(form.hear, _P.ASKING, _P.LEVEL, _P.PAUSED),
    _P.LEVEL: _hearing(form.hear, _P.LEVEL, _P.PAUSED),
    _P.CONTACT: _hearing(form.hear_contact, _P.CONTACT, _P.CONFIRM, _P.PAUSED),
    **dict.fromkeys((_P.CONFIRM, _P.EDIT, _P.EDIT_TEXT, _P.EDIT_BODY, _P.EDIT_KIND, _P.EDIT_PLACE), _WRITTEN),
}

REREAD: dict[Phase, Callable[[Talk, Understood], Move]] = {
    _P.DESCRIBE: intake.understood_description,
    _P.OFFERED: intake.understood_offered,
    **dict.fromkeys(FORM, form.reread),
}

CASE_STEPS: dict[Verb, Do] = {
    _V.SEE: cases.errand,
    _V.MORE: cases.errand,
    _V.URGE: cases.errand,
    _V.WITHDRAW: cases.errand,
    _V.WITHDRAW_SURELY: cases.withdraw,
    _V.RATE: cases.rate,
    _V.ENOUGH: cases.enough,
    _V.RECHECK: cases.appeal,
    _V.FINAL_RECHECK: cases.appeal,
}
