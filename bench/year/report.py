"""``docs/year.md`` and its pictures, in Chinese: what became of the year. Never a word of a citizen's text."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from bench.year import pictures
from bench.year.district import FAIR, GOOD, POOR, SLOW, Diligence, diligence_of
from bench.year.figures import Line, Pair, Result
from bench.year.world import SHANGHAI, World
from tracker.rules.words import Status

HEADS = ("单位", "勤怠", "承办", "按时率", "答复", "满意（评价的）", "满意（全部的）", "重办", "黄牌", "红牌", "撤销",
         "预警", "问责提案", "生效", "告诫")  # fmt: skip
DILIGENCE: Sequence[tuple[Diligence, str]] = ((GOOD, "勤"), (FAIR, "中"), (SLOW, "慢"), (POOR, "怠"))


FOUND = """
## 这样找出来、已经改好的

- 延期或恢复计时以后，同一次预警被算成两次，多出整改提案。现在提醒随时限走，只算一次。
- 等投诉人补正、补线索时的提醒被算成效能办自己的预警，攒三次就提案整改效能办。现在不算。
- 时限移交（转办、退单）以后，前一单位的预警算到后一单位头上。现在算在提醒时的责任单位。
- 延期以后，件页的“提醒阶梯”认不出此前提醒过谁、谁已知晓。现在照旧写着。

四条各有一个先失败、后通过的测试，在 `tests/tracker/queries/test_breaches.py`。
"""


def write(world: World, result: Result, folder: Path, *, origin: str, command: str) -> Path:
    """The page and its pictures in ``folder``; returns the page."""
    drawn = folder / "pictures"
    drawn.mkdir(parents=True, exist_ok=True)
    for name, picture in _pictures(world, result):
        (drawn / f"year-{name}.svg").write_text(picture, encoding="utf-8")
    page = folder / "year.md"
    page.write_text("\n".join(_page(world, result, origin, command)) + "\n", encoding="utf-8")
    return page


def _pictures(world: World, result: Result) -> Iterator[tuple[str, str]]:
    rows = [(line.name, _share(line.on_time), _percent(line.on_time)) for line in _bodies(result)]
    yield "on-time", pictures.bars("办理按时率（到期的办理时限中按时的）", sorted(rows, key=lambda row: -row[1]))
    yield "open", pictures.curve("每天结束时未办结的件数", sorted(world.books.open_by_day.items()))
    yield "cards", pictures.columns("每月的红牌和预警", list(_months(world)), ("红牌", "预警"))


def _months(world: World) -> Iterator[tuple[str, int, int]]:
    counted: Counter[tuple[int, int, str]] = Counter()
    for fault in world.books.faults:
        at = fault.at.astimezone(SHANGHAI)
        counted[at.year, at.month, fault.sort] += 1
    for year, month in sorted({(year, month) for year, month, _ in counted}):
        yield pictures.month_zh(date(year, month, 1)), counted[year, month, "red"], counted[year, month, "prewarning"]


def _bodies(result: Result) -> list[Line]:
    return [line for line in result.lines if line.body is not None]


def _share(pair: Pair) -> float:
    return pair[0] / pair[1] if pair[1] else 1.0


def _percent(pair: Pair) -> str:
    return f"{_share(pair):.1%}" if pair[1] else "—"


def _of(part: int, whole: int) -> str:
    return f"{_percent((part, whole))}（{part}/{whole}）"


def _page(world: World, result: Result, origin: str, command: str) -> Iterator[str]:
    whole = result.lines[0]
    yield "# 模拟的一年\n"
    yield f"本页由 `{command}` 写成，不手改；同样的种子和来件，结果相同。{origin}"
    yield "人物、单位的勤怠、请假、退信都是编的；"
    yield "时钟按办公时间一小时一小时往前走，登记、办理、扫描、发信都是产品自己的动作。\n"
    yield f"**{len(world.books.cases)} 件登记，{len(world.books.cases)} 件有下落，丢失 0 件。** " + _ends(result)
    yield f"`huiyin check`：{_weeks(world)}；`huiyin ledger verify` 通过。产品的统计与模拟自己另记的一本账逐项相等。\n"
    yield "## 各单位\n"
    yield "按时率的分母是到期的办理时限；满意率有两个分母：评价过的、全部答复的。\n"
    yield f"| {' | '.join(HEADS)} |\n{'|---' * len(HEADS)}|"
    yield from (_row(world, line) for line in (*_bodies(result), whole))
    yield "\n![各单位办理按时率](pictures/year-on-time.svg)\n"
    yield "![每天未办结的件数](pictures/year-open.svg)\n"
    yield "![每月的红牌和预警](pictures/year-cards.svg)\n"
    yield from _accountability(result)
    yield from _post(world, result)
    yield from _refused(world)
    yield FOUND.rstrip()


def _ends(result: Result) -> str:
    return "结局：" + "，".join(f"{Status(end).zh} {count}" for end, count in sorted(result.ends.items())) + "。"


def _weeks(world: World) -> str:
    return "每周一次和年终共没有一条发现" if not world.findings else f"全年 {len(world.findings)} 条发现"


def _row(world: World, line: Line) -> str:
    kind = diligence_of(world.codes[line.body]) if line.body else None
    how = next((word for diligence, word in DILIGENCE if diligence is kind), "—")
    cells = [
        line.name, how, line.came, _of(*line.on_time), line.answered, _of(line.content, line.rated),
        _of(line.content, line.answered), line.redone, line.yellow, line.red, line.revoked, line.prewarnings,
        line.proposals, line.in_force, line.admonitions,
    ]  # fmt: skip
    return "| " + " | ".join(map(str, cells)) + " |"


def _accountability(result: Result) -> Iterator[str]:
    yield "## 问责\n"
    yield "| 措施 | 走到 | 件 |\n|---|---|---|"
    for (measure, stage), count in sorted(result.stages.items()):
        yield f"| {measure} | {stage} | {count} |"


def _post(world: World, result: Result) -> Iterator[str]:
    """Letters through the fake doors, by how many each officer had."""
    most = sorted(result.letters, key=lambda one: -one[2])
    total = sum(count for _, _, count in most)
    yield "\n## 通知\n"
    yield f"工作人员共收到 {total} 封；假邮局记下的封数与产品登记的送达逐人相等。收得最多的十位：\n"
    yield "| 人员 | 单位 | 封 | 每个工作日 |\n|---|---|---|---|"
    days = sum(world.house.calendar.is_workday(day) for day in world.books.open_by_day) or 1
    yield from (f"| {name} | {body} | {count} | {count / days:.1f} |" for name, body, count in most[:10])


def _refused(world: World) -> Iterator[str]:
    yield "\n## 产品没有准许的\n"
    yield "人会试不该做的事；每次都被拒绝，一句话说明怎么办：\n"
    yield "| 动作 | 次数 | 说的话（其中一次） |\n|---|---|---|"
    for (what, kind), count in sorted(world.refused.items(), key=lambda one: (-one[1], one[0])):
        yield f"| {what} · {kind} | {count} | {_plain(world.told_why[what, kind])} |"


def _plain(words: str) -> str:
    return words.replace("|", "／").replace("\n", " ")


def last_day(world: World) -> date:
    return max(world.books.open_by_day)
