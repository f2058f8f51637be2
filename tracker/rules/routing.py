"""Which body should answer, and the rule that said so. A proposal: an officer dispatches."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tracker.rules.conflict import shut_out
from tracker.rules.facts import BodyKind, CaseFacts, Org
from tracker.rules.words import Conduct


@dataclass(frozen=True, slots=True)
class Route:
    """``rule`` is the key of the rule, ``why`` the sentence an officer reads."""

    body: int
    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What the understanding and the citizen say about where the matter belongs."""

    functions: tuple[str, ...] = ()
    place: str | None = None


def name_in(words: str | None, org: Org) -> int | None:
    """The body that a citizen's words name, longest name or alias first; ``None`` if there is none."""
    if not words:
        return None
    names = [(name, b.id) for b in org.bodies.values() for name in (b.name, *b.aliases) if name and name in words]
    return max(names, key=lambda pair: (len(pair[0]), -pair[1]))[1] if names else None


def _inspectors(case: CaseFacts, wish: Wish, org: Org, routes: Mapping[str, str]) -> Route | None:
    if case.conduct is Conduct.NONE:
        return None
    sections = [b for b in org.bodies.values() if b.parent == case.desk and "效能查办" in b.functions]
    body = sections[0].id if sections else case.desk
    return Route(body, "conduct", f"反映{case.conduct.zh}问题，由{org.bodies[body].name}直接查办，不转被投诉单位。")


def _named(case: CaseFacts, wish: Wish, org: Org, routes: Mapping[str, str]) -> Route | None:
    if case.target is None:
        return None
    return Route(case.target, "named", f"投诉人点名{org.bodies[case.target].name}，且不涉及其效能问题。")


def _town(case: CaseFacts, wish: Wish, org: Org, routes: Mapping[str, str]) -> Route | None:
    body = name_in(wish.place, org)
    if body is None or org.bodies[body].kind is not BodyKind.TOWN or "镇街" not in wish.functions[:2]:
        return None
    return Route(body, "town", f"事项属镇街职能，地点在{org.bodies[body].name}。")


def _function(case: CaseFacts, wish: Wish, org: Org, routes: Mapping[str, str]) -> Route | None:
    for function in wish.functions[:1]:
        name = routes.get(function)
        for body in org.bodies.values():
            if body.name == name:
                return Route(body.id, "function", f"事项属“{function}”职能，由{body.name}承办。")
    return None


def _fallback(case: CaseFacts, wish: Wish, org: Org, routes: Mapping[str, str]) -> Route | None:
    body = next((b for b in org.bodies.values() if b.fallback), org.bodies[case.desk])
    return Route(body.id, "fallback", f"职能不明，按首接负责由{body.name}兜底。")


RULES: Sequence[Callable[[CaseFacts, Wish, Org, Mapping[str, str]], Route | None]] = (
    _inspectors,
    _named,
    _town,
    _function,
    _fallback,
)


def route(case: CaseFacts, wish: Wish, org: Org, routes: Mapping[str, str]) -> Route:
    """The first rule that finds a body not shut out; in the end the desk itself, so never nobody.

    ``routes`` maps a function (职能) to the name of the local body, from policy.
    """
    closed = shut_out(case, org)
    for rule in RULES:
        found = rule(case, wish, org, routes)
        if found is not None and found.body not in closed:
            return found
    return Route(case.desk, "desk", f"其他单位均须回避，由{org.bodies[case.desk].name}自办。")
