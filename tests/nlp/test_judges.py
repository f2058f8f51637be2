"""The arithmetic of learned judgements, on tables small enough to work out by hand."""

from math import isclose, log, sqrt

import pytest

from nlp.features import Vocabulary, value
from nlp.judges import Judges
from nlp.lexicon import Entry
from nlp.weighing import softmax

TABLES = {
    "fruit": [Entry("apple", -1, "*"), Entry("apple", 3, "苹果"), Entry("pear", 2, "~梨"), Entry("pear", 1, "@sour")],
    "mood": [Entry("glad", 0.5, "*"), Entry("glad", 4, "苹果"), Entry("sad", 1, "~没")],
}


def test_a_word_a_part_and_a_cue_are_found_where_they_are_and_nowhere_else() -> None:
    vocabulary = Vocabulary(["苹果", "~梨", "@sour", "香蕉"])

    ids, values = vocabulary.find(["苹果", "梨子"], "苹果梨子梨", ["@sour"])

    found = dict(zip((vocabulary.names[number] for number in ids), values.tolist(), strict=True))
    assert found == pytest.approx({"苹果": 1, "~梨": 1 + log(2), "@sour": 1})


def test_a_word_counts_as_a_word_only_where_the_segmenter_cut_it() -> None:
    ids, _ = Vocabulary(["苹果"]).find(["苹果树"], "苹果树", [])

    assert ids.size == 0


def test_a_total_is_bias_and_weights_over_the_length_of_what_the_judgement_knows() -> None:
    weighed = Judges(TABLES).weigh(["苹果", "没", "梨"], "苹果没梨")

    assert weighed.totals("fruit") == pytest.approx({"apple": -1 + 3 / sqrt(2), "pear": 2 / sqrt(2)})
    assert weighed.totals("mood") == pytest.approx({"glad": 0.5 + 4 / sqrt(2), "sad": 1 / sqrt(2)})


def test_a_text_that_says_nothing_known_has_the_bias_alone() -> None:
    assert Judges(TABLES).weigh(["天"], "天").totals("fruit") == {"apple": -1, "pear": 0}


def test_ten_thousand_repetitions_do_not_win_by_counting() -> None:
    judges = Judges(TABLES)
    once = judges.weigh(["苹果", "梨"], "苹果梨")
    often = judges.weigh(["苹果"] * 10_000 + ["梨"], "苹果" * 10_000 + "梨")

    assert value(10_000) == value(8)
    assert often.totals("fruit")["apple"] < -1 + 3 < once.totals("fruit")["apple"] + 3


def test_the_reasons_are_the_strongest_words_and_no_part_of_one_named_already() -> None:
    table = [Entry("bad", 3, "推诿"), Entry("bad", 2, "~推"), Entry("bad", 1, "~扯皮"), Entry("bad", -4, "感谢")]
    weighed = Judges({"conduct": table}).weigh(["推诿", "扯皮", "感谢"], "推诿扯皮感谢")

    assert weighed.because("conduct", "bad") == ("推诿", "扯皮")


def test_shares_add_up_to_one() -> None:
    assert isclose(sum(softmax({"a": 3.0, "b": -200.0, "c": 3.0}).values()), 1, abs_tol=1e-3)
