"""Fixtures that every test may use."""

import os
from pathlib import Path

import pytest

from rvos_studio.models import catalogue
from rvos_studio.training.synth import SyntheticSource
from tests.plugins import install_example

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ["LANGUAGE"] = "en"  # what windows say is looked at

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory, monkeypatch):
    """Settings, weights and log of a test are its own."""
    monkeypatch.setenv("RVOS_STUDIO_HOME", str(tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real clips and recorded reference values beside the checkout."""
    if not SHARED.is_dir():
        pytest.skip("there is no folder of clips and reference values beside the checkout")
    return SHARED


@pytest.fixture(scope="session")
def made_up() -> SyntheticSource:
    """Clips of 4 frames of 64x48 pixels with exact truth and expressions: `made_up.clip(number)`."""
    return SyntheticSource(seed=1, height=48, width=64, frames=4)


@pytest.fixture
def plug(monkeypatch):
    """Let the catalogue find the plugins in a folder."""

    def plug(folder):
        monkeypatch.syspath_prepend(folder)
        catalogue._collected.cache_clear()

    yield plug
    monkeypatch.undo()
    catalogue._collected.cache_clear()


@pytest.fixture(scope="session")
def example_plugin(tmp_path_factory) -> Path:
    """The folder that pip has installed the example plugin into."""
    return install_example("example-segmenter", tmp_path_factory.mktemp("plugins"))


@pytest.fixture(scope="session")
def example_clicks(tmp_path_factory) -> Path:
    """The folder that pip has installed the example of a click segmenter into."""
    return install_example("example-clicks", tmp_path_factory.mktemp("plugins"))
