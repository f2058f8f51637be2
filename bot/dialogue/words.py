"""Words before they are understood: tidied, and known ones taken for commands and buttons."""

import re
import unicodedata

from bot.dialogue.buttons import CASE_NUMBER, QUERY_CODE, Press, Verb
from bot.dialogue.state import Phase
from tracker.contract import Kind, Level, Lookup

# Controls and lone surrogates are refused by PostgreSQL; direction marks make a text read as what it is not.
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")

_COMMAND = re.compile(r"/([a-z]+)(?:@\w+)?(?:\s.*)?", re.DOTALL)
_COMMANDS = {verb.value: verb for verb in (Verb.START, Verb.NEW, Verb.STATUS, Verb.HELP, Verb.CANCEL)}

_LOOKUP = re.compile(
    rf"(?:编号|受理编号)?[:：\s]*({CASE_NUMBER.pattern})(?:[,，;；\s]+(?:查询码)?[:：\s]*({QUERY_CODE.pattern}))?"
)

_AROUND = " 。.!！~～"

_SKIP = {word: Press(Verb.SKIP) for word in ("跳过", "不清楚", "不知道", "不记得了", "没有", "不方便")}
_LEVELS = {level.zh: Press(Verb.LEVEL, args=(level.value,)) for level in Level}
_REGISTER = {word: Press(Verb.REGISTER) for word in ("仍要登记", "登记", "登记这件事", "另报一件")}
_SUBMIT = {word: Press(Verb.SUBMIT) for word in ("提交", "确认", "确认提交")}
_DROP = {"不登记": Press(Verb.DROP), "不用了": Press(Verb.DROP)}

SPOKEN: dict[str, Press] = {
    "开始": Press(Verb.START),
    "新投诉": Press(Verb.NEW), "我要投诉": Press(Verb.NEW), "投诉": Press(Verb.NEW),
    "查进度": Press(Verb.STATUS), "进度": Press(Verb.STATUS), "查询": Press(Verb.STATUS),
    "帮助": Press(Verb.HELP), "怎么用": Press(Verb.HELP),
    "取消": Press(Verb.CANCEL), "返回": Press(Verb.BACK), "上一步": Press(Verb.BACK),
    "补充": Press(Verb.MORE), "催一下": Press(Verb.URGE), "催办": Press(Verb.URGE), "撤诉": Press(Verb.WITHDRAW),
    "申请复查": Press(Verb.RECHECK), "复查": Press(Verb.RECHECK),
    "申请复核": Press(Verb.FINAL_RECHECK), "复核": Press(Verb.FINAL_RECHECK),
}  # fmt: skip
"""Exactly these words, alone in a message, on every page."""

SPOKEN_ON: dict[Phase, dict[str, Press]] = {
    Phase.OFFERED: _REGISTER | _DROP,
    Phase.SORTING: _REGISTER | _DROP,
    Phase.PAUSED: {"继续": Press(Verb.RESUME), "重新开始": Press(Verb.RESTART)},
    Phase.ASKING: _SKIP,
    Phase.LEVEL: _LEVELS,
    Phase.CONTACT: _SKIP | _LEVELS | {"不留了": Press(Verb.SKIP)},  # who thinks better of 实名
    Phase.REASON: {word: Press(Verb.ENOUGH) for word in ("不说了", "没有", "跳过")},
    Phase.CONFIRM: _SUBMIT | {"修改": Press(Verb.EDIT)},
    Phase.IDLE: _SUBMIT,  # said once more after filing
    Phase.EDIT_KIND: {kind.zh: Press(Verb.KIND, args=(kind.value,)) for kind in Kind},
}  # fmt: skip
"""The buttons of one page, said instead of pressed; elsewhere the same words are ordinary text."""

COURTESIES = frozenset({"好", "好的", "好吧", "嗯", "嗯嗯", "哦", "ok", "谢谢", "谢谢你", "谢谢您", "收到", "知道了"})

_BODY_ENDS = re.compile(
    r".*(局|办|委|厅|处|科|所|站|队|院|校|司|行|中心|大厅|窗口|街道|社区|政府|法庭|服务点|村|镇|乡|部|学|园|物业)$"
)
_NAME = re.compile(r"[\u4e00-\u9fff·]{2,8}")
_BEFORE_NAME = re.compile(
    r"我叫|我是|我的名字是|姓名是?|名字是?|联系电话|联系方式|电话|手机号?|号码|是?[,，。.;；:：、\s]+"
)


def tidy(text: str) -> str:
    """Without what cannot be seen and without space around; everything else stays as it was written."""
    return _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def wordless(text: str) -> bool:
    """True for emoji, punctuation and the like: nothing in it can be read out."""
    return not any(unicodedata.category(char)[0] in "LN" for char in text)


def command(text: str) -> Press | None:
    found = _COMMAND.fullmatch(text)
    verb = _COMMANDS.get(found[1]) if found else None
    return Press(verb) if verb else None


def spoken(text: str, phase: Phase) -> Press | None:
    word = text.strip(_AROUND)
    return SPOKEN_ON.get(phase, {}).get(word) or SPOKEN.get(word)


def courteous(text: str) -> bool:
    return text.strip(_AROUND).lower() in COURTESIES


def case_number(text: str) -> tuple[str, Lookup | None] | None:
    """A message that is nothing but a case number, or a number with its query code."""
    found = _LOOKUP.fullmatch(text.upper())
    if found is None:
        return None
    return found[1], Lookup(number=found[1], query_code=found[2]) if found[2] else None


def sounds_like_body(text: str) -> bool:
    return len(text) <= 20 and _BODY_ENDS.fullmatch(text) is not None


def name_beside(text: str, phone: str | None) -> str | None:
    """What is left of "我叫王秀英，电话 138…" once the phone and the words around it are gone, if it can be a name."""
    rest = _BEFORE_NAME.sub("", text.replace(phone, "") if phone else text)
    return rest if _NAME.fullmatch(rest) else None
