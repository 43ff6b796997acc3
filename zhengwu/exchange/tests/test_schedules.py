"""Any road: bundles both ways lost, doubled, cut, late – in the end all is done once, in order."""

from __future__ import annotations

import itertools
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from zhengwu.exchange.rules.refusals import BundleRefused

_NAMES = itertools.count(1)
STEP = st.tuples(
    st.sampled_from(["write", "pack", "pack", "take", "take", "lose", "double", "cut", "swap"]),
    st.booleans(),
    st.integers(0, 3),
)


@settings(max_examples=6)
@given(st.lists(STEP, min_size=6, max_size=18))
def test_every_schedule_ends_with_all_done_once_in_order(pair, steps):
    name = f"c{next(_NAMES)}"
    written, roads = {}, {}
    sides = {True: pair, False: (pair[1], pair[0])}
    for there, (site, other) in sides.items():
        written[there], roads[there] = 0, []
        sides[there] = (site, other, site.channel(other, name))
    for verb, there, place in steps:
        _step(verb, sides[there], roads[there], place, written, there, name)
    for there, (site, other, channel) in sides.items():
        if not written[there]:
            written[there] = 1
            site.say(channel, 1)
        _deliver(other, roads[there])
    for _ in range(6):  # a quiet road
        for site, other, _channel in sides.values():
            while content := site.packed(other, everything=True):
                _deliver(other, [content])
                if not _receipts(site, other):
                    break
    for there, (site, other, _channel) in sides.items():
        assert other.done(site, name) == list(range(1, written[there] + 1))


def _step(verb, side, road, place, written, there, name):
    site, other, channel = side
    if verb == "write":
        written[there] += 1
        site.say(channel, written[there])
    elif verb == "pack":
        content = site.packed(other, everything=bool(place % 2))
        road += [content] if content else []
    elif road:
        at = place % len(road)
        if verb == "take":
            _deliver(other, [road.pop(at)])
        elif verb == "lose":
            road.pop(at)
        elif verb == "double":
            road.append(road[at])
        elif verb == "cut":
            road[at] = road[at][: len(road[at]) // 2]
        else:
            road.reverse()


def _deliver(site, contents):
    for content in contents:
        with suppress(BundleRefused):
            site.take(content)


def _receipts(site, other):
    """Bring the answer back at once; whether there was one."""
    content = other.packed(site, everything=True)
    if content:
        _deliver(site, [content])
    return bool(content)
