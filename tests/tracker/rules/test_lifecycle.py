from itertools import product

import pytest

from tests.architecture.source import ROOT
from tests.tracker.rules.picture import mermaid
from tracker.rules.errors import IllegalStep, NotAllowed
from tracker.rules.lifecycle import NEEDS_ZH, STEPS, StepRule, allowed, step_for
from tracker.rules.words import Action, Role, Status, Step

# Who may do what, written down a second time and by status: D desk (intake, director), B body (handler, head),
# C citizen, S system, R director and supervisor,
# A who assists,
# G who grants: head or director. What is not here is refused.
WHO = """
                  registered supplementing accepted dispatched handling reviewing answered
    accept        D          D             .        .          .        .         .
    guide         D          D             .        .          .        .         .
    ask_facts     D          .             .        .          .        .         .
    lapse         .          S             .        .          .        .         .
    file_away     .          S             .        .          .        .         .
    dispatch      .          .             D        .          .        .         .
    sign          .          .             .        B          .        .         .
    return        .          .             .        B          B        .         .
    answer        .          .             .        .          B        .         .
    approve       .          .             .        .          .        D         .
    send_back     .          .             .        .          .        D         .
    deliver       .          .             .        .          .        .         DS
    rate          .          .             .        .          .        .         C
    close         .          .             .        .          .        .         DS
    redo          .          .             .        .          .        .         D
    withdraw      C          C             C        C          C        C         .
    add           C          C             C        C          C        C         C
    urge          C          C             C        C          C        C         C
    ask           DB         DB            DB       DB         DB       DB        DB
    note          DB         DB            DB       DB         DB       DB        DB
    chase         .          .             .        D          D        .         .
    correct       DB         DB            DB       DB         DB       DB        DB
    retarget      D          D             D        D          D        D         D
    step_aside    DBRA       DBRA          DBRA     DBRA       DBRA     DBRA      DBRA
    find          .          .             .        .          DB       DB        .
    inquire       .          .             DB       DB         DB       .         .
    split         R          R             R        R          R        R         .
    merge         D          D             D        D          D        D         .
    unmerge       D          D             D        D          D        D         D
    restrict      RD         RD            RD       RD         RD       RD        .
    release       R          R             R        R          R        R         .
    admit         R          R             R        R          R        R         R
    hand_over     R          R             R        R          R        R         .
    ask_extension .          .             .        .          B        .         .
    ask_pause     .          .             .        .          B        .         .
    grant         .          .             .        .          G        .         .
    deny          .          .             .        .          G        .         .
    resume        .          .             .        .          DBS      .         .
    assist        .          .             .        D          D        .         .
    opine         .          .             A        A          A        A         .
    call_off      .          .             D        D          D        D         .
    ask_recheck   .          .             .        .          .        .         C

                      closed rechecking final_rechecking
    withdraw          .      C          C
    add               .      C          C
    urge              .      C          C
    ask               .      DB         DB
    note              .      DB         DB
    step_aside        .      DBRA        DBRA
    unmerge           .      D          D
    admit             .      R          R
    ask_recheck       C      .          .
    ask_final_recheck C      .          .
    uphold            .      R          R
    amend             .      R          R
    revoke            .      R          R
"""
LETTERS = {
    "D": {Role.INTAKE, Role.DIRECTOR},
    "B": {Role.HANDLER, Role.HEAD},
    "C": {Role.COMPLAINANT},
    "S": {Role.SYSTEM},
    "R": {Role.DIRECTOR, Role.SUPERVISOR},
    "A": {Role.ASSISTANT},
    "G": {Role.HEAD, Role.DIRECTOR},
    ".": set(),
}


def who() -> dict[tuple[Status, Action], set[Role]]:
    cells: dict[tuple[Status, Action], set[Role]] = {}
    for table in WHO.strip().split("\n\n"):
        header, *rows = table.splitlines()
        statuses = [Status(word) for word in header.split()]
        for row in rows:
            action, *letters = row.split()
            for status, cell in zip(statuses, letters, strict=True):
                cells[status, Action(action)] = set().union(*(LETTERS[letter] for letter in cell))
    return cells


CELLS = who()


@pytest.mark.parametrize(("status", "action"), list(product(Status, Action)))
def test_every_cell_is_the_table_or_a_refusal(status: Status, action: Action) -> None:
    may = CELLS.get((status, action), set())
    for role in Role:
        if role in may:
            rule = step_for(status, action, role)
            assert (rule.action, status in rule.sources, role in rule.roles) == (action, True, True)
        else:
            with pytest.raises(NotAllowed if may else IllegalStep):
                step_for(status, action, role)


def test_a_refused_step_says_the_status_and_the_act_in_chinese() -> None:
    with pytest.raises(IllegalStep, match="目前“已登记”，不能签收"):
        step_for(Status.REGISTERED, Action.SIGN, Role.HANDLER)


def test_a_refused_person_is_told_whose_act_it_is() -> None:
    with pytest.raises(NotAllowed, match="签收应由承办人、部门负责人办理，您的身份是受理员"):
        step_for(Status.DISPATCHED, Action.SIGN, Role.INTAKE)


@pytest.mark.parametrize(("status", "role"), list(product(Status, Role)))
def test_what_is_offered_is_exactly_what_would_not_be_refused(status: Status, role: Role) -> None:
    offered = {rule.action for rule in allowed(status, [role])}
    assert offered == {action for action in Action if role in CELLS.get((status, action), set())}


def after(status: Status, rule: StepRule) -> Status:
    return rule.target or status


def reachable_from(start: Status) -> set[Status]:
    seen, todo = {start}, [start]
    while todo:
        status = todo.pop()
        new = {after(status, rule) for rule in STEPS if status in rule.sources} - seen
        seen |= new
        todo += new
    return seen


def test_every_status_can_be_reached_from_the_first() -> None:
    assert reachable_from(Status.REGISTERED) == set(Status)


@pytest.mark.parametrize("status", [s for s in Status if s.open])
def test_from_every_open_status_a_case_can_still_be_closed_with_an_answer(status: Status) -> None:
    assert Status.CLOSED in reachable_from(status)


@pytest.mark.parametrize("status", [s for s in Status if not s.open and s is not Status.CLOSED])
def test_what_has_ended_without_an_answer_stays_ended(status: Status) -> None:
    assert reachable_from(status) == {status}


def test_only_the_citizen_opens_again_what_was_closed_with_an_answer() -> None:
    from_closed = [rule for rule in STEPS if Status.CLOSED in rule.sources]
    assert {rule.target for rule in from_closed} == {Status.RECHECKING, Status.FINAL_RECHECKING}
    assert {role for rule in from_closed for role in rule.roles} == {Role.COMPLAINANT}


def test_an_appeal_is_decided_by_nobody_who_handles_or_screens() -> None:
    deciding = [rule for rule in STEPS if rule.action in (Action.UPHOLD, Action.AMEND, Action.REVOKE)]
    assert {role for rule in deciding for role in rule.roles} == {Role.DIRECTOR, Role.SUPERVISOR}


def test_nobody_but_the_citizen_or_the_desk_can_end_a_case() -> None:
    ending = [rule for rule in STEPS if rule.target is not None and not rule.target.open]
    assert not {Role.HANDLER, Role.HEAD} & frozenset().union(*(rule.roles for rule in ending))


def test_every_field_an_act_asks_for_has_a_label() -> None:
    assert {need for rule in STEPS for need in rule.needs} <= NEEDS_ZH.keys()


Situation = tuple[Status, frozenset[Step]]


def situations() -> dict[Situation, tuple[Action, ...]]:
    """Every status with every set of running clocks that any order of acts can lead to, and one such order."""
    first: Situation = (Status.REGISTERED, frozenset({Step.ACCEPT}))
    found: dict[Situation, tuple[Action, ...]] = {first: ()}
    todo = [first]
    while todo:
        status, running = todo.pop()
        for rule in STEPS:
            if status not in rule.sources:
                continue
            then = (after(status, rule), (running - set(rule.settles)) | set(rule.starts))
            if then not in found:
                found[then] = (*found[status, running], rule.action)
                todo.append(then)
    return found


def test_whatever_people_do_an_open_case_has_a_running_clock() -> None:
    idle = {path for (status, running), path in situations().items() if status.open and not running}
    assert idle == set()


def test_whatever_people_do_an_ended_case_has_none() -> None:
    late = {path for (status, running), path in situations().items() if not status.open and running}
    assert late == set()


def test_until_the_answer_is_approved_the_citizens_own_clock_never_stops() -> None:
    working = {Status.ACCEPTED, Status.DISPATCHED, Status.HANDLING, Status.REVIEWING}
    stopped = {p for (s, running), p in situations().items() if s in working and Step.HANDLE not in running}
    assert stopped == set()


def test_the_picture_in_the_docs_is_drawn_from_the_table() -> None:
    assert (ROOT / "docs" / "lifecycle.mmd").read_text(encoding="utf-8") == mermaid()
