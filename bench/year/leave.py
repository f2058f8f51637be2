"""Leave: planned holidays around the year, and sick days that come unannounced; with a deputy or without."""

from datetime import timedelta
from functools import partial

from bench.year.world import World
from tracker.cases import absences
from tracker.rules.absence import deputies_for
from tracker.rules.facts import OfficerFacts

GOES = 0.012
"""The chance on a working morning that somebody enters leave; about three a year and person."""

WITHOUT_DEPUTY = 0.25


def enter_leave(world: World) -> None:
    for officer in sorted(world.org.officers.values(), key=lambda o: o.id):
        if not world.chance(GOES):
            continue
        ahead = world.rng.choice((0, 0, 1, 3, 10))
        first = world.today + timedelta(days=ahead)
        last = first + timedelta(days=world.rng.choice((0, 1, 2, 4, 6, 13)))
        deputy = _deputy(world, officer)
        world.attempt(
            "enter absence",
            partial(
                absences.enter, house=world.house, officer_id=officer.id, first=first, last=last, deputy_id=deputy,
                actor_id=officer.id, now=world.now,
            ),
        )  # fmt: skip


def _deputy(world: World, officer: OfficerFacts) -> int | None:
    able = [o.id for o in deputies_for(officer, world.org)]
    return None if not able or world.chance(WITHOUT_DEPUTY) else world.rng.choice(able)
