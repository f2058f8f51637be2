"""Requests for a pause, an extension or a return; what a clock keeps of its pauses."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

PENDING = sa.text("state = 'pending'")


def upgrade() -> None:
    op.create_table(
        "request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("paused_from", sa.Date(), nullable=True),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_request_case_id_case")),
        sa.ForeignKeyConstraint(["asked_by"], ["officer.id"], name=op.f("fk_request_asked_by_officer")),
        sa.ForeignKeyConstraint(["decided_by"], ["officer.id"], name=op.f("fk_request_decided_by_officer")),
        sa.CheckConstraint("state = 'pending' OR decided_at IS NOT NULL", name=op.f("ck_request_decided_has_time")),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name=op.f("ck_request_decided_by_another")),
    )
    op.create_index(op.f("ix_request_case_id"), "request", ["case_id"])
    op.create_index(
        op.f("uq_request_pending"), "request", ["case_id", "kind"],
        unique=True, postgresql_where=PENDING, sqlite_where=PENDING,
    )  # fmt: skip
    op.add_column("clock", sa.Column("paused", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("clock", "paused")
    op.drop_table("request")
