"""``docs/understanding-examples.md``: forty sentences and what was made of them, ten of them wrong, with why.

Written by ``make train``; why something went wrong was judged by a person and stands in ``nlp/sentences/shown.tsv``.
"""

from collections.abc import Iterator

from nlp.corpora import table
from nlp.explain import NAMES, explain
from nlp.understand import Engine
from nlp.understanding import Understanding

_PREFACE = """# 四十句话，机器人怎么理解

本页由 `make train` 写成，不手改。句子都是为本项目写的检验句，没有参加学习；每句后面是 `huiyin understand` 的解释。
其中十句在挑选时判断有误，“为什么”是人看过之后写的；词表以后变了，错的也许对了，对的也许错了，以每句的“✓ ✗”为准。
"""
_NO_REASON = "-"


def page() -> str:
    engine = Engine.load()
    return _PREFACE + "".join(
        _shown(number, engine.understand(text), kind, conduct, why)
        for number, (kind, conduct, why, text) in enumerate(table("shown"), start=1)
    )


def _shown(number: int, understood: Understanding, kind: str, conduct: str, why: str) -> str:
    right = understood.kind[0].label in kind.split("/") and understood.conduct[0].label in conduct.split("+")
    lines = [
        f"\n## {number} {'✓' if right else '✗'}\n\n```text\n{explain(understood)}```\n",
        *_wanted(kind, conduct, right=right),
    ]
    if why != _NO_REASON:
        lines.append(f"\n为什么：{why}。\n")
    return "".join(lines)


def _wanted(kind: str, conduct: str, *, right: bool) -> Iterator[str]:
    if not right:
        faults = "、".join(NAMES[label] for label in conduct.split("+"))
        yield f"\n应为：{'或'.join(NAMES[label] for label in kind.split('/'))}；{faults}。\n"
