"""Every setting in one place: name, default and help. A bad value stops the start and says what is wrong."""

import errno
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DEMO_SECRET = "demo-only-never-use-outside-this-machine"
MIN_SECRET = 32
ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+")

TROUBLE = {
    errno.EADDRINUSE: "端口已被占用",
    errno.EADDRNOTAVAIL: "这台机器没有这个地址",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EEXIST: "已有同名的文件",
    errno.ENOTDIR: "上一级不是目录",
    errno.ENOENT: "上一级目录不存在，也建不了",
    errno.EROFS: "磁盘只读",
    errno.ENOSPC: "磁盘已满",
}


class SettingsError(Exception):
    """Ready to be shown: one Chinese sentence a line."""


def trouble(error: OSError) -> str:
    """What the system refuses, in a few words; its own where we have none."""
    return TROUBLE.get(error.errno or 0, error.strerror or type(error).__name__)


def _root(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise ValueError("应以 http:// 或 https:// 开头")
    return url.rstrip("/")


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="HUIYIN_", extra="ignore")

    database_url: str = Field("", description="数据库地址；空 = 数据目录下的 SQLite 文件 huiyin.db")
    data_dir: Path = Field(Path("var"), description="数据目录：数据库、证据材料、改写的和学来的词表、节假日表")
    host: str = Field("127.0.0.1", description="网页服务监听的地址")
    port: int = Field(8080, ge=1, le=65535, description="网页服务监听的端口")
    public_url: str = Field("", description="群众和工作人员访问的网址；空 = 本机的端口")
    desk_url: str = Field("", description="bot 单独运行时，网页服务的内部地址；空 = 本机的端口")
    secret_key: SecretStr = Field(SecretStr(""), description="加密联系方式、派生令牌的密钥，至少 32 个字符")
    demo: bool = Field(False, description="演示模式：允许演示密钥和演示账号")
    time_travel: bool = Field(False, description="允许 --at 指定时间，仅供测试和演练")
    telegram_token: SecretStr = Field(SecretStr(""), description="Telegram 机器人令牌；空 = 不开 Telegram")
    telegram_api_base: str = Field("https://api.telegram.org", description="Bot API 服务器的根地址")
    telegram_webhook_secret: SecretStr = Field(SecretStr(""), description="设置后改用 webhook，作为校验头的密钥")
    smtp_url: str = Field("", description="发信服务器，如 smtp://user:pass@mail:587；空 = 不发邮件，只在控制台提醒")
    mail_from: str = Field("huiyin@localhost", description="发件人地址")
    duty_mail: str = Field("", description="每天收自检通知的值班邮箱；空 = 只在系统内走一遍")
    anchor_mail: str = Field("", description="每天收办理记录锚的邮箱，宜用本系统管不到的；空 = 只写进文件")
    sweep_seconds: float = Field(5.0, gt=0, description="时限扫描的间隔（秒）")
    outbox_seconds: float = Field(2.0, gt=0, description="发送通知的间隔（秒）")

    @field_validator("public_url", "desk_url")
    @classmethod
    def _root_or_nothing(cls, value: str) -> str:
        return value and _root(value)

    @field_validator("telegram_api_base")
    @classmethod
    def _root(cls, value: str) -> str:
        return _root(value)

    @field_validator("duty_mail", "anchor_mail")
    @classmethod
    def _address_or_nothing(cls, value: str) -> str:
        if value and not ADDRESS.fullmatch(value):
            raise ValueError("应写成一个邮箱地址，如 zhiban@example.gov.cn")
        return value

    @model_validator(mode="after")
    def _this_machine(self) -> Self:
        here = f"http://127.0.0.1:{self.port}"
        self.public_url, self.desk_url = self.public_url or here, self.desk_url or here
        return self

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value.startswith(("postgres://", "postgresql://")):
            return "postgresql+psycopg://" + value.split("://", 1)[1]
        if value and not value.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("应以 sqlite:/// 或 postgresql:// 开头")
        return value

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir / 'huiyin.db'}"

    @property
    def lexicon(self) -> Path:
        """The operator's own tables and the versions learned from officers."""
        return self.data_dir / "lexicon"

    @property
    def secret(self) -> str:
        """The secret in force. Raises :class:`SettingsError` when it is unset outside the demo."""
        value = self.secret_key.get_secret_value()
        if not value and self.demo:
            return DEMO_SECRET
        if len(value) < MIN_SECRET:
            raise SettingsError(
                f"请设置 HUIYIN_SECRET_KEY（至少 {MIN_SECRET} 个字符），例如 openssl rand -hex 32 的输出。"
            )
        return value


WRONG = {
    "int_parsing": "应为整数",
    "float_parsing": "应为数字",
    "bool_parsing": "应为 1 或 0",
    "greater_than": "太小",
    "greater_than_equal": "太小",
    "less_than_equal": "太大",
}


def _zh(error: Mapping[str, Any]) -> str:
    return WRONG.get(error["type"], str(error["msg"]).removeprefix("Value error, "))


def load_settings(**overrides: Any) -> Settings:
    """Settings from the environment. Raises :class:`SettingsError` naming each bad variable."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        lines = [f"HUIYIN_{'_'.join(map(str, e['loc'])).upper()}：{_zh(e)}" for e in error.errors()]
        raise SettingsError("设置有误：\n" + "\n".join(lines)) from error
