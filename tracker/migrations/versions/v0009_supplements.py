"""Two more ways for a case to end: 未补正, and 存查 of what holds no clue."""

from alembic import op

revision = "0009"
down_revision = "0008"

BEFORE = "status NOT IN ('closed', 'guided', 'withdrawn', 'handed_over')"
AFTER = "status NOT IN ('closed', 'guided', 'withdrawn', 'handed_over', 'unsupplemented', 'on_file')"


def upgrade() -> None:
    _ended_means(AFTER)


def downgrade() -> None:
    op.execute("UPDATE \"case\" SET status = 'guided' WHERE status IN ('unsupplemented', 'on_file')")
    op.execute("UPDATE \"case\" SET status = 'registered' WHERE status = 'supplementing'")
    _ended_means(BEFORE)


def _ended_means(after: str) -> None:
    with op.batch_alter_table("case") as case:
        for name, says in (
            ("open_has_holder", "NOT ({open}) OR holder_id IS NOT NULL"),
            ("ended_has_reason", "({open}) OR ended_reason IS NOT NULL"),
            ("open_has_due", "NOT ({open}) OR next_due IS NOT NULL"),
        ):
            if op.get_bind().dialect.name != "sqlite":  # there the table is rebuilt, and reflection leaves checks out
                case.drop_constraint(op.f(f"ck_case_{name}"), type_="check")
            case.create_check_constraint(op.f(f"ck_case_{name}"), says.format(open=after))
