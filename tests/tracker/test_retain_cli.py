"""``huiyin archive``, ``retain`` and ``hold``, as the director and the administrator type them."""

from datetime import datetime
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from tests.builders import filing, settle
from tests.story import Story, begin
from tracker import check_cli, cli, retain_cli
from tracker.accounts import WrongPassword
from tracker.db import Database
from tracker.rules.retention import ERASED
from tracker.rules.words import Status
from tracker.settings import SettingsError

FORGOTTEN: list[datetime] = []


def forget(_db: Database, before: datetime) -> int:
    FORGOTTEN.append(before)
    return 3


app = typer.Typer()
retain_cli.add_to(app, forget)
app.command("sweep")(cli.sweep)
app.add_typer(check_cli.ledger, name="ledger")

YEARS_LATER = "2036-11-24T09:00"
PASSWORD = "huiyin-demo\n"


@pytest.fixture
def story(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Story:
    settings = {"DATABASE_URL": sqlite_url, "DATA_DIR": str(tmp_path), "TIME_TRAVEL": "1", "DEMO": "1"}
    for name, value in settings.items():
        monkeypatch.setenv(f"HUIYIN_{name}", value)
    FORGOTTEN.clear()
    return begin(settle(Database(sqlite_url)), filing()).walk(Status.CLOSED)


def run(*words: str, typed: str = PASSWORD) -> Result:
    result = CliRunner().invoke(app, words, input=typed)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_the_sweep_files_what_can_be_reviewed_no_more_and_the_index_is_a_table(story: Story) -> None:
    assert "归档" not in run("sweep", "--at", "2026-12-23T09:00").output
    assert "归档 1 件" in run("sweep", "--at", "2026-12-24T09:00").output
    head, line = run("archive").output.splitlines()
    assert head.startswith("编号,类别,状态,单位")
    assert line.startswith(f"{story.number},求助,已办结,区住房和城乡建设局,2026-11-23,2026-11-23,2026-12-24,2029-11-23")


def test_without_yes_it_is_only_looked_at(story: Story) -> None:
    run("sweep", "--at", "2026-12-24T09:00")
    assert "没有保存期满的内容" in run("retain", "--at", "2026-12-24T09:00").output
    output = run("retain", "--dry-run", "--at", YEARS_LATER).output
    assert f"原话、材料和答复可以清除 1 件：{story.number}" in output
    assert "只看了，没有清除" in output
    assert "电梯" in story.case().text


def test_the_director_types_the_password_and_the_record_still_stands(story: Story) -> None:
    run("sweep", "--at", "2026-12-24T09:00")
    run("ledger", "anchor", "--at", "2026-12-25T09:00")
    output = run("retain", "--yes", "--by", "zhaoguodong", "--at", YEARS_LATER).output
    assert f"联系方式已清除 1 件：{story.number}" in output
    assert "已删除和机器人的旧对话 3 条" in output
    assert [before.year for before in FORGOTTEN] == [2033]
    assert story.case().text == ERASED
    result = run("ledger", "verify")
    assert result.exit_code == 0
    assert "与 1 个锚一致。其中 1 件的内容已按保存期限清除，存证齐全。" in result.output


def test_a_wrong_password_erases_nothing(story: Story) -> None:
    run("sweep", "--at", "2026-12-24T09:00")
    with pytest.raises(WrongPassword):
        run("retain", "--yes", "--by", "zhaoguodong", "--at", YEARS_LATER, typed="falsch-falsch\n")
    assert "电梯" in story.case().text


def test_yes_without_a_name_is_refused_and_so_is_a_screener(story: Story) -> None:
    run("sweep", "--at", "2026-12-24T09:00")
    assert run("retain", "--yes", "--at", YEARS_LATER).exit_code == 2
    assert "由效能办主任或上级决定" in run("retain", "--yes", "--by", "limin", "--at", YEARS_LATER).output
    assert "电梯" in story.case().text


def test_a_hold_is_typed_and_lifted_with_a_reason(story: Story) -> None:
    run("sweep", "--at", "2026-12-24T09:00")
    by = ("--by", "zhaoguodong", "--at", YEARS_LATER)
    assert "已保留" in run("hold", story.number, "--reason", "行政诉讼正在进行", *by).output
    assert "已决定保留：行政诉讼正在进行" in run("retain", "--at", YEARS_LATER).output
    assert "已解除保留" in run("hold", story.number, "--reason", "判决已生效", "--lift", *by).output
    assert "可以清除" in run("retain", "--at", YEARS_LATER).output


def test_before_the_first_migration_it_is_said_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIYIN_DATA_DIR", str(tmp_path))
    with pytest.raises(SettingsError, match="huiyin migrate"):
        run("retain")
