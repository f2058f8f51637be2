"""The one door into the dialogue. No clock, no database, no network: everything comes in as an argument."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.dialogue import cases, evidence, form
from bot.dialogue.buttons import CASE_VERBS, MENU, MENU_VERBS, Press, parse
from bot.dialogue.effects import Effect, Move, say
from bot.dialogue.events import (
    Done,
    Event,
    Filed,
    Found,
    Kept,
    LookedUp,
    Message,
    Pressed,
    Refused,
    Result,
    Understood,
)
from bot.dialogue.menu import MENU_STEPS
from bot.dialogue.pages import shown
from bot.dialogue.state import Phase, Talk
from bot.dialogue.table import CASE_STEPS, REREAD, STEPS, WORDS
from bot.dialogue.words import case_number, command, courteous, spoken, wordless
from tracker.contract import TEXT_LIMIT

IDLE_LIMIT = timedelta(hours=24)
"""After so much silence new words are not simply added to what was open before."""


def step(talk: Talk, event: Event, now: datetime) -> Move:
    """What the event makes of the talk, and what is to be done. Never raises, whatever a person sends.

    ``now`` is when the person's message was heard; what comes back of its effects comes with the same ``now``.
    """
    talk, effects = _step(talk, event, now)
    return (talk if talk.phase is Phase.APPEALING else replace(talk, wish=None)), effects


def _step(talk: Talk, event: Event, now: datetime) -> Move:
    if not isinstance(event, Message | Pressed):
        return RETURNED[type(event)](talk, event)
    rested = talk.heard_at is not None and now - talk.heard_at > IDLE_LIMIT
    talk = replace(talk, heard_at=now)
    if isinstance(event, Pressed):
        return _pressed(talk, parse(event.data))
    if not event.private:
        return talk, (say("group"),)
    return _heard(_awake(talk) if rested else talk, event)


def _awake(talk: Talk) -> Talk:
    """A draft waits to be asked about; everything smaller is forgotten."""
    if talk.draft is not None:
        return replace(talk, phase=Phase.PAUSED, about=None)
    return replace(talk, phase=Phase.IDLE, stray=None, about=None)


def _heard(talk: Talk, message: Message) -> Move:
    keeps = evidence.effects_of(message)
    if message.attachments and not message.text:
        return talk, keeps
    talk, effects = _read(talk, message)
    return talk, (*keeps, *effects)


def _read(talk: Talk, message: Message) -> Move:
    text = message.text
    refusal = _unreadable(text)
    if refusal is not None:
        return talk, (refusal,)
    press = command(text) or spoken(text, talk.phase)
    if press is not None:
        return _pressed(talk, _on_page(talk, press))
    number = case_number(text)
    if number is not None:
        return cases.look_up(talk, *number)
    if courteous(text) and talk.phase is not Phase.IDLE:
        return talk, shown(talk)
    return WORDS[talk.phase].hear(talk, message)


def _unreadable(text: str) -> Effect | None:
    if not text:
        return say("empty")
    if len(text) > TEXT_LIMIT:
        return say("too_long", length=str(len(text)), limit=str(TEXT_LIMIT))
    return say("wordless") if wordless(text) else None


def _on_page(talk: Talk, press: Press) -> Press:
    """A spoken button is a button of the page that is open now."""
    if press.verb in MENU_VERBS | CASE_VERBS:
        return press
    open_now = talk.draft or talk.stray or talk.filed
    return replace(press, token=open_now.token if open_now else "")


def _pressed(talk: Talk, press: Press | None) -> Move:
    if press is None:
        return talk, (say("button.unknown", choices=MENU), *shown(talk))
    if press.verb in MENU_VERBS:
        return MENU_STEPS[press.verb](talk, press)
    if press.verb in CASE_VERBS:
        return CASE_STEPS[press.verb](talk, press)
    if press.token not in {thing.token for thing in (talk.draft, talk.stray) if thing}:
        return _stale(talk, press)
    row = STEPS.get((talk.phase, press.verb))
    if row is None or (row.args and press.args[:1] not in {(arg,) for arg in row.args}):
        return talk, (say("button.passed"), *shown(talk))
    return row.do(talk, press)


def _stale(talk: Talk, press: Press) -> Move:
    """A button of a page whose draft is gone: filed, given up, or forgotten."""
    if talk.filed and press.token == talk.filed.token:
        return talk, (say("button.filed", number=talk.filed.number), *shown(talk))
    return talk, (say("button.stale", choices=MENU), *shown(talk))


RETURNED: dict[type[Result], Callable[[Talk, Any], Move]] = {
    Understood: lambda talk, event: REREAD[talk.phase](talk, event),
    Filed: form.filed,
    Found: cases.found,
    LookedUp: cases.looked_up,
    Done: cases.done,
    Kept: evidence.kept,
    Refused: cases.refused,
}
