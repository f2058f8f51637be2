"""What training writes is what the running program adds up."""

import numpy as np
import pytest

from nlp import corpora, lexicon
from nlp.features import spelled
from nlp.fitting import LEAST, Recipe, counted, fit, table_lines, totals
from nlp.judges import Judges
from nlp.pairing import nearest
from nlp.train import reader

RECIPE = Recipe(1.0, kept=300, seen=2, ratio=False)
SCALE = 3.0


def test_the_table_adds_up_to_what_the_machine_says_but_for_rounding() -> None:
    reading = reader()
    examples = [one for one in corpora.kinds(corpora._SENTENCES) if not one.also][::8]
    texts = [reading.read(f"{example.text}**~/") for example in examples]
    corpus = counted(examples, [list(spelled(t.words, t.plain.lower(), t.cues)) for t in texts], RECIPE)
    machine = fit(corpus.matrix, corpus.right, RECIPE)
    judges = Judges({"kind": tuple(lexicon.parse("kind", table_lines(corpus, machine, SCALE)))})

    told = [judges.weigh(t.words, t.plain.lower(), t.cues).totals("kind") for t in texts]

    found = np.array([[one[label] for label in corpus.labels] for one in told])
    wanted = totals(machine, corpus.matrix) * SCALE
    assert np.abs(found - wanted).mean() < LEAST / 2
    assert (found.argmax(1) == wanted.argmax(1)).mean() > 0.98


@pytest.mark.parametrize("word", ["*", "~", "/", "#", "@"])
def test_signs_that_mean_something_in_a_table_are_no_words(word: str) -> None:
    assert word not in set(spelled([word], "", []))


def test_a_title_belongs_to_the_body_it_is_most_like() -> None:
    assert nearest(["路灯不亮", "工资拖欠"], ["老板拖欠我们的工资", "门口的路灯一直不亮"]) == [1, 0]
