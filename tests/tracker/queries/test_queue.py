"""The officer's queue: what is open, the most pressing first, page by page."""

from datetime import datetime

import pytest

from tests.builders import Place, complaint, filing, house, register, walk
from tests.story import at, begin
from tracker.contract import FileCase
from tracker.models import Officer
from tracker.queries.org import load_org
from tracker.queries.queue import QueueFilter, QueuePage, QueueRow, counts, queue
from tracker.rules.errors import Incomplete
from tracker.rules.lifecycle import APPEALED
from tracker.rules.words import Colour, Kind, Status
from tracker.sweep import sweep

MONDAY = at(11, 23)
KINDS = (Kind.COMPLAINT, Kind.CONSULT, Kind.HELP)


def page(
    place: Place, officer: int, filters: QueueFilter | None = None, *,
    now: datetime = MONDAY, after: str | None = None, limit: int = 30,
) -> QueuePage:  # fmt: skip
    with place.db.reading() as session:
        org = load_org(session)
        return queue(
            session, org.officers[officer], org, filters or QueueFilter(),
            now=now, calendar=house().calendar, after=after, limit=limit,
        )  # fmt: skip


def numbers(found: QueuePage) -> list[str]:
    return [row.number for row in found.rows]


def only_row(place: Place, what: FileCase) -> QueueRow:
    number = begin(place, what).number
    return page(place, place.officers.li_min, QueueFilter(text=number)).rows[0]


def fill(place: Place, many: int) -> list[str]:
    """Cases of several kinds and days; some share their due instant to the microsecond."""
    return [
        register(place, filing(sender=f"q{n}", kind=KINDS[n % 3]), under="k", now=at(11, 23 + n % 4)).number
        for n in range(many)
    ]


@pytest.mark.parametrize("limit", [1, 2, 7])
def test_turning_the_pages_shows_every_case_once_the_most_pressing_first(own_place: Place, limit: int) -> None:
    filed = fill(own_place, 15)
    li_min = own_place.officers.li_min
    seen: list[QueueRow] = []
    found = page(own_place, li_min, limit=limit)
    while found.next:
        seen += found.rows
        found = page(own_place, li_min, after=found.next, limit=limit)
    seen += found.rows
    assert sorted(row.number for row in seen) == sorted(filed)
    assert [row.due_at for row in seen] == sorted(row.due_at for row in seen if row.due_at)


def test_ended_cases_come_newest_first_page_by_page(own_place: Place) -> None:
    filed = fill(own_place, 5)
    for number, day in zip(filed, (26, 27, 27, 28, 29), strict=True):
        walk(own_place, number, Status.CLOSED, now=at(11, day))
    ended, li_min = QueueFilter(ended=True), own_place.officers.li_min
    found = page(own_place, li_min, ended, limit=2)
    seen = numbers(found)
    while found.next:
        found = page(own_place, li_min, ended, after=found.next, limit=2)
        seen += numbers(found)
    assert seen == filed[::-1]


def test_a_case_that_moves_between_two_pages_does_not_hide_another(own_place: Place) -> None:
    fill(own_place, 6)
    li_min = own_place.officers.li_min
    first = page(own_place, li_min, limit=3)
    walk(own_place, first.rows[0].number, Status.ACCEPTED)
    second = page(own_place, li_min, after=first.next, limit=30)
    assert {*numbers(first), *numbers(second)} == set(numbers(page(own_place, li_min)))


@pytest.mark.parametrize(
    "cursor",
    [
        "~", "rubbish", "2026-11-26~1", "2026-11-26T16:00:00~1", "2026-11-26T16:00:00+00:00~",
        "2026-11-26T16:00:00+00:00~-1", "2026-11-26T16:00:00+00:00~１", "2026-99-99T99:99:99+00:00~1",
        "2026-11-26T16:00:00+00:00~" + "9" * 30, "0001-01-01T00:00:00+14:00~1", "' OR 1=1 --~1",
    ],
)  # fmt: skip
def test_a_cursor_that_is_none_of_ours_is_refused(place: Place, cursor: str) -> None:
    with pytest.raises(Incomplete, match="翻页的位置已经失效"):
        page(place, place.officers.li_min, after=cursor)


def test_the_summary_is_short_in_one_line_and_hides_the_phone_number(place: Place) -> None:
    row = only_row(place, filing(sender="summary", text="电梯坏了\n请打13800000000，" + "老人上不了楼，" * 20))
    assert row.summary.startswith("电梯坏了 请打")
    assert "138" not in row.summary
    assert len(row.summary) == 40


@pytest.mark.parametrize("before", [25, 30, 35, 39])
def test_a_phone_number_at_the_edge_of_the_summary_does_not_show_in_part(place: Place, before: int) -> None:
    row = only_row(place, filing(sender=f"edge-{before}", text="电" * before + "13800000000" + "梯" * 40))
    assert not any(sign.isdigit() for sign in row.summary)


def test_the_row_says_whose_it_is_and_how_long_there_is(place: Place) -> None:
    row = only_row(place, complaint(sender="row", urgent=True))
    assert (row.holder, row.handling, row.time_left, row.overdue) == ("区效能办", "", "剩15分钟", False)
    assert (row.status, row.urgent, row.colour, row.round) == (Status.REGISTERED, True, Colour.CALM, 1)


@pytest.mark.parametrize(
    ("now", "words", "overdue"),
    [
        (at(11, 23), "剩3个工作日", False),
        (at(11, 25, 23, 59), "剩1个工作日", False),
        (at(11, 26, 23, 59), "今天到期", False),
        (at(11, 27, 0), "已逾期1个工作日", True),
        (at(11, 29, 12), "已逾期1个工作日", True),
        (at(11, 30, 9), "已逾期2个工作日", True),
    ],
)
def test_time_left_is_said_in_working_days(own_place: Place, now: datetime, words: str, overdue: bool) -> None:
    register(own_place)
    row = page(own_place, own_place.officers.li_min, now=now).rows[0]
    assert (row.time_left, row.overdue) == (words, overdue)


def test_every_filter_keeps_what_it_names(own_place: Place) -> None:
    fill(own_place, 6)
    li_min = own_place.officers.li_min
    everything = page(own_place, li_min).rows
    walk(own_place, everything[0].number, Status.HANDLING)
    walk(own_place, everything[1].number, Status.ANSWERED)
    for filters, keeps in (
        (QueueFilter(status=Status.HANDLING), lambda row: row.status is Status.HANDLING),
        (QueueFilter(kind=Kind.CONSULT), lambda row: row.kind is Kind.CONSULT),
        (QueueFilter(text="yx20261124"), lambda row: row.number.startswith("YX20261124")),
        (QueueFilter(text="%"), lambda row: False),
        (QueueFilter(mine=True), lambda row: row.holder == "区效能办"),
    ):
        kept = page(own_place, li_min, filters).rows
        assert [row.number for row in kept] == [row.number for row in page(own_place, li_min).rows if keeps(row)]


def test_the_counts_are_those_of_the_queue_for_everybody(own_place: Place) -> None:
    filed = fill(own_place, 8)
    for number, status in zip(filed, [s for s in Status if s.open and s not in APPEALED], strict=False):
        if status is not Status.REGISTERED:
            walk(own_place, number, status, now=at(11, 26))
    now = at(11, 27, 12)
    sweep(own_place.db, house(), now=now)
    with own_place.db.reading() as session:
        org = load_org(session)
        for officer in org.officers.values():
            counted = counts(session, officer, org, now=now)
            rows = page(own_place, officer.id, now=now).rows
            assert counted["open"] == len(rows)
            assert counted["overdue"] == sum(row.overdue for row in rows)
            assert counted["today"] == sum(row.time_left == "今天到期" for row in rows)
            for status in (s for s in Status if s.open):
                assert counted[status.value] == sum(row.status is status for row in rows)


@pytest.mark.parametrize("colour", ["overdue", "red", "calm"])
def test_the_colour_filter_shows_what_wears_it(own_place: Place, colour: str) -> None:
    fill(own_place, 6)
    now = at(11, 27, 12)
    sweep(own_place.db, house(), now=now)
    li_min = own_place.officers.li_min
    kept = numbers(page(own_place, li_min, QueueFilter(colour=colour), now=now))
    everything = page(own_place, li_min, now=now).rows
    assert kept == [row.number for row in everything if (row.overdue if colour == "overdue" else row.colour == colour)]
    assert 0 < len(kept) < len(everything)


def test_sun_li_has_an_empty_queue_and_only_zeros(own_place: Place) -> None:
    for number in fill(own_place, 3):
        walk(own_place, number, Status.HANDLING, now=at(11, 26))
    sun_li = own_place.officers.sun_li
    assert page(own_place, sun_li) == QueuePage((), None)
    with own_place.db.reading() as session:
        org = load_org(session)
        assert set(counts(session, org.officers[sun_li], org, now=at(11, 27)).values()) == {0}


def test_who_has_left_sees_nothing_any_more(own_place: Place) -> None:
    register(own_place)
    with own_place.db.writing() as session:
        session.get_one(Officer, own_place.officers.li_min).active = False
    assert page(own_place, own_place.officers.li_min).rows == ()


def test_nobody_waits_for_a_count_of_more_than_many(own_place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.queries.queue.MOST_COUNTED", 3)
    fill(own_place, 5)
    with own_place.db.reading() as session:
        org = load_org(session)
        counted = counts(session, org.officers[own_place.officers.li_min], org, now=at(11, 24))
    assert (counted["open"], counted["registered"], counted["accepted"]) == (3, 3, 0)
