"""What was learned, as tables that people may read and edit, and what it does to a judgement."""

from math import exp
from pathlib import Path

import pytest

from nlp import overlay
from nlp.labels import LABELS
from nlp.lexicon import LexiconError
from nlp.overlay import Overlay
from nlp.understanding import Guess

LEARNED = Overlay({"conduct": {"推来推去": {"buck_passing": 1.5, "none": -1.0}, "电梯": {"buck_passing": 0.25}}})
GUESSES = [Guess("none", 0.7, ("办好",)), Guess("delay", 0.2), Guess("buck_passing", 0.1, ("踢皮球",))]


def scores(guesses: tuple[Guess, ...]) -> dict[str, float]:
    return {guess.label: guess.score for guess in guesses}


def test_words_that_were_not_learned_change_nothing() -> None:
    assert LEARNED.adjust("conduct", GUESSES, ["路灯"]) == tuple(GUESSES)
    assert Overlay().adjust("conduct", GUESSES, ["推来推去"]) == tuple(GUESSES)


def test_a_score_grows_by_e_to_the_weight_and_all_together_stay_what_they_were() -> None:
    found = scores(LEARNED.adjust("conduct", GUESSES, ["推来推去"]))
    assert found["buck_passing"] / found["delay"] == pytest.approx(exp(1.5) * 0.1 / 0.2, rel=0.01)
    assert sum(found.values()) == pytest.approx(1, abs=0.001)


def test_a_word_said_a_hundred_times_counts_once() -> None:
    assert LEARNED.totals("conduct", ["推来推去"] * 100) == LEARNED.totals("conduct", ["推来推去"])


def test_two_words_do_not_weigh_twice_as_much_as_one() -> None:
    both = LEARNED.totals("conduct", ["推来推去", "电梯"])["buck_passing"]
    assert both == pytest.approx((1.5 + 0.25) / 2**0.5)


def test_the_learned_word_stands_behind_the_words_that_decided_before() -> None:
    best = LEARNED.adjust("conduct", GUESSES, ["推来推去"])[0]
    assert (best.label, best.because) == ("buck_passing", ("踢皮球", "推来推去"))


def test_a_label_that_was_not_guessed_at_all_can_be_learned() -> None:
    assert {"buck_passing"} < scores(LEARNED.adjust("conduct", GUESSES[:2], ["推来推去"])).keys()


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    overlay.write(LEARNED, tmp_path, ["origin: 试验"])
    assert overlay.read(tmp_path).fields["conduct"] == LEARNED.fields["conduct"]
    assert (tmp_path / "conduct.tsv").read_text("utf-8").splitlines()[:2] == [
        "# origin: 试验",
        "buck_passing\t1.5\t推来推去",
    ]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("rude\t1\t推来推去", "没有“rude”这个标签"),
        ("delay\t9\t推来推去", "应在 -3 到 3 之间"),
        ("delay\t1\t/推.{1,2}/", "不写正则表达式"),
        ("delay 1 推来推去", "应为“标签<TAB>权重<TAB>词”"),
        ("none\t1\t电梯", "前面已经写过"),
    ],
)
def test_a_bad_line_is_refused_with_file_and_number(tmp_path: Path, line: str, complaint: str) -> None:
    overlay.write(LEARNED, tmp_path, [])
    (tmp_path / "conduct.tsv").write_text(f"none\t1\t电梯\n{line}\n", "utf-8")
    with pytest.raises(LexiconError, match=rf"/conduct\.tsv:2：.*{complaint}"):
        overlay.read(tmp_path)


def test_a_version_without_one_of_its_tables_is_refused(tmp_path: Path) -> None:
    overlay.write(LEARNED, tmp_path, [])
    (tmp_path / f"{min(LABELS)}.tsv").unlink()
    with pytest.raises(LexiconError, match="缺少这张词表"):
        overlay.read(tmp_path)
