"""From a published file to masks: imported, ready, propagating, and named in the provenance."""

import torch

from rvos_studio.jobs import InProcess
from rvos_studio.models import weights
from rvos_studio.networks.aot.network import Network, published_names
from rvos_studio.networks.aot.variants import VARIANTS
from rvos_studio.project import Kind
from rvos_studio.studio import Session, propagate
from rvos_studio.studio.imports import import_weights
from tests.pictures import truth, write_square_clip


def test_an_imported_model_propagates(tmp_path):
    theirs = published_names(VARIANTS["aot-t"])
    state = Network(VARIANTS["aot-t"]).state_dict()
    path = tmp_path / "AOTT_PRE_YTB_DAV.pth"
    torch.save({"state_dict": {theirs[key]: value for key, value in state.items()}}, path)
    assert [step.doing for step in import_weights(InProcess(), path)][-1] == "storing"

    session = Session.create(write_square_clip(tmp_path / "square", frames=3))
    number = session.add_object().object_id
    session.correct(number, 0, truth(0))
    list(propagate(session, InProcess(), [number], "aot-t"))
    made = session.mask(number, 2).provenance
    assert (made.kind, made.model) == (Kind.PROPAGATION, "aot-t")
    assert made.weights == weights.sha256_of(path)
    session.close()
