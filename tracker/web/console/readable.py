"""What the tables know, in the words and the amount that a page can bear."""

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from typing import Any, Final

from tracker.cases.noticing import day_zh
from tracker.queries.case_page import CasePage, TimelineRow, UnderstoodRow, label_zh
from tracker.rules.ladder import reached_zh
from tracker.rules.words import Action, Colour, Judged, Step

FAINT: Final = 0.1
"""A guess below this is noise, unless it is the best there is."""

FILE_KINDS: Final = {
    "jpg": "图片", "png": "图片", "webp": "图片", "gif": "图片",
    "pdf": "PDF 文件", "docx": "Word 文档", "xlsx": "Excel 表格", "mp4": "视频",
    "m4a": "录音", "ogg": "录音", "mp3": "录音", "amr": "录音",
}  # fmt: skip


def understood(case: CasePage) -> list[tuple[str, list[UnderstoodRow]]]:
    """Under each title the guesses worth reading, best first."""
    groups = [(title, list(rows)) for title, rows in groupby(case.understood, key=lambda row: row.title)]
    return [(title, [r for n, r in enumerate(rows) if n == 0 or r.score >= FAINT]) for title, rows in groups]


def told(event: TimelineRow) -> str:
    """The reason of an event; for a reminder, which clock had come how far; for a recount, from when to when."""
    if not event.details:  # handed over: the step is left, its words are gone
        return event.reason
    if event.action is Action.RECOUNT:
        return "；".join([event.reason, *map(_moved, event.details["clocks"])])
    if event.action is Action.RETARGET:
        was, became = event.details["target"]
        return f"{was or '没有指明单位'} → {became or '没有指明单位'}：{event.reason}"
    if event.action is not Action.ESCALATE:
        return event.reason
    card = event.details["card"]
    put = f"，登记{Colour(card).zh}" if card else ""
    again = f"，第{event.details['repeat']}次再提醒" if "repeat" in event.details else ""
    return f"{Step(event.details['step']).zh}时限{reached_zh(event.details['level'])}{put}{again}"


def corrected(event: TimelineRow) -> list[str]:
    """类别：投诉 → 咨询, one for each judgement that was put right."""
    changes = ((Judged(c["field"]), c["was"], c["became"]) for c in event.details.get("corrected", ()))
    return [f"{j.zh}：{label_zh(j, was) if was else '（空）'} → {label_zh(j, became)}" for j, was, became in changes]


def _moved(change: Mapping[str, Any]) -> str:
    dates = zip(change["due_on"], change["provisional"], strict=True)
    was, now = (f"{day_zh(date.fromisoformat(on))}{'（暂定）' if guessed else ''}" for on, guessed in dates)
    return f"{Step(change['step']).zh}时限 {was} → {now}"
