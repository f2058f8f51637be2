"""The words of the house: every closed vocabulary, with the Chinese that people read.

Values are stored as plain strings, so a member may be added without touching a table.
"""

from enum import StrEnum


class Word(StrEnum):
    """A stored word with its Chinese in ``zh``."""

    zh: str

    def __new__(cls, value: str, zh: str = "") -> "Word":
        word = str.__new__(cls, value)
        word._value_ = value
        word.zh = zh
        return word


class Kind(Word):
    COMPLAINT = "complaint", "投诉"
    HELP = "help", "求助"
    CONSULT = "consult", "咨询"
    SUGGEST = "suggest", "建议"
    REPORT = "report", "举报"
    PRAISE = "praise", "表扬"


class Conduct(Word):
    """Accepted types of conduct: the union of the peers' rules (rules table §1.4)."""

    INACTION = "inaction", "不作为"
    DELAY = "delay", "慢作为"
    MISCONDUCT = "misconduct", "乱作为"
    BUCK_PASSING = "buck_passing", "推诿扯皮"
    ATTITUDE = "attitude", "服务态度"
    EXTORTION = "extortion", "吃拿卡要"
    OPACITY = "opacity", "未一次性告知"
    ABSENCE = "absence", "脱岗离岗"
    BROKEN_PROMISE = "broken_promise", "承诺不兑现"
    RETALIATION = "retaliation", "打击报复"
    NONE = "none", "无效能问题"


class Judged(Word):
    """What the understanding judges and an officer may correct; ``attribute`` is where the case keeps it,
    ``guesses`` the name of the list in what was understood.
    """

    KIND = "kind", "类别"
    CONDUCT = "conduct", "效能问题"
    TOPIC = "topic", "主题"
    DEPARTMENT = "department", "职能"

    @property
    def attribute(self) -> str:
        return "function" if self is Judged.DEPARTMENT else self.value

    @property
    def guesses(self) -> str:
        return f"{self.value}s" if self in (Judged.TOPIC, Judged.DEPARTMENT) else self.value


class Level(Word):
    """How much of the citizen the case may show."""

    REAL = "real", "实名"
    CONFIDENTIAL = "confidential", "保密"
    ANONYMOUS = "anonymous", "匿名"


class Channel(Word):
    TELEGRAM = "telegram", "Telegram"
    WEB = "web", "网页"
    TERMINAL = "terminal", "终端"
    COUNTER = "counter", "窗口或来电"


class Score(Word):
    SATISFIED = "satisfied", "满意"
    FAIR = "fair", "基本满意"
    DISSATISFIED = "dissatisfied", "不满意"


class Status(Word):
    REGISTERED = "registered", "已登记"
    SUPPLEMENTING = "supplementing", "待补正"
    ACCEPTED = "accepted", "已受理"
    DISPATCHED = "dispatched", "已转办"
    HANDLING = "handling", "办理中"
    REVIEWING = "reviewing", "审核中"
    ANSWERED = "answered", "已答复"
    CLOSED = "closed", "已办结"
    RECHECKING = "rechecking", "复查中"
    FINAL_RECHECKING = "final_rechecking", "复核中"
    GUIDED = "guided", "已引导"
    WITHDRAWN = "withdrawn", "已撤诉"
    HANDED_OVER = "handed_over", "已移送"
    UNSUPPLEMENTED = "unsupplemented", "未补正"
    ON_FILE = "on_file", "已存查"

    @property
    def open(self) -> bool:
        return self not in ENDED


ENDED = frozenset(
    {Status.CLOSED, Status.GUIDED, Status.WITHDRAWN, Status.HANDED_OVER, Status.UNSUPPLEMENTED, Status.ON_FILE}
)


class Action(Word):
    REGISTER = "register", "登记"
    ACCEPT = "accept", "受理"
    GUIDE = "guide", "引导"
    ASK_FACTS = "ask_facts", "要求补正"
    LAPSE = "lapse", "按未补正办结"
    FILE_AWAY = "file_away", "存查"
    DISPATCH = "dispatch", "转办"
    SIGN = "sign", "签收"
    RETURN = "return", "退单"
    ANSWER = "answer", "提交答复"
    APPROVE = "approve", "审核通过"
    SEND_BACK = "send_back", "退回修改"
    CLOSE = "close", "办结"
    REDO = "redo", "重办"
    NOTE = "note", "办理备注"
    ASK = "ask", "向投诉人询问"
    CHASE = "chase", "催办"
    CORRECT = "correct", "更正"
    RETARGET = "retarget", "改正反映对象"
    ADD = "add", "补充"
    URGE = "urge", "催促"
    WITHDRAW = "withdraw", "撤诉"
    RATE = "rate", "评价"
    DELIVER = "deliver", "送达"
    ESCALATE = "escalate", "提醒"
    RECOUNT = "recount", "时限重算"
    RESTRICT = "restrict", "限制查看"
    RELEASE = "release", "解除限制"
    ADMIT = "admit", "准许查看"
    HAND_OVER = "hand_over", "移送"
    STEP_ASIDE = "step_aside", "申请回避"
    REVEAL = "reveal", "揭示身份"
    FIND = "find", "认定属实"
    SPLIT = "split", "分件"
    MERGE = "merge", "并案"
    UNMERGE = "unmerge", "撤销并案"
    INQUIRE = "inquire", "发询问函"
    INQUIRY_REPLY = "inquiry_reply", "回复询问函"
    ASK_EXTENSION = "ask_extension", "申请延期"
    ASK_PAUSE = "ask_pause", "申请中止计时"
    GRANT = "grant", "批准申请"
    DENY = "deny", "不批准申请"
    RESUME = "resume", "恢复计时"
    ASK_RECHECK = "ask_recheck", "申请复查"
    ASK_FINAL_RECHECK = "ask_final_recheck", "申请复核"
    UPHOLD = "uphold", "维持"
    AMEND = "amend", "变更"
    REVOKE = "revoke", "撤销重办"
    REFUSE = "refuse", "系统拒绝"
    ARCHIVE = "archive", "归档"
    ERASE = "erase", "按保存期限清除"
    HOLD = "hold", "保留不清除"
    LIFT_HOLD = "lift_hold", "解除保留"
    ASSIST = "assist", "请求协办"
    OPINE = "opine", "提交协办意见"
    CALL_OFF = "call_off", "取消协办"


class Role(Word):
    """Who may act. ``COMPLAINANT`` and ``SYSTEM`` are never roles of an officer; ``ASSISTANT`` is what a handler or
    head of an assisting body is in one case, never what an account says.
    """

    INTAKE = "intake", "受理员"
    HANDLER = "handler", "承办人"
    HEAD = "head", "部门负责人"
    DIRECTOR = "director", "效能办主任"
    SUPERVISOR = "supervisor", "上级"
    ASSISTANT = "assistant", "协办人"
    COMPLAINANT = "complainant", "投诉人"
    SYSTEM = "system", "系统"


class Step(Word):
    """What a clock measures."""

    ACCEPT = "accept", "受理"
    DISPATCH = "dispatch", "转办"
    SIGN = "sign", "签收"
    HANDLE = "handle", "办理"
    REVIEW = "review", "审核"
    DELIVER = "deliver", "送达"
    CALLBACK = "callback", "回访"
    HAND_OVER = "hand_over", "移送"
    EMERGENCY = "emergency", "紧急核实"
    PAUSE = "pause", "中止计时"
    SUPPLEMENT = "supplement", "补正"
    CLUE = "clue", "补充线索"
    OVERALL = "overall", "全程"
    RECHECK = "recheck", "复查"
    FINAL_RECHECK = "final_recheck", "复核"
    ASSIST = "assist", "协办"


class AppealStage(Word):
    """How often somebody above has looked at an answer again. Named as the step that measures it."""

    RECHECK = "recheck", "复查"
    FINAL_RECHECK = "final_recheck", "复核"


class AppealOutcome(Word):
    UPHELD = "upheld", "维持"
    AMENDED = "amended", "变更"
    REVOKED = "revoked", "撤销并责令重新办理"
    WITHDRAWN = "withdrawn", "投诉人撤回申请"


class Settled(Word):
    """How a clock ended."""

    MET = "met", "按时"
    LATE = "late", "逾期"
    VOID = "void", "不再计时"


class Visibility(Word):
    CITIZEN = "citizen", "投诉人可见"
    HANDLERS = "handlers", "办理人员可见"
    RESTRICTED = "restricted", "仅限授权人员"


class Colour(Word):
    """From calm to worst, in this order."""

    CALM = "calm", "正常"
    BLUE = "blue", "蓝牌"
    YELLOW = "yellow", "黄牌"
    RED = "red", "红牌"
