"""SOC against the authors' own code, probe by probe."""

import pytest
import torch

from rvos_studio.networks.referring.soc.variants import VARIANTS
from tests.parity.recorded import PRESENT
from tests.parity.soc_replay import FOLDERS, record_of, replay, seeded_network

ADVISED = 5e-4
"""Error of a probe in shares of its standard deviation."""

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
        errors, missing, answers = replay(network, case, recorded)
        assert not missing, case
        assert not {probe: error for probe, error in errors.items() if not error < ADVISED}, case
        if "postprocess" in recorded:
            scores = answers[-1].logits.sigmoid().mean(1).amax(-1)
            assert int(scores[0].argmax()) == recorded["postprocess"]["chosen_query"], case


def test_every_published_variant_is_recorded():
    assert set(FOLDERS) == {name for name in VARIANTS if not name.endswith("-tiny")}
