"""Alembic's door: one connection, one version table of the bot's own."""

import sqlalchemy as sa
from alembic import context

from bot.talks import tables

engine = sa.create_engine(context.config.attributes["url"], poolclass=sa.NullPool)
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=tables,
        version_table="bot_version",
        compare_type=True,
        render_as_batch=True,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
