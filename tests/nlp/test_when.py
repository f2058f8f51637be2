"""What a citizen's words for a time mean on Wednesday, 25 November 2026, at eight in the evening."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.days import Precision
from nlp.intervals import ZONE, interval
from nlp.numerals import number, whole
from nlp.times import times

NOW = datetime(2026, 11, 25, 20, 0, tzinfo=ZONE)
PARTS = "去年 12月 3 号 到 现在 国庆 前 上 周五 下午 三点 半 连续 个月 99999 年 从"
WORDS = st.lists(st.sampled_from(PARTS.split()), max_size=8).map("".join)


def meant(words: str, now: datetime = NOW) -> str:
    found = interval(words, now)
    return f"{found.start:%Y-%m-%d %H:%M} {found.end:%Y-%m-%d %H:%M} {found.precision}" if found else "?"


@pytest.mark.parametrize(
    ("words", "interval"),
    [
        ("昨天下午三点多", "2026-11-24 15:00 2026-11-24 16:00 hour"),
        ("今天早上八点半", "2026-11-25 08:30 2026-11-25 08:31 minute"),
        ("昨晚十一点", "2026-11-24 23:00 2026-11-25 00:00 hour"),
        ("上个礼拜", "2026-11-16 00:00 2026-11-23 00:00 week"),
        ("上周五", "2026-11-20 00:00 2026-11-21 00:00 day"),
        ("国庆前", "2026-09-01 00:00 2026-10-01 00:00 rough"),
        ("去年国庆期间", "2025-10-01 00:00 2025-10-08 00:00 week"),
        ("大年初三", "2026-02-19 00:00 2026-02-20 00:00 day"),
        ("连续三个月", "2026-08-25 00:00 2026-11-25 20:00 month"),
        ("从去年12月到现在", "2025-12-01 00:00 2026-11-25 20:00 month"),
        ("2026年11月1日至5日", "2026-11-01 00:00 2026-11-06 00:00 day"),
        ("三个月前", "2026-08-01 00:00 2026-09-01 00:00 month"),
        ("上个月底", "2026-10-21 00:00 2026-11-01 00:00 week"),
        ("去年下半年", "2025-07-01 00:00 2026-01-01 00:00 month"),
        ("国庆以来", "2026-10-01 00:00 2026-11-25 20:00 week"),
        ("刚才", "2026-11-25 19:00 2026-11-25 20:00 hour"),
    ],
)
def test_the_words_mean_these_hours(words: str, interval: str) -> None:
    assert meant(words) == interval


@pytest.mark.parametrize(
    ("words", "start"),
    [
        ("12月份", "2025-12-01"),
        ("3月份", "2026-03-01"),
        ("周五", "2026-11-20"),
        ("暑假", "2026-07-01"),
        ("11月26日", "2025-11-26"),
    ],
)
def test_without_a_year_or_a_week_a_citizen_speaks_of_the_past(words: str, start: str) -> None:
    assert meant(words).startswith(start)


@pytest.mark.parametrize("words", ["2月30日", "99999年前", "每天晚上十点", "很久", "", "2010年春节"])
def test_what_nobody_can_know_is_no_interval(words: str) -> None:
    assert interval(words, NOW) is None


def test_the_day_is_the_day_in_china_wherever_the_clock_stands() -> None:
    after_midnight_in_china = datetime(2026, 11, 25, 17, 0, tzinfo=UTC)

    assert meant("今天", after_midnight_in_china).startswith("2026-11-26 00:00")


def test_a_feast_after_the_table_is_not_guessed() -> None:
    assert interval("春节", datetime(2035, 6, 1, tzinfo=ZONE)) is None


@pytest.mark.parametrize("text", ["让我下周一再来", "他说下个星期三才上班"])
def test_when_to_come_back_is_not_when_it_happened(text: str) -> None:
    assert times(text, text) == ()


def test_people_downstairs_at_the_weekend_are_not_next_week() -> None:
    assert [span.text for span in times("楼下周末吵得很", "楼下周末吵得很")] == ["周末"]


@settings(max_examples=150, deadline=None)
@given(WORDS)
def test_whatever_is_said_an_interval_runs_forward_or_is_none(words: str) -> None:
    found = interval(words, NOW)

    assert found is None or (found.start <= found.end and found.precision in Precision)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("12", 12),
        ("十二", 12),
        ("四十多", 40),
        ("两千五", 2500),
        ("一百零五", 105),
        ("三万五千", 35000),
        ("半", 0.5),
        ("几", 5),
    ],
)
def test_numbers_as_people_write_them(words: str, value: float) -> None:
    assert number(words) == value


@pytest.mark.parametrize("words", ["半", "甲"])
def test_half_and_letters_are_no_whole_numbers(words: str) -> None:
    with pytest.raises(ValueError, match="no whole number"):
        whole(words)
