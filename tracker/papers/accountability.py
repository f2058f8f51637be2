"""The document of one accountability case as plain text: a draft until a person has decided."""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.queries.accountability import AccountabilityPage
from tracker.rules.accountability import Stage

LATER = "送达后三十日"


@dataclass(frozen=True, slots=True)
class Paper:
    """``mark`` says that it is a draft, or has no effect; empty for one in force."""

    title: str
    mark: str
    text: str
    signed: str


def paper(page: AccountabilityPage, papers: Mapping[str, Mapping[str, str]], marks: Mapping[str, str]) -> Paper:
    row = page.row
    words = papers[row.measure.value]
    text = words["text"].format_map(
        {
            "addressee": f"{row.body}{row.person}",
            "grounds": row.grounds.rstrip("。"),
            "basis": row.basis.rstrip("。"),
            "desk": page.desk,
            "evidence": _evidence(page) or marks["none"],
            "statement_due": f"{page.statement_due_on:%Y年%m月%d日}",
            "review_until": f"{page.review_until_on:%Y年%m月%d日}" if page.review_until_on else LATER,
        }
    )
    return Paper(words["title"], _mark(row.stage, marks), text, _signed(page))


def _mark(stage: Stage, marks: Mapping[str, str]) -> str:
    if stage.open:
        return marks["draft"]
    if stage is Stage.REVOKED:
        return marks["revoked"]
    return "" if stage.in_force or stage is Stage.DECIDED else marks["lapsed"]


def _evidence(page: AccountabilityPage) -> str:
    """One line a card, and one a case with who held it how long; of admonitions nothing but their number."""
    cards = [f"· {card['why']}" for card in page.evidence.get("cards", ())]
    cases = [case for case in page.evidence.get("cases", ()) if case["held"]]
    held = [f"· 诉求件{case['number']}用时占比：{_shares(case)}" for case in cases]
    hidden = [f"· 另有{page.hidden}件应当回避的诉求件，不予列明"] if page.hidden else []
    return "\n".join([*cards, *held, *hidden])


def _shares(case: Mapping[str, list[Mapping[str, float | str]]]) -> str:
    return "，".join(f"{part['body']}{float(part['share']):.0%}" for part in case["held"])


def _signed(page: AccountabilityPage) -> str:
    if not page.decided_by:
        return page.desk
    delivered = f"，{page.delivered_on:%Y年%m月%d日}送达" if page.delivered_on else ""
    return f"{page.desk}　签批：{page.decided_by}{delivered}"


def as_text(paper: Paper) -> str:
    return "\n\n".join(part for part in (paper.title, paper.mark, paper.text, paper.signed) if part) + "\n"
