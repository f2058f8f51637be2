"""Column helpers shared by the tables. Times are aware UTC instants, states are plain strings."""

from typing import Any

from sqlalchemy import JSON, Column, MetaData
from sqlmodel import SQLModel

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Row(SQLModel):
    """Base of every table; the naming convention lets both databases alter constraints by name."""

    metadata = MetaData(naming_convention=NAMING)


def json_column() -> Column[Any]:
    return Column(JSON, nullable=False)
