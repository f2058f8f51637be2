"""An understanding told to a person, in Chinese."""

from collections.abc import Iterable, Sequence

from nlp.money import Demand
from nlp.understanding import Guess, Scope, Span, Understanding

_SCOPES = {
    Scope.CASE: "属于本平台受理范围",
    Scope.CHAT: "闲聊或寒暄",
    Scope.SPAM: "广告或垃圾信息",
    Scope.ABUSE: "谩骂，没有具体事项",
    Scope.ELSEWHERE: "属于其他单位的事",
    Scope.EMERGENCY: "紧急情况",
}
NAMES = {
    "complaint": "投诉", "help": "求助", "consult": "咨询",
    "suggest": "建议", "report": "举报", "praise": "表扬",
    "inaction": "不作为", "delay": "慢作为", "misconduct": "乱作为", "buck_passing": "推诿扯皮",
    "attitude": "服务态度", "extortion": "吃拿卡要", "opacity": "未一次性告知、不公开", "absence": "脱岗离岗",
    "broken_promise": "承诺不兑现", "retaliation": "打击报复、泄密", "none": "未发现效能问题",
    "phone": "电话", "id_card": "身份证号", "plate": "车牌", "bank_card": "银行卡号", "name": "姓名",
}  # fmt: skip
_SHOWN = 3


def explain(understood: Understanding) -> str:
    """Some lines, each ``名称：…``; personal data appears masked only."""
    return "".join(f"{name}：{value}\n" for name, value in _lines(understood) if value)


def _lines(understood: Understanding) -> Iterable[tuple[str, str]]:
    yield "内容", understood.masked.strip() or "（空）"
    yield "范围", _scope(understood)
    yield "类别", _guesses(understood.kind)
    yield "效能问题", _guesses(understood.conduct)
    yield "事项", _guesses(understood.topics)
    yield "职能", _guesses(understood.departments)
    yield "被投诉对象", _target(understood)
    yield "涉及钱物", "、".join(map(_demand, understood.demands))
    yield "地点", _spans(understood.place)
    yield "时间", _spans(understood.when)
    yield "像是几件事", "、".join(f"第 {at.at + 1} 字起另一件（{at.reason}）" for at in understood.split_points)
    yield "个人信息", "、".join(NAMES[span.label] for span in understood.personal_data)


def _scope(understood: Understanding) -> str:
    details = understood.elsewhere or "、".join(f"请拨打 {number}" for number in understood.hotlines)
    return _SCOPES[understood.scope] + (f"（{details}）" if details else "")


def _guesses(guesses: Sequence[Guess]) -> str:
    shown = [guess for guess in guesses[:_SHOWN] if guess.because] or guesses[:1]
    return "；".join(_guess(guess) for guess in shown)


def _guess(guess: Guess) -> str:
    name = f"{NAMES.get(guess.label, guess.label)} {guess.score:.0%}"
    return name + (f"（因为：{'、'.join(guess.because)}）" if guess.because else "")


def _target(understood: Understanding) -> str:
    target = understood.target
    parts = [target.body, target.person, target.leader and "领导", target.own_office and "本办公室"]
    return "、".join(part for part in parts if part)


def _demand(demand: Demand) -> str:
    return demand.text + (f"（{demand.yuan:g} 元）" if demand.yuan is not None else "")


def _spans(spans: Sequence[Span]) -> str:
    return "、".join(span.text for span in spans)
