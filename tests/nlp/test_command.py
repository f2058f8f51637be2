"""``huiyin understand`` as people and programs call it."""

import json

import typer
from typer.testing import CliRunner

from nlp.cli import understand

command = typer.Typer()
command.command()(understand)


def run(*arguments: str, told: bytes = b"") -> tuple[int, bytes]:
    result = CliRunner().invoke(command, list(arguments), input=told)
    return result.exit_code, result.stdout_bytes


def test_a_person_gets_lines_in_chinese_with_the_words_that_decided() -> None:
    status, answer = run("我叫王秀英，电话13800001234，房管局踢皮球")

    shown = answer.decode()
    assert status == 0
    assert "推诿扯皮" in shown
    assert "踢皮球" in shown
    assert "13800001234" not in shown
    assert "王秀英" not in shown


def test_a_person_may_also_pipe_the_text_in() -> None:
    assert "紧急情况（请拨打 119）" in run(told="厨房着火了".encode())[1].decode()


def test_a_program_gets_one_json_line_for_each_line_whatever_else_the_line_holds() -> None:
    lines = [{"id": 7, "text": "路灯坏了"}, {"text": "\ud800"}]
    status, answer = run("--jsonl", told="\n".join(json.dumps(line) for line in lines).encode())

    heard = [json.loads(line) for line in answer.decode().splitlines()]
    assert status == 0
    assert [line["text"] for line in heard] == ["路灯坏了", "\ud800"]
    assert {"scope", "emergency", "kind", "conduct", "topics", "departments", "target", "money"} <= heard[0].keys()


def test_a_bad_line_gets_an_error_with_its_number_and_the_rest_goes_on() -> None:
    status, answer = run("--jsonl", told='不是JSON\n{"text": 3}\n[1]\n{"text": "你好"}\n'.encode())

    heard = [json.loads(line) for line in answer.decode().splitlines()]
    assert status == 1
    assert [line.get("line") for line in heard] == [1, 2, 3, None]
    assert all("error" in line for line in heard[:3])
    assert heard[3]["scope"] == "chat"
