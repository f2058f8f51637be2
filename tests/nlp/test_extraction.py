"""Who, where, when, and what must not be shown. Every name, number and sentence is invented."""

import pytest

from nlp import understand
from nlp.understanding import Target


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("游仙区房管局不受理我的申请", Target(body="游仙区房管局")),
        ("区房管局爱理不理", Target(body="区房管局")),
        ("富乐街道便民中心窗口没人", Target(body="富乐街道便民中心")),
        ("我在医院上班，去房管局办证，窗口态度恶劣", Target(body="房管局")),
        ("房管局长骂我，态度恶劣", Target(body="房管局", leader=True)),
        ("镇政府的李主任索要红包", Target(body="镇政府", person="李主任", leader=True)),
        ("交警队姓张的警官骂骂咧咧", Target(body="交警队", person="姓张的警官")),
        ("前台态度恶劣，工号003218", Target(person="工号003218")),
        ("你们效能办收了材料就石沉大海", Target(body="你们效能办", own_office=True)),
        ("我要向效能办投诉，社区推诿扯皮", Target(body="社区")),
        ("尊敬的王书记，城管乱罚款", Target(body="城管")),
        ("前台小姑娘态度恶劣", Target()),
    ],
)
def test_the_one_complained_about_is_found(text: str, target: Target) -> None:
    assert understand(text).target == target


@pytest.mark.parametrize("text", ["王书记您好，请问公交什么时候开通", "感谢赵国栋主任的帮助，非常满意"])
def test_a_leader_who_is_greeted_or_thanked_is_not_complained_about(text: str) -> None:
    assert understand(text).target.person is None
    assert not understand(text).target.leader


@pytest.mark.parametrize(
    ("text", "money"),
    [
        ("办低保要先给他送两条烟", True),
        ("科长收了红包才签字", True),
        ("他让我把钱转到个人账户，说是好处费", True),
        ("物业费收得太高", False),
        ("带来好处", False),
    ],
)
def test_money_or_gifts_asked_for_are_noticed(text: str, money: bool) -> None:
    assert understand(text).money is money


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("游仙区小枧镇停电", ["游仙区", "小枧镇"]),
        ("我住在绵州花园小区，路灯坏了", ["绵州花园小区"]),
        ("一环路128号楼下漏水，臭得很", ["一环路128号"]),
        ("我举报仙鹤镇的垃圾场", ["仙鹤镇"]),
        ("这条路没人修", []),
    ],
)
def test_places_are_found_in_the_citizens_own_words(text: str, places: list[str]) -> None:
    assert [span.text for span in understand(text).place] == places


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("昨天下午三点多去的", ["昨天下午三点多"]),
        ("上个礼拜就报修了", ["上个礼拜"]),
        ("2026年11月1日上午停水", ["2026年11月1日上午"]),
        ("从去年12月到现在没人管", ["从去年12月到现在"]),
        ("连续三个月没发工资", ["连续三个月"]),
        ("国庆前交的材料", ["国庆前"]),
        ("住在人民路25号", []),
        ("2022级的学生", []),
    ],
)
def test_times_are_found_in_the_citizens_own_words(text: str, times: list[str]) -> None:
    assert [span.text for span in understand(text).when] == times


@pytest.mark.parametrize(
    ("text", "label", "found"),
    [
        ("电话13800001234", "phone", "13800001234"),
        ("电话138-0000-1234。", "phone", "138-0000-1234"),
        ("打一三八零零零零一二三四", "phone", "一三八零零零零一二三四"),
        ("座机0816-2345678", "phone", "0816-2345678"),
        ("电话１３８００００１２３４", "phone", "１３８００００１２３４"),
        ("身份证510704199001011233", "id_card", "510704199001011233"),
        ("卡号6222 0200 0000 0000 000", "bank_card", "6222 0200 0000 0000 000"),
        ("车牌川B12345乱停", "plate", "川B12345"),
        ("新能源车川BD12345", "plate", "川BD12345"),
        ("我叫王秀英，家里停水", "name", "王秀英"),
        ("联系人：孙莉 电话不方便留", "name", "孙莉"),
    ],
)
def test_personal_data_is_found_and_hidden(text: str, label: str, found: str) -> None:
    understood = understand(text)

    assert [(span.label, span.text) for span in understood.personal_data] == [(label, found)]
    assert found not in understood.masked
    assert len(understood.masked) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "身份证510704199001011232",
        "受理编号YX20261123-0001",
        "工单号20261123000112345",
        "罚了2000元，3号楼502室",
        "我叫了救援",
        "我叫不动他们",
    ],
)
def test_numbers_that_are_no_personal_data_stay(text: str) -> None:
    assert understand(text).masked == text


def test_two_numbers_side_by_side_are_both_hidden() -> None:
    assert understand("13800001234 13900005678").masked == "*" * 11 + " " + "*" * 11
