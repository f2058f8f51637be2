"""Words that belong to no draft yet: is this a matter for us, and which?"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.dialogue.buttons import MENU, Press
from bot.dialogue.effects import Add, Line, Move, Say, Understand, line, say
from bot.dialogue.events import Message, Understood
from bot.dialogue.facts import facts_of
from bot.dialogue.form import advance
from bot.dialogue.pages import alarm, full, hotlines, offer_buttons, shown, understood
from bot.dialogue.state import Draft, Phase, Stray, Talk
from nlp import Understanding
from nlp.understanding import Scope
from tracker.contract import Addition

RECENT = timedelta(hours=24)
"""How long after a filing further words may belong to that case: then we ask instead of guessing."""

FILES_ONLY = "（补充材料，没有文字）"
"""Text of an addition that is only a photo or a document."""
FILES_ONLY = "（补充材料，没有文字）"
"""Text of an addition that is only a photo or a document."""


def hear_idle(talk: Talk, message: Message) -> Move:
    return _sort(replace(talk, stray=Stray(message.key, message.text)), message.sense)


def hear_description(talk: Talk, message: Message) -> Move:
    stray = replace(talk.stray or Stray(message.key), text=message.text)
    return _sort(replace(talk, stray=stray), message.sense)


def hear_offered(talk: Talk, message: Message) -> Move:
    """More words to those we did not take for a complaint: together they may be one."""
    if message.sense.scope is Scope.CHAT:
        return talk, shown(talk)
    stray = talk.loose.plus(message.text)
    return (replace(talk, stray=stray), (Understand(stray.text),)) if stray else full(talk)


def hear_sorting(talk: Talk, message: Message) -> Move:
    if message.sense.scope is Scope.CHAT:
        return talk, shown(talk)
    stray = talk.loose.plus(message.text)
    if stray is None:
        return full(talk)
    talk = replace(talk, stray=stray)
    return talk, (*alarm(message.sense), *shown(talk))


def understood_offered(talk: Talk, event: Understood) -> Move:
    return _sort(talk, event.meaning)


def register(talk: Talk, _press: Press) -> Move:
    """The person knows better: it is a matter, and one of its own."""
    if not talk.loose.text:
        return describe(talk)
    return replace(talk, phase=Phase.DESCRIBE), (Understand(talk.loose.text),)


def understood_description(talk: Talk, event: Understood) -> Move:
    return begin(talk, event.meaning)


def join(talk: Talk, press: Press) -> Move:
    stray = talk.loose
    number = press.args[0] if press.args else ""
    if talk.filed is None or number != talk.filed.number:
        return talk, shown(talk)
    return talk, (Add(number, addition(talk, stray.text or FILES_ONLY, stray.evidence), stray.key),)


def describe(talk: Talk) -> Move:
    talk = replace(talk, phase=Phase.DESCRIBE)
    return talk, shown(talk)


def begin(talk: Talk, meaning: Understanding) -> Move:
    """The stray words become a draft: what was understood is shown back, what is missing is asked."""
    stray = talk.loose
    draft = Draft(key=stray.key, text=stray.text, facts=facts_of(meaning), evidence=stray.evidence)
    talk, asks = advance(replace(talk, draft=draft, stray=None))
    return talk, (understood(draft), *asks)


def addition(talk: Talk, text: str, evidence: tuple[str, ...] = ()) -> Addition:
    return Addition(channel=talk.who.channel, sender=talk.who.sender, text=text, evidence=list(evidence))


def just_filed(talk: Talk) -> bool:
    """``heard_at`` is when the message now being answered was heard."""
    return bool(talk.filed and talk.heard_at and talk.heard_at - talk.filed.at <= RECENT)


def _sort(talk: Talk, meaning: Understanding) -> Move:
    talk, orders = SORTED[meaning.scope](talk, meaning)
    return talk, orders if meaning.scope is Scope.EMERGENCY else (*alarm(meaning), *orders)


def _matter(talk: Talk, meaning: Understanding) -> Move:
    if talk.phase is not Phase.DESCRIBE and just_filed(talk):
        talk = replace(talk, phase=Phase.SORTING)
        return talk, shown(talk)
    return begin(talk, meaning)


def _chat(talk: Talk, _meaning: Understanding) -> Move:
    if talk.phase is Phase.IDLE:
        return replace(talk, stray=None), (say("chat", choices=MENU),)
    return _offer(talk, line("chat.offer"))


def _emergency(talk: Talk, meaning: Understanding) -> Move:
    return _offer(talk, hotlines(meaning), line("emergency.kept"))


def _elsewhere(talk: Talk, meaning: Understanding) -> Move:
    if meaning.elsewhere is None:
        return _offer(talk, line("elsewhere.unknown"))
    return _offer(talk, line("elsewhere", who=meaning.elsewhere))


def _offer(talk: Talk, *lines: Line) -> Move:
    talk = replace(talk, phase=Phase.OFFERED)
    return talk, (Say(lines, offer_buttons(talk)),)


SORTED: dict[Scope, Callable[[Talk, Understanding], Move]] = {
    Scope.CASE: _matter,
    Scope.CHAT: _chat,
    Scope.EMERGENCY: _emergency,
    Scope.ELSEWHERE: _elsewhere,
    Scope.ABUSE: lambda talk, _: _offer(talk, line("abuse")),
    Scope.SPAM: lambda talk, _: _offer(talk, line("spam")),
}
