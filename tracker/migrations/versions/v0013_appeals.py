"""复查、复核: what was asked about an answer, and what was decided."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("reason_text", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("grounds", sa.String(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_appeal_case_id_case")),
        sa.ForeignKeyConstraint(["decided_by"], ["officer.id"], name=op.f("fk_appeal_decided_by_officer")),
        sa.UniqueConstraint("case_id", "round", "stage", name=op.f("uq_appeal_case_id")),
        sa.CheckConstraint("outcome IS NULL OR decided_at IS NOT NULL", name=op.f("ck_appeal_decided_has_time")),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome = 'withdrawn' OR grounds IS NOT NULL",
            name=op.f("ck_appeal_decided_has_grounds"),
        ),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome <> 'amended' OR answer IS NOT NULL", name=op.f("ck_appeal_amended_has_answer")
        ),
    )


def downgrade() -> None:
    """What was being looked at again has an answer all the same: it is closed as it was, its clock taken off."""
    op.execute(
        "UPDATE \"case\" SET status = 'closed', ended_at = coalesce(ended_at, registered_at),"
        " ended_reason = coalesce(ended_reason, '退回旧版本') WHERE status IN ('rechecking', 'final_rechecking')"
    )
    of_appeals = "step IN ('recheck', 'final_recheck')"
    op.execute(
        "UPDATE alarm SET state = 'void' WHERE state = 'planned'"
        f" AND clock_id IN (SELECT id FROM clock WHERE {of_appeals})"
    )
    op.execute(
        f"UPDATE clock SET settled = 'void', settled_at = started_at WHERE settled IS NULL AND {of_appeals}"
    )
    op.drop_table("appeal")
