"""What became of everybody. Carries line numbers and reasons, never a text."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True, slots=True)
class Ending:
    """One citizen's talk: exactly one of ``number``, ``guided`` and ``failed`` says how it ended.

    ``turns``: seconds from each move to the last word of the answer to it.
    """

    line: int
    number: str = ""
    guided: str = ""
    failed: str = ""
    questions: int = 0
    turns: tuple[float, ...] = ()

    @property
    def kind(self) -> str:
        """``filed``, ``guided`` or ``failed``."""
        if self.failed:
            return "failed"
        return "filed" if self.number else "guided"


@dataclass(frozen=True, slots=True)
class Report:
    endings: tuple[Ending, ...]
    seconds: float

    @property
    def filed(self) -> int:
        return sum(bool(ending.number) for ending in self.endings)

    @property
    def numbers(self) -> list[str]:
        return [ending.number for ending in self.endings if ending.number]

    @property
    def guided(self) -> Counter[str]:
        """Ends without a number, by reason."""
        return Counter(ending.guided for ending in self.endings if ending.guided)

    @property
    def failed(self) -> list[Ending]:
        return [ending for ending in self.endings if ending.failed]

    @property
    def questions(self) -> float:
        """Mean number asked of those who got a number."""
        asked = [ending.questions for ending in self.endings if ending.number]
        return sum(asked) / len(asked) if asked else 0.0

    def turn(self, percent: float) -> float:
        """Seconds within which so many percent of the turns were answered."""
        return percentile([turn for ending in self.endings for turn in ending.turns], percent)

    def render(self) -> str:
        lines = [
            f"共 {len(self.endings)} 人，用时 {self.seconds:.1f} 秒",
            f"已登记：{self.filed}",
            f"未登记、已说明原因：{self.guided.total()}",
            *(f"  · {reason}：{count}" for reason, count in self.guided.most_common()),
            f"失败：{len(self.failed)}",
            *(f"  · 第 {ending.line} 行：{ending.failed}" for ending in self.failed),
            f"每件提问：{self.questions:.2f} 次",
            f"每轮应答：p50 {self.turn(50) * 1000:.0f} 毫秒，p95 {self.turn(95) * 1000:.0f} 毫秒",
        ]
        return "\n".join(lines)


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that ``percent`` of all do not exceed; 0 of nothing."""
    ordered = sorted(values)
    return ordered[max(0, ceil(len(ordered) * percent / 100) - 1)] if ordered else 0.0
