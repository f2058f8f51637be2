"""A talk survives as JSON, and one that does not is no error."""

import json

import pytest

from bot.dialogue.codec import SCHEMA, dump, load
from tests.bot.citizen import Citizen


async def test_a_talk_with_everything_in_it_comes_back_the_same() -> None:
    wang = Citizen()
    await wang.files()
    await wang.presses("新投诉")
    await wang.says("教育局上周三推诿")
    await wang.sends("photo")
    await wang.presses("实名")
    await wang.says("我叫王秀英，电话13800138000")
    await wang.says("/new")
    await wang.says("房管局乱收费")
    assert load(json.loads(json.dumps(dump(wang.talk)))) == wang.talk


@pytest.mark.parametrize(
    "state", [{}, {"schema": SCHEMA - 1, "talk": {}}, {"schema": SCHEMA}, {"schema": SCHEMA, "talk": {"phase": "moon"}}]
)
def test_a_talk_of_another_time_is_not_read(state: dict[str, object]) -> None:
    assert load(state) is None
