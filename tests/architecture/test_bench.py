"""Every measurement runs, at sizes at which its figures mean nothing."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench import __main__ as program
from bench import crowd, filing, patterns, queue, sweep, turn, twins, understanding
from bench.ratios import Ratio, Wrong, times_as_long
from bench.server import SECRET
from bench.sizes import TOY
from tracker.db import Database
from tracker.house import House
from tracker.policy.calendar import load_calendar
from tracker.policy.load import load_policy
from tracker.sealing import Seals

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
HOUSE = House(load_policy(), load_calendar(), Seals(SECRET))


@pytest.fixture(scope="module")
def two_sizes(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> tuple[str, str]:
    folder = tmp_path_factory.mktemp("bench")
    few = Database(f"sqlite:///{shutil.copy(sqlite_template, folder / 'few.db')}")
    patterns.settle(few, HOUSE, TOY.patterns, now=MONDAY)
    few.close()
    small, big = (f"sqlite:///{shutil.copy(folder / 'few.db', folder / name)}" for name in ("small.db", "big.db"))
    crowd.multiply(small, TOY.small // TOY.patterns)
    crowd.multiply(big, TOY.big // TOY.patterns)
    return small, big


def test_the_queue_is_measured(two_sizes: tuple[str, str]) -> None:
    ratios = list(queue.measure("SQLite", *two_sizes, TOY, now=MONDAY))
    assert len(ratios) == 6
    assert all(ratio.times > 0 for ratio in ratios)


def test_the_sweep_is_measured(two_sizes: tuple[str, str]) -> None:
    small, big = (Database(url) for url in two_sizes)
    ratios = list(sweep.measure("SQLite", small, big, HOUSE, TOY, now=MONDAY))
    small.close()
    big.close()
    assert [ratio.what for ratio in ratios] == ["sweep with nothing due", "sweep with 6 due"]


def test_a_turn_of_the_bot_is_measured(database_url: str) -> None:
    db = Database(database_url)
    (ratio,) = turn.measure("any", db, TOY)
    db.close()
    assert ratio.times > 0


def test_understanding_is_measured() -> None:
    ratios = list(understanding.measure(TOY))
    assert [ratio.than for ratio in ratios].count("jieba.lcut of the same texts") == 2
    assert all(ratio.times > 0 for ratio in ratios)


def test_twins_are_measured_and_a_letter_that_is_not_known_again_is_a_wrong_result(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ratios = list(twins.measure(TOY))
    assert len(ratios) == 3
    assert all(ratio.times > 0 for ratio in ratios)

    monkeypatch.setattr(twins, "letters", lambda count: ["路灯坏了半个月没人修，打电话也没人管"] * count)
    with pytest.raises(Wrong, match="not known again"):
        list(twins.measure(TOY))


def test_filing_is_measured_against_the_same_rows(postgres_url: str) -> None:
    db = Database(postgres_url)
    patterns.settle_district(db, HOUSE, now=MONDAY)
    db.close()
    (ratio,) = filing.measure(postgres_url, HOUSE, TOY)
    assert ratio.times > 0


def test_both_are_timed_equally_often_and_take_turns_at_going_first() -> None:
    calls: list[str] = []
    times_as_long(lambda: calls.append("a"), lambda: calls.append("b"), repeats=2, calls=2)
    assert "".join(calls) == "ab" + "bbaa" + "aabb"


def test_the_table_has_a_line_for_each_ratio(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["bench", "--small"])
    monkeypatch.setattr(program, "measure", lambda sizes: [Ratio("SQLite", "one thing", "another", 2.0)])
    assert program.main() == 0
    assert "×2.00" in capsys.readouterr().out


def test_a_wrong_result_is_a_failure(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def wrong(_sizes: object) -> None:
        raise Wrong("a number was given twice")

    monkeypatch.setattr("sys.argv", ["bench"])
    monkeypatch.setattr(program, "measure", wrong)
    assert program.main() == 1
    assert "twice" in capsys.readouterr().err
