"""The compiled segmenter and the interpreted one, on private texts; without them this is skipped."""

import difflib
from collections.abc import Sequence

import pytest

from nlp.reading import Reader
from nlp.tokens import Tokens
from nlp.understand import Engine, engine
from nlp.whole_words import whole_words
from tests.nlp.test_real_texts import DATA, rows

pytest.importorskip("rjieba", reason="rjieba is not installed")
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the private texts are not on this machine")

FILES = ("hunan_messages", "shanghai_petitions", "sichuan_messages", "fuzhou_hotline")
TEXTS = 1_000
SURE = 0.9


@pytest.fixture(scope="module")
def engines() -> tuple[Engine, Engine]:
    shelf = engine().reader.shelf
    slow, fast = (Reader(Tokens(whole_words(None), fast=fast), shelf) for fast in (False, True))
    return engine().reading_with(slow), engine().reading_with(fast)


@pytest.fixture(scope="module")
def texts() -> list[str]:
    every = [row["text"] for name in FILES for row in rows(name)]
    return every[:TEXTS]


def differing(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words of ``one`` are not in ``other`` at their place."""
    same = difflib.SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return len(one) - sum(block.size for block in same)


def test_hardly_any_word_differs_and_no_sure_judgement(engines: tuple[Engine, Engine], texts: list[str]) -> None:
    slow, fast = engines
    assert len(texts) == TEXTS
    words = differ = 0
    for text in texts:
        one, other = slow.words(text), fast.words(text)
        words += len(one)
        if one != other:
            differ += differing(one, other)
            assert sure(slow, text) - first(fast, text) == set()
    assert differ / words <= 0.002


def first(engine: Engine, text: str, least: float = 0.0) -> set[str]:
    """The first label of every judgement, where it is at least so sure."""
    found = engine.understand(text)
    ranked = (found.kind, found.conduct, found.topics, found.departments)
    return {guesses[0].label for guesses in ranked if guesses[0].score >= least} | {found.scope.value}


def sure(engine: Engine, text: str) -> set[str]:
    return first(engine, text, SURE)

