"""The index of filed cases, tombstones where words were erased, and notices to whoever keeps the program running."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

BEFORE = "(officer_id IS NULL) <> (complainant_id IS NULL)"
AFTER = (
    "(officer_id IS NOT NULL AND complainant_id IS NULL AND contact_kind IS NULL)"
    " OR (officer_id IS NULL AND complainant_id IS NOT NULL AND contact_kind IS NULL)"
    " OR (officer_id IS NULL AND complainant_id IS NULL AND contact_kind IS NOT NULL)"
)
ENTRY, TOMB = "archive_entry", "tombstone"
WORDS = ("number", "kind", "conduct", "status", "body", "last_hash", "contents", "sha256")
DAYS = ("registered_on", "ended_on", "archived_on", "contacts_until", "words_until")
ERASED = ("contacts_erased_at", "words_erased_at")
TO_THE_HOUSE = "contact_kind IS NOT NULL"


def upgrade() -> None:
    op.add_column("notice", sa.Column("contact_kind", sa.String(), nullable=True))
    op.add_column("notice", sa.Column("contact_sealed", sa.String(), nullable=True))
    _one_recipient(AFTER)
    where = sa.text(TO_THE_HOUSE)
    op.create_index("ix_notice_house", "notice", ["template", "id"], postgresql_where=where, sqlite_where=where)
    _entries()
    _tombstones()


def downgrade() -> None:
    op.drop_table(TOMB)
    op.drop_table(ENTRY)
    op.execute(f"DELETE FROM attempt WHERE notice_id IN (SELECT id FROM notice WHERE {TO_THE_HOUSE})")
    op.execute(f"DELETE FROM notice WHERE {TO_THE_HOUSE}")
    op.drop_index("ix_notice_house", "notice")
    _one_recipient(BEFORE)
    with op.batch_alter_table("notice") as notice:
        notice.drop_column("contact_sealed")
        notice.drop_column("contact_kind")


def _one_recipient(says: str) -> None:
    with op.batch_alter_table("notice") as notice:
        if op.get_bind().dialect.name != "sqlite":  # there the table is rebuilt, and reflection leaves checks out
            notice.drop_constraint(op.f("ck_notice_one_recipient"), type_="check")
        notice.create_check_constraint(op.f("ck_notice_one_recipient"), says)


def _entries() -> None:
    op.create_table(
        ENTRY,
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in WORDS),
        *(sa.Column(name, sa.Date(), nullable=False) for name in DAYS),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in ERASED),
        sa.PrimaryKeyConstraint("case_id", name=op.f(f"pk_{ENTRY}")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f(f"fk_{ENTRY}_case_id_case")),
    )
    for name in ("contacts_until", "words_until"):
        op.create_index(op.f(f"ix_{ENTRY}_{name}"), ENTRY, [name])


def _tombstones() -> None:
    op.create_table(
        TOMB,
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("id", "case_id", "seq", "by_seq")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("hash", "remains")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TOMB}")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f(f"fk_{TOMB}_case_id_case")),
        sa.UniqueConstraint("case_id", "seq", name=op.f(f"uq_{TOMB}_case_id")),
    )
