"""The people of every story. All invented.

王秀英 complains; 刘建军 is somebody else. 李敏 screens, 赵国栋 directs the office; 周强 handles under 陈志远 at
the housing bureau; 吴刚 and 罗志明 investigate; 郑海涛 sits above; 孙莉 of the water bureau must see nothing, unless
her bureau assists; 毛建林 is her head, 宋佳 sits at the service hall.
"""

from dataclasses import dataclass

from tracker.contract import Sender
from tracker.demo import District, read_district
from tracker.rules.words import Channel

WANG_XIUYING = Sender(channel=Channel.WEB, sender="web-wang-xiuying")
LIU_JIANJUN = Sender(channel=Channel.WEB, sender="web-liu-jianjun")

SMALL = frozenset(
    {"superior", "government", "office", "inspection", "services", "housing", "housing-estate", "water", "510704003"}
)


def small_district() -> District:
    """A part of the demonstration district: quick to load, and every kind of body is in it."""
    whole = read_district()
    return District(version=whole.version, body=[body for body in whole.body if body.code in SMALL])


@dataclass(frozen=True, slots=True)
class Bodies:
    """Ids in one database."""

    superior: int
    office: int
    inspection: int
    housing: int
    housing_estate: int
    water: int
    services: int
    town: int


@dataclass(frozen=True, slots=True)
class Officers:
    """Ids in one database."""

    li_min: int
    zhao_guodong: int
    zhou_qiang: int
    chen_zhiyuan: int
    yang_fan: int
    wu_gang: int
    luo_zhiming: int
    sun_li: int
    mao_jianlin: int
    song_jia: int
    zhou_min: int
    zheng_haitao: int
    wang_xiaofang: int


BODY_CODES = {"housing_estate": "housing-estate", "town": "510704003"}
"""Where the stable code of a body is not its name here."""
