"""协办: bodies asked for an opinion on a case that another one answers."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

TABLE = "assistance"
MOMENT = sa.DateTime(timezone=True)
STANDS = sa.text("ended_at IS NULL")
REFERENCES = {"case_id": "case", "body_id": "body", "asked_by": "officer", "opined_by": "officer"}


def upgrade() -> None:
    op.add_column("case", sa.Column("assisting", sa.JSON(), server_default="[]", nullable=False))
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("case_id", "round", "body_id", "asked_by")),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("opinion", sa.String(), nullable=True),
        sa.Column("opined_by", sa.Integer(), nullable=True),
        sa.Column("opined_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.CheckConstraint(
            "opinion IS NULL OR (opined_at IS NOT NULL AND opined_by IS NOT NULL)",
            name=op.f(f"ck_{TABLE}_opinion_has_author"),
        ),
        sa.CheckConstraint("opinion IS NULL OR ended_at IS NULL", name=op.f(f"ck_{TABLE}_opinion_or_end")),
        *(
            sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{TABLE}_{name}_{other}"))
            for name, other in REFERENCES.items()
        ),
    )
    for name in ("case_id", "body_id"):
        op.create_index(op.f(f"ix_{TABLE}_{name}"), TABLE, [name])
    op.create_index(
        "uq_assistance_body", TABLE, ["case_id", "round", "body_id"],
        unique=True, postgresql_where=STANDS, sqlite_where=STANDS,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table(TABLE)
    op.drop_column("case", "assisting")
