"""The labels that each judgement may give, in the words of the glossary. What officers may choose from is the same."""

from collections.abc import Mapping

KINDS = ("complaint", "help", "consult", "suggest", "report", "praise")

CONDUCTS = (
    "inaction", "delay", "misconduct", "buck_passing", "attitude", "extortion", "opacity", "absence",
    "broken_promise", "retaliation", "none",
)  # fmt: skip

TOPICS = (
    "农村农业", "国土资源", "城乡建设", "劳动和社会保障", "卫生计生", "教育文体", "民政", "政法",
    "经济管理", "交通运输", "商贸旅游", "科技与信息产业", "环境保护", "党务政务", "纪检监察",
)  # fmt: skip
"""The level-1 tags of the national petition taxonomy."""

FUNCTIONS = (
    "教育", "卫生健康", "人社", "医保", "民政", "房管", "建设管理", "交通", "规划资源", "生态环境", "绿化市容",
    "城管执法", "市场监管", "公安交警", "农业农村", "文旅体", "财税国资", "退役司法", "发改经信商务", "金融银行",
    "通信邮政电力", "水务", "应急消防", "政务服务", "镇街",
)  # fmt: skip

LABELS: Mapping[str, tuple[str, ...]] = {
    "kind": KINDS,
    "conduct": CONDUCTS,
    "topics": TOPICS,
    "departments": FUNCTIONS,
}
