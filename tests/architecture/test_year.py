"""The simulated year in small: three bodies, some weeks. Nothing is lost, and two ways of counting agree."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from bench.year import keeping, report
from bench.year.books import Fault
from bench.year.figures import called_for, quarrels, result
from bench.year.world import World
from bench.year.year import Plan, begin, examine, live
from tests.story import at
from tracker.rules.words import Step

pytestmark = pytest.mark.timeout(600)

PLAN = Plan(
    cases=20, seed=4, first=date(2026, 4, 1), last=date(2026, 4, 10), settle=10,
    bodies=("services", "housing", "510704003"),
)  # fmt: skip
"""Around 清明节, whose Monday is off; not all is settled at the end."""


class CutOff(Exception):
    """The machine went down."""


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[World]:
    """Cut off on a Monday evening, and gone on with from what was kept."""
    before, kept, after = (tmp_path_factory.mktemp(name) for name in ("before", "kept", "after"))
    first = begin(f"sqlite:///{shutil.copy(sqlite_template, before / 'year.db')}", PLAN, folder=before)

    def stop() -> None:
        keeping.keep(first, kept)
        raise CutOff

    with pytest.raises(CutOff):
        live(first, PLAN, weekly=stop)
    first.db.close()
    keeping.fetch(kept, after)
    world = begin(f"sqlite:///{after / 'year.db'}", PLAN, folder=after)
    keeping.remember(world, kept)
    live(world, PLAN)
    yield world
    world.db.close()


def test_product_and_books_agree_about_everything_and_check_finds_nothing(lived: World) -> None:
    found = result(lived, first=PLAN.first, last=report.last_day(lived))
    assert found.quarrels == ()
    assert [*lived.findings, *examine(lived)] == []
    assert len(lived.books.cases) == PLAN.cases
    assert found.lines[0].answered > 5


def test_the_page_and_its_pictures_hold_no_word_of_a_citizen(lived: World, tmp_path: Path) -> None:
    found = result(lived, first=PLAN.first, last=report.last_day(lived))
    page = report.write(lived, found, tmp_path, origin="来件是编写的句子。", command="python -m bench.year")
    told = page.read_text(encoding="utf-8")
    assert "丢失 0 件" in told
    assert "区住房和城乡建设局" in told
    assert [f.filed.text for f in lived.folders.values() if f.filed.text[:12] in told] == []
    assert sorted(path.name for path in (tmp_path / "pictures").iterdir()) == [
        "year-cards.svg", "year-on-time.svg", "year-open.svg",
    ]  # fmt: skip


def test_a_case_that_ended_without_anybody_knowing_is_noticed(lived: World) -> None:
    """Never committed, so that the other tests keep theirs."""
    number = next(number for number, book in lived.books.cases.items() if book.answered)
    silently = text("UPDATE \"case\" SET status = 'guided', ended_reason = '' WHERE number = :number")
    with lived.db.reading() as session:
        session.execute(silently, {"number": number})
        found = list(quarrels(session, lived, ()))
    assert f"{number} ended without a reason" in found


def test_two_red_cards_of_a_year_call_for_a_warning_and_a_talk() -> None:
    faults = [Fault(at(5, day), 7, "red", f"YX-{day}", Step.HANDLE) for day in (4, 6)]
    assert sorted(called_for(faults, [])) == [("red-1", 7, 2026, 1), ("red-1", 7, 2026, 1), ("red-2", 7, 2026, 1)]


def test_a_card_taken_back_in_between_does_not_count() -> None:
    faults = [Fault(at(5, day), 7, "red", f"YX-{day}", Step.HANDLE) for day in (4, 6)]
    assert {rule for rule, *_ in called_for(faults, [(at(5, 5), 7, 2026)])} == {"red-1"}
