"""The form of each action: the fields that the rule needs, with their words from ``forms.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

from tracker.queries.actions import ActionForm
from tracker.queries.case_page import CasePage
from tracker.rules.lifecycle import NEEDS_ZH
from tracker.rules.words import Action, Judged

WORDS: Final[Mapping[str, Mapping[str, Any]]] = tomllib.loads(
    resources.files("tracker.web.console").joinpath("forms.toml").read_text("utf-8")
)


@dataclass(frozen=True, slots=True)
class Field:
    """``value`` is what stands in it; ``choices`` make it a list to choose from."""

    name: str
    label: str
    hint: str
    required: bool
    value: str = ""
    choices: tuple[tuple[int | str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """One action as the page offers it; ``opened`` when its fields are to be seen at once."""

    action: Action
    says: str
    fields: tuple[Field, ...]
    opened: bool
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """What was tried, what was typed, and why it was refused."""

    action: Action
    typed: Mapping[str, str]
    sentence: str


def shown(case: CasePage, refused: Refused | None) -> tuple[Shown, ...]:
    """The actions of the page, those that move the case on first; the first of these is open.

    After a refusal only that form is open, as it was typed.
    """
    forms = sorted(case.actions, key=lambda form: not _moves_on(form))
    first = next((form.action for form in forms if _moves_on(form)), None)
    return tuple(_shown(form, case, refused.action if refused else first, refused) for form in forms)


def _moves_on(form: ActionForm) -> bool:
    return bool(WORDS[form.action.value].get("moves_on"))


def _shown(form: ActionForm, case: CasePage, opened: Action | None, refused: Refused | None) -> Shown:
    words = WORDS[form.action.value]
    mine = refused if refused and refused.action is form.action else None
    typed = mine.typed if mine else _proposed(form, case)
    names = (*form.needs, *(name for name in words.get("may", ()) if name != "person" or name in form.lists))
    fields = tuple(_field(name, form, case, typed.get(name, ""), required=name in form.needs) for name in names)
    return Shown(form.action, words["says"], fields, form.action is opened, mine.sentence if mine else "")


def _field(name: str, form: ActionForm, case: CasePage, value: str, *, required: bool) -> Field:
    words = WORDS[form.action.value].get(name, {})
    label = words.get("label", NEEDS_ZH.get(name, name))
    if name in form.lists:
        return Field(name, label, words.get("hint", ""), required, value, form.lists[name])
    if name not in form.choices:
        return Field(name, label, words.get("hint", ""), required, value, form.bodies if name == "body" else ())
    return Field(name, label, _guessed(case, Judged(name)), required, value, form.choices[Judged(name)])


def _guessed(case: CasePage, judged: Judged) -> str:
    """What the understanding said, and the words that decided."""
    best = next((row for row in case.understood if row.title == judged.zh), None)
    if best is None:
        return "没有识别结果。"
    words = f"，凭“{'”“'.join(best.because)}”" if best.because else ""
    return f"识别为{best.label}，把握{int(best.score * 100)}%{words}。"


def _proposed(form: ActionForm, case: CasePage) -> Mapping[str, str]:
    """The routing's proposal, where it is among the candidates, and what a correction would change from;
    it stays the officer's choice.
    """
    if form.choices:
        return {judged.value: getattr(case, judged.attribute) or "" for judged in form.choices}
    if "other" in form.needs and case.company.alike:
        return {"other": case.company.alike[0].number}
    among = any(body == case.suggested_id for body, _ in form.bodies)
    return {"body": str(case.suggested_id)} if among else {}
