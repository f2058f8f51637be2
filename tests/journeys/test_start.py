"""A start that cannot succeed says why in Chinese and ends with an error; nothing of Python shows."""

import asyncio
import re
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from tests.fakes.bot_api import emulated
from tests.journeys.processes import PATIENCE, ROOT, free_port, installed

SAID_BY_PROGRAMS = re.compile(r"HUIYIN_\w+|PostgreSQL|Telegram|@BotFather|openssl rand -hex 32|smtps?://|\S*[/.]\S*")
"""Names of settings and of products, addresses, paths."""


def refused(code: int, said: str) -> str:
    assert code == 2, said
    assert "Traceback" not in said
    assert re.findall(r"[A-Za-z]{2,}", SAID_BY_PROGRAMS.sub("", said)) == []
    return said


def start(folder: Path, database_url: str = "", **settings: str) -> tuple[int, str]:
    defaults = {"demo": "1", "port": free_port()}
    with installed(database_url, folder, **{**defaults, **settings}) as house:
        process = house.start("run")
        return process.popen.wait(PATIENCE), process.log.read_text("utf-8")


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        said = refused(*start(tmp_path, port=port))
    assert said == f"127.0.0.1:{port} 不能用：端口已被占用。请停掉占用的程序，或用 HUIYIN_PORT 换一个端口。\n"


def test_a_data_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file stands in the way")
    said = refused(*start(tmp_path, data_dir=str(tmp_path / "var" / "data")))
    assert said.startswith("无法建立数据目录 ")
    assert said.endswith("上一级不是目录。请用 HUIYIN_DATA_DIR 换一个目录。\n")


def test_a_data_folder_where_nobody_can_write(tmp_path: Path) -> None:
    assert "无法建立数据目录 /proc/huiyin" in refused(*start(tmp_path, data_dir="/proc/huiyin"))


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("port", "八千", "HUIYIN_PORT：应为整数"),
        ("port", "70000", "HUIYIN_PORT：太大"),
        ("database_url", "mysql://x", "HUIYIN_DATABASE_URL：应以 sqlite:/// 或 postgresql:// 开头"),
        ("database_url", "postgresql://a@127.0.0.1:1/x", "连不上数据库。请检查 HUIYIN_DATABASE_URL"),
        ("public_url", "huiyin.test", "HUIYIN_PUBLIC_URL：应以 http:// 或 https:// 开头"),
        ("smtp_url", "mail:25", "HUIYIN_SMTP_URL：发信服务器应写成 smtp://"),
        ("secret_key", "太短", "请设置 HUIYIN_SECRET_KEY（至少 32 个字符）"),
    ],
)
def test_a_setting_that_cannot_be_meant(tmp_path: Path, setting: str, value: str, sentence: str) -> None:
    assert sentence in refused(*start(tmp_path, **{setting: value}))


async def test_a_token_that_telegram_does_not_know(tmp_path: Path) -> None:
    async with emulated() as api:
        telegram = {"telegram_token": "4242:wrong", "telegram_api_base": api.url}
        said = refused(*await asyncio.to_thread(start, tmp_path, **telegram))
    assert said == "Telegram 不认可这个机器人令牌，请核对 HUIYIN_TELEGRAM_TOKEN（由 @BotFather 发给您）。\n"


@pytest.mark.parametrize(
    ("script", "have"), [("#!/bin/sh\n[ $1 = --version ] && echo Python 3.9.2\n", "Python 3.9.2"), ("", "没有 python3")]
)
def test_a_python_that_is_too_old_or_missing(tmp_path: Path, script: str, have: str) -> None:
    """Nothing but the shell and this Python is on the path, so that nothing can be changed either."""
    dirname = shutil.which("dirname")
    assert dirname is not None
    (tmp_path / "dirname").symlink_to(dirname)
    if script:
        (tmp_path / "python3").write_text(script)
        (tmp_path / "python3").chmod(0o755)
    command = ["/bin/sh", str(ROOT / ".ci" / "environment"), "requirements.txt"]
    made = subprocess.run(command, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False)
    assert made.returncode == 1
    assert made.stderr.startswith(f"需要 Python 3.11 或更新版本，这台机器上是 {have}。")
