"""ReferFormer and MUTR against the authors' own code, probe by probe."""

import pytest
import torch

from rvos_studio.networks.referring.variants import VARIANTS
from tests.parity.recorded import PRESENT
from tests.parity.referring_replay import record_of, replay, seeded_network

ADVISED = {"probe": 2e-4, "pred_boxes": 1e-4, "pred_logits": 5e-5}
"""Probes in shares of their standard deviation, boxes and logits as they are."""
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
        if network.variant.interactive and case == "train_batch":
            wrong = {name for name in wrong if not any(part in name for part in MIXED_UP)}
        assert not wrong, case
        assert not result.missing, case
        assert result.best == record["best_query"], case


def test_every_published_variant_is_recorded():
    assert set(RECORDED) == {name for name in VARIANTS if not name.endswith("-tiny")}
