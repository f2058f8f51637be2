"""Long answers arrive whole, in parts that Telegram takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.pieces import pieces


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def test_a_short_text_is_one_piece() -> None:
    assert pieces("您好") == ["您好"]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("第一段。\n第一段完\n\n第二段很长很长", "第一段。\n第一段完"),
        ("第一句话没有分段\n第二行很长很长很长", "第一句话没有分段"),
        ("这是第一句完整的话。这是第二句完整的话", "这是第一句完整的话。"),
        ("这一句话没有句号只有逗号，后面还有很多字", "这一句话没有句号只有逗号，"),
    ],
)
def test_a_cut_falls_on_the_best_end_there_is(text: str, first: str) -> None:
    assert pieces(text, limit=14)[0] == first


@given(st.text(st.sampled_from("您好。\n，😀a "), max_size=200), st.integers(4, 40))
def test_nothing_but_blanks_is_lost_and_no_piece_is_too_long(text: str, limit: int) -> None:
    parts = pieces(text, limit=limit)
    assert all(units(part) <= limit and part.strip() for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
