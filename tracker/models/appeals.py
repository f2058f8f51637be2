"""复查、复核: what a complainant asked about an answer, and what was decided."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from tracker.models.base import Row


class Appeal(Row, table=True):
    """``stage`` once about the answer of a ``round``. ``outcome`` is empty while somebody looks at it.

    ``grounds`` why it was decided so; ``answer`` what takes the
    place of the answer (变更). ``decided_by`` is empty where the complainant withdrew it; ``delivered_at`` is when the
    decision arrived.
    """

    __table_args__ = (
        UniqueConstraint("case_id", "round", "stage"),
        CheckConstraint("outcome IS NULL OR decided_at IS NOT NULL", name="decided_has_time"),
        CheckConstraint("outcome IS NULL OR outcome = 'withdrawn' OR grounds IS NOT NULL", name="decided_has_grounds"),
        CheckConstraint("outcome IS NULL OR outcome <> 'amended' OR answer IS NOT NULL", name="amended_has_answer"),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    round: int
    stage: str
    reason_text: str
    asked_at: datetime
    outcome: str | None = None
    decided_at: datetime | None = None
    decided_by: int | None = Field(default=None, foreign_key="officer.id")
    grounds: str | None = None
    answer: str | None = None
    delivered_at: datetime | None = None
