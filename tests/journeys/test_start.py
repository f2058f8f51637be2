"""A start that cannot succeed says why in one Chinese sentence and ends with an error; a second start repeats nothing."""

import os
import re
import socket
import subprocess
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.journeys.conftest import emulated
from tests.journeys.processes import PATIENCE, ROOT, free_port, installed

SAID_BY_PROGRAMS = re.compile(r"HUIYIN_\w+|PostgreSQL|Telegram|@BotFather|openssl rand -hex 32|smtps?://|\S*[/.]\S*")
"""Names of settings and of products, addresses, paths."""


def refused(code: int, said: str) -> str:
    assert code == 2, said
    assert "Traceback" not in said
    assert re.findall(r"[A-Za-z]{2,}", SAID_BY_PROGRAMS.sub("", said)) == []
    return said


def start(folder: Path, **settings: str) -> tuple[int, str]:
    defaults = {"demo": "1", "port": free_port()}
    with installed("", folder, **{**defaults, **settings}) as house:
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


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_data_folder_that_cannot_be_written(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    folder.mkdir(mode=0o555)
    assert "不可写" in refused(*start(tmp_path, data_dir=str(folder)))


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
        with installed("", tmp_path, demo="1", telegram_token="4242:wrong", telegram_api_base=api.url) as house:
            pass
