"""When two letters are one matter, and when they only look like it. Every letter is invented."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp import twins
from nlp.twins import BYTES, Nearness, Signature, SignatureError, Tie, nearness, signature
from tests.nlp.letters import FORM, OTHERS, STATION, STATION_AGAIN, STATION_NEIGHBOURS

ANYTHING = st.one_of(st.text(max_size=120), st.sampled_from([STATION, STATION_AGAIN, *STATION_NEIGHBOURS, *OTHERS]))


def near(one: str, other: str, *, days: float | None = None) -> Nearness:
    return nearness(signature(one), signature(other), days=days)


def test_the_same_letter_is_the_same_matter_again() -> None:
    again = near(STATION, STATION)

    assert (again.score, again.again, again.tie) == (1, 1, Tie.AGAIN)
    assert again.same_matter


def test_who_writes_again_a_little_differently_is_recognised() -> None:
    again = near(STATION, STATION_AGAIN)

    assert again.tie is Tie.AGAIN
    assert again.again < 1
    assert any(words.startswith("文字相近") for words in again.because)


@pytest.mark.parametrize(
    "spelt",
    [
        STATION.replace("，", " , ").replace("。", "\n\t"),
        STATION.replace("业主", "業主").replace("环保", "環保").replace("开工", "開工"),
        "\u3000\u3000" + STATION.replace("，", "，\xa0"),
    ],
)
def test_another_spelling_is_the_same_letter(spelt: str) -> None:
    assert near(STATION, spelt).again > 0.95


@pytest.mark.parametrize("neighbour", STATION_NEIGHBOURS)
def test_a_neighbour_with_other_words_tells_of_the_same_matter(neighbour: str) -> None:
    told = near(STATION, neighbour, days=2)

    assert told.tie is Tie.EVENT
    assert told.again < 0.5
    assert any(words.startswith("相同的地点或单位名") for words in told.because)


def test_what_lies_months_apart_is_less_likely_one_matter() -> None:
    assert near(STATION, STATION_NEIGHBOURS[0], days=200).score < near(STATION, STATION_NEIGHBOURS[0], days=1).score


@pytest.mark.parametrize("other", OTHERS)
def test_a_stranger_with_another_trouble_is_told_apart(other: str) -> None:
    assert near(STATION, other).tie is Tie.NONE


def test_one_form_about_two_streets_is_two_matters_and_says_why() -> None:
    here, there = FORM.format(road="解放路", number=12), FORM.format(road="滨江街", number=305)

    assert near(here, here).tie is Tie.AGAIN
    assert near(here, there).tie is Tie.NONE
    assert any(words.startswith("地点或单位名只有") for words in near(here, there).because)
    assert "门牌号只有 0% 对得上" in near(here, there).because


def test_the_same_house_number_in_another_street_is_another_matter() -> None:
    here, there = FORM.format(road="解放路", number=12), FORM.format(road="滨江街", number=12)

    assert near(here, there).tie is Tie.NONE
    assert near(here, there).again < 0.7 * near(here, here).again


def test_another_house_in_the_same_street_is_less_near() -> None:
    here, next_door = (FORM.format(road="解放路", number=number) for number in (12, 14))

    assert near(here, next_door).again < 0.8 * near(here, here).again


@pytest.mark.parametrize("short", ["", "路", "你好", "路灯坏了", "\ud83d", "，。！？", "\x00"])
def test_too_few_words_are_nobodys_twin(short: str) -> None:
    assert near(short, short).tie is Tie.NONE
    assert near(short, STATION).tie is Tie.NONE


@pytest.mark.parametrize("long", ["幸福路12号漏水，" * 100_000, "路" * 1_000_000, "\ud800" + STATION * 9_000])
def test_a_million_characters_are_a_message_like_any_other(long: str) -> None:
    assert len(signature(long).data) == BYTES


def test_a_lone_surrogate_changes_nothing() -> None:
    assert near("\ud83d" + STATION, STATION).score == 1


@settings(deadline=None, max_examples=40)
@given(ANYTHING, ANYTHING)
def test_it_does_not_matter_who_wrote_first(one: str, other: str) -> None:
    there, back = near(one, other), near(other, one)

    assert there == back
    assert 0 <= there.again <= there.score <= 1


@settings(deadline=None, max_examples=40)
@given(ANYTHING)
def test_a_signature_fits_a_column_and_comes_back_from_it(text: str) -> None:
    made = signature(text)

    assert made == signature(text)
    assert len(made.data) <= 512
    assert Signature.from_bytes(made.data) == Signature.from_hex(made.hex()) == made


@pytest.mark.parametrize("data", [b"", b"\x01", bytes(BYTES), bytes([1]) * (BYTES + 1)])
def test_bytes_that_are_no_signature_are_refused_with_what_to_do(data: bytes) -> None:
    with pytest.raises(SignatureError, match="请由原文重新生成"):
        Signature.from_bytes(data)
    with pytest.raises(SignatureError, match="请由原文重新生成"):
        Signature.from_hex(data.hex())


def test_what_is_not_even_hexadecimal_is_refused() -> None:
    with pytest.raises(SignatureError, match="不是十六进制"):
        Signature.from_hex("签名")


def test_a_topic_may_have_limits_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    strict = {"*": {"again": 0.7, "event": 0.7}, "环境保护": {"again": 0.999}}
    monkeypatch.setattr(twins, "_table", lambda: strict)
    one, other = signature(STATION), signature(STATION_AGAIN)

    assert nearness(one, other, topic="城乡建设").tie is Tie.AGAIN
    assert nearness(one, other, topic="环境保护").tie is not Tie.AGAIN
