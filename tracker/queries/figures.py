"""The figures of a month, each with the number it is a share of, among the cases that the viewer may see.

A share without its denominator says nothing: satisfaction among those who rated is not satisfaction among all.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, or_
from sqlmodel import Session, col, func, select

from tracker.models import Answer, Case, Clock, RatingGiven
from tracker.queries.scope import concerns
from tracker.rules.facts import OfficerFacts, Org
from tracker.rules.words import Score, Settled, Step

CONTENT = frozenset({Score.SATISFIED.value, Score.FAIR.value})


@dataclass(frozen=True, slots=True)
class Share:
    """``part`` of ``whole``."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        return 100 * self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Figures:
    """``body`` is ``None`` for all together.

    ``on_time``: times for handling that fell due in the month and were met. ``answered`` counts approved answers;
    ``content_rated`` and ``content_all``: 满意 and 基本满意 among those rated, and among all answered.
    ``redone``: answers of a second round among all. ``assisted``: opinions (协办) that fell due in the month and were
    met, those of the assisting body and never of the lead.
    """

    body: int | None
    on_time: Share
    answered: int
    content_rated: Share
    content_all: Share
    redone: Share
    assisted: Share


Row = tuple[int | None, str, int]


def figures(
    session: Session, viewer: OfficerFacts, org: Org, *,
    first: date, after: date, since: datetime, until: datetime, now: datetime,
) -> tuple[Figures, ...]:  # fmt: skip
    """All together, then each body by id. The month begins ``first`` and ends before ``after``; also as instants."""
    month = {"first": first, "after": after}
    due = _due(session, viewer, org, Step.HANDLE, **month, now=now)
    helped = _due(session, viewer, org, Step.ASSIST, **month, now=now)
    answers, ratings = _answers(session, viewer, org, since=since, until=until)
    bodies = sorted({body for body, _, _ in (*due, *helped, *answers, *ratings) if body is not None})
    return tuple(_figures(body, due, answers, ratings, helped) for body in (None, *bodies))


def _figures(body: int | None, *rows: Iterable[Row]) -> Figures:
    """``rows`` are times, answers, ratings and opinions."""
    times, rounds, scores, opinions = (_counted(body, some) for some in rows)
    answered, rated = rounds.total(), scores.total()
    content = sum(scores[score] for score in CONTENT)
    return Figures(
        body=body,
        on_time=Share(times[Settled.MET.value], times.total()),
        answered=answered,
        content_rated=Share(content, rated),
        content_all=Share(content, answered),
        redone=Share(answered - rounds["1"], answered),
        assisted=Share(opinions[Settled.MET.value], opinions.total()),
    )


def _counted(body: int | None, rows: Iterable[Row]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for owner, what, number in rows:
        counts[what] += number if body in (None, owner) else 0
    return counts


def _due(
    session: Session, viewer: OfficerFacts, org: Org, step: Step, *, first: date, after: date, now: datetime
) -> list[Row]:
    """Clocks of a step by how they ended; one taken off does not count, one that runs beyond its time is not met."""
    ended = func.coalesce(Clock.settled, "")
    found = (
        select(Clock.owner_id, ended, func.count())
        .select_from(Clock)
        .join(Case, col(Case.id) == col(Clock.case_id))
        .where(Clock.step == step.value, col(Clock.due_on) >= first, col(Clock.due_on) < after)
        .where(ended != Settled.VOID.value, or_(ended != "", col(Clock.due_at) <= now))
        .where(concerns(viewer, org, col(Clock.owner_id)))
        .group_by(col(Clock.owner_id), ended)
    )
    return [(owner, what, number) for owner, what, number in session.exec(found)]


def _answers(
    session: Session, viewer: OfficerFacts, org: Org, *, since: datetime, until: datetime
) -> tuple[list[Row], list[Row]]:
    """Approved answers by round, and those rated by score."""
    given = and_(col(Answer.approved), col(Answer.reviewed_at) >= since, col(Answer.reviewed_at) < until)
    own = col(Case.handling_id)
    answers = (
        select(own, Answer.round, func.count())
        .select_from(Answer)
        .join(Case, col(Case.id) == col(Answer.case_id))
        .where(given, concerns(viewer, org, own))
        .group_by(own, col(Answer.round))
    )
    rated = and_(col(RatingGiven.case_id) == col(Answer.case_id), col(RatingGiven.round) == col(Answer.round))
    ratings = (
        select(own, RatingGiven.score, func.count())
        .select_from(Answer)
        .join(Case, col(Case.id) == col(Answer.case_id))
        .join(RatingGiven, rated)
        .where(given, concerns(viewer, org, own))
        .group_by(own, col(RatingGiven.score))
    )
    by_round = [(body, str(round), number) for body, round, number in session.exec(answers)]
    return by_round, [(body, score, number) for body, score, number in session.exec(ratings)]
