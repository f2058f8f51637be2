import pytest

from tracker.settings import Settings, SettingsError
from tracker.transports import open_doors


async def test_without_settings_there_is_only_the_console() -> None:
    async with open_doors(Settings()) as doors:
        assert sorted(doors) == ["console"]


async def test_every_door_that_is_set_up_is_open() -> None:
    settings = Settings(smtp_url="smtp://mail", telegram_token="7:not-a-real-token")
    async with open_doors(settings) as doors:
        assert sorted(doors) == ["console", "email", "telegram"]


async def test_a_wrong_mail_server_names_the_setting() -> None:
    with pytest.raises(SettingsError, match="HUIYIN_SMTP_URL：发信服务器"):
        async with open_doors(Settings(smtp_url="mail:25")):
            raise AssertionError("opened all the same")
