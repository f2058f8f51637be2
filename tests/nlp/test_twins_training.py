"""The tables of twins are made anew from a folder of texts; here, of invented ones."""

import json
from datetime import date
from pathlib import Path

import pytest

from nlp import lexicon
from nlp.train_twins import COMPLAINTS, GROUPED, Pair, choose, limits_table, main, measure, near_pairs, pairs_table
from tests.nlp.letters import FORM, OTHERS, STATION, STATION_AGAIN

TODAY = date(2026, 11, 26)
CHOOSES, MEASURES = 5, 1
"""Groups of either half."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = [{"text": FORM.format(road="解放路", number=number), "dup_group": 100 + number} for number in range(160)]
    rows += [{"text": text, "dup_group": MEASURES} for text in (STATION, STATION_AGAIN)]
    rows += [{"text": text, "dup_group": CHOOSES} for text in (OTHERS[0], "补充：" + OTHERS[0])]
    for name in COMPLAINTS:
        letters = rows if name == GROUPED else [{"text": text} for text in OTHERS]
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in letters)
        (tmp_path / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


def test_the_same_texts_give_the_same_table_and_it_can_be_read(folder: Path) -> None:
    table = pairs_table(folder, today=TODAY)
    entries = list(lexicon.parse("pairs.tsv", table.splitlines(keepends=True)))

    assert table == pairs_table(folder, today=TODAY)
    assert table.startswith("# origin: ")
    assert "# date: 2026-11-26\n" in table
    assert "油烟" in {entry.word for entry in entries}
    assert all(0 <= entry.weight <= 255 for entry in entries)


def test_the_half_that_measures_is_not_learned_from(folder: Path) -> None:
    with (folder / f"{GROUPED}.jsonl").open("a", encoding="utf-8") as lines:
        lines.writelines(json.dumps({"text": f"搅拌{at}", "dup_group": MEASURES}) + "\n" for at in range(100))

    assert "搅拌" not in pairs_table(folder, today=TODAY)


def test_the_table_of_limits_says_how_good_they_are_and_keeps_the_other_lines(folder: Path) -> None:
    table = limits_table(folder, today=TODAY)
    entries = list(lexicon.parse("twins.tsv", table.splitlines(keepends=True)))

    assert "recall 1.000, 1 pairs" in table
    assert [entry.word for entry in entries] == [entry.word for entry in lexicon.read("twins")]


def test_a_false_pair_counts_twice_in_the_half_that_chooses() -> None:
    right = [Pair(CHOOSES, CHOOSES, 0.9)] * 64
    wrong = [Pair(CHOOSES, 7, 0.6)]

    assert choose(right + wrong) == 0.61
    assert choose(right + wrong[:0]) == 0.5
    assert choose(right * 2 + wrong) == 0.5


def test_only_the_other_half_measures() -> None:
    grouped = [{"dup_group": MEASURES}] * 3 + [{"dup_group": CHOOSES}] * 2
    found = [Pair(MEASURES, MEASURES, 0.9)] * 2 + [Pair(MEASURES, CHOOSES, 0.8), Pair(CHOOSES, CHOOSES, 0.9)]
    scores = measure(found, grouped, 0.7)

    assert (scores.precision, scores.recall, scores.pairs) == (2 / 3, 2 / 3, 3)


def test_each_pair_is_found_once() -> None:
    grouped = [{"text": text, "dup_group": at} for at, text in enumerate((STATION, OTHERS[0], STATION_AGAIN))]

    assert [(pair.one, pair.other) for pair in near_pairs(grouped)] == [(2, 0)]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="hunan_messages"):
        main([str(tmp_path), "2026-11-26"])
