"""What is found by arithmetic on whole arrays is what looking at every place of the text finds."""

import random
import re

import jieba  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import lexicon
from nlp.anchors import anchors
from nlp.codes import codes, written
from nlp.grams import LONGEST, Grams
from nlp.needles import Needles
from nlp.reading import TABLES
from nlp.tokens import Tokens

SIGNS = st.text("推诿扯皮a1 \ud800😀", max_size=12)
WORDS = st.sets(st.text("推诿扯皮a😀", min_size=1, max_size=LONGEST), max_size=20)
PATTERNS = [entry.word.strip("/") for table in TABLES for entry in lexicon.read(table) if entry.word.startswith("/")]


def occurrences(plain: str, words: set[str]) -> list[tuple[int, str]]:
    return sorted((at, word) for word in words for at in range(len(plain)) if plain.startswith(word, at))


@given(SIGNS)
def test_a_text_comes_back_from_its_codes(text: str) -> None:
    assert written(codes(text)) == text


@given(SIGNS, WORDS)
def test_every_word_is_found_wherever_it_stands(plain: str, words: set[str]) -> None:
    found = Needles({word: word.upper() for word in words}).find(plain)

    assert sorted(found) == [(at, word, word.upper()) for at, word in occurrences(plain, words)]


@given(SIGNS, WORDS)
def test_every_run_is_found_by_where_it_ends_the_longest_first(plain: str, words: set[str]) -> None:
    grams = sorted(words)

    found = [grams[number] for number in Grams(grams).find(plain).tolist()]

    there = sorted((at + len(word), -len(word), word) for at, word in occurrences(plain, words))
    assert found == [word for _, _, word in there]


def test_a_run_of_five_signs_is_never_found_and_hides_no_other() -> None:
    assert Grams(["一二三四五", "二"]).find("一二三四五").tolist() == [1]


def test_ten_thousand_runs_are_all_told_apart() -> None:
    dice = random.Random(1)
    signs = [chr(code) for code in range(0x4E00, 0x9FA5)]
    grams = sorted({"".join(dice.choices(signs, k=dice.randint(1, LONGEST))) for _ in range(10_000)})
    table = Grams(grams)

    assert all(number in table.find(gram) for number, gram in enumerate(grams))


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        ("没人(?:管|理)", [{"没人管", "没人理"}]),
        ("(?:打|拨)[^，]{0,9}电话", [{"电话"}, {"打", "拨"}]),
        ("(?:很)?(?:没人|无人)(?:来){0,9}", [{"没人", "无人"}]),
        ("[跑去]了?", [{"跑", "去"}]),
        ("(?<!不)推(?!荐)", [{"推"}]),
        ("(?:推){1,9}诿?", [{"推"}]),
        (r"\d{1,3}|次", []),
        ("(?i)abc", []),
        ("", []),
    ],
)
def test_what_a_pattern_cannot_match_without_is_read_off_it(pattern: str, needed: list[set[str]]) -> None:
    assert list(anchors(pattern)) == needed


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_match_of_the_shipped_patterns_holds_its_words(pattern: str) -> None:
    """In texts woven from the words of the pattern, where it does match here and there."""
    dice = random.Random(pattern)
    pieces = [*re.findall(r"[\u4e00-\u9fff]{2,}|\d{3}", pattern), *re.findall(r"[\u4e00-\u9fff]", pattern)]
    texts = ["".join(dice.choices(pieces, k=dice.randint(1, 8))) for _ in range(6_000)]
    matches = [match[0] for text in texts for match in re.finditer(pattern, text)]

    assert matches
    assert [match for match in matches if not all(any(w in match for w in words) for words in anchors(pattern))] == []


@pytest.mark.parametrize("text", ["", "路灯坏了半年没人修", "小枧镇龚家沟的张翠芬说abc路", "𠀀𠀁推诿", "1.5万元，。！"])
def test_words_are_cut_as_jieba_cuts_them(text: str) -> None:
    assert Tokens(fast=False).cut(text) == jieba.lcut(text)
