"""The tables, by noun."""

from tracker.models.accountability import Card
from tracker.models.base import Row
from tracker.models.calendar import CalendarNotice
from tracker.models.cases import Answer, Case, Contact, Evidence, NumberCounter, RatingGiven
from tracker.models.clocks import Alarm, Clock
from tracker.models.corrections import Correction
from tracker.models.ledger import Event
from tracker.models.notices import Attempt, Notice
from tracker.models.people import Body, Complainant, Door, Heartbeat, Knock, Officer, OfficerSession
from tracker.models.requests import Request

__all__ = [
    "Alarm",
    "Answer",
    "Attempt",
    "Body",
    "CalendarNotice",
    "Card",
    "Case",
    "Clock",
    "Complainant",
    "Contact",
    "Correction",
    "Door",
    "Event",
    "Evidence",
    "Heartbeat",
    "Knock",
    "Notice",
    "NumberCounter",
    "Officer",
    "OfficerSession",
    "RatingGiven",
    "Request",
    "Row",
]
