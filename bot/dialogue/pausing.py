"""A draft that lies there while something else came in between."""

from dataclasses import replace

from bot.dialogue.buttons import Press
from bot.dialogue.effects import Move, Understand, say
from bot.dialogue.events import Message
from bot.dialogue.form import show
from bot.dialogue.intake import describe
from bot.dialogue.pages import alarm, full, shown
from bot.dialogue.state import MOST_FILES, Phase, Stray, Talk, joined


def hear_paused(talk: Talk, message: Message) -> Move:
    """Held until the person says whether these words continue the draft or begin another matter."""
    stray = (talk.stray or Stray(message.key)).plus(message.text)
    if stray is None:
        return full(talk)
    talk = replace(talk, phase=Phase.PAUSED, stray=stray)
    return talk, (*alarm(message.sense), *shown(talk))


def resume(talk: Talk, _press: Press) -> Move:
    draft, stray = talk.form, talk.stray
    if stray is None:
        return show(talk, draft.page)
    text = joined(draft.text, stray.text)
    if text is None:
        return full(replace(talk, stray=None))
    files = (*draft.evidence, *stray.evidence)
    draft = draft.but(text=text, evidence=files[:MOST_FILES])
    talk = replace(talk, phase=draft.page, draft=draft, stray=None)
    left_out = (say("file.too_many", most=str(MOST_FILES)),) if len(files) > MOST_FILES else ()
    return talk, (*left_out, Understand(text))


def restart(talk: Talk, _press: Press) -> Move:
    """The old draft is given up; words held meanwhile begin the new one."""
    talk = replace(talk, draft=None)
    if talk.stray is None or not talk.stray.text:
        return describe(talk)
    return replace(talk, phase=Phase.DESCRIBE), (Understand(talk.stray.text),)
