"""Office hours and the knobs of counting, read from ``hours.toml`` and checked."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from tracker.rules.counting import Counting, Expiry, LateReceipt
from tracker.rules.hours import Hours, Window, Windows, trouble_with


def counting_from(file: Mapping[str, Any], *, morning: dt.time) -> Counting:
    """Raises :class:`KeyError` for a gap and :class:`ValueError` for a contradiction; either names the entry."""
    knobs = file["counting"]
    counting = Counting(
        morning=morning,
        hours=_hours(file),
        count_receipt_day=_switch(knobs["count_receipt_day"]),
        late_receipt=LateReceipt(knobs["late_receipt"]),
        expiry=Expiry(knobs["expiry"]),
    )
    _agree(counting)
    return counting


def _hours(file: Mapping[str, Any]) -> Hours:
    dates = Counter(day["date"] for day in file.get("day", ()))
    twice = [str(date) for date, times in dates.items() if times > 1]
    if twice:
        raise ValueError(f"day: {twice[0]} 写了两次")
    days = {day["date"]: _windows(day["windows"], f"day {day['date']}") for day in file.get("day", ())}
    usual = {name: _windows(file["hours"][name], name) for name in ("workday", "make_up_workday")}
    return Hours(**usual, days=MappingProxyType(days))


def _windows(pairs: Any, where: str) -> Windows:
    windows = tuple(Window(opens, closes) for opens, closes in pairs)
    trouble = trouble_with(windows)
    if trouble:
        raise ValueError(f"{where}: {trouble}")
    return windows


def _switch(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("count_receipt_day: 只能是 true 或 false")
    return value


def _agree(counting: Counting) -> None:
    """A limit of one day must not be over before the receipt."""
    if counting.count_receipt_day and counting.late_receipt is LateReceipt.SAME_DAY and counting.expiry is Expiry.CLOSE:
        raise ValueError('收到当日计入、下班到期时，late_receipt 必须是 "next_workday"，否则下班后收到的件一收到就逾期')
