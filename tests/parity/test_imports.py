"""Checkpoints of the referring networks with every published name: for whom they are, and what they then answer."""

import json

import pytest
import torch

from rvos_studio.models.checkpoints import fit, likely, state_of
from rvos_studio.models.weights import PARTS
from rvos_studio.networks.referring import published as direct
from rvos_studio.networks.referring.soc import published as soc
from rvos_studio.networks.referring.soc.variants import VARIANTS as SOC
from rvos_studio.networks.referring.variants import VARIANTS as DIRECT
from rvos_studio.networks.uninext.network import Network
from rvos_studio.networks.uninext.variants import VARIANTS as UNINEXT
from tests.cli.conftest import run  # noqa: F401
from tests.models.published_files import write_checkpoint
from tests.parity import referring_replay, soc_replay, test_referring, test_soc, test_uninext
from tests.parity.recorded import ORACLE, PRESENT, seeded
from tests.parity.uninext_record import FOLDERS

RECORDED = [name for name in (*DIRECT, *SOC, *UNINEXT) if name in PARTS]

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(not PRESENT, reason="the recorded answers are not beside the checkout"),
]


def manifest(name):
    if name in DIRECT:
        folder = referring_replay.folder_of(DIRECT[name])
    elif name in SOC:
        folder = ORACLE / "soc" / soc_replay.FOLDERS[name]
    else:
        folder = ORACLE / "uninext" / FOLDERS[UNINEXT[name].encoder]
    return json.loads((folder / "manifest.json").read_text())


@pytest.mark.parametrize("name", RECORDED)
def test_every_recorded_state_fits_its_variant_and_no_other(name):
    with torch.device("meta"):
        state = {
            key: torch.empty(entry["shape"], dtype=getattr(torch, entry["dtype"]))
            for key, entry in manifest(name).items()
        }
    assert [part for part in likely(state) if fit(state, part).perfect] == [name]


@pytest.mark.parity
@pytest.mark.parametrize(
    "name", ["referformer-r50", "mutr-video-swin-t", "soc-video-swin-t", "uninext-r50"]
)
def test_an_imported_checkpoint_gives_the_recorded_numbers(tmp_path, run, name):  # noqa: F811
    path = tmp_path / "checkpoint.pth"
    entries = manifest(name)
    state = {key: torch.from_numpy(value) for key, value in seeded.seeded_state(entries).items()}
    for key, entry in entries.items():
        state.setdefault(key, torch.zeros(entry["shape"], dtype=getattr(torch, entry["dtype"])))
    if name in SOC:
        state = {key.replace("voc.", "vita.", 1): value for key, value in state.items()}
    write_checkpoint(name, state, path)
    del state
    code, found, _ = run("models", "import", path, "--json")
    assert (code, found["part"]) == (0, name)
    path.unlink()
    with torch.inference_mode():
        check_answers(name)


def check_answers(name):
    if name in DIRECT:
        network = direct.from_published(DIRECT[name], state_of(name))
        case = referring_replay.record_of(DIRECT[name])["cases"]["clip"]
        result = referring_replay.replay(network, case, test_referring.ADVISED)
        assert {probe for probe, error in result.probes.items() if not error <= 1} == set()
        assert (result.missing, result.best) == ([], case["best_query"])
    elif name in SOC:
        network = soc.from_published(SOC[name], state_of(name))
        case = soc_replay.record_of(SOC[name])["clip6"]
        errors, missing, _, _ = soc_replay.replay(network, "clip6", case)
        assert {probe for probe, error in errors.items() if not error < test_soc.ADVISED} == set()
        assert not missing
    else:
        network = Network.from_published(UNINEXT[name], state_of(name))
        test_uninext.check(network, "ragged", frames=1)
