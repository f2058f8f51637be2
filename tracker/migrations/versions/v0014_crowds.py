"""Cases that are alike, hot matters, and cases looked into together."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0009"


def upgrade() -> None:
    op.create_index("ix_case_registered_at", "case", ["registered_at"])
    op.create_table(
        "signature",
        _case(),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _whose("signature", "case_id", "case"),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_signature")),
    )
    op.create_table(
        "tie",
        _case(),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("alike", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("because", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _whose("tie", "case_id", "case"),
        _whose("tie", "other_id", "case"),
        sa.PrimaryKeyConstraint("case_id", "other_id", name=op.f("pk_tie")),
    )
    op.create_index(op.f("ix_tie_other_id"), "tie", ["other_id"])
    _create_hot()
    op.create_table(
        "merger",
        _case(),
        sa.Column("master_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        _whose("merger", "case_id", "case"),
        _whose("merger", "master_id", "case"),
        _whose("merger", "by_id", "officer"),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_merger")),
    )
    op.create_index(op.f("ix_merger_master_id"), "merger", ["master_id"])


def _create_hot() -> None:
    op.create_table(
        "hot_matter",
        sa.Column("id", sa.Integer(), nullable=False),
        _case(),
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        _whose("hot_matter", "case_id", "case"),
        _whose("hot_matter", "desk_id", "body"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hot_matter")),
    )
    op.create_index(op.f("ix_hot_matter_desk_id"), "hot_matter", ["desk_id"])
    op.create_table(
        "hot_case",
        _case(),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        _whose("hot_case", "case_id", "case"),
        _whose("hot_case", "matter_id", "hot_matter"),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_hot_case")),
    )
    op.create_index(op.f("ix_hot_case_matter_id"), "hot_case", ["matter_id"])


def _case() -> sa.Column[int]:
    return sa.Column("case_id", sa.Integer(), nullable=False)


def _whose(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def downgrade() -> None:
    for table in ("merger", "hot_case", "hot_matter", "tie", "signature"):
        op.drop_table(table)
    op.drop_index("ix_case_registered_at", table_name="case")
