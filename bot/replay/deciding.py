"""What a citizen who wants to get it over with does next. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.channels.base import Choice, Said
from bot.dialogue.buttons import CASE_NUMBER, Verb, parse
from bot.script import SENTENCES

LEVELS = ("anonymous", "confidential")

ENDINGS: Mapping[str, str] = {
    "emergency": "紧急，已提示拨打热线",
    "elsewhere": "告知由其他单位负责",
    "elsewhere.unknown": "可能不归这里办理",
    "abuse": "只有情绪，请其说事",
    "spam": "像广告",
    "chat.offer": "没听出是什么事",
    "chat": "寒暄",
    "too_long": "一条消息太长",
    "wordless": "没有文字",
    "empty": "空消息",
}
"""Sentences that end a talk without a case, in order of weight, and what the report calls them."""


@dataclass(frozen=True, slots=True)
class Press:
    choice: Choice
    question: bool = False


@dataclass(frozen=True, slots=True)
class Filed:
    number: str


@dataclass(frozen=True, slots=True)
class Guided:
    """No number, and the citizen was told why."""

    reason: str


Move = Press | Filed | Guided


def decide(says: Sequence[Said], *, citizen: int, insist: bool = False) -> Move | None:
    """From what was said since the last move; None when it calls for nothing (perhaps more is coming).

    Every second ``citizen`` stays anonymous. ``insist``: asks for a case even where the bot guides elsewhere.
    """
    if number := _receipt(says):
        return Filed(number)
    offered = _offered(says)
    level = f"{Verb.LEVEL}:{LEVELS[citizen % 2]}"
    wanted = [str(Verb.SUBMIT), level, str(Verb.SKIP), *([str(Verb.REGISTER)] if insist else [])]
    for move in wanted:
        if move in offered:
            return Press(offered[move], question=move == Verb.SKIP)
    reason = _reason(says)
    return Guided(reason) if reason else None


def is_delay(said: Said) -> bool:
    """The bot asks for patience; the answer itself is still to come."""
    return _says("busy", said.text)


def _receipt(says: Sequence[Said]) -> str | None:
    for said in says:
        found = CASE_NUMBER.search(said.text) if _says("filed", said.text) else None
        if found:
            return found.group()
    return None


def _offered(says: Sequence[Said]) -> dict[str, Choice]:
    """The newest buttons by what they do: ``submit``, ``skip``, ``level:anonymous`` …"""
    choices = [choice for said in says for row in said.choices for choice in row]
    return {_act(choice.data): choice for choice in choices}


def _act(data: str) -> str:
    press = parse(data)
    if press is None:
        return data
    return ":".join((press.verb, *press.args)) if press.verb is Verb.LEVEL else str(press.verb)


def _reason(says: Sequence[Said]) -> str | None:
    for key, name in ENDINGS.items():
        if any(_says(key, said.text) for said in says):
            return name
    return None


def _says(key: str, text: str) -> bool:
    """Whether the text contains this sentence of the script, whatever was filled in."""
    fixed = [re.escape(part) for part in re.split(r"\{\w+\}", SENTENCES[key].strip())]
    return re.search(".*?".join(fixed), text, re.DOTALL) is not None
