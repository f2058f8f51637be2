"""What a citizen's page fetches. What it has shown is delivered."""

from datetime import datetime

from sqlmodel import Session, col, select

from tracker.cases import posting
from tracker.cases.people import known
from tracker.contract import Button, InboxQuery, Message
from tracker.house import House
from tracker.models import Notice
from tracker.models.views import key
from tracker.rules.delivery import PULL, State

MESSAGES = 100
"""Messages in one answer; the page asks again with the last id it has shown."""


def inbox(session: Session, house: House, query: InboxQuery, *, now: datetime) -> list[Message]:
    """The notices after ``query.after``, oldest first; those up to it have been shown, so they are delivered.

    Empty for an unknown person and on a channel to which notices are pushed.
    """
    person = known(session, house, query)
    if person is None or query.channel not in PULL:
        return []
    for notice_id in _shown(session, person, query.after):
        posting.arrived(session, notice_id, query.channel.value, now=now)
        posting.follow_up(session, house, notice_id, now=now)
    fresh = select(Notice).where(Notice.complainant_id == person, col(Notice.id) > query.after)
    return [_message(notice) for notice in session.exec(fresh.order_by(col(Notice.id)).limit(MESSAGES))]


def _shown(session: Session, person: int, after: int) -> list[int]:
    """Held until the commit, so that two pages of one person do not serve an answer twice."""
    shown = select(Notice).where(
        Notice.complainant_id == person, col(Notice.id) <= after, Notice.state == State.WAITING.value
    )
    return [key(notice.id) for notice in session.exec(shown.order_by(col(Notice.id)).with_for_update())]


def _message(notice: Notice) -> Message:
    buttons = [Button(label=button["label"], data=button["data"]) for button in notice.buttons]
    return Message(id=key(notice.id), text=notice.text, buttons=buttons, at=notice.created_at)
