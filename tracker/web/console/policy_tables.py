"""办理规则 as tables for people: what is counted, who is told when, what can be asked for, with the legal basis."""

from collections.abc import Iterator
from dataclasses import dataclass

from tracker.policy.accountability import Accountability
from tracker.policy.load import Policy
from tracker.queries.case_page import UNIT_ZH
from tracker.rules.clocks import Limit
from tracker.rules.counting import Counting, Expiry, LateReceipt
from tracker.rules.ladder import Repetition, Rung, reached_zh
from tracker.rules.requests import Requests
from tracker.rules.words import Kind, Step

SORT_ZH = {"red": "超时红牌", "yellow": "超时黄牌", "prewarning": "预警", "points": "扣分"}


@dataclass(frozen=True, slots=True)
class Table:
    """The first cell of a row names it. ``note`` stands below, empty where there is nothing to add."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def whose(limit: Limit) -> str:
    """Which cases a limit is for: 求助、意见建议, 重办, 全部."""
    kinds = "、".join(kind.zh for kind in Kind if kind in limit.kinds)
    return "，".join(word for word in (kinds, "重办" if limit.redo else "") if word) or "全部"


def changed_limits(old: Policy, new: Policy) -> tuple[str, ...]:
    """办理（投诉、举报）：15个工作日 → 10个工作日."""
    was, becomes = ({(one.step, one.kinds, one.redo): one for one in policy.limits} for policy in (old, new))
    return tuple(
        f"{one.step.zh}（{whose(one)}）：{_term(was.get(key))} → {_term(becomes.get(key))}"
        for key, one in {**was, **becomes}.items()
        if _term(was.get(key)) != _term(becomes.get(key))
    )


def _term(limit: Limit | None) -> str:
    return f"{limit.amount}{UNIT_ZH[limit.unit]}" if limit else "没有单列"


def tables(policy: Policy) -> tuple[Table, ...]:
    """Everything but the limits themselves, which have a form."""
    return (
        _ladder(policy),
        _repeats(policy),
        _requests(policy.requests),
        _accountability(policy.accountability),
        _counting(policy.counting),
    )


def _ladder(policy: Policy) -> Table:
    rows = tuple(
        (step.zh, *(_rung(policy.ladder[step].get(level.key)) for level in policy.levels))
        for step in Step
        if step in policy.ladder
    )
    heads = ("环节", *(reached_zh(level.key) for level in policy.levels))
    bases = dict.fromkeys(rung.basis for rungs in policy.ladder.values() for rung in rungs.values() if rung.basis)
    return Table("到时提醒谁", heads, rows, "；".join(bases))


def _rung(rung: Rung | None) -> str:
    if rung is None:
        return "—"
    card = f"，登记{rung.card.zh}" if rung.card else ""
    return "、".join(role.zh for role in rung.roles) + ("、投诉人" if rung.citizen else "") + card


def _repeats(policy: Policy) -> Table:
    rows = tuple((step.zh, *_repetition(repetition)) for step, repetition in policy.repeats.items())
    note = "没有人点“已知晓”的，再提醒一次，每次多报一级。"
    return Table("没有人理会时再提醒", ("环节", "哪些提醒", "间隔", "最多"), rows, note)


def _repetition(one: Repetition) -> Iterator[str]:
    if not one.most or not one.levels:
        yield from ("—", "—", "不再提醒")
        return
    yield "、".join(reached_zh(level) for level in sorted(one.levels, key=_rank))
    yield f"{one.minutes}分钟" if one.minutes else f"{one.workdays}个工作日，早上发出"
    yield f"{one.most}次"


def _rank(level: str) -> tuple[bool, int]:
    return level.startswith("+"), int(level)


def _requests(rules: Requests) -> Table:
    causes = "、".join(rules.causes.values())
    rows = (
        ("延期", f"最多{rules.extend_most}个工作日，每轮{rules.extend_times}次，到期前提出", rules.extend_basis),
        ("中止计时", f"最长{rules.pause_most}个自然日，限于{causes}", rules.pause_basis),
        ("退单", f"签收后{rules.return_days}个工作日内，{rules.return_times}次", rules.return_basis),
    )
    return Table("延期、中止和退单", ("申请", "限度", "依据"), rows)


def _accountability(rules: Accountability) -> Table:
    points = "、".join(f"{SORT_ZH[sort]}{value}分" for sort, value in rules.points.items())
    rows = tuple(
        (one.name, f"{SORT_ZH[one.counts]}达{one.at}", f"提出{one.measure.zh}", one.basis) for one in rules.thresholds
    )
    return Table("问责的起点", ("情形", "自然年度内", "系统提出", "依据"), rows, f"扣分：{points}。是否问责由人决定。")


def _counting(rules: Counting) -> Table:
    late = "当日收到" if rules.late_receipt is LateReceipt.SAME_DAY else "下一个工作日收到"
    rows = (
        ("收到当日", "计入" if rules.count_receipt_day else "不计入，从第二天起算", "《民法典》第二百零一条"),
        ("下班后、休息日收到", f"视为{late}", "本办规则"),
        ("最后一日", "24时到期" if rules.expiry is Expiry.DAY_END else "下班时到期", "《民法典》第二百零三条"),
        ("当日提醒", f"{rules.morning:%H:%M}发出", "本办规则"),
    )
    return Table("怎样计时", ("事项", "口径", "依据"), rows)

