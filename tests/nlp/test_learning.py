"""李敏 corrects what was understood; what may follow from it for words, and what never may."""

import pytest

from nlp.crosscheck import Figure, cross_checked, harmful
from nlp.learning import MOST, Lesson, propose
from nlp.overlay import Overlay
from tests.nlp.lessons import SURELY_NOTHING, left, lesson, read


def learned(*lessons: Lesson) -> Overlay:
    return propose(read(lessons), Overlay()).overlay


def words_of(overlay: Overlay) -> set[str]:
    return {entry.word for name in overlay.fields for entry in overlay.entries(name)}


def test_two_citizens_with_the_same_word_move_nothing() -> None:
    assert not learned(lesson("推来推去"), lesson("推来推去"))


def test_the_word_of_three_citizens_speaks_for_what_the_officer_chose_and_against_what_was_guessed() -> None:
    weights = learned(*[lesson("推来推去") for _ in range(3)]).fields["conduct"]["推来推去"]
    assert weights["buck_passing"] > 0 > weights["none"]


def test_three_cases_of_one_citizen_are_one_voice() -> None:
    assert not learned(*[lesson("推来推去", person="王秀英") for _ in range(5)])


def test_the_more_citizens_the_further_and_never_beyond_the_bound() -> None:
    def weight(citizens: int) -> float:
        overlay = learned(*[lesson("推来推去") for _ in range(citizens)])
        return overlay.fields["conduct"]["推来推去"]["buck_passing"]

    assert weight(3) < weight(4) <= weight(40) <= MOST


def test_with_enough_citizens_the_officers_choice_wins() -> None:
    overlay = learned(*[lesson("推来推去") for _ in range(6)])
    guesses = overlay.adjust("conduct", SURELY_NOTHING["conduct"], ["推来推去"])
    assert (guesses[0].label, guesses[0].because) == ("buck_passing", ("推来推去",))


@pytest.mark.parametrize(
    "word", ["王秀英", "李敏", "13881234567", "川B12345", "abc", "我们", "推", "＊" * 11, "一二三四五六七八九"]
)
def test_names_figures_and_everyday_words_never_enter(word: str) -> None:
    assert not learned(*[lesson(word) for _ in range(9)])


def test_a_dictionary_word_that_begins_like_a_surname_may_be_learned() -> None:
    assert words_of(learned(*[lesson("高峰") for _ in range(4)])) == {"高峰"}


def test_a_word_that_as_many_left_cases_hold_stays_where_it_was() -> None:
    assert not learned(*[lesson("材料") for _ in range(4)], *[left("材料") for _ in range(4)])


def test_what_was_left_as_it_was_goes_on_being_understood_so() -> None:
    overlay = learned(*[lesson("推来推去 电梯") for _ in range(6)], left("电梯 路灯"))
    guesses = SURELY_NOTHING["conduct"]
    assert overlay.adjust("conduct", guesses, ["电梯", "路灯"])[0].label == "none"
    assert overlay.adjust("conduct", guesses, ["推来推去", "电梯"])[0].label == "buck_passing"


def test_each_judgement_learns_for_itself() -> None:
    overlay = learned(*[lesson("电梯", "城乡建设", field="topics") for _ in range(4)])
    assert set(overlay.fields["topics"]) == {"电梯"}
    assert not overlay.fields["conduct"]


def test_the_order_in_which_officers_work_changes_nothing() -> None:
    lessons = [lesson("推来推去 电梯"), lesson("推来推去"), lesson("推来推去 路灯"), left("电梯")]
    assert learned(*lessons) == learned(*reversed(lessons))


def test_learned_again_with_nothing_new_nothing_moves() -> None:
    found = read([lesson("推来推去") for _ in range(5)])
    assert propose(found, propose(found, Overlay()).overlay).moved_words == ()


def test_the_word_that_moves_furthest_is_told_first() -> None:
    found = read([lesson("推来推去") for _ in range(6)] + [lesson("电梯") for _ in range(3)])
    moved = propose(found, Overlay()).moved_words
    assert [abs(one.by) for one in moved] == sorted((abs(one.by) for one in moved), reverse=True)
    assert moved[0].word == "推来推去"


def test_corrections_are_counted_by_judgement_and_by_case() -> None:
    both = lesson("电梯")
    topic = Lesson(both.case, both.person, both.text, "topics", "城乡建设")
    proposal = propose(read([both, topic, left("路灯")]), Overlay())
    assert (proposal.counts, proposal.cases) == ({"conduct": 1, "topics": 1}, 1)


def test_a_case_is_never_judged_by_what_it_taught_itself() -> None:
    few, many = ([lesson("推来推去") for _ in range(n)] for n in (3, 12))
    assert cross_checked(read(few)) == [Figure("conduct", True, 3, 0, 0)]
    assert cross_checked(read(many)) == [Figure("conduct", True, 12, 0, 12)]


def test_a_judgement_that_unseen_cases_would_lose_by_is_not_learned() -> None:
    figures = [Figure("kind", True, 9, 0, 2), Figure("kind", False, 90, 90, 87), Figure("topics", True, 9, 0, 2)]
    assert harmful(figures) == {"kind"}
    lessons = [lesson("电梯", "help", field="kind") for _ in range(4)] + [lesson("推来推去") for _ in range(4)]
    overlay = propose(read(lessons), Overlay(), fields={"conduct"}).overlay
    assert words_of(overlay) == {"推来推去"}
