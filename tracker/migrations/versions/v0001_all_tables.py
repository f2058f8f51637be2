"""All tables of the first version.

Written out in plain SQLAlchemy types, so that later changes of the models cannot change what this did.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

INT, TEXT, BOOL, JSON = sa.Integer(), sa.String(), sa.Boolean(), sa.JSON()
DATE, TIME = sa.Date(), sa.DateTime(timezone=True)
OPEN = "status NOT IN ('closed', 'guided', 'withdrawn')"


def upgrade() -> None:
    _bodies()
    _complainants()
    _visits()
    _case()
    _ways_to_the_case()
    _answers()
    _belongings()
    _clocks()
    _ledger()
    _notices()
    _accountability()


def downgrade() -> None:
    for name in (
        "card", "attempt", "alarm", "rating", "officer_session", "notice", "evidence",
        "event", "door", "contact", "clock", "answer", "officer", "case",
        "number_counter", "knock", "heartbeat", "complainant", "body",
    ):
        op.drop_table(name)


def _bodies() -> None:
    _table(
        "body",
        *_many(INT, "id"),
        *_many(TEXT, "code", "name", "kind"),
        *_many(INT, "parent_id", null=True),
        *_many(JSON, "functions", "aliases"),
        *_many(BOOL, "fallback"),
        links={"parent_id": "body"},
        unique=[["code"]],
    )
    _table(
        "officer",
        *_many(INT, "id", "body_id"),
        *_many(TEXT, "username", "name", "password_hash"),
        *_many(JSON, "roles"),
        *_many(BOOL, "active"),
        *_many(TIME, "created_at"),
        links={"body_id": "body"},
        unique=[["username"]],
    )
    _index("ix_officer_body_id", "officer", "body_id")
    _table(
        "door",
        *_many(INT, "id", "officer_id", "rank"),
        *_many(TEXT, "kind", "address_sealed"),
        *_many(TIME, "dead_since", null=True),
        links={"officer_id": "officer"},
    )
    _index("ix_door_officer_id", "door", "officer_id")


def _complainants() -> None:
    _table(
        "complainant",
        *_many(INT, "id"),
        *_many(TEXT, "channel", "sender_hash", "sender_sealed"),
        *_many(TIME, "unreachable_since", null=True),
        *_many(TIME, "created_at"),
        unique=[["channel", "sender_hash"]],
    )


def _visits() -> None:
    _table(
        "officer_session",
        *_many(INT, "id", "officer_id"),
        *_many(TEXT, "token_hash", "csrf"),
        *_many(TIME, "created_at", "expires_at"),
        links={"officer_id": "officer"},
        unique=[["token_hash"]],
    )
    _index("ix_officer_session_expires_at", "officer_session", "expires_at")
    _index("ix_officer_session_officer_id", "officer_session", "officer_id")
    _table(
        "knock",
        *_many(INT, "id"),
        *_many(TEXT, "what"),
        *_many(TIME, "at"),
    )
    _index("ix_knock_at", "knock", "at")
    _index("ix_knock_what", "knock", "what")
    _table(
        "heartbeat",
        *_many(TEXT, "name"),
        *_many(TIME, "at"),
        *_many(JSON, "details"),
        key="name",
    )


def _case() -> None:
    _table(
        "case",
        *_many(INT, "id", "complainant_id", "desk_id", "returns", "round", "version"),
        *_many(TEXT,
            "number", "query_hash", "filing_key", "filing_hash", "channel", "level", "kind", "conduct",
            "text", "status", "suggested_why", "colour",
        ),
        *_many(TEXT,
            "topic", "function", "place", "happened", "target_words", "target_person", "ended_reason",
            null=True,
        ),
        *_many(INT, "target_id", "holder_id", "handling_id", "suggested_id", null=True),
        *_many(BOOL, "target_is_leader", "target_is_office", "money", "urgent", "designated", "provisional"),
        *_many(JSON, "understood"),
        *_many(DATE, "promised_on"),
        *_many(TIME, "next_due", "ended_at", null=True),
        *_many(TIME, "registered_at"),
        links={
            "complainant_id": "complainant", "desk_id": "body", "handling_id": "body", "holder_id": "body",
            "suggested_id": "body", "target_id": "body",
        },
        unique=[["filing_key"], ["number"], ["query_hash"]],
        checks={
            "ended_has_reason": f"({OPEN}) OR ended_reason IS NOT NULL",
            "open_has_due": f"NOT ({OPEN}) OR next_due IS NOT NULL",
            "open_has_holder": f"NOT ({OPEN}) OR holder_id IS NOT NULL",
        },
    )


def _ways_to_the_case() -> None:
    _index("ix_case_complainant_id", "case", "complainant_id")
    for body in ("desk", "handling", "holder"):
        _index(f"ix_case_{body}_queue", "case", f"{body}_id", "status", "next_due", "id")
    for body in ("desk", "handling"):
        _index(f"ix_case_{body}_ended", "case", f"{body}_id", "status", "ended_at", "id")
    _table(
        "number_counter",
        *_many(DATE, "day"),
        *_many(INT, "last"),
        key="day",
    )


def _answers() -> None:
    _table(
        "answer",
        *_many(INT, "id", "case_id", "round", "drafted_by"),
        *_many(TEXT, "facts", "done", "basis", "remedy"),
        *_many(TIME, "drafted_at"),
        *_many(INT, "reviewed_by", null=True),
        *_many(TIME, "reviewed_at", "delivered_at", null=True),
        *_many(BOOL, "approved"),
        links={"case_id": "case", "drafted_by": "officer", "reviewed_by": "officer"},
    )
    _index("ix_answer_case_id", "answer", "case_id")
    _table(
        "rating",
        *_many(INT, "id", "case_id", "round"),
        *_many(TEXT, "score", "comment"),
        *_many(TIME, "at"),
        links={"case_id": "case"},
        unique=[["case_id", "round"]],
    )


def _belongings() -> None:
    _table(
        "contact",
        *_many(INT, "case_id"),
        *_many(TEXT, "name_sealed", "phone_sealed", null=True),
        key="case_id",
        links={"case_id": "case"},
    )
    _table(
        "evidence",
        *_many(TEXT, "id", "sha256", "kind"),
        *_many(INT, "case_id", null=True),
        *_many(INT, "size"),
        *_many(TIME, "kept_at"),
        links={"case_id": "case"},
    )
    _index("ix_evidence_case_id", "evidence", "case_id")
    _index("ix_evidence_sha256", "evidence", "sha256")


def _clocks() -> None:
    _table(
        "clock",
        *_many(INT, "id", "case_id", "round", "owner_id", "amount"),
        *_many(TEXT, "step", "unit", "basis", "calendar"),
        *_many(TIME, "started_at", "due_at"),
        *_many(DATE, "due_on"),
        *_many(BOOL, "provisional"),
        *_many(TEXT, "settled", null=True),
        *_many(TIME, "settled_at", null=True),
        *_many(INT, "superseded_by", null=True),
        links={"case_id": "case", "owner_id": "body", "superseded_by": "clock"},
        checks={"settled_has_time": "settled IS NULL OR settled_at IS NOT NULL"},
    )
    _index("ix_clock_case_id", "clock", "case_id")
    _index("ix_clock_live", "clock", "case_id", where="settled IS NULL")
    _index("ix_clock_owner_id", "clock", "owner_id")
    _table(
        "alarm",
        *_many(INT, "id", "clock_id", "case_id"),
        *_many(TEXT, "level", "state"),
        *_many(TIME, "at"),
        *_many(TIME, "fired_at", null=True),
        links={"case_id": "case", "clock_id": "clock"},
        unique=[["clock_id", "level"]],
    )
    _index("ix_alarm_case_id", "alarm", "case_id")
    _index("ix_alarm_due", "alarm", "at", "id", where="state = 'planned'")


def _ledger() -> None:
    _table(
        "event",
        *_many(INT, "id", "case_id", "seq"),
        *_many(TIME, "at"),
        *_many(TEXT, "actor", "action", "reason", "visibility", "before", "hash"),
        *_many(JSON, "details"),
        links={"case_id": "case"},
        unique=[["case_id", "seq"]],
    )


def _notices() -> None:
    _table(
        "notice",
        *_many(INT, "id", "attempts"),
        *_many(TEXT, "key", "template", "subject", "text", "state", "last_error", "door"),
        *_many(INT, "case_id", "officer_id", "complainant_id", "seen_by", null=True),
        *_many(JSON, "buttons"),
        *_many(TIME, "next_at", "created_at"),
        *_many(TIME, "lease_until", "delivered_at", null=True),
        links={
            "case_id": "case", "complainant_id": "complainant", "officer_id": "officer",
            "seen_by": "officer",
        },
        unique=[["key"]],
        checks={"one_recipient": "(officer_id IS NULL) <> (complainant_id IS NULL)"},
    )
    _index("ix_notice_case_id", "notice", "case_id")
    _index("ix_notice_complainant_id", "notice", "complainant_id")
    _index("ix_notice_due", "notice", "next_at", "id", where="state IN ('queued', 'sending')")
    _index("ix_notice_officer_id", "notice", "officer_id")
    _table(
        "attempt",
        *_many(INT, "id", "notice_id"),
        *_many(TEXT, "door", "outcome", "error"),
        *_many(TIME, "at"),
        *_many(TIME, "finished_at", null=True),
        links={"notice_id": "notice"},
    )
    _index("ix_attempt_notice_id", "attempt", "notice_id")


def _accountability() -> None:
    _table(
        "card",
        *_many(INT, "id", "body_id", "case_id", "clock_id"),
        *_many(TEXT, "colour", "level", "why", "basis"),
        *_many(TIME, "at"),
        links={"body_id": "body", "case_id": "case", "clock_id": "clock"},
        unique=[["clock_id", "level"]],
    )
    _index("ix_card_body_id", "card", "body_id")
    _index("ix_card_case_id", "card", "case_id")


def _many(kind: sa.types.TypeEngine[Any], *names: str, null: bool = False) -> Iterator[sa.Column[Any]]:
    return (sa.Column(name, kind, nullable=null) for name in names)


def _table(
    name: str,
    *columns: sa.Column[Any],
    key: str = "id",
    links: Mapping[str, str] | None = None,
    unique: Sequence[Sequence[str]] = (),
    checks: Mapping[str, str] | None = None,
) -> None:
    """``links`` maps a column to the table it points into; ``unique`` lists groups of columns."""
    op.create_table(
        name,
        *columns,
        sa.PrimaryKeyConstraint(key, name=op.f(f"pk_{name}")),
        *(_link(name, column, target) for column, target in (links or {}).items()),
        *(sa.UniqueConstraint(*group, name=op.f(f"uq_{name}_{group[0]}")) for group in unique),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_{name}_{label}")) for label, rule in (checks or {}).items()),
    )


def _link(name: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{name}_{column}_{target}"))


def _index(name: str, table: str, *columns: str, where: str | None = None) -> None:
    """``where`` keeps only the rows that somebody still looks for in the index."""
    condition = sa.text(where) if where else None
    op.create_index(op.f(name), table, columns, postgresql_where=condition, sqlite_where=condition)
