"""Knowing a letter again among many: a search against one ten times smaller, and against looking at every letter."""

import logging
import random
from collections.abc import Iterator

import jieba  # type: ignore[import-untyped]
import numpy as np

from bench.ratios import Ratio, Wrong, times_as_long
from bench.sizes import Sizes
from bench.turn import TEXT
from nlp.sketch import RECORD
from nlp.twins import Judged, Tie, signature
from nlp.twins_index import TwinIndex

_SEED = 20261123
_ASKED = 50
_SIGNS = "安柏长春德东福富高光桂海和恒宏华嘉锦景康兰乐丽林龙梅美明南宁平青清荣瑞泰文祥翔新兴秀阳银永玉月云振正中紫"
_WHERE = ("小区", "路", "花园", "村", "街", "苑", "大厦", "广场")
_TROUBLE = (
    "楼下的烧烤摊每天摆到凌晨，油烟直往屋里灌", "电梯坏了三个星期，八楼的老人下不来", "一下雨路面就积水，车辆陷在坑里",
    "物业说要收装修押金，收了又不退", "公交站牌倒了没有人扶，等车的人站在马路中间", "自来水发黄发臭，烧开了还有沉淀",
    "垃圾堆在门口没人清运，苍蝇到处飞", "工地夜里打桩，孩子没法睡觉", "路灯一排都不亮，晚上走路看不清",
    "办证窗口的人说系统坏了，让我改天再来", "低保材料交了两个月，一直没有回话", "消防通道被私家车占满，堵死了出口",
)  # fmt: skip
_TRIED = (
    "打过热线，说已经转给有关单位", "找了社区，社区说不归他们管", "和物业谈了几回，都没有结果", "写过一封信，没人回",
    "去年就反映过，当时说月底解决", "街道的人来看过一次，拍了照就走了", "邻居们联名写了材料", "执法的人一走又照旧",
)  # fmt: skip
_WISH = (
    "请给一个准话", "希望早日解决", "请查一查到底该谁管", "盼望书面答复", "要求依法处理", "请派人到现场看一看",
)  # fmt: skip


def measure(sizes: Sizes) -> Iterator[Ratio]:
    jieba.setLogLevel(logging.WARNING)
    every = letters(sizes.big)
    yield _signing(sizes)
    small, big = _index(every[: sizes.small]), _index(every)
    asked = [signature("您好！" + letter) for letter in every[: min(_ASKED, sizes.small)]]
    rows = np.frombuffer(b"".join(signature(letter).data for letter in every), RECORD)

    def search(index: TwinIndex) -> None:
        for at, one in enumerate(asked):
            best = index.search(one, 5)[0]
            if best.key != str(at) or best.nearness.tie is not Tie.AGAIN:
                raise Wrong(f"letter {at} was not known again among {len(index)}")

    times = times_as_long(lambda: search(big), lambda: search(small), repeats=sizes.repeats)
    yield Ratio("–", f"twins among {sizes.big:,} letters", f"among {sizes.small:,}", times)
    one_by_one = times_as_long(
        lambda: search(big), lambda: [Judged(one, rows).scores for one in asked[:5]], repeats=sizes.repeats
    )
    yield Ratio("–", f"twins among {sizes.big:,} letters", "looking at each of them", one_by_one * 5 / len(asked))


def _signing(sizes: Sizes) -> Ratio:
    times = times_as_long(
        lambda: signature(TEXT), lambda: jieba.lcut(TEXT), repeats=sizes.repeats, calls=10 * sizes.turns
    )
    return Ratio("–", "signature of a letter", f"jieba.lcut of its {len(TEXT)} characters", times)


def letters(count: int) -> list[str]:
    """Invented, no two alike, and the same in every run."""
    dice = random.Random(_SEED)
    return [_letter(dice, number) for number in range(count)]


def _letter(dice: random.Random, number: int) -> str:
    where = "".join(dice.choices(_SIGNS, k=3)) + dice.choice(_WHERE)
    first, second = dice.sample(_TROUBLE, 2)
    tried, wish = dice.choice(_TRIED), dice.choice(_WISH)
    return f"我住在{where}{number % 997 + 1}号，{first}，而且{second}。{tried}，{wish}。"


def _index(letters: list[str]) -> TwinIndex:
    index = TwinIndex()
    for at, letter in enumerate(letters):
        index.add(str(at), signature(letter))
    return index
