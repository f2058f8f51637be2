"""An understanding that knows a dozen words, so that tests of the dialogue do not depend on the real one."""

import re
from collections.abc import Iterator

from nlp import Understanding
from nlp.understanding import Guess, Scope, Span, Target

SCOPES = {
    "着火": Scope.EMERGENCY,
    "混蛋": Scope.ABUSE,
    "加微信": Scope.SPAM,
    "离婚官司": Scope.ELSEWHERE,
    "你好": Scope.CHAT,
}
KINDS = {"请问": "consult", "表扬": "praise", "建议": "suggest", "帮忙": "help", "举报": "report"}
CONDUCTS = {"推诿": "buck_passing", "拖着不办": "delay", "乱收费": "misconduct", "态度差": "attitude"}

BODY = re.compile(r"教育局|房管局|政务大厅|效能办")
PLACE = re.compile(r"游仙街道|中山路|沈家坝")
WHEN = re.compile(r"上周三|昨天上午|今天")
PHONE = re.compile(r"1\d{10}")
NAME = re.compile(r"(?<=我叫)[\u4e00-\u9fff]{2,3}")


def understand(text: str) -> Understanding:
    body = BODY.search(text)
    scope = next((scope for word, scope in SCOPES.items() if word in text), Scope.CASE)
    return Understanding(
        text=text,
        scope=scope,
        emergency=scope is Scope.EMERGENCY,
        kind=_guess(KINDS, text, "complaint"),
        conduct=_guess(CONDUCTS, text, "none"),
        topics=(Guess("城乡建设", 0.5),),
        departments=(Guess("房管", 0.5),),
        target=Target(body=body[0] if body else None, own_office="效能办" in text),
        place=tuple(_spans(PLACE, text, "place")),
        when=tuple(_spans(WHEN, text, "when")),
        personal_data=(*_spans(NAME, text, "name"), *_spans(PHONE, text, "phone")),
        hotlines=("119",) if scope is Scope.EMERGENCY or "煤气" in text else (),
        elsewhere="人民法院" if scope is Scope.ELSEWHERE else None,
    )


def _guess(words: dict[str, str], text: str, otherwise: str) -> tuple[Guess, ...]:
    return tuple(Guess(label, 0.9, (word,)) for word, label in words.items() if word in text) or (
        Guess(otherwise, 0.5),
    )


def _spans(pattern: re.Pattern[str], text: str, label: str) -> Iterator[Span]:
    return (Span(found.start(), found.end(), found[0], label) for found in pattern.finditer(text))
