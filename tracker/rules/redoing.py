"""重办 after 不满意: another handler, so many rounds and no more, and the director has the last word.

Figures come from ``policy/answer.toml``; each answer is the refusal in Chinese, or ``None``.
"""

from collections.abc import Collection, Sequence

from tracker.rules.conflict import roles_for
from tracker.rules.facts import CaseFacts, OfficerFacts, Org
from tracker.rules.words import Role, Score

ANSWERING = frozenset({Role.HANDLER, Role.HEAD})


def why_no_redo(round: int, rounds: int) -> str | None:
    if round < rounds:
        return None
    return "已经重办过，不再重办。仍不满意的，由效能办主任审核，写明说明后办结；投诉人可以申请复查。"


def why_not_the_same(officer: int, earlier: Collection[int], case: CaseFacts, org: Org) -> str | None:
    """``earlier`` drafted the answers that did not satisfy; where nobody else can, the same may again."""
    if officer not in earlier:
        return None
    others = fresh(earlier, case, org)
    if not others:
        return None
    names = "、".join(one.name for one in others)
    return f"投诉人对上一轮不满意，这一轮应当换人办理，请由{names}提交答复。"


def fresh(earlier: Collection[int], case: CaseFacts, org: Org) -> Sequence[OfficerFacts]:
    """Who could answer and did not before, in the order of their ids."""
    able = (one for one in org.officers.values() if roles_for(one, case, org) & ANSWERING)
    return sorted((one for one in able if one.id not in earlier), key=lambda one: one.id)


def why_not_closed(round: int, rounds: int, score: Score | None, roles: Collection[Role]) -> str | None:
    """After the last round only a director closes against a dissatisfied citizen."""
    if round < rounds or score is not Score.DISSATISFIED or Role.DIRECTOR in roles:
        return None
    return "重办后仍不满意的，由效能办主任审核，写明说明后办结。"
