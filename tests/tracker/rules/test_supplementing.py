"""补正: whom the office asks for what, how often, and until when."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tracker.rules.supplementing import ENDED_BY, asked_of, is_waiting, why_not_asked
from tracker.rules.words import Action, Level, Step

DUE = datetime(2026, 12, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
"""The time for deciding on what 王秀英 wrote is over."""
MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("level", "step"),
    [(Level.REAL, Step.SUPPLEMENT), (Level.CONFIDENTIAL, Step.SUPPLEMENT), (Level.ANONYMOUS, Step.CLUE)],
)
def test_who_gave_no_name_is_asked_for_a_clue_and_everybody_else_for_facts(level: Level, step: Step) -> None:
    assert asked_of(level) is step


def test_wang_xiuying_is_asked_once_and_before_the_time_for_deciding_is_over() -> None:
    assert why_not_asked(asked=False, due=DUE, now=DUE - MOMENT) is None
    assert "受理期限已经届满" in (why_not_asked(asked=False, due=DUE, now=DUE) or "")
    assert "只能要求一次" in (why_not_asked(asked=True, due=DUE, now=DUE - MOMENT) or "")


def test_of_both_reasons_the_one_that_never_goes_away_is_told() -> None:
    assert "只能要求一次" in (why_not_asked(asked=True, due=DUE, now=DUE) or "")


def test_silence_about_facts_lapses_and_silence_about_a_clue_is_filed_away() -> None:
    assert ENDED_BY == {Step.SUPPLEMENT: Action.LAPSE, Step.CLUE: Action.FILE_AWAY}


@pytest.mark.parametrize("step", Step)
def test_only_while_the_office_waits_for_her_is_the_next_word_the_complainants(step: Step) -> None:
    assert is_waiting(step) is (step in (Step.SUPPLEMENT, Step.CLUE))
