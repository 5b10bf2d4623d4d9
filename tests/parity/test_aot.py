"""AOT and DeAOT against the authors' own code, probe by probe."""

import pytest

from rvos_studio.networks.aot.variants import VARIANTS
from tests.parity.aot_replay import cases_of, replay, seeded_network
from tests.parity.recorded import PRESENT

TOLERANCE = 3e-5
BY_DEFAULT = {"aot-t", "deaot-t", "r50-deaot-l"}
CASES = ("obj2_default", "obj2_gap2", "obj12_default", "wide_obj2_default")
RECORDED = [name for name, variant in VARIANTS.items() if PRESENT and cases_of(variant)]

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(not PRESENT, reason="the recorded answers are not beside the checkout"),
]


@pytest.fixture(scope="module")
def network(request):
    return seeded_network(VARIANTS[request.param])


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(
    "network",
    [pytest.param(n, marks=() if n in BY_DEFAULT else pytest.mark.parity) for n in RECORDED],
    indirect=True,
)
def test_every_recorded_case(network, case):
    result = replay(network, case)
    wrong = {name: error for name, error in result.probes.items() if not error <= TOLERANCE}
    assert not wrong
    assert not result.missing
    assert result.decided == 0


def test_ten_of_the_fourteen_variants_have_recorded_cases():
    assert len(RECORDED) == 10
