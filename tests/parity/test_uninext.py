"""UNINEXT against the authors' own code, probe by probe."""

import pytest

from rvos_studio.networks.uninext.variants import VARIANTS
from tests.parity.recorded import PRESENT
from tests.parity.uninext_record import FOLDERS
from tests.parity.uninext_replay import cases_of, replay, seeded_network

FORCED = {"query": 0, "score": 1e-5, "box": 1e-4, "mask_logits": 1e-4, "soft": 1e-4}
FREE = {"query": 0, "score": 1e-4, "box": 1e-2, "mask_logits": 1e-2, "soft": 2e-2}
PROBE = 1e-4
RECORDED = [name for name, variant in VARIANTS.items() if variant.encoder in FOLDERS]

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(not PRESENT, reason="the recorded answers are not beside the checkout"),
]


def beyond(errors, tolerances):
    return {n: e for n, e in errors.items() if not e <= tolerances[n.split()[1]]}


def check(network, case, frames=None):
    result = replay(network, case, frames)
    # What is inside an encoder is checked with the encoders.
    assert [name for name in result.missing if not name.startswith("backbone.")] == []
    assert {name: e for name, e in result.probes.items() if not e <= PROBE} == {}
    assert beyond(result.forced, FORCED) == {}
    assert beyond(result.free, FREE) == {}
    assert result.swapped <= 16 or case == "native480"


def test_the_smallest_case():
    """The first frame of one case of the smallest variant."""
    check(seeded_network(VARIANTS["uninext-r50"]), "ragged", frames=1)


@pytest.mark.parity
@pytest.mark.parametrize("name", RECORDED)
def test_every_recorded_case(name):
    network = seeded_network(VARIANTS[name])
    for case in cases_of(VARIANTS[name]):
        check(network, case)
