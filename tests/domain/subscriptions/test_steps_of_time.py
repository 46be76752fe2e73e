"""Time may pass in one jump or in many steps, be worked on late or twice: what comes of it is the same."""

import random
from datetime import timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.life_story import (
    Deed,
    a_shop,
    aimed,
    cancellations,
    do,
    lapses,
    provisions,
    publications,
    sites,
    updates,
)
from tests.support.memory_lifecycle import MemoryShop

Story = list[Deed | timedelta]
"""What is done, and how much time passes in between."""

deeds = provisions | updates | cancellations | publications
stories = st.lists(deeds | lapses, max_size=10)
EXAMPLES = 60
thorough = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))


def told(shop: MemoryShop) -> list[tuple[str, str, str, object]]:
    """Return every event as what it is, of what, when, and what it says."""
    return [
        (type(each).__name__, each.aggregate, each.occurred_at.isoformat(), each.payload) for each in shop.events.told
    ]


@thorough
@given(st.booleans(), st.booleans(), st.lists(deeds | sites | lapses, max_size=10), st.randoms(use_true_random=False))
def test_one_jump_and_many_small_steps_come_to_the_same(
    is_followed: bool, downgrades_later: bool, story: Story, chance: random.Random
) -> None:
    jumping, stepping = (a_shop(is_followed=is_followed, downgrades_later=downgrades_later) for _ in range(2))
    for each in story:
        if isinstance(each, timedelta):
            jumping.advance(jumping.clock.now() + each)
            for part in split(each, chance):
                stepping.advance(stepping.clock.now() + part)
                stepping.sweep()
        elif (deed := aimed(each, jumping)) is not None:
            assert do(stepping, deed) == do(jumping, deed)
    assert told(stepping) == told(jumping)
    assert stepping.documents == jumping.documents


@thorough
@given(st.booleans(), st.booleans(), stories, st.randoms(use_true_random=False))
def test_what_is_worked_on_late_happens_at_its_own_instant(
    is_followed: bool, downgrades_later: bool, story: Story, chance: random.Random
) -> None:
    punctual, late = (a_shop(is_followed=is_followed, downgrades_later=downgrades_later) for _ in range(2))
    for each in story:
        if isinstance(each, timedelta):
            punctual.advance(punctual.clock.now() + each)
            late.clock.set(late.clock.now() + each)
            if chance.random() < 0.5:
                late.sweep(first=chance.choice)
        elif (deed := aimed(each, punctual)) is not None:
            assert done_late(late, deed, chance) == do(punctual, deed)
    late.sweep(first=chance.choice)
    assert told(late) == told(punctual)
    assert late.documents == punctual.documents


def done_late(shop: MemoryShop, deed: Deed, chance: random.Random) -> str:
    """Do it while something else may be due still; where that is too much, or what is sold changes, after it."""
    if deed.kind == "publish":
        shop.sweep(first=chance.choice)
    answer = do(shop, deed)
    if answer == "ObjectAlreadyBeingUsedByAnotherRequestError":
        shop.sweep(first=chance.choice)
        return do(shop, deed)
    return answer


def split(lapse: timedelta, chance: random.Random) -> list[timedelta]:
    """Return a lapse in up to six parts, some of them of no length."""
    cuts = sorted(chance.randint(0, int(lapse.total_seconds())) for _ in range(chance.randint(0, 5)))
    bounds = [timedelta(0), *(timedelta(seconds=cut) for cut in cuts), lapse]
    return [later - earlier for earlier, later in pairwise(bounds)]
