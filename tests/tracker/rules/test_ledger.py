from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tracker.rules.ledger import GENESIS, Link, breaks, canonical, seal

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
