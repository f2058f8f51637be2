"""办理规则的版本: each changed policy file, with who proposed it, who put it into force, and why."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from tracker.models.base import Row, json_column

ACTIVE = "state = 'active'"


class PolicyVersion(Row, table=True):
    """One whole file (``limits.toml`` or ``ladder.toml``). ``state``: proposed → active → replaced;
    proposed → rejected. A file without an active row is in force as shipped.

    ``base`` is the fingerprint of the text it was proposed against, ``policy_before`` and ``policy_after`` those
    of the whole policy. ``effect`` is what the preview said at the moment it came into force.
    """

    __tablename__ = "policy_version"
    __table_args__ = (
        CheckConstraint("state = 'proposed' OR decided_at IS NOT NULL", name="decided_has_time"),
        CheckConstraint(
            "state NOT IN ('active', 'replaced') OR (decided_by IS NOT NULL AND decided_by <> proposed_by)",
            name="another_person",
        ),
        Index(
            "uq_policy_version_active", "file", unique=True,
            postgresql_where=text(ACTIVE), sqlite_where=text(ACTIVE),
        ),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    file: str
    fingerprint: str
    base: str
    content: str
    reason: str
    state: str = "proposed"
    proposed_by: int = Field(foreign_key="officer.id")
    proposed_at: datetime
    decided_by: int | None = Field(default=None, foreign_key="officer.id")
    decided_at: datetime | None = None
    decision: str | None = None
    policy_before: str | None = None
    policy_after: str | None = None
    effect: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
