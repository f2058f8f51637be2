"""huiyin simulate: the road of one case, and what another policy would change."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from tests.builders import house, settle
from tests.story import Story, begin
from tracker import simulate_cli
from tracker.db import Database
from tracker.policy.load import PolicyError, load_policy, read
from tracker.queries.foreseeing import changes, future
from tracker.rules.words import Colour, Status, Step

app = typer.Typer()
app.command("simulate")(simulate_cli.simulate)


@pytest.fixture
def handled(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Story:
    """周强 has signed for the lift; 7 working days until 2 December."""
    for name, value in {"DATABASE_URL": sqlite_url, "DATA_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(f"HUIYIN_{name}", value)
    return begin(settle(Database(sqlite_url))).walk(Status.HANDLING)


def shorter(folder: Path, was: str = "amount = 7", now: str = "amount = 5") -> Path:
    """The limit of 求助 made shorter, in a folder of its own."""
    policy = folder / "policy"
    policy.mkdir()
    shipped = Path("tracker/policy/limits.toml").read_text("utf-8")
    (policy / "limits.toml").write_text(shipped.replace(was, now, 1), "utf-8")
    return policy


def test_if_nobody_acts_the_handler_then_his_head_then_everybody_is_told(handled: Story) -> None:
    with handled.place.db.reading() as session:
        _, _, seen = future(session, house(), handled.number)
    assert [one.level for one in seen] == ["50", "80", "100", "+1", "+5", "+10"]
    assert handled.place.officers.zhou_qiang in seen[0].told
    assert (seen[2].card, seen[3].citizen) == (Colour.RED, True)
    assert all(one.told for one in seen)


def test_the_command_says_it_in_chinese_and_writes_nothing(handled: Story) -> None:
    before = len(handled.events())
    said = CliRunner().invoke(app, [handled.number])
    assert said.exit_code == 0, said.output
    assert "2026-12-03 00:00 办理 100：提醒" in said.stdout
    assert len(handled.events()) == before


def test_a_shorter_limit_says_how_many_dates_would_change(handled: Story, tmp_path: Path) -> None:
    said = CliRunner().invoke(app, [str(shorter(tmp_path))])
    assert said.stdout.splitlines() == [
        "未办结的时限 1 个，其中 1 个改变日期。",
        f"  {handled.number} 办理：2026-12-02 → 2026-11-30",
    ]


def test_the_same_policy_changes_nothing(handled: Story) -> None:
    with handled.place.db.reading() as session:
        assert changes(session, house(), load_policy()) == ((), 1)
    assert handled.running() == {Step.HANDLE}


def test_a_policy_that_does_not_hold_together_refuses_with_its_file(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"limits\.toml"):
        load_policy(shorter(tmp_path, now="amount = 0"))
    (tmp_path / "policy" / "limits.toml").write_text("[knobs\n", "utf-8")
    with pytest.raises(PolicyError, match="第1行"):
        read("limits.toml", tmp_path / "policy")


def test_an_unknown_number_is_refused_in_chinese(handled: Story) -> None:
    said = CliRunner().invoke(app, ["HY-NONE"])
    assert (said.exit_code, "没有诉求件 HY-NONE" in said.output) == (1, True)
