"""What 李敏 put right and what she left, as the rows that learning reads."""

from collections.abc import Iterable

from tests.builders import Place, filing
from tests.story import Story, begin
from tracker.contract import Judgement
from tracker.queries.lessons import Taught, taught
from tracker.rules.words import Action, Status

UNDERSTOOD = {
    "kind": [Judgement(label="help", score=0.8)],
    "departments": [Judgement(label="房管", score=0.7)],
}


def of(story: Story, *, left: int = 9999) -> dict[str, tuple[str, bool]]:
    return {row.field: (row.label, row.corrected) for row in rows(story, left=left)}


def rows(story: Story, *, left: int = 9999) -> Iterable[Taught]:
    with story.place.db.reading() as session:
        return [row for row in taught(session, left=left) if row.case == story.number]


def correct(story: Story, **fields: str) -> None:
    story.do(story.place.officers.li_min, Action.CORRECT, **fields)


def test_what_she_corrected_is_told_from_what_she_left(place: Place) -> None:
    story = begin(place, filing(understood=UNDERSTOOD))
    correct(story, kind="consult", topic="城乡建设")
    assert of(story) == {
        "kind": ("consult", True),
        "conduct": ("none", False),
        "topics": ("城乡建设", True),
        "departments": ("房管", False),
    }


def test_her_last_word_counts_and_coming_back_to_the_guess_is_no_correction(place: Place) -> None:
    story = begin(place, filing(understood=UNDERSTOOD))
    correct(story, kind="consult", department="水务")
    correct(story, kind="help", department="市场监管")
    assert of(story)["kind"] == ("help", False)
    assert of(story)["departments"] == ("市场监管", True)


def test_a_case_that_nobody_has_looked_at_teaches_nothing(place: Place) -> None:
    story = begin(place)
    assert of(story) == {}
    story.walk(Status.ACCEPTED)
    assert of(story)["kind"] == ("help", False)


def test_of_the_cases_left_as_they_were_only_the_newest_are_read(place: Place) -> None:
    older, newer = begin(place).walk(Status.ACCEPTED), begin(place).walk(Status.ACCEPTED)
    assert of(newer, left=1)
    assert not of(older, left=1)


def test_two_cases_of_one_citizen_have_the_same_person_and_another_citizen_has_another(place: Place) -> None:
    first, second, other = (begin(place, filing(sender=sender)) for sender in ("wang-1", "wang-1", "wu-2"))
    for story in (first, second, other):
        correct(story, kind="consult")
    people = [{row.person for row in rows(story)} for story in (first, second, other)]
    assert people[0] == people[1] != people[2]


def test_the_person_complained_about_is_left_out_of_the_text(place: Place) -> None:
    story = begin(place, filing(text="窗口的钱二妹把材料扔出来。", target_person="钱二妹"))
    correct(story, conduct="attitude")
    assert {row.text for row in rows(story)} == {"窗口的，把材料扔出来。"}
