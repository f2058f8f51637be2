"""What the person sees at each phase: a pure picture of the talk, to be shown again at any time."""

from collections.abc import Callable
from datetime import date

from bot.dialogue.buttons import BACK, Verb, data
from bot.dialogue.effects import Button, Line, Move, Rows, Say, line, say
from bot.dialogue.facts import matter_of
from bot.dialogue.state import Draft, Phase, Question, Talk
from nlp import Understanding
from tracker.contract import Kind, Level

EXCERPT = 300

QUESTIONS = {
    Question.BODY: "ask.body",
    Question.WHEN_WHERE: "ask.when_where",
    Question.WHEN: "ask.when",
    Question.WHERE: "ask.where",
}

PARTS = {
    "text": (Phase.EDIT_TEXT, "part.text"),
    "body": (Phase.EDIT_BODY, "part.body"),
    "kind": (Phase.EDIT_KIND, "part.kind"),
    "level": (Phase.LEVEL, "part.level"),
    "place": (Phase.EDIT_PLACE, "part.place"),
}
"""Part of a draft → the page that changes it, and its label."""

UNKNOWN = {
    "fact.body": "fact.body_unknown",
    "fact.place": "fact.place_unknown",
    "fact.when": "fact.when_unknown",
}


def understood(draft: Draft) -> Say:
    """What was understood, shown back; only what is known."""
    known = (_fact(key, words) for key, words in _facts(draft) if words)
    return Say((line("understood"), _matter(draft), *known))


def shown(talk: Talk) -> tuple[Say, ...]:
    """The page the talk stands on, none when nothing is open."""
    page = PAGES.get(talk.phase)
    return (page(talk),) if page else ()


def day(date: date) -> str:
    return f"{date:%Y}年{date.month}月{date.day}日（周{'一二三四五六日'[date.weekday()]}）"


def full(talk: Talk) -> Move:
    """These words are too many to take in; nothing else changes."""
    return talk, (say("draft_full"), *shown(talk))


def hotlines(meaning: Understanding) -> Line:
    """Whom to call at once; the police where nothing more is known."""
    return line("emergency", numbers="、".join(meaning.hotlines or ("110",)))


def alarm(meaning: Understanding) -> tuple[Say, ...]:
    """Also where the danger is only a doubt: the line asks, and costs nothing."""
    return (Say((hotlines(meaning),)),) if meaning.hotlines else ()


def _facts(draft: Draft) -> tuple[tuple[str, str | None], ...]:
    return ("fact.body", draft.body), ("fact.place", draft.place), ("fact.when", draft.happened)


def _fact(key: str, words: str | None) -> Line:
    return line(key, words=words) if words else line(UNKNOWN[key])


def _matter(draft: Draft) -> Line:
    matter = matter_of(draft)
    return line("fact.matter", kind=draft.kind.zh, matter=matter) if matter else line("fact.kind", kind=draft.kind.zh)


def _asking(talk: Talk) -> Say:
    draft = talk.form
    return say(QUESTIONS[draft.asked[-1]], choices=((Button("skip", data(Verb.SKIP, draft.token)),),))


def _level(talk: Talk) -> Say:
    token = talk.form.token
    labels = {
        Level.REAL: "level.real",
        Level.CONFIDENTIAL: "level.confidential",
        Level.ANONYMOUS: "level.anonymous",
    }
    buttons = tuple(Button(label, data(Verb.LEVEL, token, level)) for level, label in labels.items())
    return say("level", choices=(buttons,))


def _contact(talk: Talk) -> Say:
    return say("contact", choices=((Button("skip.contact", data(Verb.SKIP, talk.form.token)),),))


def _confirm(talk: Talk) -> Say:
    draft = talk.form
    lines = (
        line("confirm"),
        _matter(draft),
        *(_fact(key, words) for key, words in _facts(draft)),
        line("fact.level", words=_identity(draft)),
        *((line("fact.evidence", count=str(len(draft.evidence))),) if draft.evidence else ()),
        _text(draft),
    )
    return Say(lines, _confirm_buttons(draft.token))


def _confirm_buttons(token: str) -> Rows:
    return (
        (
            Button("submit", data(Verb.SUBMIT, token)),
            Button("edit", data(Verb.EDIT, token)),
            Button("cancel", data(Verb.DROP, token)),
        ),
    )


def _identity(draft: Draft) -> str:
    level = draft.level or Level.CONFIDENTIAL
    if level is Level.ANONYMOUS:
        return level.zh
    return "，".join(filter(None, (level.zh, draft.name, draft.phone)))


def _text(draft: Draft) -> Line:
    if len(draft.text) <= EXCERPT:
        return line("fact.text", words=draft.text)
    return line("fact.text_long", words=draft.text[:EXCERPT], length=str(len(draft.text)))


def _edit(talk: Talk) -> Say:
    token = talk.form.token
    parts = [Button(label, data(Verb.PART, token, part)) for part, (_, label) in PARTS.items()]
    return say("edit", choices=(tuple(parts[:3]), tuple(parts[3:]), *BACK))


def _edit_kind(talk: Talk) -> Say:
    token = talk.form.token
    kinds = [Button("kind", data(Verb.KIND, token, kind), {"kind": kind.zh}) for kind in Kind]
    return say("edit.kind", choices=(tuple(kinds[:3]), tuple(kinds[3:]), *BACK))


def offer_buttons(talk: Talk) -> Rows:
    token = talk.loose.token
    return ((Button("register", data(Verb.REGISTER, token)), Button("leave", data(Verb.DROP, token))),)


def _offered(talk: Talk) -> Say:
    return say("offered", choices=offer_buttons(talk))


def _sorting(talk: Talk) -> Say:
    if talk.filed is None:
        raise AssertionError("sorting without a filed case")
    token, number = talk.loose.token, talk.filed.number
    join = Button("join", data(Verb.JOIN, token, number), {"number": number})
    apart = (Button("apart", data(Verb.REGISTER, token)), Button("leave", data(Verb.DROP, token)))
    return say("sorting", choices=((join,), apart), number=number)


def _paused(talk: Talk) -> Say:
    token = talk.form.token
    go_on = (Button("resume", data(Verb.RESUME, token)), Button("restart", data(Verb.RESTART, token)))
    words = talk.form.text[:30]
    return say("paused", choices=(go_on,), words=words)


PAGES: dict[Phase, Callable[[Talk], Say]] = {
    Phase.DESCRIBE: lambda talk: say("describe.evidence" if talk.stray else "describe", choices=BACK),
    Phase.OFFERED: _offered,
    Phase.SORTING: _sorting,
    Phase.PAUSED: _paused,
    Phase.ADDING: lambda talk: say("adding", choices=BACK, number=talk.about or ""),
    Phase.REASON: lambda talk: say(
        "reason", choices=((Button("enough", data(Verb.ENOUGH, talk.about or "")),),), number=talk.about or ""
    ),
    Phase.APPEALING: lambda talk: say(
        "appealing", choices=BACK, number=talk.about or "", stage=talk.wished.stage.zh
    ),
    Phase.ASKING: _asking,
    Phase.LEVEL: _level,
    Phase.CONTACT: _contact,
    Phase.CONFIRM: _confirm,
    Phase.EDIT: _edit,
    Phase.EDIT_TEXT: lambda _: say("edit.text", choices=BACK),
    Phase.EDIT_BODY: lambda _: say("edit.body", choices=BACK),
    Phase.EDIT_KIND: _edit_kind,
    Phase.EDIT_PLACE: lambda _: say("edit.place", choices=BACK),
}
