"""The house rules hold in every file, and each of them can tell an offender."""

import pytest

from tests.architecture import house_rules
from tests.architecture.house_rules import RULES, Rule
from tests.architecture.source import Source, parse, product

CASES = "tracker/cases/filing.py"
LONG_FUNCTION = "def f():\n" + "    x = 1\n" * 40

OFFENDERS = [
    (house_rules.short_functions, CASES, LONG_FUNCTION),
    (house_rules.short_files, CASES, "x = 1\n" * 321),
    (house_rules.only_edges_read_the_clock, CASES, "datetime.now(UTC)"),
    (house_rules.only_edges_read_the_clock, CASES, "Field(default_factory=dt.datetime.now)"),
    (house_rules.only_edges_read_the_clock, CASES, "time.time()"),
    (house_rules.only_two_files_commit, CASES, "session.commit()"),
    (house_rules.imports_stand_at_the_top, CASES, "def f():\n    import os"),
    (house_rules.no_error_is_swallowed, CASES, "try:\n    f()\nexcept ValueError:\n    pass"),
    (house_rules.no_error_is_swallowed, CASES, "while x:\n  try:\n    f()\n  except OSError:\n    continue"),
    (house_rules.no_error_is_swallowed, CASES, "try:\n    f()\nexcept Exception:\n    x = None"),
    (house_rules.no_error_is_swallowed, CASES, "try:\n    f()\nexcept:\n    x = None"),
    (house_rules.suppress_is_narrow, CASES, "with suppress(Exception):\n    f()"),
    (house_rules.only_command_lines_print, CASES, "print(1)"),
    (house_rules.pure_rooms_stay_pure, "tracker/rules/clocks.py", "import logging"),
    (house_rules.pure_rooms_stay_pure, "tracker/rules/clocks.py", "from tracker.models import Case"),
    (house_rules.pure_rooms_stay_pure, "bot/dialogue/step.py", "from bot.talks import Talks"),
]

INNOCENT = [
    (house_rules.short_functions, CASES, LONG_FUNCTION.removesuffix("    x = 1\n")),
    (house_rules.only_edges_read_the_clock, "tracker/web/deps.py", "datetime.now(UTC)"),
    (house_rules.only_two_files_commit, "tracker/db.py", "session.commit()"),
    (house_rules.imports_stand_at_the_top, "tracker/workdays_cli.py", "def f():\n    import os"),
    (house_rules.no_error_is_swallowed, CASES, "try:\n    f()\nexcept Exception:\n    log.exception('x')"),
    (house_rules.no_error_is_swallowed, CASES, "try:\n    f()\nexcept Exception as e:\n    raise E from e"),
    (house_rules.pure_rooms_stay_pure, "bot/dialogue/step.py", "from nlp import Understanding\nimport re"),
]


@pytest.mark.parametrize("source", product(), ids=lambda source: source.name)
def test_the_file_keeps_the_house_rules(source: Source) -> None:
    assert [offence for rule in RULES for offence in rule(source)] == []


@pytest.mark.parametrize(("rule", "name", "text"), OFFENDERS)
def test_the_rule_sees_an_offender(rule: Rule, name: str, text: str) -> None:
    assert list(rule(parse(name, text))) != []


@pytest.mark.parametrize(("rule", "name", "text"), INNOCENT)
def test_the_rule_lets_the_innocent_pass(rule: Rule, name: str, text: str) -> None:
    assert list(rule(parse(name, text))) == []


def test_every_rule_has_been_shown_an_offender() -> None:
    assert {rule for rule, _, _ in OFFENDERS} == set(RULES)
