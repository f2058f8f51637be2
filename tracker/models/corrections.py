"""订正: what an officer put right of what was understood. Kept for the next learning; never changed."""

from datetime import datetime
from typing import Any

from sqlmodel import Field

from tracker.models.base import Row, json_column


class Correction(Row, table=True):
    """One field of one case. ``guessed`` is what the understanding had said of it, best first, without its words:
    those are the citizen's and stay with the case.
    """

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    field: str
    was: str | None = None
    became: str
    guessed: list[dict[str, Any]] = Field(default_factory=list, sa_column=json_column())
    officer_id: int = Field(foreign_key="officer.id")
    at: datetime
