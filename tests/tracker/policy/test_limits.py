"""limits.toml and ladder.toml as somebody edits them: every slip of the pen is refused with its line."""

import pytest

from tracker.policy.limits import with_amounts
from tracker.policy.lines import line_in, line_naming
from tracker.policy.load import PolicyError, load_policy, text_of
from tracker.rules.clocks import limit_for
from tracker.rules.words import Kind, Step

LIMITS, LADDER = text_of("limits.toml"), text_of("ladder.toml")
SIGN = '[[limit]]\nstep = "sign"\namount = 1\nunit = "workday"\nbasis = "参照开江县12345：1个工作日内签收"\n'


def line_of(words: str, text: str = LIMITS) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if words in line)


def refusal(text: str, file: str = "limits.toml") -> str:
    with pytest.raises(PolicyError) as caught:
        load_policy(texts={file: text})
    return str(caught.value)


@pytest.mark.parametrize(
    ("was", "becomes", "at", "sentence"),
    [
        ('step = "sign"', 'step = "sing"', 'step = "sign"', "不认识 'sing'"),
        ("amount = 60", "amount = -1", "amount = 60", "不能是 -1"),
        ("amount = 60", "amount = true", "amount = 60", "不能是 True"),
        ("amount = 60", 'amount = "六十"', "amount = 60", "不能是 '六十'"),
        ("amount = 60", "amount = 1.5", "amount = 60", "不能是 1.5"),
        ("amount = 60", "amount = 20261123", "amount = 60", "期限要写 1–730 的整数"),
        ('unit = "minute"', 'unit = "second"', 'unit = "minute"', "不认识单位 'second'"),
        ('unit = "minute"', "unit = 1", 'unit = "minute"', "不认识单位 1"),
        ('kinds = ["consult"]', 'kinds = ["ask"]', 'kinds = ["consult"]', "不认识 'ask'"),
        ('kinds = ["consult"]', 'kinds = "consult"', 'kinds = ["consult"]', "kinds 要写成"),
        ("redo = true", 'redo = "yes"', "redo = true", "true 或 false"),
        ("redo = true", "again = true", "redo = true", "不认识 again"),
        ('basis = "首问责任制；参照宜兴12345当日转办"', 'basis = ""', "首问责任制", "要写明依据"),
    ],
)
def test_a_wrong_word_is_refused_with_its_own_line(was: str, becomes: str, at: str, sentence: str) -> None:
    said = refusal(LIMITS.replace(was, becomes, 1))
    assert said.startswith(f"limits.toml 第{line_of(at)}行：")
    assert sentence in said


def test_a_missing_word_is_refused_with_the_line_of_its_entry() -> None:
    lacking = LIMITS.replace('unit = "minute"\n', "")
    first = line_of('step = "emergency"') - 1
    assert refusal(lacking) == f"limits.toml 第{first}行：缺少 unit"


def test_a_step_without_any_limit_is_a_gap() -> None:
    without = LIMITS.replace(SIGN, "")
    assert refusal(without) == f"limits.toml 第{len(without.splitlines())}行：“签收”（sign）缺投诉的期限"


def test_a_kind_that_nobody_thought_of_is_a_gap_at_the_step_that_has_it() -> None:
    said = refusal(LIMITS.replace('["help", "suggest", "praise"]', '["help", "suggest"]'))
    first = line_of('kinds = ["consult"]') - 2
    assert said == f"limits.toml 第{first}行：“办理”（handle）缺表扬的期限"


def test_two_limits_for_the_same_thing_contradict_each_other_and_both_lines_are_named() -> None:
    first = line_of('step = "sign"') - 1
    assert refusal(f"{LIMITS}\n{SIGN}").endswith(f"和第{first}行重复，都是“签收”的期限")
    twice = refusal(LIMITS.replace('kinds = ["consult"]', 'kinds = ["consult", "help"]'))
    assert "都是“办理”求助的期限" in twice


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "limits.toml 第1行：缺少 version"),
        ('version = "1"\n[knobs]\nmorning = 09:00:00\n', "limits.toml 第1行：没有一条 [[limit]]"),
        (LIMITS.replace("morning = 09:00:00", "morning = 9"), "limits.toml 第5行：缺少 morning"),
        (LIMITS + "\namount = [\n", "不是 TOML"),
    ],
)
def test_a_file_that_lacks_its_head_says_so(text: str, sentence: str) -> None:
    assert sentence in refusal(text)


@pytest.mark.parametrize(
    ("was", "becomes", "at", "sentence"),
    [
        ('"director"], card', '"boss"], card', '"boss"], card', "boss"),
        ("percent = 80", "percent = 90", 'key = "80"', "名称和数字不一致"),
        ("percent = 80", 'percent = "viel"', 'key = "80"', "只写一个"),
        ('[steps.deliver]\n"100"', '[steps.deliver]\n"80"', "[steps.deliver]", "“送达”（deliver）逾期时没有人被提醒"),
        ("every_minutes = 15", "every_minutes = 0", "[repeat.emergency]", "every_minutes"),
        ('roles = ["handler"]', 'roles = ["complainant"]', "[steps.sign]", "没有人被提醒"),
        ("citizen = true", 'citizen = "yes"', "[steps.accept]", "citizen"),
    ],
)
def test_a_ladder_that_does_not_hold_is_refused_with_its_line(was: str, becomes: str, at: str, sentence: str) -> None:
    changed = LADDER.replace(was, becomes, 1)
    said = refusal(changed, "ladder.toml")
    assert sentence in said
    where = at if at in changed else becomes
    assert said.startswith(f"ladder.toml 第{line_of(where, changed)}行：")


def test_another_figure_leaves_every_other_word_as_it_was() -> None:
    becomes = with_amounts(LIMITS, {1: 12, 3: 2}, version="2027-01-04")
    changed = [(a, b) for a, b in zip(LIMITS.splitlines(), becomes.splitlines(), strict=True) if a != b]
    assert changed == [
        ('version = "2026-11-23"', 'version = "2027-01-04"'),
        ("amount = 10", "amount = 12"),
        ("amount = 1", "amount = 2"),
    ]
    limits = load_policy(texts={"limits.toml": becomes}).limits
    assert limit_for(limits, Step.DISPATCH, Kind.HELP, round=1).amount == 2


def test_an_entry_that_is_not_there_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="请上传整个文件"):
        with_amounts(LIMITS, {99: 1}, version="x")


def test_the_fingerprint_changes_with_any_word_and_with_nothing_else() -> None:
    shipped = load_policy()
    assert load_policy(texts={"limits.toml": LIMITS.replace("\n", "\r\n")}).fingerprint == shipped.fingerprint
    assert load_policy(texts={"limits.toml": LIMITS + "# x\n"}).fingerprint != shipped.fingerprint


def test_an_alarm_of_a_level_that_is_gone_reaches_those_of_the_last_one_without_a_card() -> None:
    policy = load_policy(texts={"ladder.toml": LADDER.replace('"+10" = { roles = ["director", "supervisor"] }\n', "")})
    rung, last = policy.rung(Step.HANDLE, "+10"), policy.rung(Step.HANDLE, "100")
    assert (rung.level, rung.roles, rung.card, rung.citizen) == ("+10", last.roles, None, False)
    assert last.card is not None


def test_what_is_nowhere_in_the_text_is_said_of_its_first_line() -> None:
    assert line_naming(LADDER, "nothing of that") == 1
    assert line_in(LIMITS, line_of('step = "sign"') - 1, "kinds") == line_of('step = "sign"') - 1
