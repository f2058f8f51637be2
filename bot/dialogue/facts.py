"""From what nlp believes to what a draft keeps, and from there to what is filed."""

from collections.abc import Iterable

from bot.dialogue.state import Draft, Facts, Talk
from bot.dialogue.words import name_beside
from nlp import Understanding
from nlp.understanding import Guess, Span
from tracker.contract import Conduct, FileCase, Judgement, Kind, Level

SHORT = 200
MOST_GUESSES = 3
MOST_SPANS = 3


def facts_of(meaning: Understanding) -> Facts:
    target = meaning.target
    return Facts(
        kind=Kind(meaning.kind[0].label),
        conduct=Conduct(meaning.conduct[0].label),
        topic=meaning.topics[0].label,
        department=meaning.departments[0].label,
        body=_short(target.body),
        person=_short(target.person),
        leader=target.leader,
        own_office=target.own_office,
        money=meaning.money,
        urgent=meaning.emergency,
        place=words_of(meaning.place),
        happened=words_of(meaning.when),
        judgements={
            "kind": _judgements(meaning.kind),
            "conduct": _judgements(meaning.conduct),
            "topics": _judgements(meaning.topics),
            "departments": _judgements(meaning.departments),
        },
    )


def words_of(spans: Iterable[Span]) -> str | None:
    """The first few different spans in the person's words."""
    words = list(dict.fromkeys(span.text for span in spans))[:MOST_SPANS]
    return _short("、".join(words)) or None


def contact_of(text: str, meaning: Understanding) -> tuple[str | None, str | None]:
    """Name and phone, each None when the message has none."""
    found = {span.label: span.text for span in reversed(meaning.personal_data)}
    phone = found.get("phone")
    return found.get("name") or name_beside(text, phone), phone


def case_of(talk: Talk) -> FileCase:
    """The draft as it is filed. An anonymous case carries no name and no phone, whatever was said before."""
    draft, facts = talk.form, talk.form.facts
    level = draft.level or Level.CONFIDENTIAL
    known = level is not Level.ANONYMOUS
    return FileCase(
        channel=talk.who.channel,
        sender=talk.who.sender,
        text=draft.text,
        kind=draft.kind,
        conduct=facts.conduct,
        topic=facts.topic,
        department=facts.department,
        target_body=draft.body,
        target_person=facts.person,
        target_is_leader=facts.leader,
        target_is_office=facts.own_office,
        money=facts.money,
        urgent=facts.urgent,
        place=draft.place,
        happened=draft.happened,
        level=level,
        name=draft.name if known else None,
        phone=draft.phone if known else None,
        evidence=list(draft.evidence),
        understood=facts.judgements,
    )


def matter_of(draft: Draft) -> str | None:
    """What it is about in two words: the conduct where somebody's conduct is complained about, else the topic."""
    return draft.facts.topic if draft.facts.conduct is Conduct.NONE else draft.facts.conduct.zh


def _judgements(guesses: Iterable[Guess]) -> list[Judgement]:
    return [
        Judgement(label=guess.label, score=guess.score, because=[word[:SHORT] for word in guess.because])
        for guess in list(guesses)[:MOST_GUESSES]
    ]


def _short(words: str | None) -> str | None:
    return words[:SHORT] if words else None
