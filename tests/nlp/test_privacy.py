"""What an officer need not know is hidden, and nothing else. Names and numbers are invented."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.normalize import normalize
from nlp.privacy import masked, personal_data
from nlp.understand import mask

GAPS = st.sampled_from(["", " ", "-", " - "])
DIGITS = st.text("0123456789", min_size=9, max_size=9)


def found(text: str) -> list[tuple[str, str]]:
    return [(span.label, span.text) for span in personal_data(text, normalize(text))]


@pytest.mark.parametrize(
    ("text", "label", "words"),
    [
        ("邮箱wang.xiuying@example.com谢谢", "email", "wang.xiuying@example.com"),
        ("微信号：xiuying_88", "chat", "xiuying_88"),
        ("QQ号10023456", "chat", "10023456"),
        ("老身份证510704800101123", "id_card", "510704800101123"),
        ("座机0816-2345678转802", "phone", "0816-2345678转802"),
        ("电话2345678", "phone", "2345678"),
        ("科长陈建国态度恶劣", "other_name", "陈建国"),
        ("我母亲严玉珍办低保", "other_name", "严玉珍"),
    ],
)
def test_a_citizens_data_is_found_by_its_kind(text: str, label: str, words: str) -> None:
    assert found(text) == [(label, words)]


@pytest.mark.parametrize(
    "text",
    [
        "工作人员安排我去别处",
        "业主全体反对",
        "老师代课",
        "编号13800001234567",
        "2345678元",
        "负责人任何关系都没有",
        "罚款2000元",
    ],
)
def test_what_only_looks_personal_stays(text: str) -> None:
    assert mask(text) == text


@settings(max_examples=80, deadline=None)
@given(DIGITS, GAPS, st.sampled_from(["电话", "", "找我，"]), st.sampled_from(["。", "", "谢谢"]))
def test_not_one_digit_of_a_found_number_is_left(digits: str, gap: str, before: str, after: str) -> None:
    number = gap.join(["13" + digits[0], digits[1:5], digits[5:]])
    hidden = mask(before + number + after)

    assert not any(sign.isdigit() for sign in hidden)
    assert hidden.startswith(before)
    assert hidden.endswith(after)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_what_was_found_is_not_in_its_own_place_any_more(text: str) -> None:
    spans = personal_data(text, normalize(text))
    hidden = masked(text, spans)

    assert len(hidden) == len(text)
    assert all(set(hidden[span.start : span.end]) == {"*"} for span in spans)
