"""What can be said at any time, whatever page is open."""

from collections.abc import Callable
from dataclasses import replace

from bot.dialogue.buttons import MENU, Press, Verb
from bot.dialogue.cases import errand, rest
from bot.dialogue.effects import Move, say
from bot.dialogue.form import drop, show
from bot.dialogue.intake import describe, register
from bot.dialogue.pages import shown
from bot.dialogue.state import Phase, Talk

OF_A_CASE = frozenset({Phase.ADDING, Phase.REASON, Phase.APPEALING})


def start(talk: Talk, _press: Press) -> Move:
    return talk, (say("start", choices=MENU), *shown(talk))


def help_(talk: Talk, _press: Press) -> Move:
    return talk, (say("help", choices=MENU), *shown(talk))


def new(talk: Talk, press: Press) -> Move:
    if talk.draft is not None:
        talk = replace(talk, phase=Phase.PAUSED)
        return talk, shown(talk)
    if talk.phase is Phase.SORTING:
        return register(talk, press)
    return describe(talk if talk.phase is Phase.DESCRIBE else replace(talk, stray=None))


def cancel(talk: Talk, press: Press) -> Move:
    if talk.phase in OF_A_CASE:
        talk, pages = rest(talk)
        return talk, (say("back"), *pages)
    if talk.phase is Phase.IDLE:
        return talk, (say("cancel.nothing", choices=MENU),)
    return drop(talk, press)


def back(talk: Talk, _press: Press) -> Move:
    if talk.phase in OF_A_CASE:
        return rest(talk)
    if talk.phase is Phase.DESCRIBE and talk.stray is None:
        talk = replace(talk, phase=Phase.IDLE)
    if talk.phase in BACK_TO:
        return show(talk, BACK_TO[talk.phase])
    return talk, shown(talk) or (say("back", choices=MENU),)


BACK_TO = {
    Phase.CONTACT: Phase.LEVEL,
    Phase.EDIT: Phase.CONFIRM,
    Phase.EDIT_TEXT: Phase.CONFIRM,
    Phase.EDIT_BODY: Phase.CONFIRM,
    Phase.EDIT_KIND: Phase.CONFIRM,
    Phase.EDIT_PLACE: Phase.CONFIRM,
}

MENU_STEPS: dict[Verb, Callable[[Talk, Press], Move]] = {
    Verb.START: start,
    Verb.NEW: new,
    Verb.STATUS: errand,
    Verb.HELP: help_,
    Verb.CANCEL: cancel,
    Verb.BACK: back,
}
