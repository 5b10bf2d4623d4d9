"""AOT and DeAOT behind the propagator's seam: sizes, groups, mirrors, blocks, and less memory. Random weights do."""

import dataclasses
import json

import numpy as np
import pytest
import torch

from rvos_studio.models.aot_propagator import AotPropagator, input_size, merge
from rvos_studio.models.augmented import AllIdentities, Augmented
from rvos_studio.models.protocols import DeviceFull
from rvos_studio.networks.aot.network import Network
from rvos_studio.networks.aot.variants import VARIANTS
from tests.parity.recorded import ORACLE

CPU = torch.device("cpu")


@pytest.fixture(scope="module", params=["aot-t", "deaot-t"])
def network(request):
    torch.manual_seed(1)
    return Network(VARIANTS[request.param]).eval().requires_grad_(False)


@pytest.fixture(scope="module")
def clip():
    random = np.random.default_rng(3)
    smooth = random.uniform(0, 255, (3, 6, 10, 3)).repeat(12, axis=1).repeat(12, axis=2)
    return smooth.astype(np.uint8)


def labels_of(objects, height=72, width=120):
    labels = np.zeros((height, width), np.uint8)
    for number in range(objects):
        row, column = divmod(number, 5)
        labels[4 + 20 * row : 18 + 20 * row, 4 + 22 * column : 20 + 22 * column] = number + 1
    return labels


def second_frame(propagator, clip, objects):
    start = propagator.reference(propagator.encode(clip[0]), labels_of(objects), objects)
    return propagator.predict(propagator.encode(clip[1]), objects, [start], start)


def test_answers_have_the_size_of_the_source(network, clip):
    answer = second_frame(AotPropagator(network, CPU), clip, 2)
    assert answer.labels.shape == (72, 120)
    assert answer.labels.dtype == np.uint8
    assert answer.probabilities.shape == (2, 72, 120)
    assert 0 <= answer.probabilities.min() <= answer.probabilities.max() <= 1
    everything = np.concatenate(
        [1 - answer.probabilities.sum(0, keepdims=True), answer.probabilities]
    )
    np.testing.assert_array_equal(answer.labels, everything.argmax(0))


def test_what_was_made_of_memories_is_used_for_no_others_and_goes_with_them(network, clip):
    def answer(by, long, short):
        return by.predict(by.encode(clip[2]), 2, long, short).probabilities

    propagator = AotPropagator(network, CPU)
    start = propagator.reference(propagator.encode(clip[0]), labels_of(2), 2)
    labels = np.ascontiguousarray(labels_of(2)[::-1])
    other = propagator.reference(propagator.encode(clip[1]), labels, 2)
    for long in ([start], [start, other], [start, other], [other, start], [other], [start]):
        given = answer(propagator, long, start)
        np.testing.assert_array_equal(given, answer(AotPropagator(network, CPU), long, start))
    assert len(propagator._kept) == 1
    del long, start
    assert not propagator._kept


def test_more_than_ten_objects_are_merged(network, clip):
    answer = second_frame(AotPropagator(network, CPU), clip, 12)
    assert answer.probabilities.shape == (12, 72, 120)
    assert answer.labels.max() <= 12
    assert len(AotPropagator(network, CPU).memorise(answer).groups) == 2


def test_a_merged_background_is_where_every_group_sees_it():
    logits = [torch.randn(11, 4, 5), torch.randn(3, 4, 5)]
    merged = merge(logits).sigmoid()
    both = logits[0].softmax(0)[0] * logits[1].softmax(0)[0]
    torch.testing.assert_close(merged[0], both)
    torch.testing.assert_close(merged[1:11], logits[0].softmax(0)[1:])
    torch.testing.assert_close(merged[11:13], logits[1].softmax(0)[1:])
    assert merged.shape[0] == 21
    assert merge(logits[:1]) is logits[0]


def test_a_mirrored_look_at_a_mirrored_clip_is_the_plain_look(network, clip):
    plain = AotPropagator(network, CPU)
    mirrored = AotPropagator(network, CPU, flip=True)
    labels = labels_of(1)
    start = plain.reference(plain.encode(clip[0]), labels, 1)
    expected = plain.predict(plain.encode(clip[1]), 1, [start], start)
    # Nearest-neighbour labels are not symmetric: the network gets the very same ones here.
    encoded = mirrored.encode(np.ascontiguousarray(clip[0][:, ::-1]))
    start = mirrored.reference(encoded, np.ascontiguousarray(labels[:, ::-1]), 1)
    found = mirrored.predict(
        mirrored.encode(np.ascontiguousarray(clip[1][:, ::-1])), 1, [start], start
    )
    np.testing.assert_allclose(found.probabilities[..., ::-1], expected.probabilities, atol=1e-5)


def test_memories_know_their_size_and_what_they_are_like(network, clip):
    propagator = AotPropagator(network, CPU)
    features = propagator.encode(clip[0])
    memory = propagator.reference(features, labels_of(2), 2)
    cells = features.encoded.grid.height * features.encoded.grid.width
    channels = 128 + 1024 if network.variant.gated else 256 + 256
    assert memory.nbytes == cells * channels * 4 * network.variant.blocks
    held = [part.untyped_storage().nbytes() for group in memory.groups for b in group for part in b]
    assert sum(held) == memory.nbytes
    assert memory.summary.ndim == 1
    assert features.nbytes > 0
    assert propagator.gap == network.variant.gap


def test_a_full_device_is_asked_for_less_and_gives_the_same_answer(network, clip, monkeypatch):
    expected = second_frame(AotPropagator(network, CPU), clip, 2)
    asked = []
    propagate = network.propagate

    def full(encoded, long, short, block):
        asked.append(block)
        if not 0 < block <= 256:
            raise torch.OutOfMemoryError("no room")
        return propagate(encoded, long, short, block=7)

    monkeypatch.setattr(network, "propagate", full)
    found = second_frame(AotPropagator(network, CPU), clip, 2)
    assert asked == [0, 1024, 256]
    np.testing.assert_allclose(found.probabilities, expected.probabilities, atol=1e-5)


def test_a_device_that_stays_full_says_so(network, clip, monkeypatch):
    def full(*_given, **_named):
        raise RuntimeError(
            "DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 bytes"
        )

    monkeypatch.setattr(network, "encode", full)
    with pytest.raises(DeviceFull):
        AotPropagator(network, CPU).encode(clip[0])


def test_other_errors_are_not_taken_for_a_full_device(network, clip, monkeypatch):
    def broken(*_given, **_named):
        raise RuntimeError("sizes do not match")

    monkeypatch.setattr(network, "encode", broken)
    with pytest.raises(RuntimeError, match="sizes"):
        AotPropagator(network, CPU).encode(clip[0])


def test_smaller_pictures_down_to_half_the_size(network):
    frame = np.zeros((480, 864, 3), np.uint8)
    propagator, widths = AotPropagator(network, CPU), []
    while propagator is not None:
        widths.append(propagator.encode(frame).input_size[1])
        propagator = propagator.smaller()
    assert widths == [865, 641, 481]


@pytest.mark.parametrize("precision", [torch.bfloat16, torch.float16])
def test_half_precision_sees_much_the_same(network, clip, precision):
    whole = second_frame(AotPropagator(network, CPU), clip, 2)
    half = second_frame(AotPropagator(network, CPU, precision), clip, 2)
    assert np.abs(whole.probabilities - half.probabilities).max() < 0.05
    memory = AotPropagator(network, CPU, precision).memorise(half)
    assert memory.nbytes < AotPropagator(network, CPU).memorise(whole).nbytes


def test_several_looks_answer_with_their_mean(network, clip):
    alone = [AotPropagator(network, CPU), AotPropagator(network, CPU, scale=1.4, flip=True)]
    together = Augmented(alone)
    answers = [second_frame(look, clip, 2).probabilities for look in alone]
    found = second_frame(together, clip, 2)
    np.testing.assert_allclose(found.probabilities, np.mean(answers, axis=0), atol=1e-6)
    memory = together.memorise(found)
    assert memory.nbytes == sum(part.nbytes for part in memory.parts)
    assert together.smaller() is not None


def test_looks_remember_the_common_answer_or_each_its_own(network, clip):
    looks = [AotPropagator(network, CPU), AotPropagator(network, CPU, scale=1.4)]
    found = second_frame(Augmented(looks), clip, 2)
    blank = dataclasses.replace(found, labels=np.zeros_like(found.labels))
    common, own = (Augmented(looks, own_feedback=own).memorise(blank) for own in (False, True))
    for number, look in enumerate(looks):
        nothing = dataclasses.replace(found.trace[number], labels=blank.labels)
        for memory, kept in ((common, nothing), (own, found.trace[number])):
            expected = look.memorise(kept).groups[0][0].value
            torch.testing.assert_close(memory.parts[number].groups[0][0].value, expected)


def test_with_all_identities_awake_whatever_is_not_background_is_the_object(network, clip):
    inner = AotPropagator(network, CPU)
    propagator = AllIdentities(inner)
    found = second_frame(propagator, clip, 1)
    start = inner.reference(inner.encode(clip[0]), labels_of(1), 10)
    every = inner.predict(inner.encode(clip[1]), 10, [start], start)
    np.testing.assert_array_equal(found.labels, every.labels > 0)
    np.testing.assert_allclose(found.probabilities[0], every.probabilities.sum(0), atol=1e-6)
    remembered = propagator.memorise(found).groups[0][0].value
    torch.testing.assert_close(remembered, inner.memorise(every).groups[0][0].value)
    with pytest.raises(ValueError, match="2 objects"):
        propagator.reference(propagator.encode(clip[0]), labels_of(2), 2)


@pytest.mark.oracle
@pytest.mark.skipif(not ORACLE.is_dir(), reason="the recorded answers are not beside the checkout")
def test_input_sizes_are_those_of_the_challenge():
    cases = json.loads((ORACLE / "fusion" / "propagation.json").read_text())["network_sizes"][
        "cases"
    ]
    for case in cases:
        found = [
            list(input_size(*case["frame"], scale, align_corners=False))
            for scale in (0.8, 1.0, 1.2)
        ]
        assert found == [each["size"] for each in case["network_inputs"][::2]], case["frame"]
