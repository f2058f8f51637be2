"""罗志明, director of the office, runs ``huiyin learn``: he looks, adopts, asks again, and goes back."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from nlp import read_from, understand, versions
from nlp.learn_cli import Taught, command
from nlp.lexicon import LexiconError
from nlp.overlay import Overlay
from nlp.understand import Engine, Room
from tests.architecture.source import ROOT
from tests.nlp.conftest import reading

TAIJI = "残疾证换证，街道和残联耍太极拳"
BODIES = ("水务站和社区", "物业和镇上", "房管和社区", "镇上和执法队", "交通局和村里", "市政和物业")
CASES = [f"{bodies}耍太极拳" for bodies in BODIES]
Row = tuple[str, str, str, str, str, bool]


def corrected(texts: list[str], label: str = "buck_passing") -> list[Row]:
    return [(f"YX20261123-{n:04d}", str(n), text, "conduct", label, True) for n, text in enumerate(texts)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "lexicon"


def run(folder: Path, *words: str, rows: list[Row] | None = None) -> tuple[int, str]:
    (folder.parent / "own.tsv").write_text("complaint\tnone\t-\t路灯坏了\n", "utf-8")
    taught: Taught = lambda: (folder, lambda: corrected(CASES) if rows is None else rows)  # noqa: E731
    app = typer.Typer()
    app.command()(command(taught))
    result = CliRunner().invoke(app, ["--sentences", str(folder.parent / "own.tsv"), *words])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_he_looks_and_nothing_is_changed(folder: Path) -> None:
    status, said = run(folder)
    assert status == 0
    assert "更正过的诉求件 6 件：效能问题 6 项。" in said
    assert "太极拳 → 推诿扯皮" in said
    assert "拿没有参与学习的诉求件来试" in said
    assert "类别  1 句中 1 句 → 1 句" in said
    assert "什么都没有改" in said
    assert not folder.exists()


def test_he_adopts_it_asks_again_and_goes_back(folder: Path) -> None:
    read_from(folder)
    assert understand(TAIJI).conduct[0].label == "none"
    assert "已写成版本 0001 并启用" in run(folder, "--write", "--by", "罗志明")[1]
    read_again(folder)
    assert "太极拳" in understand(TAIJI).conduct[0].because
    assert "* 0001" in run(folder, "--versions")[1]
    assert "罗志明" in run(folder, "--versions")[1]
    assert "现在用的是出厂词表" in run(folder, "--back")[1]
    read_again(folder)
    assert understand(TAIJI).conduct[0].label == "none"
    assert "* 出厂词表" in run(folder, "--versions")[1]


def read_again(folder: Path) -> None:
    """As after the second that a running program waits between two looks."""
    reading._room[:] = [Room(folder)]


def test_adopted_twice_there_is_nothing_new_to_write(folder: Path) -> None:
    run(folder, "--write")
    assert "没有差别，不写新版本" in run(folder, "--write")[1]
    assert [one.name for one in versions.versions(folder)] == ["0001"]


def test_without_corrections_he_is_told_where_they_come_from(folder: Path) -> None:
    status, said = run(folder, "--write", rows=[])
    assert (status, folder.exists()) == (0, False)
    assert "还没有可以学的更正" in said


def test_two_corrections_are_too_few_and_it_is_said(folder: Path) -> None:
    assert "3 个人的诉求件" in run(folder, rows=corrected(CASES[:2]))[1]


def test_what_he_sees_holds_no_sentence_and_no_name_of_a_citizen(folder: Path) -> None:
    texts = [f"{case}，我叫王秀英，电话13881234567" for case in CASES]
    _, said = run(folder, "--write", rows=corrected(texts))
    kept = said + "".join(table.read_text("utf-8") for table in folder.rglob("*.tsv"))
    assert "太极拳" in kept
    assert [word for word in ("王秀英", "秀英", "13881234567", "水务站") if word in kept] == []


def test_two_wishes_at_once_are_refused(folder: Path) -> None:
    status, _ = run(folder, "--write", "--back")
    assert status == 2


def test_where_nothing_was_adopted_there_is_nothing_to_go_back_to(folder: Path) -> None:
    with pytest.raises(LexiconError, match="没有可以退回的版本"):
        run(folder, "--back")


def test_a_folder_that_cannot_be_written_is_named(folder: Path) -> None:
    folder.write_text("a file stands where the folder should be", "utf-8")
    with pytest.raises(LexiconError, match=r"lexicon.* 读不了或写不进.*请检查权限"):
        run(folder, "--write")


def edit(folder: Path, table: str, line: str) -> int:
    """An operator's own table: a copy of the shipped one with a line more. Returns its number."""
    lines = (ROOT / "nlp/lexicon" / table).read_text("utf-8").rstrip("\n").split("\n")
    (folder / "edited").mkdir(parents=True, exist_ok=True)
    (folder / "edited" / table).write_text("\n".join([*lines, line]), "utf-8")
    return len(lines) + 1


@pytest.mark.parametrize(
    ("line", "complaint"),
    [("buck_passing 3 太极拳", "应为“标签<TAB>权重<TAB>词”"), ("blame\t3\t太极拳", "没有“blame”这个标签")],
)
def test_a_bad_line_of_her_own_is_refused_with_its_number(folder: Path, line: str, complaint: str) -> None:
    number = edit(folder, "conduct.tsv", line)
    status, said = run(folder, "--check")
    assert status == 1
    assert f"conduct.tsv:{number}：{complaint}" in said
    with pytest.raises(LexiconError, match=f"conduct.tsv:{number}"):
        run(folder, "--write")
    assert versions.versions(folder) == []


def test_a_table_that_nobody_reads_is_named(folder: Path) -> None:
    edit(folder, "conduct.tsv", "buck_passing\t3\t太极拳")
    (folder / "edited" / "condcut.tsv").touch()
    status, said = run(folder, "--check")
    assert (status, said.startswith("condcut.tsv：没有这张词表")) == (1, True)


def test_a_good_line_of_her_own_is_understood(folder: Path) -> None:
    edit(folder, "conduct.tsv", "buck_passing\t3\t太极拳")
    assert run(folder, "--check") == (0, "词表都可以用。\n")
    engine = Engine.load(folder / "edited")
    assert engine.understand(TAIJI).conduct[0].label == "buck_passing"


def test_another_process_that_runs_already_takes_up_what_is_adopted_and_what_is_taken_back(folder: Path) -> None:
    asking = [sys.executable, "-m", "huiyin", "understand", "--jsonl", "--data-dir", str(folder.parent)]
    with subprocess.Popen(asking, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:

        def understood() -> str:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps({"text": TAIJI}).encode() + b"\n")
            process.stdin.flush()
            return str(json.loads(process.stdout.readline())["conduct"][0]["label"])

        assert understood() == "none"
        learned = Overlay({"conduct": {"太极拳": {"buck_passing": 2.0, "none": -2.0}}})
        versions.add(folder, learned, date="2026-11-26", corrections=6, by="罗志明")
        while understood() != "buck_passing":
            pass
        versions.back(folder)
        while understood() != "none":
            pass
