"""Holiday notices with their approval, and an index that finds clocks counted with an older calendar."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ACTIVE = sa.text("state = 'active'")
LIVE = sa.text("settled IS NULL")


def upgrade() -> None:
    op.create_table(
        "calendar_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("original", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("calendar_before", sa.String(), nullable=True),
        sa.Column("calendar_after", sa.String(), nullable=True),
        sa.Column("effect", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_notice")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["officer.id"], name=op.f("fk_calendar_notice_uploaded_by_officer")),
        sa.ForeignKeyConstraint(["decided_by"], ["officer.id"], name=op.f("fk_calendar_notice_decided_by_officer")),
        sa.CheckConstraint(
            "state = 'proposed' OR decided_at IS NOT NULL", name=op.f("ck_calendar_notice_decided_has_time")
        ),
    )
    op.create_index(
        op.f("uq_calendar_notice_active"), "calendar_notice", ["year"],
        unique=True, postgresql_where=ACTIVE, sqlite_where=ACTIVE,
    )  # fmt: skip
    op.create_index(op.f("ix_clock_counted"), "clock", ["calendar"], postgresql_where=LIVE, sqlite_where=LIVE)


def downgrade() -> None:
    op.drop_index(op.f("ix_clock_counted"), "clock")
    op.drop_table("calendar_notice")
