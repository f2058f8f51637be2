"""Many signatures in one index: what is found, replaced, forgotten, kept and read back."""

import pytest

from nlp.twins import ANY_TOPIC, SignatureError, Tie, nearness, signature
from nlp.twins_index import TwinIndex
from tests.nlp.letters import FORM, OTHERS, STATION, STATION_AGAIN, STATION_NEIGHBOURS

LETTERS = (STATION, *STATION_NEIGHBOURS, *OTHERS, FORM.format(road="解放路", number=12))
SIGNED = {f"YX20261123-{number:04}": signature(letter) for number, letter in enumerate(LETTERS, start=1)}
FIRST = "YX20261123-0001"


def index_of() -> TwinIndex:
    index = TwinIndex()
    for key, made in SIGNED.items():
        index.add(key, made)
    return index


def test_the_letter_written_before_is_found_first() -> None:
    best, *others = index_of().search(signature(STATION_AGAIN))

    assert (best.key, best.nearness.tie) == (FIRST, Tie.AGAIN)
    assert all(best.nearness.score >= other.nearness.score for other in others)


def test_what_the_index_says_is_what_two_signatures_say() -> None:
    asked = signature(STATION_NEIGHBOURS[1])

    assert len(index_of()) == len(LETTERS)
    for key, near in index_of().search(asked, len(LETTERS)):
        assert near == nearness(asked, SIGNED[key], topic=ANY_TOPIC)


def test_only_the_nearest_are_named_and_only_from_a_score_up() -> None:
    index, asked = index_of(), signature(STATION)

    assert len(index.search(asked, 2)) == 2
    assert [found.key for found in index.search(asked, least=0.99)] == [FIRST]


def test_days_between_two_letters_count_where_both_are_known() -> None:
    index = TwinIndex()
    index.add("soon", signature(STATION), day=10)
    index.add("long ago", signature(STATION), day=-300)
    index.add("some day", signature(STATION))
    asked = signature(STATION_NEIGHBOURS[0])

    assert [found.key for found in index.search(asked, day=12)] == ["soon", "some day", "long ago"]
    assert len({found.nearness for found in index.search(asked)}) == 1


def test_a_letter_taken_back_is_not_found_and_a_new_version_replaces_the_old() -> None:
    index = index_of()
    index.remove(FIRST)
    index.remove("never added")
    index.add("YX20261123-0002", signature(STATION))

    assert FIRST not in index
    assert [found.key for found in index.search(signature(STATION), least=0.99)] == ["YX20261123-0002"]
    assert index.search(signature(STATION_NEIGHBOURS[0]), least=0.99) == []


def test_an_index_of_nothing_finds_nothing() -> None:
    assert TwinIndex().search(signature(STATION)) == []
    assert index_of().search(signature("")) == []


def test_of_equals_the_one_added_first_comes_first() -> None:
    index = TwinIndex()
    for key in ("b", "a", "c"):
        index.add(key, signature(STATION))

    assert [found.key for found in index.search(signature(STATION))] == ["b", "a", "c"]


def test_thousands_come_and_go_and_the_living_are_still_found() -> None:
    index = index_of()
    for number in range(10_000):
        index.add(f"passing-{number}", SIGNED["YX20261123-0006"])
        if number == 5_000:
            index.search(signature(STATION))
    for number in range(10_000):
        index.remove(f"passing-{number}")

    assert index.search(signature(STATION), least=0.99)[0].key == FIRST
    assert len(index) == len(LETTERS)
    assert index.to_bytes() == index_of().to_bytes()


def test_an_index_read_back_answers_as_before() -> None:
    index = index_of()
    index.add("带 时间\n", signature(STATION), day=1.5)
    back = TwinIndex.from_bytes(index.to_bytes())

    assert back.to_bytes() == index.to_bytes()
    assert back.search(signature(STATION), day=2) == index.search(signature(STATION), day=2)


@pytest.mark.parametrize("data", [b"", b"\x00" * 9, index_of().to_bytes()[:-1], index_of().to_bytes() + b"\x00"])
def test_what_is_no_index_is_refused_with_what_to_do(data: bytes) -> None:
    with pytest.raises(SignatureError, match="请由各件的签名重新建立"):
        TwinIndex.from_bytes(data)


def test_an_index_of_another_version_is_refused() -> None:
    data = bytearray(index_of().to_bytes())
    data[8 + int.from_bytes(data[:8], "big")] += 1

    with pytest.raises(SignatureError, match="请由原文重新生成"):
        TwinIndex.from_bytes(bytes(data))
