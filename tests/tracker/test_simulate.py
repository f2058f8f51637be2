"""huiyin simulate: the road of one case, and what another policy would change."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from tests.builders import NOW, house, settle
from tests.story import Story, begin
from tracker import simulate_cli
from tracker.cases.policies import activate, propose
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
        _, _, foreseen = future(session, house(), handled.number)
    seen = [one for one in foreseen if one.step is Step.HANDLE]
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
        "在办 1 件，其中 0 件的日期会改变（假定以后每个环节都用足时间）。",
        "告诉过投诉人的答复日期 1 个，全部保持：0 个按新规则会更晚，仍按原来的日期办。",
        "在走的时限 2 个照开始时的规则走完，其中 1 个按新规则会是另一个日期。",
        f"  {handled.number} 办理：2026-12-02，按新规则 2026-11-30",
    ]


def test_a_case_that_has_not_come_so_far_gets_another_date(handled: Story, tmp_path: Path) -> None:
    fresh = begin(handled.place)
    said = CliRunner().invoke(app, [str(shorter(tmp_path) / "limits.toml")]).stdout
    assert "在办 2 件，其中 1 件的日期会改变" in said
    assert re.search(rf"{fresh.number} 办理：\d{{4}}-\d\d-\d\d → \d{{4}}-\d\d-\d\d", said)


def test_it_compares_with_the_version_in_force_and_not_with_the_one_shipped(handled: Story, tmp_path: Path) -> None:
    officers, folder = handled.place.officers, shorter(tmp_path)
    with handled.place.db.writing() as session:
        mine = replace(house())
        draft = propose(
            session, mine, "limits.toml", (folder / "limits.toml").read_text("utf-8"), reason="求助要办得更快",
            officer_id=officers.zhao_guodong, now=NOW,
        )  # fmt: skip
        activate(session, mine, draft.id or 0, reason="同意", officer_id=officers.luo_zhiming, now=NOW)
    assert "其中 0 个按新规则会是另一个日期" in CliRunner().invoke(app, [str(folder)]).stdout


def test_a_file_of_another_name_is_no_policy(handled: Story, tmp_path: Path) -> None:
    (tmp_path / "limit.toml").write_text("amount = 1", "utf-8")
    said = CliRunner().invoke(app, [str(tmp_path / "limit.toml")])
    assert (said.exit_code, "limit.toml：没有叫这个名字的规则文件" in said.output) == (1, True)


def test_the_same_policy_changes_nothing(handled: Story) -> None:
    with handled.place.db.reading() as session:
        assert changes(session, house(), load_policy()) == ((), 2)
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
