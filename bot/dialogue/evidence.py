"""Photos and documents are evidence; everything else that is not text gets a sentence of its own."""

from dataclasses import replace

from bot.channels.base import Attachment
from bot.dialogue.effects import Add, Effect, Keep, Move, Say, say
from bot.dialogue.events import Kept, Message
from bot.dialogue.intake import FILES_ONLY, addition, just_filed
from bot.dialogue.pages import shown
from bot.dialogue.state import MOST_FILES, Phase, Stray, Talk

SIZE_LIMIT = 20 * 1024 * 1024
"""Bytes: what Telegram lets a bot fetch."""

KEPT_KINDS = frozenset({"photo", "document"})

SPOKEN_OF = {"voice": "voice", "video": "video", "sticker": "sticker", "location": "location"}


def effects_of(message: Message) -> tuple[Effect, ...]:
    return tuple(_effect(attachment, f"{message.key}-{place}") for place, attachment in enumerate(message.attachments))


def _effect(attachment: Attachment, key: str) -> Effect:
    if attachment.kind not in KEPT_KINDS:
        return say(SPOKEN_OF.get(attachment.kind, "unknown_kind"))
    if attachment.size > SIZE_LIMIT:
        return say("file.too_big")
    return Keep(attachment, key)


def kept(talk: Talk, event: Kept) -> Move:
    """Put where the talk stands: the draft, the case being added to, or the words not yet sorted."""
    if talk.phase in (Phase.ADDING, Phase.REASON):
        return talk, (Add(talk.about or "", addition(talk, FILES_ONLY, (event.evidence.id,)), event.did.key),)
    if talk.draft is not None:
        return _kept_in_draft(talk, event.evidence.id)
    return _kept_aside(talk, event)


def _kept_in_draft(talk: Talk, evidence: str) -> Move:
    files = (*talk.form.evidence, evidence)
    if len(files) > MOST_FILES:
        return talk, (say("file.too_many", most=str(MOST_FILES)),)
    talk = replace(talk, draft=talk.form.but(evidence=files))
    return talk, (_received(talk, files),)


def _kept_aside(talk: Talk, event: Kept) -> Move:
    stray = talk.stray or Stray(event.did.key)
    if len(stray.evidence) >= MOST_FILES:
        return talk, (say("file.too_many", most=str(MOST_FILES)),)
    talk = replace(talk, stray=replace(stray, evidence=(*stray.evidence, event.evidence.id)))
    if talk.phase is not Phase.IDLE:
        return talk, (_received(talk, talk.loose.evidence),)
    talk = replace(talk, phase=Phase.SORTING if just_filed(talk) else Phase.DESCRIBE)
    return talk, (say("file.kept", count="1"), *shown(talk))


def _received(talk: Talk, files: tuple[str, ...]) -> Say:
    """One line under the buttons of the open page: an album must not show the page once for every picture."""
    return say("file.kept", count=str(len(files)), choices=next((page.choices for page in shown(talk)), ()))
