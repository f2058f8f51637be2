"""``INSERT … ON CONFLICT`` on either database."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session


def insert_into(session: Session, table: type[Any]) -> Any:
    """The dialect's own insert, which knows ``on_conflict_do_update`` and ``on_conflict_do_nothing``."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(table)
