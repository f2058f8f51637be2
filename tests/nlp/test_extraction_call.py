"""All that a message names, by one call; the tables walked together find what each finds alone."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp import lexicon
from nlp.extraction import TABLES, Extracted, Extractor
from nlp.money import Demand
from nlp.normalize import normalize
from nlp.phrases import Hit, Phrasebook, Shelf
from nlp.understand import engine
from nlp.understanding import Span
from tests.nlp.test_any_text import ANYTHING, SENTENCES

EXTRACTOR = Extractor.load(lexicon.read)
SHELF = Shelf({table: lexicon.read(table) for table in TABLES})
CONDUCT = Phrasebook(lexicon.read("conduct"))
BOOKS = {table: Phrasebook(lexicon.read(table)) for table in TABLES}
RATIO = 4
GENEROUS = 3.0
STORY = "昨天下午三点，富乐街道东津路25号的李主任要 2000 元才办，另外我们小区路灯坏了没人修，电话13800001234。"


def extracted(text: str) -> Extracted:
    plain = normalize(text)
    found = SHELF.find(plain)
    return EXTRACTOR.extract(text, plain, engine().words(plain), found, faults(plain))


def faults(plain: str) -> list[Hit]:
    return CONDUCT.find(plain)


def test_a_citizens_story_is_taken_apart() -> None:
    story = extracted(STORY)

    assert [span.text for span in story.when] == ["昨天下午三点"]
    assert [span.text for span in story.place] == ["富乐街道", "东津路25号"]
    assert [span.text for span in story.personal_data] == ["13800001234"]
    assert [demand.yuan for demand in story.demands] == [2000]
    assert [STORY[point.at :][:4] for point in story.split_points] == ["另外我们"]


@settings(max_examples=60, deadline=None)
@given(SENTENCES)
def test_tables_walked_together_find_what_each_finds_alone(text: str) -> None:
    plain = normalize(text)

    assert SHELF.find(plain) == {table: book.find(plain) for table, book in BOOKS.items()}


@settings(max_examples=60, deadline=None)
@given(ANYTHING)
def test_every_part_points_at_the_words_it_names(text: str) -> None:
    story = extracted(text)

    spans: list[Span | Demand] = [*story.place, *story.when, *story.personal_data, *story.demands]
    for part in spans:
        assert text[part.start : part.end] == part.text
        assert part.text
    assert all(0 < point.at < len(text) for point in story.split_points)


@pytest.mark.parametrize(
    "text",
    ["", "，。！？……", "13800001234", "\ud800\udfff路", "\u202e局管房\u202c", "Road路123號ремонт", "😀" * 40],
    ids=[
        "empty",
        "only punctuation",
        "only a phone number",
        "broken surrogates",
        "right to left",
        "mixed scripts",
        "emoji",
    ],
)
def test_odd_messages_are_taken_apart_like_others(text: str) -> None:
    assert extracted(text).target.person is None


def seconds(text: str) -> float:
    """The best of three: what else the machine does only ever adds."""
    plain = normalize(text)
    words = engine().words(plain)
    return min(_once(text, plain, words) for _ in range(3))


def _once(text: str, plain: str, words: list[str]) -> float:
    begun = process_time()
    EXTRACTOR.extract(text, plain, words, SHELF.find(plain), ())
    return process_time() - begun


@pytest.mark.parametrize("piece", [STORY, "1", "一", "另外，", "路", "送", "年"], ids=repr)
def test_four_times_the_message_takes_no_more_than_a_few_times_longer(piece: str) -> None:
    short = (piece * 20_000)[:20_000]

    assert seconds(short * RATIO) <= RATIO * GENEROUS * seconds(short)


def test_a_message_of_a_million_signs_is_answered() -> None:
    text = "区房管局" * 250_000
    plain = normalize(text)

    assert EXTRACTOR.extract(text, plain, [plain], SHELF.find(plain), ()).target.body is not None


ONE_TABLE = st.sampled_from(TABLES)


@given(ONE_TABLE)
def test_every_table_answers_even_for_an_empty_message(table: str) -> None:
    assert SHELF.find("")[table] == []
