"""Many people at one window: which letters make a hot matter, and which do not."""

from datetime import UTC, datetime, timedelta

from nlp.grouping import Link, groups
from nlp.hot import Hot, Told, hot, matters
from nlp.twins import signature
from tests.nlp.letters import FORM, OTHERS, STATION, STATION_AGAIN, STATION_NEIGHBOURS

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
MONTH = timedelta(days=30)


def told(key: str, letter: str, by: str, *, days: float = 0) -> Told:
    return Told(key, signature(letter), MONDAY + timedelta(days=days), by)


def neighbours(*, days_apart: float = 1) -> list[Told]:
    people = zip("abc", STATION_NEIGHBOURS, ("刘建军", "张桂芳", "马文斌"), strict=True)
    return [told(key, letter, by, days=days_apart * at) for at, (key, letter, by) in enumerate(people, start=1)]


def hot_of(letters: list[Told], *, people: int = 3, messages: int = 10) -> list[Hot]:
    return hot(letters, people=people, messages=messages, window=MONTH)


def test_four_neighbours_about_one_station_are_a_hot_matter() -> None:
    strangers = [told(f"x{at}", letter, f"路人{at}", days=at) for at, letter in enumerate(OTHERS)]
    (found,) = hot_of([*strangers, *neighbours(), told("w", STATION, "王秀英")])

    assert found.keys == ("w", "a", "b", "c")
    assert found.people == 4
    assert (found.first, found.last) == (MONDAY, MONDAY + timedelta(days=3))
    assert found.centre in found.keys


def test_one_person_who_writes_every_day_is_not_many_people() -> None:
    every_day = [told(f"w{day}", STATION if day % 2 else STATION_AGAIN, "王秀英", days=day) for day in range(6)]

    assert hot_of(every_day) == []
    (found,) = hot_of(every_day, messages=6)
    assert (len(found.keys), found.people) == (6, 1)


def test_what_is_told_once_a_quarter_is_not_hot() -> None:
    quarterly = [told(f"w{quarter}", STATION, "王秀英", days=90 * quarter) for quarter in range(3)]

    assert hot_of(neighbours(days_apart=90)) == []
    assert matters(quarterly, MONTH) == [[one] for one in quarterly]


def test_of_a_long_matter_the_fullest_month_is_named() -> None:
    early = [told("w", STATION, "王秀英", days=-25)]
    late = [told("y", STATION, "杨立新", days=20), told("z", STATION, "何小兵", days=21)]
    (found,) = hot_of([*late, *neighbours(), *early], people=4)

    assert found.keys == ("a", "b", "c", "y", "z")


def test_the_matter_of_most_people_comes_first_and_the_order_told_in_does_not_count() -> None:
    forms = [told(f"f{at}", FORM.format(road="解放路", number=12), f"食客{at % 3}", days=at) for at in range(5)]
    letters = [*forms, *neighbours(), told("w", STATION, "王秀英")]
    found = hot_of(letters)

    assert [one.people for one in found] == [4, 3]
    assert hot_of(letters[::-1]) == found


def test_strangers_with_troubles_of_their_own_stay_alone() -> None:
    letters = [told(str(at), letter, str(at), days=at) for at, letter in enumerate(OTHERS)]

    assert [[one.key for one in together] for together in matters(letters, MONTH)] == [
        ["0"],
        ["1"],
        ["2"],
        ["3"],
        ["4"],
    ]


def test_nobody_told_anything() -> None:
    assert hot_of([]) == []


def test_a_chain_of_likenesses_is_not_one_group() -> None:
    chain = [Link(at, at + 1, 0.8, True) for at in range(30)]

    assert max(map(len, groups(31, chain))) < 12
    assert groups(31, chain[::-1]) == groups(31, chain)


def test_faint_likenesses_join_nobody_but_speak_for_a_join() -> None:
    pairs = [Link(0, 1, 0.9, True), Link(2, 3, 0.9, True), Link(1, 2, 0.55, True)]
    faint = [Link(0, 2, 0.4, False), Link(0, 3, 0.4, False), Link(1, 3, 0.4, False)]

    assert groups(4, faint) == [[0], [1], [2], [3]]
    assert groups(4, pairs) == [[0, 1], [2, 3]]
    assert groups(4, pairs + faint) == [[0, 1, 2, 3]]
