from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tracker.rules.ledger import GENESIS, Link, Tomb, breaks, canonical, digest_of_tombs, seal
from tracker.rules.retention import remains_of

Chain = list[tuple[Link, str]]

# What PostgreSQL and JSON can hold: no NUL, no lone surrogates.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
DETAILS = st.dictionaries(TEXT, TEXT | st.integers(-(2**53), 2**53) | st.booleans() | st.none(), max_size=4)
FIELDS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "at": st.datetimes(timezones=st.just(UTC)),
        "actor": TEXT,
        "action": TEXT,
        "reason": TEXT,
        "visibility": TEXT,
        "details": DETAILS,
    }
)


@st.composite
def chains(draw: st.DrawFn, min_size: int = 1) -> Chain:
    chain: Chain = []
    before = GENESIS
    for seq, fields in enumerate(draw(st.lists(FIELDS, min_size=min_size, max_size=6)), start=1):
        link = Link(number="YX20261123-0001", seq=seq, before=before, **fields)
        before = seal(link)
        chain.append((link, before))
    return chain


@given(chains())
def test_an_untouched_chain_has_no_break(chain: Chain) -> None:
    assert breaks(chain) == []


@given(chains(), FIELDS, st.data())
def test_any_edit_of_any_field_is_found(chain: Chain, other: dict[str, Any], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(chain) - 1))
    field = data.draw(st.sampled_from(sorted(other)))
    link, stored = chain[place]
    edited = replace(link, **{field: other[field]})
    assume(canonical(edited) != canonical(link))
    chain[place] = (edited, stored)
    assert any("写入后被改动过" in sentence for sentence in breaks(chain))


@given(chains(min_size=2), FIELDS, st.data())
def test_an_edit_with_a_fresh_hash_is_found_at_the_next_event(
    chain: Chain, other: dict[str, Any], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(chain) - 2))
    edited = replace(chain[place][0], **other)
    assume(canonical(edited) != canonical(chain[place][0]))
    chain[place] = (edited, seal(edited))
    assert any("和前一条接不上" in sentence for sentence in breaks(chain))


@given(chains(min_size=2), st.data())
def test_a_deleted_event_is_found(chain: Chain, data: st.DataObject) -> None:
    del chain[data.draw(st.integers(0, len(chain) - 2))]
    assert breaks(chain)


@given(chains(min_size=2), st.data())
def test_events_in_another_order_are_found(chain: Chain, data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(chain))
    assume(shuffled != chain)
    assert breaks(shuffled)


@given(chains(), st.data())
def test_an_event_put_in_between_is_found(chain: Chain, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(chain)))
    before = chain[place - 1][1] if place else GENESIS
    false = replace(chain[0][0], seq=place + 1, before=before, reason="补记")
    assume(place < len(chain))
    chain.insert(place, (false, seal(false)))
    assert breaks(chain)


def test_the_same_instant_in_another_zone_is_the_same_event() -> None:
    utc = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
    link = Link("YX20261123-0001", 1, utc, "complainant", "register", "", "citizen", {"渠道": "网页"}, GENESIS)
    shanghai = replace(link, at=utc.astimezone(timezone(timedelta(hours=8))))
    assert seal(shanghai) == seal(link)


def test_the_canonical_form_is_for_ever() -> None:
    link = Link(
        "YX20261123-0001",
        1,
        datetime(2026, 11, 23, 1, 30, tzinfo=UTC),
        "complainant",
        "register",
        "",
        "citizen",
        {"b": 1, "a": "字"},
        GENESIS,
    )
    assert canonical(link).decode() == (
        '{"action":"register","actor":"complainant","at":"2026-11-23T01:30:00.000000+00:00",'
        f'"before":"{GENESIS}","details":{{"a":"字","b":1}},"number":"YX20261123-0001","reason":"","seq":1,'
        '"visibility":"citizen"}'
    )


def test_the_break_names_the_event_and_what_was_expected() -> None:
    link = Link("YX20261123-0001", 2, datetime(2026, 11, 23, tzinfo=UTC), "system", "note", "", "citizen", {}, GENESIS)
    assert breaks([(link, seal(link))]) == ["第2条办理记录：这里应是第1条，记录有缺失或顺序不对"]


@pytest.mark.parametrize("field", ["number", "seq"])
def test_an_event_moved_to_another_case_or_place_is_found(field: str) -> None:
    link = Link("YX20261123-0001", 1, datetime(2026, 11, 23, tzinfo=UTC), "system", "note", "", "citizen", {}, GENESIS)
    elsewhere: dict[str, Any] = {"number": "YX20261123-0002", "seq": 2}
    moved = replace(link, **{field: elsewhere[field]})
    assert breaks([(moved, seal(link))])


def grave(*, until: str = "2036-11-23", on: datetime | None = None) -> tuple[Chain, Tomb]:
    """An addition, the filing, and an erasing that took the addition's words."""
    at = datetime(2026, 11, 23, 1, tzinfo=UTC)
    number, me = "YX20261123-0001", "officer:7"
    added = Link(number, 1, at, "complainant", "add", "三单元也坏了", "citizen", {"salt": "x"}, GENESIS)
    filed = Link(number, 2, at, "system", "archive", "", "handlers", {"until": {"words": until}}, seal(added))
    left = remains_of(added)
    tomb = Tomb(1, seal(added), seal(left), by=3)
    details = {"part": "words", "tombs": digest_of_tombs([tomb])}
    late = on or datetime(2036, 11, 24, 1, tzinfo=UTC)
    erased = Link(number, 3, late, me, "erase", "", "handlers", details, seal(filed))
    return [(left, seal(added)), (filed, seal(filed)), (erased, seal(erased))], tomb


def test_a_tombstone_that_an_event_vouches_for_stands_for_the_words() -> None:
    chain, tomb = grave()
    assert breaks(chain, [tomb]) == []
    assert breaks(chain) == ["第1条办理记录：写入后被改动过", "第3条办理记录：清除的存证和当时记下的对不上"]


@pytest.mark.parametrize("change", [{"hash": "ab"}, {"remains": "ab"}, {"seq": 2}, {"by": 2}])
def test_a_forged_tombstone_is_found(change: dict[str, Any]) -> None:
    chain, tomb = grave()
    assert breaks(chain, [replace(tomb, **change)]) != []


def test_a_tombstone_cannot_excuse_a_second_edit() -> None:
    chain, tomb = grave()
    left, stored = chain[0]
    chain[0] = (replace(left, reason="编的话"), stored)
    assert breaks(chain, [tomb]) == ["第1条办理记录：写入后被改动过"]


def test_what_says_who_erased_cannot_be_erased_itself() -> None:
    chain, tomb = grave()
    erased, stored = chain[2]
    edited = replace(erased, actor="officer:9")
    chain[2] = (edited, stored)
    own = Tomb(3, stored, seal(edited), by=4)
    assert "第3条办理记录：写入后被改动过" in breaks(chain, [tomb, own])


def test_an_erasing_before_its_day_and_one_of_a_case_never_filed_are_found() -> None:
    chain, tomb = grave(on=datetime(2036, 11, 23, 1, tzinfo=UTC))
    assert breaks(chain, [tomb]) == ["第3条办理记录：没有到保存期限就清除了"]
    (left, stored), _, (erased, _) = grave()[0]
    straight = replace(erased, seq=2, before=stored)
    gone = breaks([(left, stored), (straight, seal(straight))], [replace(tomb, by=2)])
    assert gone == ["第2条办理记录：没有到保存期限就清除了"]
