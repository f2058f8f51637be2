"""Who writes, what, and when; and what a citizen does when the office has something to say."""

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar

from bench.year.world import SHANGHAI
from nlp import Understanding, understand
from nlp.understanding import Guess, Scope
from tracker.contract import Channel, Conduct, FileCase, Judgement, Kind, Level

T = TypeVar("T")

FILES = ("sichuan_messages", "shanghai_petitions", "hunan_messages", "fuzhou_hotline")
"""Letters of the private folder, in equal parts as far as they reach."""

CHANNELS = ((Channel.WEB, 0.55), (Channel.TELEGRAM, 0.85), (Channel.TERMINAL, 0.93), (Channel.COUNTER, 1.0))
LEVELS = ((Level.REAL, 0.5), (Level.CONFIDENTIAL, 0.85), (Level.ANONYMOUS, 1.0))
BUSY_HOURS = (0.4, 0.1, 0.05, 0.05, 0.05, 0.2, 0.6, 1.5, 4, 8, 9, 7, 4, 4, 7, 8, 7, 6, 4, 4, 5, 4, 3, 1)
ON_DAYS_OFF = 0.35
AGAIN = 0.08
"""The share of filings by somebody who has filed before."""

SHORT = 200

PLACES = ("富乐路", "跃进路", "一环路东段", "剑南路", "临园口", "东津路", "石马场镇", "仙海路", "科学城南街",
          "五里堆路")  # fmt: skip
NEAR = ("菜市场旁", "小学门口", "二号楼", "公交站边", "便民服务站", "十字路口", "河堤下", "老车站后面")
BODIES = ("区住建局", "区教体局", "区卫健局", "区人社局", "区交通局", "自然资源局", "生态环境局", "综合执法局",
          "市场监管局", "公安分局", "富乐街道办", "政务服务中心")  # fmt: skip
MATTERS = (
    "{place}{near}的路灯坏了{n}天，晚上走路很危险，请帮忙催一催。",
    "{place}{near}的下水道堵了{n}天，污水流到路面上，臭得没法开窗。",
    "请问在{place}附近办理居住证要带哪些材料，周末能不能办，大概要等{n}天吗？",
    "我们在{place}的工地干了{n}个月，包工头一直拖欠工资，说没有钱。",
    "{place}{near}每天半夜施工，吵得孩子睡不着，已经{n}天了，打电话也没有人来管。",
    "到{body}办手续跑了{n}趟，每个窗口都说不归自己管，来回推。",
    "{body}窗口的工作人员态度很差，问一句就说“不知道，自己上网查”，我排了{n}个小时。",
    "材料交到{body}{n}个月了，每次去问都说还在走流程，不给一个准话。",
    "{body}上午{n}点多窗口没有人，等到快下班也没有人来，是不是脱岗？",
    "{body}的人说要给{n}千元好处费才给盖章，不给就一直拖着。",
    "{body}的局长自己亲戚的项目{n}天就批下来，我们的一直不批。",
    "建议在{place}{near}加一个公交站，老人走到最近的站要{n}十分钟。",
    "{place}{near}有人占道经营，堵了{n}个月，消防车都进不去。",
    "孩子在{place}的小学转学，学校说名额满了，让等{n}个月，有没有别的办法？",
    "医院{n}天前做的检查，医保到现在没有报销下来，窗口说系统有问题。",
    "{place}{near}的小饭馆后厨很脏，我吃了拉肚子{n}天，请查一查。",
    "感谢{body}的同志{n}天就把我的事情办好了，服务很热情。",
    "小区在{place}{near}，物业收了钱不修电梯，已经停了{n}天，老人上不了楼。",
    "太差了，没有人管。",
)


@dataclass(frozen=True, slots=True)
class Arrival:
    at: datetime
    filing: FileCase
    scope: Scope


def arrivals(
    cases: int, *, first: date, last: date, workdays: set[date], data: Path | None, seed: int
) -> list[Arrival]:
    """In the order of time; the same for the same seed and data."""
    rng = random.Random(f"arrivals {seed}")
    letters = list(_letters(cases, data, rng))
    times = sorted(_time(rng, days) for days in [_days(first, last, workdays)] for _ in range(cases))
    people = _people(rng)
    found = zip(times, letters, strict=True)
    return [_arrival(at, text, rng, people, number) for number, (at, text) in enumerate(found)]


def _days(first: date, last: date, workdays: set[date]) -> tuple[list[date], list[float]]:
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return days, [1.0 if day in workdays else ON_DAYS_OFF for day in days]


def _time(rng: random.Random, days: tuple[list[date], list[float]]) -> datetime:
    day = rng.choices(days[0], days[1])[0]
    hour = rng.choices(range(24), BUSY_HOURS)[0]
    return datetime.combine(day, time(hour, rng.randrange(60), rng.randrange(60)), SHANGHAI)


def _letters(count: int, data: Path | None, rng: random.Random) -> Iterator[str]:
    if data is None:
        for _ in range(count):
            yield _invented(rng)
        return
    piles = [_pile(data / f"{name}.jsonl", rng) for name in FILES]
    yield from _dealt(piles, count)


def _pile(path: Path, rng: random.Random) -> list[str]:
    lines = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    texts = [row["text"].strip() for row in lines if (row.get("text") or "").strip()]
    rng.shuffle(texts)
    return texts


def _dealt(piles: Sequence[list[str]], count: int) -> Iterator[str]:
    """One of each pile in turn; a pile that is used up is begun again when all are."""
    hands = [list(pile) for pile in piles]
    for number in range(count):
        if not any(hands):
            hands = [list(pile) for pile in piles]
        filled = [hand for hand in hands if hand]
        yield filled[number % len(filled)].pop()


def _invented(rng: random.Random) -> str:
    pattern = rng.choice(MATTERS)
    return pattern.format(
        place=rng.choice(PLACES), near=rng.choice(NEAR), body=rng.choice(BODIES), n=rng.randrange(2, 10)
    )


def _people(rng: random.Random) -> Iterator[tuple[Channel, str]]:
    known: list[tuple[Channel, str]] = []
    while True:
        if known and rng.random() < AGAIN:
            yield rng.choice(known)
            continue
        channel = _drawn(rng, CHANNELS)
        known.append((channel, f"year-{channel.value}-{len(known)}"))
        yield known[-1]


def _drawn(rng: random.Random, shares: Iterable[tuple[T, float]]) -> T:
    luck = rng.random()
    return next(what for what, up_to in shares if luck < up_to)


def _arrival(
    at: datetime, text: str, rng: random.Random, people: Iterator[tuple[Channel, str]], number: int
) -> Arrival:
    meaning = understand(text)
    channel, sender = next(people)
    level = _drawn(rng, LEVELS)
    known = level is not Level.ANONYMOUS
    filing = FileCase(
        channel=channel,
        sender=sender,
        text=text[:20_000],
        kind=Kind(meaning.kind[0].label),
        conduct=Conduct(meaning.conduct[0].label),
        topic=meaning.topics[0].label,
        department=meaning.departments[0].label,
        target_body=_short(meaning.target.body),
        target_person=_short(meaning.target.person),
        target_is_leader=meaning.target.leader,
        target_is_office=meaning.target.own_office,
        money=meaning.money,
        urgent=meaning.emergency,
        place=_short("、".join(dict.fromkeys(span.text for span in meaning.place[:3]))),
        level=level,
        name="张某" if known else None,
        phone=f"139{number:08d}" if known else None,
        understood=_understood(meaning),
    )
    return Arrival(at, filing, meaning.scope)


def _understood(meaning: Understanding) -> dict[str, list[Judgement]]:
    guesses: dict[str, Sequence[Guess]] = {
        "kind": meaning.kind, "conduct": meaning.conduct, "topics": meaning.topics, "departments": meaning.departments,
    }  # fmt: skip
    return {
        name: [Judgement(label=g.label, score=g.score, because=[w[:SHORT] for w in g.because]) for g in ranked[:3]]
        for name, ranked in guesses.items()
    }


def _short(words: str | None) -> str | None:
    return words[:SHORT] if words else None
