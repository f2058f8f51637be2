"""Absences with their deputies, alarms said again, who has acknowledged them, and cases handed to those above."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

PLANNED = sa.text("state = 'planned'")


def upgrade() -> None:
    _absences()
    _repeats()
    _acknowledgements()
    op.add_column("case", sa.Column("handed_up", sa.Boolean(), server_default=sa.false(), nullable=False))


def _absences() -> None:
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
        *(
            sa.ForeignKeyConstraint([column], ["officer.id"], name=op.f(f"fk_absence_{column}_officer"))
            for column in ("officer_id", "deputy_id", "entered_by", "ended_by")
        ),
        sa.CheckConstraint("first_on <= last_on", name=op.f("ck_absence_in_order")),
    )
    op.create_index(op.f("ix_absence_officer_id"), "absence", ["officer_id"])


def _repeats() -> None:
    op.create_table(
        "repeat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alarm_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("fired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repeat")),
        sa.ForeignKeyConstraint(["alarm_id"], ["alarm.id"], name=op.f("fk_repeat_alarm_id_alarm")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_repeat_case_id_case")),
        sa.UniqueConstraint("alarm_id", "nth", name=op.f("uq_repeat_alarm_id")),
    )
    op.create_index(op.f("ix_repeat_case_id"), "repeat", ["case_id"])
    op.create_index("ix_repeat_due", "repeat", ["at", "id"], postgresql_where=PLANNED, sqlite_where=PLANNED)


def _acknowledgements() -> None:
    op.create_table(
        "acknowledgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alarm_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgement")),
        sa.ForeignKeyConstraint(["alarm_id"], ["alarm.id"], name=op.f("fk_acknowledgement_alarm_id_alarm")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_acknowledgement_case_id_case")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_acknowledgement_officer_id_officer")),
        sa.UniqueConstraint("alarm_id", "officer_id", name=op.f("uq_acknowledgement_alarm_id")),
    )
    op.create_index(op.f("ix_acknowledgement_case_id"), "acknowledgement", ["case_id"])


def downgrade() -> None:
    op.drop_column("case", "handed_up")
    for table in ("acknowledgement", "repeat", "absence"):
        op.drop_table(table)
