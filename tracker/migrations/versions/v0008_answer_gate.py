"""What an answer is known again by, and why one was given though the gate had doubts, and what was put right."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("answer", sa.Column("fingerprint", sa.String(), nullable=True))
    op.add_column("answer", sa.Column("overruled", sa.String(), nullable=True))
    op.add_column("answer", sa.Column("rectified", sa.String(), nullable=True))
    op.create_index(op.f("ix_answer_fingerprint"), "answer", ["fingerprint"])


def downgrade() -> None:
    op.drop_index(op.f("ix_answer_fingerprint"), "answer")
    op.drop_column("answer", "rectified")
    op.drop_column("answer", "overruled")
    op.drop_column("answer", "fingerprint")
