"""The tables people edit: what they may hold, and what is refused with its line."""

from importlib.resources import files

import pytest

from nlp import lexicon
from nlp.lexicon import Entry, LexiconError
from nlp.phrases import Phrasebook

TABLES = sorted(table.name for table in files(lexicon).iterdir() if table.name.endswith(".tsv"))


@pytest.mark.parametrize("table", TABLES)
def test_every_table_can_be_read_and_says_where_it_comes_from(table: str) -> None:
    opening = (files(lexicon) / table).read_text(encoding="utf-8").split("\n")

    assert lexicon.read(table.removesuffix(".tsv"))
    assert opening[0].startswith("# origin: ")
    assert any(line.startswith("# date: 20") for line in opening)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("delay 2 拖延", "应为“标签<TAB>权重<TAB>词”"),
        ("delay\tzwei\t拖延", "应为“标签<TAB>权重<TAB>词”"),
        ("delay\t2\t/拖.*延/", "没有上限"),
        ("delay\t2\t/拖(延/", "不是正则表达式"),
        ("delay\tnan\t拖延", "权重应是普通的数"),
        ("delay\t-inf\t拖延", "权重应是普通的数"),
    ],
)
def test_a_bad_line_is_refused_with_its_number(line: str, complaint: str) -> None:
    with pytest.raises(LexiconError, match=r"draft\.tsv:2") as refused:
        list(lexicon.parse("draft.tsv", ["# origin: 试验\n", line + "\n"]))

    assert complaint in str(refused.value)


def test_of_phrases_inside_one_another_only_the_longest_counts() -> None:
    book = Phrasebook([Entry("a", 1, "态度"), Entry("b", 2, "态度恶劣")])

    assert [(hit.label, hit.surface) for hit in book.find("态度恶劣，态度")] == [
        ("b", "态度恶劣"),
        ("a", "态度"),
    ]


def test_a_phrase_may_speak_for_two_labels() -> None:
    book = Phrasebook([Entry("a", 1, "扯皮"), Entry("b", 1, "扯皮")])

    assert {hit.label for hit in book.find("扯皮")} == {"a", "b"}


def test_the_label_minus_takes_look_alikes_out() -> None:
    book = Phrasebook([Entry("fire", 3, "着火"), Entry(lexicon.OUT, 0, "着火点")])

    assert book.find("找到着火点") == []
    assert len(book.find("着火")) == 1


def test_without_entries_nothing_is_found() -> None:
    assert Phrasebook([]).find("着火") == []
