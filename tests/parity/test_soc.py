"""SOC against the authors' own code, probe by probe."""

import pytest
import torch

from rvos_studio.networks.referring.soc.loss import match, training_loss
from rvos_studio.networks.referring.soc.network import Soc, SocAnswer
from rvos_studio.networks.referring.soc.published import published_names
from rvos_studio.networks.referring.soc.variants import VARIANTS
from tests.parity.recorded import PRESENT, seeded
from tests.parity.soc_losses import (
    criterion_cases,
    criterion_inputs,
    loss_errors,
    training_target,
)
from tests.parity.soc_replay import (
    FOLDERS,
    inputs_of_soc,
    published_state,
    record_of,
    replay,
    seeded_network,
)

ADVISED = 5e-4
"""Error of a probe in shares of its standard deviation."""
LOSS, GRADIENT = 1e-4, 2e-3
"""Relative errors."""

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(not PRESENT, reason="the recorded answers are not beside the checkout"),
]


@pytest.mark.parametrize(
    "name",
    ["soc-video-swin-t", pytest.param("soc-video-swin-b", marks=pytest.mark.parity)],
)
@torch.inference_mode()
def test_every_recorded_case(name):
    network = seeded_network(VARIANTS[name])
    for case, recorded in record_of(VARIANTS[name]).items():
        network.train(case.startswith("train"))
        errors, missing, answers, summary = replay(network, case, recorded)
        assert not missing, case
        assert not {probe: error for probe, error in errors.items() if not error < ADVISED}, case
        if "postprocess" in recorded:
            scores = answers[-1].logits.sigmoid().mean(1).amax(-1)
            assert int(scores[0].argmax()) == recorded["postprocess"]["chosen_query"], case
        if "training" in recorded:
            training = recorded["training"]
            errors = loss_errors(answers, summary, training_target(training), training)
            assert max(errors.values()) < LOSS, (case, errors)


@pytest.mark.parametrize("name", ["clip", "image", "clip65"])
def test_losses_of_made_up_answers(name):
    case = criterion_cases()[name]
    given, target = criterion_inputs(name, case)
    *parts, summary = (value.requires_grad_() for value in given.values())
    answer = SocAnswer(*(value.transpose(0, 1) for value in parts[:3]), parts[3])
    costs = torch.tensor(case["cost_per_sample"])[..., 0]
    assert torch.allclose(match(answer, target), costs, rtol=LOSS)
    errors = loss_errors([answer], summary, target, case)
    assert max(errors.values()) < LOSS, errors
    training_loss([answer], summary, target).backward()
    for part, recorded in case["grad"].items():
        assert seeded.probe_error(given[part].grad.numpy(), recorded) < LOSS, part


@pytest.mark.parity
def test_gradients():
    """Of the total loss in double precision, the text encoder frozen."""
    variant = VARIANTS["soc-video-swin-t"]
    names = published_names(variant)
    network, state = Soc(variant).train().double(), published_state(variant)
    network.load_state_dict({ours: state[theirs].double() for ours, theirs in names.items()})
    network.text_encoder.requires_grad_(False)
    case = record_of(variant)["train6"]
    inputs = inputs_of_soc(case)
    seen, text = network.see(inputs.clips.double()), network.read(inputs.tokens)
    answers = network.answer(seen, text, every_layer=True)
    target = training_target(case["training"])
    training_loss(answers, network.summary(seen, text), target).backward()
    ours = {theirs: name for name, theirs in names.items()}
    parameters = dict(network.named_parameters())
    wrong = {}
    for name, recorded in case["training_float64"]["grads"].items():
        error = seeded.probe_error(parameters[ours[name]].grad.numpy(), recorded)
        # Two large parts of it cancel each other.
        if not error < GRADIENT and not name.startswith("lvf."):
            wrong[name] = error
    assert not wrong


def test_every_published_variant_is_recorded():
    assert set(FOLDERS) == {name for name in VARIANTS if not name.endswith("-tiny")}
