"""The pages of a draft: answers to questions, identity, confirmation, changes."""

from collections.abc import Callable
from dataclasses import replace

from bot.dialogue.buttons import MENU, Press
from bot.dialogue.effects import File, Move, Say, Understand, line, say
from bot.dialogue.events import Filed, Message, Understood
from bot.dialogue.facts import SHORT, case_of, contact_of, facts_of, words_of
from bot.dialogue.pages import PARTS, alarm, day, full, shown
from bot.dialogue.questions import next_question
from bot.dialogue.state import Corrections, Filing, Phase, Question, Talk, joined
from bot.dialogue.words import sounds_like_body
from nlp.understanding import Scope
from tracker.contract import Kind, Level

LONG_CONTACT = 60
"""Characters above which a message with name and phone says more than these."""

SHORT_ANSWER = 30
"""Characters up to which an answer in which nothing was recognised is taken as it is."""


def turn_to(talk: Talk, page: Phase, **changes: object) -> Talk:
    """``changes`` are of the draft and do not alter what will be filed."""
    return replace(talk, phase=page, draft=replace(talk.form, page=page, **changes))  # type: ignore[arg-type]


def show(talk: Talk, page: Phase) -> Move:
    talk = turn_to(talk, page)
    return talk, shown(talk)


def advance(talk: Talk) -> Move:
    """Asks what is still missing, then who is asking, then for confirmation."""
    draft = talk.form
    question = next_question(draft)
    if question is not None:
        talk = turn_to(talk, Phase.ASKING, asked=(*draft.asked, question))
        return talk, shown(talk)
    return show(talk, Phase.CONFIRM if draft.level else Phase.LEVEL)


def hear(talk: Talk, message: Message) -> Move:
    """Every word written while a draft is open becomes part of it, whatever else it answers."""
    draft = talk.form
    text = joined(draft.text, message.text)
    if text is None:
        return full(talk)
    draft = draft.but(text=text, corrections=_corrections(talk, message))
    if message.sense.scope is Scope.EMERGENCY:
        talk = replace(talk, draft=draft, phase=Phase.PAUSED)
        return talk, (*alarm(message.sense), *shown(talk))
    return replace(talk, draft=draft), (Understand(text),)


def hear_contact(talk: Talk, message: Message) -> Move:
    """Name and phone go into their own fields and not into the text, where everybody could read them."""
    name, phone = contact_of(message.text, message.sense)
    if not (name or phone) or message.sense.scope is Scope.EMERGENCY:
        return hear(talk, message)
    level = Level.REAL if name else Level.CONFIDENTIAL
    talk = replace(talk, draft=talk.form.but(name=name, phone=phone, level=level))
    if len(message.text) > LONG_CONTACT:
        return hear(turn_to(talk, Phase.CONFIRM), message)
    talk, pages = show(talk, Phase.CONFIRM)
    return talk, pages if name else (say("contact.no_name"), *pages)


def reread(talk: Talk, event: Understood) -> Move:
    """The whole text has been understood anew."""
    talk = replace(talk, draft=replace(talk.form, facts=facts_of(event.meaning)))
    if talk.phase is Phase.ASKING:
        return advance(talk)
    if talk.phase in (Phase.LEVEL, Phase.CONTACT):
        return talk, (say("noted"), *shown(talk))
    talk, pages = show(talk, Phase.CONFIRM)
    return talk, (say("noted"), *pages)


def skip_question(talk: Talk, _press: Press) -> Move:
    return advance(talk)


def choose_level(talk: Talk, press: Press) -> Move:
    level = Level(press.args[0])
    talk = replace(talk, draft=talk.form.but(level=level))
    return show(talk, Phase.CONTACT if level is Level.REAL else Phase.CONFIRM)


def skip_contact(talk: Talk, _press: Press) -> Move:
    return show(replace(talk, draft=talk.form.but(level=Level.CONFIDENTIAL)), Phase.CONFIRM)


def submit(talk: Talk, _press: Press) -> Move:
    return talk, (File(case_of(talk), talk.form.filing_key),)


def filed(talk: Talk, event: Filed) -> Move:
    receipt = event.receipt
    filing = Filing(receipt.number, talk.form.token, receipt.registered_at)
    lines = (
        line("filed", number=receipt.number, code=receipt.query_code),
        line("promised.provisional" if receipt.provisional else "promised", day=day(receipt.promised_on)),
        line("filed.next", next_step=receipt.next_step),
    )
    return replace(talk, phase=Phase.IDLE, draft=None, filed=filing), (Say(lines, MENU),)


def edit(talk: Talk, _press: Press) -> Move:
    return show(talk, Phase.EDIT)


def edit_part(talk: Talk, press: Press) -> Move:
    page, _label = PARTS[press.args[0]]
    return show(talk, page)


def choose_kind(talk: Talk, press: Press) -> Move:
    corrections = replace(talk.form.corrections, kind=Kind(press.args[0]))
    return show(replace(talk, draft=talk.form.but(corrections=corrections)), Phase.CONFIRM)


def drop(talk: Talk, _press: Press) -> Move:
    return replace(talk, phase=Phase.IDLE, draft=None, stray=None), (say("dropped", choices=MENU),)


def _corrections(talk: Talk, message: Message) -> Corrections:
    """What the answer settles. An answer in which nothing fits settles nothing; its words are in the text."""
    draft, corrections = talk.form, talk.form.corrections
    if talk.phase is Phase.EDIT_BODY:
        return replace(corrections, body=message.text[:SHORT])
    if talk.phase is Phase.EDIT_PLACE:
        return replace(corrections, place=message.text[:SHORT])
    if talk.phase is Phase.ASKING:
        return ANSWERS[draft.asked[-1]](corrections, message)
    return corrections


def _answer_body(corrections: Corrections, message: Message) -> Corrections:
    named = message.sense.target.body
    body = named or (message.text if sounds_like_body(message.text) else None)
    return replace(corrections, body=body[:SHORT]) if body else corrections


def _answer_where(corrections: Corrections, message: Message) -> Corrections:
    place = words_of(message.sense.place) or _short_answer(message)
    return replace(corrections, place=place) if place else corrections


def _answer_when(corrections: Corrections, message: Message) -> Corrections:
    happened = words_of(message.sense.when) or _short_answer(message)
    return replace(corrections, happened=happened) if happened else corrections


def _answer_when_where(corrections: Corrections, message: Message) -> Corrections:
    place, happened = words_of(message.sense.place), words_of(message.sense.when)
    if place is None and happened is None:
        return replace(corrections, place=_short_answer(message))
    return replace(corrections, place=place, happened=happened)


ANSWERS: dict[Question, Callable[[Corrections, Message], Corrections]] = {
    Question.BODY: _answer_body,
    Question.WHERE: _answer_where,
    Question.WHEN: _answer_when,
    Question.WHEN_WHERE: _answer_when_where,
}


def _short_answer(message: Message) -> str | None:
    return message.text if len(message.text) <= SHORT_ANSWER else None
