import numpy as np
import pytest

from rvos_studio.errors import BadInput
from rvos_studio.fusion import Vote, fuse, votes_needed
from rvos_studio.masks import Mask


def masks(*rows):
    return [Mask.from_array(np.array([row], bool)) for row in rows]


@pytest.mark.parametrize(
    ("votes", "threshold", "needed"),
    [
        (6, 0.5, 3),
        (5, 0.5, 3),
        (8, 0.5, 4),
        (4, 0.75, 3),
        (2, 0.5, 1),
        (3, 1.0, 3),
        (1, 0.01, 1),
        (10, 0.3, 3),
    ],
)
def test_the_share_becomes_a_count(votes, threshold, needed):
    assert votes_needed(votes, threshold) == needed


def test_pixels_with_enough_votes_win():
    voters = masks([1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0])
    assert fuse(voters, 0.5) == masks([1, 1, 0, 0])[0]
    assert fuse(voters, 1.0) == masks([1, 0, 0, 0])[0]
    assert fuse(voters, 0.1) == masks([1, 1, 1, 0])[0]


def test_one_member_is_its_own_fusion():
    only = masks([0, 1, 0])
    assert fuse(only, 1.0) == only[0]


@pytest.mark.parametrize("threshold", [0, -1, 1.01, float("nan")])
def test_a_threshold_is_a_share(threshold):
    with pytest.raises(BadInput, match="share"):
        Vote(("a",), threshold)


def test_what_cannot_be_fused_is_refused():
    with pytest.raises(BadInput, match="nothing to fuse"):
        fuse([], 0.5)
    with pytest.raises(BadInput, match="different sizes"):
        fuse([Mask.empty(2, 3), Mask.empty(3, 2)], 0.5)
