"""Brings the bot's two tables to the newest shape; beside the tracker's, with a history of their own."""

from alembic import command
from alembic.config import Config


def upgrade(url: str) -> None:
    """``url`` is any SQLAlchemy URL of SQLite or PostgreSQL. Nothing happens when all is new already."""
    command.upgrade(_config(url), "head")


def downgrade(url: str) -> None:
    """Back to before the first migration: the tables and all talks are gone."""
    command.downgrade(_config(url), "base")


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", "bot:migrations")
    config.attributes["url"] = url
    return config
