"""Is this an answer? A first gate; a second person reads every answer all the same."""

from collections.abc import Sequence

SHORTEST = 8
"""Characters below which a required part says nothing."""

PASSED_ON = ("已转", "转交", "移交", "反馈给", "已联系")


def weak_points(facts: str, done: str, basis: str) -> Sequence[str]:
    """What stops the answer, in Chinese; empty when nothing does. Texts are stripped."""
    found = [f"“{name}”过于简单" for name, text in (("查明的事实", facts), ("办理情况", done)) if len(text) < SHORTEST]
    only_passed = any(word in done for word in PASSED_ON) and len(done) < 3 * SHORTEST
    if only_passed:
        found.append("只说明已转有关单位，没有写明结果")
    if not basis:
        found.append("没有写明依据")
    return found
