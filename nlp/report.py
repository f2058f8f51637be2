"""``docs/understanding.md``: what the understanding can do and what it cannot, in figures and pictures.

Written by ``make train``. Pictures are plain SVG of rectangles and words; the same figures give the same bytes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path

import numpy as np

from nlp import report_examples
from nlp.fitting import Measured, softmax

_DOCS = Path(__file__).parents[1] / "docs"
_CELL = 34
_MARGIN = 110
_BINS = np.linspace(0, 1, 11)
_PREFACE = """# 理解得怎样

本页由 `make train` 写成，不手改。每个数字都是五折交叉验证：被测的文字没有参加学习，近似重复的文字在同一折里。
每项判断都是词、词片段与手工词表线索的权重之和，权重就在 `nlp/lexicon/*_learned.tsv` 里，人可以读、可以改。
四十句话的逐句解释（十句判错，附原因）见 [understanding-examples.md](understanding-examples.md)。

| 判断 | 文字数 | macro-F1（均值 ± 标准差） | 首选正确 | 前三含正确 | 最有把握的 80 % 中正确 |
|---|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One judgement; ``curve`` pairs the share of texts learned from with the macro-F1."""

    title: str
    texts: int
    found: Measured
    curve: tuple[tuple[float, float], ...]

    def line(self) -> str:
        mean, spread = self.found.macro()
        figures = (self.found.within(1), self.found.within(3), self.found.right_when_sure(0.8))
        return (
            f"| {self.title} | {self.texts} | {mean:.4f} ± {spread:.4f} | "
            + " | ".join(f"{figure:.4f}" for figure in figures)
            + " |"
        )


def write(chapters: Sequence[Chapter]) -> None:
    """The page and its pictures."""
    pictures = _DOCS / "pictures"
    pictures.mkdir(exist_ok=True)
    page = _PREFACE + "".join(chapter.line() + "\n" for chapter in chapters)
    for number, chapter in enumerate(chapters, start=1):
        name = f"understanding-{number}"
        (pictures / f"{name}-confusion.svg").write_text(_confusion(chapter.found), encoding="utf-8")
        (pictures / f"{name}-calibration.svg").write_text(_calibration(chapter.found), encoding="utf-8")
        page += "\n".join(_section(name, chapter)) + "\n"
    (_DOCS / "understanding.md").write_text(page, encoding="utf-8")
    (_DOCS / "understanding-examples.md").write_text(report_examples.page(), encoding="utf-8")


def _section(name: str, chapter: Chapter) -> Iterator[str]:
    yield f"\n## {chapter.title}\n"
    yield f"![混淆矩阵：行是应有的标签，列是判断](pictures/{name}-confusion.svg)\n"
    yield f"![校准：横轴是给出的分数，柱高是其中正确的比例，斜线是理想](pictures/{name}-calibration.svg)\n"
    yield "学习曲线（用训练文字的几成 → macro-F1）：" + "，".join(
        f"{share:.0%} → {score:.3f}" for share, score in chapter.curve
    )
    yield "\n最常见的混淆：" + "；".join(_confused(chapter.found)) + "。"


def _confused(found: Measured) -> Iterator[str]:
    table = _counts(found)
    np.fill_diagonal(table, 0)
    for place in np.argsort(-table, axis=None, kind="stable")[:5].tolist():
        row, column = divmod(place, len(found.labels))
        yield f"{found.labels[row]} → {found.labels[column]} {table[row, column]}"


def _counts(found: Measured) -> "np.typing.NDArray[np.int_]":
    size = len(found.labels)
    places = found.truth * size + found.totals.argmax(1)
    return np.bincount(places, minlength=size * size).reshape(size, size)


def _confusion(found: Measured) -> str:
    table = _counts(found)
    shares = table / np.maximum(table.sum(1, keepdims=True), 1)
    size = len(found.labels)
    body = []
    for row, label in enumerate(found.labels):
        body.append(_words(_MARGIN - 6, _MARGIN + row * _CELL + 21, label, "end"))
        body.append(_words(_MARGIN + row * _CELL + 17, _MARGIN - 6, label, "start", turned=True))
        for column in range(size):
            x, y = _MARGIN + column * _CELL, _MARGIN + row * _CELL
            body.append(_box(x, y, _CELL - 1, _CELL - 1, float(shares[row, column])))
            body.append(_words(x + 17, y + 21, str(table[row, column]), "middle", light=shares[row, column] > 0.5))
    edge = _MARGIN + size * _CELL + 10
    return _svg(edge, edge, body)


def _calibration(found: Measured) -> str:
    scores = softmax(found.totals * found.temperature())
    best, right = scores.max(1), scores.argmax(1) == found.truth
    body = ['<path d="M40 210L240 10" stroke="#999" fill="none"/>']
    for low, high in pairwise(_BINS):
        inside = (best > low) & (best <= high)
        if inside.any():
            height = float(right[inside].mean()) * 200
            body.append(_box(40 + low * 200, 210 - height, 18, height, 0.7))
            body.append(_words(49 + low * 200, 225, str(int(inside.sum())), "middle"))
    return _svg(260, 235, body)


def _box(x: float, y: float, width: float, height: float, shade: float) -> str:
    place = f'x="{x:g}" y="{y:.1f}" width="{width:g}" height="{height:.1f}"'
    return f'<rect {place} fill="#1f5fa8" fill-opacity="{shade:.2f}"/>'


def _words(x: float, y: float, text: str, anchor: str, *, light: bool = False, turned: bool = False) -> str:
    turn = f' transform="rotate(-60 {x:g} {y:g})"' if turned else ""
    colour = "#fff" if light else "#222"
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="11" text-anchor="{anchor}" fill="{colour}"{turn}>{escape(text)}</text>'
    )


def _svg(width: float, height: float, body: Sequence[str]) -> str:
    size = f'width="{width:g}" height="{height:g}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" {size}>'
    return "\n".join([head, '<rect width="100%" height="100%" fill="#fff"/>', *body, "</svg>", ""])
