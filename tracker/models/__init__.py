"""The tables, by noun."""

from tracker.models.absences import Absence
from tracker.models.accountability import AccountabilityCase, AccountabilityStep, Card
from tracker.models.appeals import Appeal
from tracker.models.archive import ArchiveEntry, Tombstone
from tracker.models.assistance import Assistance
from tracker.models.base import Row
from tracker.models.calendar import CalendarNotice
from tracker.models.cases import Answer, Case, Contact, Evidence, NumberCounter, RatingGiven
from tracker.models.clocks import Alarm, Clock
from tracker.models.corrections import Correction
from tracker.models.crowds import HotCase, HotMatter, Merger, Signature, Tie
from tracker.models.gaming import GamingMark
from tracker.models.interests import Clearance, Interest
from tracker.models.ledger import Event
from tracker.models.letters import Letter
from tracker.models.notices import Attempt, Notice
from tracker.models.people import Body, Complainant, Door, Heartbeat, Knock, Officer, OfficerSession
from tracker.models.policies import PolicyVersion
from tracker.models.repeats import Acknowledgement, Repeat
from tracker.models.requests import Request

__all__ = [
    "Absence",
    "AccountabilityCase",
    "AccountabilityStep",
    "Acknowledgement",
    "Alarm",
    "Answer",
    "Appeal",
    "ArchiveEntry",
    "Assistance",
    "Attempt",
    "Body",
    "CalendarNotice",
    "Card",
    "Case",
    "Clearance",
    "Clock",
    "Complainant",
    "Contact",
    "Correction",
    "Door",
    "Event",
    "Evidence",
    "GamingMark",
    "Heartbeat",
    "HotCase",
    "HotMatter",
    "Interest",
    "Knock",
    "Letter",
    "Merger",
    "Notice",
    "NumberCounter",
    "Officer",
    "OfficerSession",
    "PolicyVersion",
    "RatingGiven",
    "Repeat",
    "Request",
    "Row",
    "Signature",
    "Tie",
    "Tombstone",
]
