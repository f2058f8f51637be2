"""Messages and talks."""

import sqlalchemy as sa
from alembic import op

revision = "b0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_messages()
    op.create_table(
        "bot_talk",
        sa.Column("channel", sa.String(16), primary_key=True),
        sa.Column("sender", sa.String(128), primary_key=True),
        sa.Column("state", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("bot_talk")
    op.drop_table("bot_message")


def _create_messages() -> None:
    op.create_table(
        "bot_message",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("sender", sa.String(128), nullable=False),
        sa.Column("key", sa.String(128), nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replies", sa.JSON),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("said_at", sa.DateTime(timezone=True)),
        sa.Column("given_up", sa.Boolean, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.UniqueConstraint("channel", "key", name="uq_bot_message_key"),
    )
    op.create_index("ix_bot_message_sender", "bot_message", ["channel", "sender", "id"])
    still_open = sa.text("said_at IS NULL")
    op.create_index(
        "ix_bot_message_open",
        "bot_message",
        ["channel", "sender", "id"],
        sqlite_where=still_open,
        postgresql_where=still_open,
    )
