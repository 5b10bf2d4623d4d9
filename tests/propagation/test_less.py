"""Going on with less when the device is full."""

import pytest

from rvos_studio.errors import DeviceTooSmall
from rvos_studio.models.protocols import DeviceFull, Notice
from rvos_studio.propagation import MemoryKind, MemoryPolicy, propagate, schedule
from tests.propagation.shifting import NumberedClip, ShiftingPropagator, drawn


def run(propagator, length=40, constraints=None, policy=None):
    constraints = constraints or {1: {0: drawn(0)}}
    plan = schedule(length, constraints)
    got = list(propagate(NumberedClip(length), propagator, constraints, plan, policy))
    notices = [each.text for each in got if isinstance(each, Notice)]
    return notices, [each for each in got if not isinstance(each, Notice)]


@pytest.mark.parametrize("kind", list(MemoryKind))
def test_it_looks_up_fewer_frames_and_says_so(kind):
    propagator = ShiftingPropagator(memory_bytes=100, gap=1, limit=1000)
    notices, got = run(propagator, policy=MemoryPolicy(kind))
    assert notices == ["the device's memory is full: looking up 5 earlier frames at most"]
    assert [answer.frame for answer in got] == list(range(1, 40))
    assert all(answer.mask == drawn(answer.frame) for answer in got)
    assert max(len(call.long) for call in propagator.calls[15:]) <= 5
    assert all(0 in call.long for call in propagator.calls)


def test_it_goes_down_to_the_nearest_human_frame_and_then_to_smaller_pictures():
    propagator = ShiftingPropagator(memory_bytes=800, gap=1, limit=1000, sizes=3)
    notices, got = run(propagator, constraints={1: {0: drawn(0), 30: drawn(30), 39: drawn(39)}})
    assert [text.partition(": ")[2] for text in notices[:2]] == [
        "looking up 1 earlier frames at most",
        "going on with smaller pictures",
    ]
    final = {answer.frame: answer.mask for answer in got if answer.final}
    assert sorted(final) == [f for f in range(39) if f not in (0, 30)]
    assert all(mask == drawn(frame) for frame, mask in final.items())
    assert len([answer for answer in got if answer.final]) == len(final)


def test_the_last_answer_leads_on_at_the_smaller_size():
    seen = []

    class Filling(ShiftingPropagator):
        def memorise(self, answer):
            if answer.trace[0] == 7 and self.sizes == 2:
                raise DeviceFull
            return super().memorise(answer)

        def reference(self, features, labels, objects):
            seen.append((features.number, self.sizes))
            return super().reference(features, labels, objects)

    propagator = Filling(memory_bytes=500, gap=100, limit=1000, sizes=2)
    notices, got = run(propagator, length=12)
    assert notices == ["the device's memory is full: going on with smaller pictures"]
    assert [answer.frame for answer in got] == list(range(1, 12))
    assert seen == [(0, 2), (0, 1), (7, 1)]


def test_when_nothing_is_left_it_says_what_to_do_and_what_was_done_stays():
    propagator = ShiftingPropagator(memory_bytes=1000, gap=100, limit=1500, sizes=1)
    constraints = {1: {0: drawn(0)}}
    running = propagate(NumberedClip(9), propagator, constraints, schedule(9, constraints))
    assert next(running).frame == 1
    with pytest.raises(DeviceTooSmall, match='device = "cpu"') as error:
        next(running)
    assert error.value.__cause__ is None
    assert len(str(error.value).splitlines()) == 1


@pytest.mark.parametrize("step", ["encode", "reference", "predict", "memorise"])
@pytest.mark.parametrize("kind", list(MemoryKind))
def test_every_step_may_find_the_device_full(step, kind):
    class Full(ShiftingPropagator):
        asked = 0

        def _ask(self, name):
            type(self).asked += name == step
            if name == step and type(self).asked in (2, 5):
                raise DeviceFull

        def encode(self, frame):
            self._ask("encode")
            return super().encode(frame)

        def reference(self, features, labels, objects):
            self._ask("reference")
            return super().reference(features, labels, objects)

        def predict(self, features, objects, long, short):
            self._ask("predict")
            return super().predict(features, objects, long, short)

        def memorise(self, answer):
            self._ask("memorise")
            return super().memorise(answer)

    frames = {5: drawn(5)} if kind is MemoryKind.CHALLENGE else {5: drawn(5), 12: drawn(12)}
    _, got = run(Full(sizes=4, gap=2), 20, {1: frames}, MemoryPolicy(kind))
    final = [answer for answer in got if answer.final]
    assert sorted(a.frame for a in final) == [f for f in range(20) if f not in frames]
    assert all(answer.mask == drawn(answer.frame) for answer in final)
