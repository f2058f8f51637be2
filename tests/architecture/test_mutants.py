"""The small changes by which the tests of the rules are themselves tested."""

from pathlib import Path

import pytest

from bench.mutants import MODULES, ROOT, judges_of
from bench.mutating import mutants


@pytest.mark.parametrize(
    ("was", "became"),
    [
        ("a < b", ["a <= b", "a >= b"]),
        ("a is None", ["a is not None"]),
        ("a <= b < c", ["a < b < c", "a > b < c", "a <= b <= c", "a <= b >= c"]),
        ("a and b", ["a or b"]),
        ("not a", ["a"]),
        ("a + b", ["a - b"]),
        ("a | b", ["a & b"]),
        ("max(a)", ["min(a)"]),
        ("3", ["4", "2"]),
        ("True", ["False"]),
        ("a if b else c", ["a if not b else c"]),
        ("[a for a in b if c]", ["[a for a in b]"]),
        ("'词'", []),
        ("None", []),
    ],
)
def test_every_small_change_is_made_once(was: str, became: list[str]) -> None:
    assert [mutant.source for mutant in mutants(was)] == became


def test_what_a_function_gives_is_taken_away_and_its_head_left_alone() -> None:
    source = "@cache(3)\ndef f(a: 3=4) -> 5:\n    return a"
    found = {(mutant.line, mutant.was, mutant.became) for mutant in mutants(source)}
    assert found == {(2, "4", "5"), (2, "4", "3"), (3, "return a", "return None")}


def test_the_rest_of_the_module_stays_as_it_was() -> None:
    assert [mutant.source for mutant in mutants("a = b\nc = 1")] == ["a = b\nc = 2", "a = b\nc = 0"]


@pytest.mark.parametrize("module", MODULES)
def test_a_module_is_judged_by_its_own_test_first(module: str) -> None:
    assert Path(judges_of(module)[0]) == ROOT / f"tests/tracker/rules/test_{module}.py"


def test_a_module_is_also_judged_by_the_tests_that_reach_it_through_another() -> None:
    assert {"test_workdays.py", "test_ladder.py"} <= {Path(path).name for path in judges_of("workdays")}
