"""``make train``: every learned table of the lexicon from the labelled texts, the same on every run.

Usage: ``python -m nlp.train DATA``. Needs the dev group; nothing of it is imported at run time.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from nlp import corpora, lexicon, train_twins
from nlp.corpora import Example
from nlp.features import spelled
from nlp.fitting import FOLDS, LEAST, Counted, Measured, Recipe, counted, fit, measured, table_lines
from nlp.reading import Reader
from nlp.report import Chapter, write
from nlp.tokens import Tokens
from nlp.whole_words import whole_words

_LEXICON = Path(lexicon.__file__).parent
_DATE = "2026-11-26"


@dataclass(frozen=True, slots=True)
class Task:
    """One table to learn, or ``None`` to measure only; ``origin`` says where its texts come from, for the data card."""

    table: str | None
    title: str
    origin: str
    examples: Callable[[Path], Iterable[Example]]
    recipe: Recipe


TASKS = (
    Task(
        "topics_learned",
        "事项（湖南留言，7 类）",
        "public messages of a provincial message board with their titles (TipDM 2020 C); titles only learned from",
        corpora.topics,
        Recipe(1.0, kept=1500, seen=3),
    ),
    Task(
        None,
        "事项，标题加正文（只量，不另成表）",
        "the same with their titles",
        corpora.headed_topics,
        Recipe(1.0, kept=1500, seen=3),
    ),
    Task(
        "departments_learned",
        "职能（上海来信，16 类）",
        "public letters to Shanghai bodies, by the function of the body that answered",
        corpora.departments,
        Recipe(1.0, kept=1500, seen=2),
    ),
    Task(
        "kind_learned",
        "类别（自写句子，6 类）",
        "this project's own sentences, nlp/sentences/",
        corpora.kinds,
        Recipe(1.0, kept=1500, seen=2, ratio=False),
    ),
    Task(
        "conduct_learned",
        "效能问题（自写句子，10 类和“无”）",
        "this project's own sentences, nlp/sentences/",
        corpora.conducts,
        Recipe(1.0, kept=1500, seen=2, ratio=False),
    ),
    Task(
        "scope_learned",
        "口气（办事、闲聊、辱骂、广告、别家的事）",
        "this project's own sentences; case also from public messages (Hunan, Shanghai, Sichuan, Fuzhou,\n"
        "#   Kaohsiung, web reports), chat from chatterbot-corpus (BSD), abuse from COLD (Apache-2.0),\n"
        "#   telecom from work orders of operators",
        corpora.manners,
        Recipe(1.0, kept=1500, seen=2, ratio=False, balanced=True),
    ),
    Task(
        "owners_learned",
        "谁的事（法院、纪检、军队、电信运营商、其他）",
        "this project's own sentences and work orders of operators against all others",
        corpora.owners,
        Recipe(1.0, kept=1000, seen=2, ratio=False),
    ),
    Task(
        "emergency_learned",
        "此刻有没有人处在危险中",
        "this project's own sentences and, as safe, real letters",
        corpora.dangers,
        Recipe(1.0, kept=3000, seen=2, ratio=False, balanced=True),
    ),
    Task(
        "hotlines_learned",
        "危险时该拨的号码",
        "this project's own sentences of danger",
        corpora.hotlines,
        Recipe(1.0, kept=800, seen=2, ratio=False),
    ),
)


def reader() -> Reader:
    """As the running program reads, with the slow segmenter, so that tables do not depend on what is installed."""
    return Reader.load(Tokens(whole_words(None), fast=False), lexicon.read)


def learn(task: Task, data: Path, reading: Reader) -> Chapter:
    """Measures by cross-validation, then fits on everything and writes the table."""
    examples = list(task.examples(data))
    texts = [reading.read(example.text) for example in examples]
    corpus = counted(examples, [list(spelled(t.words, t.plain.lower(), t.cues)) for t in texts], task.recipe)
    found = measured(corpus, task.recipe)
    curve = [(share, measured(corpus, task.recipe, share).macro()[0]) for share in (0.25, 0.5)]
    if task.table:
        lines = [*_card(task, corpus, found), *_table(task, corpus, found)]
        (_LEXICON / f"{task.table}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Chapter(task.title, len(examples), found, (*curve, (1.0, found.macro()[0])))


def _table(task: Task, corpus: Counted, found: Measured) -> Iterator[str]:
    weights = fit(corpus.matrix, corpus.right, task.recipe)
    yield from table_lines(corpus, weights, found.temperature())


def _card(task: Task, corpus: Counted, found: Measured) -> Iterator[str]:
    mean, spread = found.macro()
    yield f"# origin: linear support-vector machines on {task.origin}"
    yield f"# date: {_DATE}"
    yield f"# texts: {len(corpus.truth)}, of which tested on {len(found.truth)}"
    yield f"# split: {FOLDS} folds, near-duplicates together"
    yield f"# scores: macro-F1 {mean:.4f} ± {spread:.4f}, right {found.within(1):.4f}, of three {found.within(3):.4f}"
    yield f"# weights are on the scale of softmax (temperature {found.temperature():g}), rounded to {LEAST};"
    yield "#   ~ marks a word-part, @ a cue of the hand-made tables, @- a cue denied, * the bias"


def main(data: Path, only: Sequence[str] = ()) -> None:
    """``only`` names tables, for a trial; the page is written when all were learned."""
    reading = reader()
    chapters = []
    for task in TASKS:
        if only and task.table not in only:
            continue
        chapters.append(learn(task, data, reading))
        sys.stdout.write(chapters[-1].line() + "\n")
        sys.stdout.flush()
    if not only:
        write(chapters)
        train_twins.write(data, today=date.fromisoformat(_DATE))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
