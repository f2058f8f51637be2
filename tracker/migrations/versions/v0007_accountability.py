"""Accountability cases with their steps; cards that were revoked; signs of gaming."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

CASE, STEP = "accountability_case", "accountability_step"
MARK = "gaming_mark"
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _cards()
    _cases()
    _steps()
    _marks()
    op.create_index("ix_answer_drafted", "answer", ["drafted_by", "drafted_at"])


def downgrade() -> None:
    op.drop_index("ix_answer_drafted", "answer")
    op.drop_table(MARK)
    op.drop_table(STEP)
    op.drop_table(CASE)
    with op.batch_alter_table("card") as card:
        card.drop_constraint(op.f("fk_card_revoked_by_officer"), type_="foreignkey")
        for name in ("revoked_why", "revoked_by", "revoked_at"):
            card.drop_column(name)


def _cards() -> None:
    with op.batch_alter_table("card") as card:
        card.add_column(sa.Column("revoked_at", MOMENT, nullable=True))
        card.add_column(sa.Column("revoked_by", sa.Integer(), nullable=True))
        card.add_column(sa.Column("revoked_why", sa.String(), nullable=True))
        card.create_foreign_key(op.f("fk_card_revoked_by_officer"), "officer", ["revoked_by"], ["id"])


def _cases() -> None:
    bodies, officers = ("desk_id", "body_id"), ("officer_id", "proposed_by", "decided_by")
    op.create_table(
        CASE,
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("key", "rule", "measure", "stage")),
        sa.Column("year", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in bodies),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("nth", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("grounds", "basis")),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("evidence_hash", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=True),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("statement_due_on", sa.Date(), nullable=False),
        sa.Column("statement_due_at", MOMENT, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("review_until_on", sa.Date(), nullable=True),
        sa.Column("review_until_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{CASE}")),
        sa.UniqueConstraint("key", name=op.f(f"uq_{CASE}_key")),
        *(sa.ForeignKeyConstraint([name], ["body.id"], name=op.f(f"fk_{CASE}_{name}_body")) for name in bodies),
        *(sa.ForeignKeyConstraint([name], ["officer.id"], name=op.f(f"fk_{CASE}_{name}_officer")) for name in officers),
    )
    for name in (*bodies, "officer_id", "due_at"):
        op.create_index(op.f(f"ix_{CASE}_{name}"), CASE, [name])


def _steps() -> None:
    op.create_table(
        STEP,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("accountability_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("action", "reason", "stage")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{STEP}")),
        sa.ForeignKeyConstraint(
            ["accountability_id"], [f"{CASE}.id"], name=op.f(f"fk_{STEP}_accountability_id_{CASE}")
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["officer.id"], name=op.f(f"fk_{STEP}_actor_id_officer")),
    )
    op.create_index(op.f(f"ix_{STEP}_accountability_id"), STEP, ["accountability_id"])


def _marks() -> None:
    op.create_table(
        MARK,
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("key", "sign", "why")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("case_id", "body_id", "seq")),
        *(sa.Column(name, MOMENT, nullable=False) for name in ("at", "found_at")),
        *(sa.Column(name, sa.String(), nullable=True) for name in ("verdict", "judged_why")),
        sa.Column("judged_by", sa.Integer(), nullable=True),
        sa.Column("judged_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{MARK}")),
        sa.UniqueConstraint("key", name=op.f(f"uq_{MARK}_key")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f(f"fk_{MARK}_case_id_case")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f(f"fk_{MARK}_body_id_body")),
        sa.ForeignKeyConstraint(["judged_by"], ["officer.id"], name=op.f(f"fk_{MARK}_judged_by_officer")),
    )
    for name in ("case_id", "body_id"):
        op.create_index(op.f(f"ix_{MARK}_{name}"), MARK, [name])
