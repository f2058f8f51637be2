"""Webhook mode of the whole product: Telegram pushes, the secret is checked, a number comes back."""

import signal
from datetime import UTC, datetime
from pathlib import Path

import httpx2

from bot.emulated import EmulatedBotApi
from tests.journeys.callers import Caller
from tests.journeys.citizens import Citizen
from tests.journeys.processes import free_port, installed

WORDS = "区房管局窗口上周三互相推诿，办房产证让我跑了四趟"
SECRET = "telegram-knows-this"


async def test_wang_xiuying_gets_her_number_over_the_webhook(sqlite_url: str, tmp_path: Path) -> None:
    port = free_port()
    web = f"http://127.0.0.1:{port}"
    async with EmulatedBotApi(clock=lambda: datetime.now(UTC)) as telegram, Caller([web]) as outsider:
        with installed(
            sqlite_url, tmp_path, demo="1", port=port, public_url=web,
            telegram_token=telegram.token, telegram_api_base=telegram.url, telegram_webhook_secret=SECRET,
        ) as installation:  # fmt: skip
            running = installation.start("run")
            await outsider.is_served()
            assert (await Citizen(telegram.person(7001, "王秀英"), 1, WORDS).files()).startswith("YX")
            assert await pushed_without_the_secret(web) == 403
            assert running.stop() == -signal.SIGTERM  # uvicorn stops in good order, then lets the signal through
    assert telegram.calls("getUpdates") == []


async def pushed_without_the_secret(web: str) -> int:
    async with httpx2.AsyncClient(trust_env=False) as stranger:
        return (await stranger.post(f"{web}/telegram/webhook", json={"update_id": 1})).status_code
