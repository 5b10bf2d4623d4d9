import numpy as np
import pytest

from rvos_studio.masks import Mask
from rvos_studio.project import ClipRecord, Kind, Project, Provenance

HEIGHT, WIDTH, FRAMES = 6, 8, 20


@pytest.fixture
def clip() -> ClipRecord:
    return ClipRecord("/somewhere/clip.mp4", "clip", "abc", FRAMES, HEIGHT, WIDTH, 25.0)


@pytest.fixture
def project(tmp_path, clip):
    project = Project.create(tmp_path / "clip.rvos", clip)
    yield project
    project.close()


@pytest.fixture
def mask():
    """A mask whose pixels depend on a number."""

    def make(number: int) -> Mask:
        return Mask.from_array(np.random.default_rng(number).random((HEIGHT, WIDTH)) < 0.4)

    return make


PERSON = Provenance.now(Kind.PERSON)
FUSION = Provenance.now(Kind.FUSION, members=["a", "b"], threshold=0.5)
