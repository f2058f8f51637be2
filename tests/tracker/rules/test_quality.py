"""The gate by itself: each rule stops what it is for, and lets good answers pass."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import ANSWER
from tracker.policy.answer import gate_from
from tracker.policy.load import load_policy, read
from tracker.rules.quality import Parts, doubtful, fingerprint, missing

GATE = load_policy().gate
GOOD = Parts(**ANSWER)


def test_a_good_answer_lacks_nothing_and_raises_no_doubt() -> None:
    assert missing(GOOD, GATE, established=False) == ()
    assert doubtful(GOOD, asked=("电梯",), copies=0, gate=GATE) == []


@given(st.lists(st.sampled_from([*GATE.empty_phrases, "，", "。", "我们", "将"]), min_size=1, max_size=12).map("".join))
def test_no_heap_of_empty_phrases_is_an_answer(done: str) -> None:
    words = done.replace("我们", "").replace("将", "")
    if len(done) - len(words) < GATE.substance:
        assert missing(replace(GOOD, done=done), GATE, established=False)


@given(st.sampled_from(GATE.passed_on), st.sampled_from(["区住建局", "有关单位", "街道办"]))
def test_passing_on_is_no_answer_whatever_the_word(word: str, body: str) -> None:
    weak = missing(replace(GOOD, done=f"{word}{body}办理。"), GATE, established=False)
    assert any("没有写明结果" in sentence for sentence in weak)


def test_passing_on_with_the_result_is_one() -> None:
    done = "已转区住建局，该局于十一月二十四日约谈物业，电梯次日修好，住户已签字确认。"
    assert missing(replace(GOOD, done=done), GATE, established=False) == ()


@pytest.mark.parametrize("copies", range(8))
def test_a_copy_is_doubted_from_the_number_on_that_policy_names(copies: int) -> None:
    assert bool(doubtful(GOOD, asked=(), copies=copies, gate=GATE)) == (copies >= GATE.copies)


def test_the_point_that_was_asked_may_be_worded_otherwise() -> None:
    answer = replace(GOOD, facts="经核实，主管道爆管，影响供水。", done="已连夜抢修，次日恢复供水，期间送水两次。")
    assert doubtful(answer, asked=("自来水", "没水"), copies=0, gate=GATE) == []
    assert doubtful(answer, asked=("电梯", "坏了"), copies=0, gate=GATE)
    assert doubtful(answer, asked=("的了",), copies=0, gate=GATE), "everyday characters say nothing"


@given(st.integers(0, 99), st.sampled_from("  ，。\n"))
def test_figures_and_signs_make_no_new_answer(number: int, sign: str) -> None:
    varied = replace(GOOD, done=GOOD.done.replace("24", str(number)).replace("，", sign))
    assert fingerprint(varied) == fingerprint(GOOD)


def test_another_word_does() -> None:
    assert fingerprint(replace(GOOD, done=GOOD.done + "并退费。")) != fingerprint(GOOD)


@pytest.mark.parametrize("change", [{"copies": 0}, {"basis": ""}, {"shortest": -1}])
def test_a_gate_that_does_not_hold_together_refuses_to_load(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="must be"):
        gate_from({**read("answer.toml"), **change})


@pytest.mark.parametrize(("rectified", "enough"), [("", False), ("已改", False), ("已退费，见退费凭证", True)])
def test_what_was_found_true_must_be_put_right_with_proof(rectified: str, enough: bool) -> None:
    assert (missing(replace(GOOD, rectified=rectified), GATE, established=True) == ()) is enough
    assert missing(replace(GOOD, rectified=rectified), GATE, established=False) == ()
