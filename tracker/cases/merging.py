"""并案: looked into together; the clocks, the answers and the people stay apart."""

from sqlmodel import col, select, update

from tracker.cases.deed import Deed, move
from tracker.cases.noticing import tell_citizen
from tracker.models import Case, Merger
from tracker.models.views import case_facts, key
from tracker.queries.crowds import master_of
from tracker.rules.conflict import roles_for
from tracker.rules.crowds import why_not_merged
from tracker.rules.errors import IllegalStep, Incomplete


def merge(deed: Deed) -> None:
    """Into the case named in ``other``, or into what that one is merged into itself.

    Raises :class:`Incomplete` for a number that the officer cannot see, :class:`IllegalStep` where it may not be.
    """
    session, case = deed.session, deed.case
    master = _master(deed)
    if why := why_not_merged(case_facts(case), case_facts(master), deed.org):
        raise IllegalStep(why)
    mine = session.get(Merger, key(case.id))
    if mine is not None:
        raise IllegalStep("这一件已经并案，先撤销并案再并入别的。")
    session.add(
        Merger(
            case_id=key(case.id), master_id=key(master.id), by_id=deed.officer_id, at=deed.now,
            reason=deed.field("reason"),
        )
    )  # fmt: skip
    session.execute(update(Merger).where(col(Merger.master_id) == case.id).values(master_id=key(master.id)))
    if master.handling_id is not None and case.handling_id is None:
        case.suggested_id, case.suggested_why = master.handling_id, f"与 {master.number} 并案，由同一单位核实"
    event = move(deed, reason=deed.field("reason"), master_id=key(master.id))
    _tell(deed, master, cause=f"event:{event.id}")


def unmerge(deed: Deed) -> None:
    """Raises :class:`IllegalStep` for a case that is merged into nothing."""
    mine = deed.session.get(Merger, key(deed.case.id))
    if mine is None:
        raise IllegalStep("这一件没有并案。")
    deed.session.delete(mine)
    move(deed, reason=deed.field("reason"))


def _master(deed: Deed) -> Case:
    number = deed.field("other")
    found = deed.session.exec(select(Case).where(Case.number == number)).first()
    officer = deed.org.officers[deed.officer_id]
    if found is None or not roles_for(officer, case_facts(found), deed.org):
        raise Incomplete(f"没有 {number} 这一件，或者您无权查看。请核对编号。")
    above = master_of(deed.session, found)
    return above if above is not None and above.id != deed.case.id else found


def _tell(deed: Deed, master: Case, *, cause: str) -> None:
    """Who told both learns the other number; of other people nobody learns anything."""
    own = master.complainant_id == deed.case.complainant_id
    tell_citizen(
        deed.session, deed.house, deed.case, "merged_own" if own else "merged",
        key=cause, now=deed.now, master=master.number,
    )  # fmt: skip
