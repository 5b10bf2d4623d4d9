"""ReferFormer and MUTR against the authors' own code, probe by probe."""

import pytest
import torch

from rvos_studio.networks.referring.loss import training_loss
from rvos_studio.networks.referring.published import build, published_names
from rvos_studio.networks.referring.variants import VARIANTS
from tests.parity.recorded import PRESENT
from tests.parity.referring_replay import (
    inputs_of,
    loss_errors,
    published_state,
    record_of,
    replay,
    seeded_network,
    target_of,
)

ADVISED = {"probe": 2e-4, "pred_boxes": 1e-4, "pred_logits": 5e-5}
"""Probes in shares of their standard deviation, boxes and logits as they are."""
LOSS, GRADIENT = 2e-4, 1e-3
"""Relative errors."""
BY_DEFAULT = {"referformer-r50", "mutr-video-swin-t"}
RECORDED = {
    name: record
    for name, variant in VARIANTS.items()
    if PRESENT and (record := record_of(variant)["cases"])
}
MIXED_UP = ("mti.", "mask_params.", "pred_logits", "pred_masks")
"""What the authors' training mixes up between the clips of a batch, and all that follows from it."""

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(not PRESENT, reason="the recorded answers are not beside the checkout"),
]


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=() if n in BY_DEFAULT else pytest.mark.parity) for n in RECORDED],
)
@torch.inference_mode()
def test_every_recorded_case(name):
    network = seeded_network(VARIANTS[name])
    for case, record in RECORDED[name].items():
        result = replay(network.train(record["mode"] != "eval"), record, ADVISED)
        wrong = {name for name, error in result.probes.items() if not error <= 1}
        mixed_up = network.variant.interactive and case == "train_batch"
        if mixed_up:
            wrong = {name for name in wrong if not any(part in name for part in MIXED_UP)}
        assert not wrong, case
        assert not result.missing, case
        assert result.best == record["best_query"], case
        if mixed_up:
            continue
        for kind, recorded in record.get("losses", {}).items():
            if kind != "note":
                errors = loss_errors(result.answers, target_of(record, recorded), recorded)
                assert max(errors.values()) < LOSS, (case, kind, errors)


@pytest.mark.parity
@pytest.mark.parametrize("name", ["referformer-r50", "mutr-r50"])
def test_gradients(name):
    """Of the total loss, the text encoder frozen."""
    variant = VARIANTS[name]
    names = published_names(variant)
    network, state = build(variant).train(), published_state(variant)
    network.load_state_dict({ours: state[theirs] for ours, theirs in names.items()})
    network.text_encoder.requires_grad_(False)
    recorded, case = record_of(variant)["gradients"], RECORDED[name]["clip"]
    inputs = inputs_of(case)
    seen, text = network.see(inputs.clips), network.read(inputs.tokens)
    answers = network.answer(seen, text, every_layer=True)
    loss = training_loss(answers, target_of(case, case["losses"]["frame_2_empty"]))
    assert abs(loss.item() / recorded["total"] - 1) < LOSS
    loss.backward()
    ours = {theirs: name for name, theirs in names.items()}
    parameters = dict(network.named_parameters())
    norms = {name: parameters[ours[name]].grad.norm() for name in recorded["norms"]}
    wrong = {
        name: (float(norms[name]), norm)
        for name, norm in recorded["norms"].items()
        if abs(float(norms[name]) - norm) > GRADIENT * norm
    }
    assert not wrong


def test_every_published_variant_is_recorded():
    assert set(RECORDED) == {name for name in VARIANTS if not name.endswith("-tiny")}
