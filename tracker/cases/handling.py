"""询问、备注、催办: what happens between the steps."""

from tracker.cases.deed import Deed, move
from tracker.cases.dispatching import due_zh
from tracker.cases.noticing import body_officers, tell_all, tell_citizen
from tracker.rules.errors import IllegalStep
from tracker.rules.words import Step


def ask(deed: Deed) -> None:
    if deed.case.withdrawn_at is not None:
        raise IllegalStep("投诉人已经撤诉，不再联系。请用其他办法核实。")
    event = move(deed, reason=deed.field("text"))
    tell_citizen(
        deed.session, deed.house, deed.case, "asked", key=f"event:{event.id}", now=deed.now, text=deed.field("text")
    )


def note(deed: Deed) -> None:
    move(deed, reason=deed.field("text"))


def find(deed: Deed) -> None:
    """A problem is established: from now on a withdrawal does not make it go away. Once is enough."""
    if deed.case.found_at is not None:
        raise IllegalStep("这一件已经认定属实。补充情况请用“办理备注”。")
    deed.case.found_at = deed.now
    move(deed, reason=deed.field("text"))


def chase(deed: Deed) -> None:
    reason = deed.field("reason")
    event = move(deed, reason=reason)
    if deed.case.handling_id is not None:
        tell_all(
            deed.session, deed.house, body_officers(deed.org, deed.case, deed.case.handling_id), "body_chased",
            key=f"event:{event.id}", case=deed.case, now=deed.now,
            reason=f"催办意见：{reason}。" if reason else "", handle_due=due_zh(deed, Step.HANDLE),
        )  # fmt: skip
