import json
from datetime import timedelta
from pathlib import Path

import pytest
import typer
from sqlalchemy import text
from typer.testing import CliRunner, Result

from tests.builders import settle
from tests.story import begin
from tests.tracker.post import Post
from tracker import check_cli
from tracker.db import Database
from tracker.rules.words import Status
from tracker.settings import SettingsError
from tracker.watch import beat

app = typer.Typer()
check_cli.add_to(app)

SOON = "2026-11-23T09:10"
"""Ten minutes after the stories begin."""


@pytest.fixture
def post(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Post:
    for name, value in {"DATABASE_URL": sqlite_url, "DATA_DIR": str(tmp_path), "TIME_TRAVEL": "1"}.items():
        monkeypatch.setenv(f"HUIYIN_{name}", value)
    db = Database(sqlite_url)
    post = Post(settle(db))
    begin(post.place).walk(Status.ACCEPTED)
    post.deliver()
    return post


def run(*words: str) -> Result:
    result = CliRunner().invoke(app, words)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def damage(post: Post, statement: str) -> None:
    with post.place.db.engine.begin() as connection:
        connection.execute(text(statement))


def test_a_kept_promise_is_said_in_one_line_and_ends_with_0(post: Post) -> None:
    result = run("check", "--at", SOON)
    assert (result.exit_code, result.output) == (0, "件件有着落，事事有回音：没有发现问题。\n")
    assert json.loads(run("check", "--at", SOON, "--json").output) == []


def test_a_lost_case_is_named_and_ends_with_1(post: Post) -> None:
    damage(post, "UPDATE clock SET settled = 'void', settled_at = started_at")
    result = run("check", "--at", SOON)
    assert result.exit_code == 1
    assert "no_clock：1\n  YX20261123-0001 没有在走的时限" in result.output


def test_the_json_has_every_finding_and_ends_with_1(post: Post) -> None:
    damage(post, "UPDATE event SET reason = '改过'")
    result = run("check", "--at", SOON, "--json")
    assert result.exit_code == 1
    assert {"kind": "broken_chain", "number": "YX20261123-0001", "sentence": "第1条办理记录：写入后被改动过"} in (
        json.loads(result.output)
    )


def test_hundreds_of_findings_are_counted_and_twenty_printed(post: Post) -> None:
    for _ in range(24):
        begin(post.place)
    damage(post, "UPDATE clock SET settled = 'void', settled_at = started_at")
    output = run("check", "--at", SOON).output
    assert "no_clock：25" in output
    assert "另有 5 条" in output
    assert output.count("没有在走的时限") == 20


def test_time_travel_is_only_for_rehearsals(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIYIN_TIME_TRAVEL", "0")
    with pytest.raises(SettingsError, match="--at"):
        run("check", "--at", SOON)


def test_a_database_of_another_version_is_not_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIYIN_DATA_DIR", str(tmp_path))
    with pytest.raises(SettingsError, match="huiyin migrate"):
        run("check")


def test_a_case_deleted_after_the_anchor_breaks_it(post: Post, tmp_path: Path) -> None:
    assert "2026-11-23：1 件" in run("ledger", "anchor", "--at", SOON).output
    result = run("ledger", "verify")
    assert (result.exit_code, result.output) == (0, "办理记录完整，与 1 个锚一致。\n")
    damage(post, "DELETE FROM event WHERE seq = 2")
    result = run("ledger", "verify")
    assert result.exit_code == 1
    assert "2026-11-23 当天锚定的 1 件，办理记录现在对不上" in result.output


def test_a_damaged_anchor_file_is_said_in_one_sentence(post: Post, tmp_path: Path) -> None:
    (tmp_path / "anchors.jsonl").write_text("{", "utf-8")
    with pytest.raises(SettingsError, match="备份"):
        run("ledger", "verify")


def test_the_archivists_line_is_checked_against_todays_database(post: Post, tmp_path: Path) -> None:
    run("ledger", "anchor", "--at", SOON)
    saved = (tmp_path / "anchors.jsonl").rename(tmp_path / "letter.txt")
    for brought in (str(saved), saved.read_text("utf-8")):
        result = run("ledger", "verify", "--anchor", brought)
        assert result.exit_code == 0
        assert "带来的锚 2026-11-23（1 件）：当天的记录都在，没有改动。" in result.output
    damage(post, "DELETE FROM event WHERE seq = 2")
    result = run("ledger", "verify", "--anchor", str(saved))
    assert result.exit_code == 1
    assert "和现在的数据库对不上" in result.output


def test_a_letter_without_an_anchor_and_a_file_that_is_not_there_are_said_in_one_sentence(
    post: Post, tmp_path: Path
) -> None:
    (tmp_path / "letter.txt").write_text("没有", "utf-8")
    with pytest.raises(SettingsError, match="没有锚"):
        run("ledger", "verify", "--anchor", str(tmp_path / "letter.txt"))
    with pytest.raises(SettingsError, match="打不开"):
        run("ledger", "verify", "--anchor", str(tmp_path / "nowhere.txt"))


def test_the_watch_seen_from_outside_ends_with_1_and_says_what_to_do(post: Post) -> None:
    result = run("watch", "--once", "--at", SOON)
    assert result.exit_code == 1
    assert "时限扫描已经停了：请看 huiyin clock（或 huiyin run）的日志，并重新启动它。" in result.output
    with post.writing() as session:
        for name in ("sweep", "outbox", "watch"):
            beat(session, name, post.now + timedelta(minutes=9))
    result = run("watch", "--once", "--at", SOON)
    assert (result.exit_code, result.output) == (0, "扫描、发送、巡查都在走，通知发得出去。\n")
