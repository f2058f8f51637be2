"""放假安排: brought in, compared, put into force or turned down. What it does to open clocks is one transaction."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import func, text
from sqlmodel import Session, col, select

from tracker.cases.noticing import tell_all, tell_officer
from tracker.cases.recounting import counted_again, recount
from tracker.house import House
from tracker.models import CalendarNotice, Clock, Notice
from tracker.policy.calendar import HolidayTable, HolidayTableError, build_calendar, from_json, to_json
from tracker.policy.holiday_notice import read_notice
from tracker.queries.calendar import TABLE, running, tables_in_force
from tracker.queries.org import load_org
from tracker.rules.approving import approvers, check_approval, check_bringing
from tracker.rules.errors import IllegalStep, Incomplete, NotFound
from tracker.rules.workdays import Calendar, local_date

NOVEMBER = 11
"""The notice for the next year comes around the beginning of this month."""

ROWS_AT_ONCE = 1000


def propose(session: Session, house: House, original: str, *, officer_id: int | None, now: datetime) -> CalendarNotice:
    """Kept, not in force. The same file again is the same proposal. ``officer_id`` is ``None`` on the command line.

    Raises :class:`NotAllowed`, and :class:`Incomplete` for a file that is no notice.
    """
    org = load_org(session)
    if officer_id is not None:
        check_bringing(org.officers[officer_id], org)
    _alone(session)
    table = _read(original, house.calendar)
    with_table(session, table)
    notice = _same(session, table)
    if notice is not None:
        return notice
    notice = CalendarNotice(
        year=table.year, version=table.version, content=to_json(table), original=original,
        uploaded_by=officer_id, uploaded_at=now,
    )  # fmt: skip
    session.add(notice)
    session.flush()
    if officer_id is not None:
        people = [other.id for other in approvers(org) if other.id != officer_id]
        tell_all(
            session, house, people, "calendar_proposed", key=f"calendar:{notice.id}",
            now=now, year=table.year, name=org.officers[officer_id].name,
        )  # fmt: skip
    return notice


def _read(original: str, calendar: Calendar) -> HolidayTable:
    try:
        return read_notice(original, calendar)
    except HolidayTableError as error:
        raise Incomplete(f"不能导入：{error}。") from error


def with_table(session: Session, table: HolidayTable) -> Calendar:
    """The calendar in force with this year's table instead of its own. Raises :class:`Incomplete`."""
    try:
        return build_calendar(tables_in_force(session) | {table.year: table})
    except HolidayTableError as error:
        raise Incomplete(f"不能导入：{error}。") from error


def _same(session: Session, table: HolidayTable) -> CalendarNotice | None:
    """The newest that has exactly this table and was neither replaced nor turned down."""
    alive = col(CalendarNotice.state).in_(("proposed", "active"))
    found = select(CalendarNotice).where(CalendarNotice.year == table.year, alive)
    same = (n for n in session.exec(found.order_by(col(CalendarNotice.id))) if from_json(n.content) == table)
    return next(same, None)


def approve(session: Session, house: House, notice_id: int, *, officer_id: int | None, now: datetime) -> CalendarNotice:
    """In force from now on, and every open clock counted again. Twice is as good as once.

    Raises :class:`NotAllowed`, :class:`NotFound`, :class:`IllegalStep` or :class:`Incomplete`.
    """
    _alone(session)
    notice = _held(session, notice_id)
    if officer_id is not None:
        org = load_org(session)
        check_approval(org.officers[officer_id], notice.uploaded_by, org)
    if notice.state == "active":
        return notice
    _only_proposed(notice)
    before = build_calendar(tables_in_force(session))
    after = with_table(session, from_json(notice.content))
    _replace_the_old(session, notice, now)
    notice.state, notice.decided_by, notice.decided_at = "active", officer_id, now
    notice.calendar_before, notice.calendar_after = before.version, after.version
    actor = f"officer:{officer_id}" if officer_id is not None else "system"
    notice.effect = recount(session, replace(house, calendar=after), actor=actor, now=now)
    return notice


def _replace_the_old(session: Session, notice: CalendarNotice, now: datetime) -> None:
    active = select(CalendarNotice).where(CalendarNotice.year == notice.year, CalendarNotice.state == "active")
    for old in session.exec(active):
        old.state = "replaced"
    # Before the new one becomes active: a year has one table in force, says an index.
    session.flush()


def reject(session: Session, notice_id: int, *, officer_id: int, now: datetime) -> CalendarNotice:
    """Raises as :func:`approve` does; who uploaded it may take it back."""
    _alone(session)
    notice, org = _held(session, notice_id), load_org(session)
    if officer_id != notice.uploaded_by:
        check_approval(org.officers[officer_id], notice.uploaded_by, org)
    _only_proposed(notice)
    notice.state, notice.decided_by, notice.decided_at = "rejected", officer_id, now
    return notice


def _alone(session: Session) -> None:
    """One change of the calendar at a time: the next one must see what this one has put into force.

    SQLite has one writer anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"LOCK TABLE {TABLE} IN SHARE ROW EXCLUSIVE MODE"))


def _held(session: Session, notice_id: int) -> CalendarNotice:
    notice = session.get(CalendarNotice, notice_id, populate_existing=True)
    if notice is None:
        raise NotFound("没有这份放假安排。")
    return notice


def _only_proposed(notice: CalendarNotice) -> None:
    words = {"rejected": "已经退回", "replaced": "已经被新的安排代替", "active": "已经在用"}
    if notice.state in words:
        raise IllegalStep(f"这份放假安排{words[notice.state]}，请重新上传。")


def preview(session: Session, house: House, after: Calendar, *, now: datetime) -> tuple[int, int]:
    """How many dates of open clocks would change with this calendar, of how many."""
    changed = total = 0
    would = replace(house, calendar=after)
    rows = session.exec(select(Clock).where(*running(now)).execution_options(yield_per=ROWS_AT_ONCE))
    for clock in rows:
        total += 1
        changed += counted_again(would, clock, now=now).due != clock.due_at
    return changed, total


def remind_of_next_year(session: Session, house: House, people: list[int], *, now: datetime) -> bool:
    """Tells these officers that the year after the last notice is not known: from November on every day;
    earlier in the year once, when a limit reaches into it. Returns whether anybody was told.
    """
    known, today = house.calendar.known_until, local_date(now)
    daily = today >= date(known.year, NOVEMBER, 1)
    cause = f"calendar:{known.year + 1}:{today if daily else 'first'}"
    if not people or _told_already(session, cause, people[0]):
        return False
    count = _provisional(session)
    if not daily and not count:
        return False
    for officer in people:
        tell_officer(
            session, house, officer, "calendar_missing", key=cause, now=now, year=known.year + 1, count=count
        )
    return True


def _told_already(session: Session, cause: str, officer: int) -> bool:
    return session.exec(select(Notice.id).where(Notice.key == f"{cause}:officer:{officer}")).first() is not None


def _provisional(session: Session) -> int:
    count = select(func.count()).select_from(Clock).where(col(Clock.settled).is_(None), col(Clock.provisional))
    return session.exec(count).one()
