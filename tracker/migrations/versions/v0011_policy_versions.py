"""Versions of the policy with their approval, and which policy a clock was planned under."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

ACTIVE = sa.text("state = 'active'")


def upgrade() -> None:
    op.create_table(
        "policy_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("base", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("policy_before", sa.String(), nullable=True),
        sa.Column("policy_after", sa.String(), nullable=True),
        sa.Column("effect", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_version")),
        sa.ForeignKeyConstraint(["proposed_by"], ["officer.id"], name=op.f("fk_policy_version_proposed_by_officer")),
        sa.ForeignKeyConstraint(["decided_by"], ["officer.id"], name=op.f("fk_policy_version_decided_by_officer")),
        sa.CheckConstraint(
            "state = 'proposed' OR decided_at IS NOT NULL", name=op.f("ck_policy_version_decided_has_time")
        ),
        sa.CheckConstraint(
            "state NOT IN ('active', 'replaced') OR (decided_by IS NOT NULL AND decided_by <> proposed_by)",
            name=op.f("ck_policy_version_another_person"),
        ),
    )
    op.create_index(
        op.f("uq_policy_version_active"), "policy_version", ["file"],
        unique=True, postgresql_where=ACTIVE, sqlite_where=ACTIVE,
    )  # fmt: skip
    op.add_column("clock", sa.Column("policy", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("clock", "policy")
    op.drop_index(op.f("uq_policy_version_active"), "policy_version")
    op.drop_table("policy_version")
