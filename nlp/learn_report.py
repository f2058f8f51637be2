"""What learning would change, told to the person who decides about it. Words and figures, nobody's sentences."""

from collections.abc import Iterator, Sequence

from nlp.crosscheck import Figure, harmful
from nlp.explain import NAMES
from nlp.labelled import Tested
from nlp.learning import AGREEING, Moved, Proposal

FIELDS_ZH = {"kind": "类别", "conduct": "效能问题", "topics": "主题", "departments": "职能"}
SHOWN = 20
LOST = 5


def report(proposal: Proposal, unseen: Sequence[Figure]) -> Iterator[str]:
    """The corrections, the words that move most, and whether cases that were left out would have gained."""
    if not proposal.cases:
        yield "还没有可以学的更正。工作人员在案卷里点“更正”，改了的就记在这里。"
        return
    counts = "，".join(f"{FIELDS_ZH[name]} {count} 项" for name, count in proposal.counts.items())
    yield f"更正过的诉求件 {proposal.cases} 件：{counts}。"
    if not proposal.overlay:
        yield f"还学不到词：同一个词要在 {AGREEING} 个人的诉求件里被更正成同一个结果，才会变动。"
    yield from _words(proposal.moved_words)
    yield from _cross(unseen)


def _words(moved: Sequence[Moved]) -> Iterator[str]:
    if not moved:
        return
    yield f"变动最大的词（共 {len(moved)} 处）："
    for one in moved[:SHOWN]:
        yield f"  {FIELDS_ZH[one.field]}  {one.word} → {_zh(one.label)}  {one.before:+.2f} 改为 {one.after:+.2f}"


def _zh(label: str) -> str:
    return NAMES.get(label, label)


def _cross(figures: Sequence[Figure]) -> Iterator[str]:
    """Each case judged by what the other cases teach."""
    if figures:
        yield "拿没有参与学习的诉求件来试（轮流留出五分之一），与工作人员一致的："
    for one in figures:
        kind = "更正过的" if one.corrected else "未更正的"
        yield f"  {FIELDS_ZH[one.field]}（{kind}）  {one.total} 件中 {one.before} 件 → {one.after} 件"
    for name in sorted(harmful(figures), key=list(FIELDS_ZH).index):
        yield f"  {FIELDS_ZH[name]}：学了反而不准，这一项不学。"


def figures(tested: Sequence[Tested]) -> Iterator[str]:
    """The project's own sentences, with what is in force and with what was learned."""
    yield "项目自己的检验句，判断正确的："
    for one in tested:
        yield f"  {FIELDS_ZH[one.field]}  {one.total} 句中 {one.before} 句 → {one.after} 句"
        for sentence in one.lost[:LOST]:
            yield f"    变错：{sentence.where}  {sentence.text[:40]}"
    if any(one.after < one.before for one in tested):
        yield "注意：检验句的正确数变少了，采用前请看看变动的词是否说得通。"
