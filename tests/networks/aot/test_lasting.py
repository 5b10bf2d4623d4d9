"""Memories made ready against plain attention over them."""

import pytest
import torch

from rvos_studio.networks import onednn
from rvos_studio.networks.aot.attention import Bound, attend
from rvos_studio.networks.aot.lasting import Folded, lasting

pytestmark = pytest.mark.skipif(not onednn.available(), reason="torch was built without oneDNN")


def memory(kinds, cells=200, varied=24, alike=16):
    """A memory with so many kinds of cells in its last channels."""
    torch.manual_seed(0)
    key, value = torch.randn(1, cells, 8), torch.randn(1, cells, varied)
    rows = torch.randn(kinds, alike)[torch.randint(0, kinds, (cells,))]
    rows[::9] = torch.randn(len(rows[::9]), alike)
    return Bound(key, torch.cat([value, rows[None]], -1))


@pytest.mark.parametrize("kinds", [1, 3, 6])
@pytest.mark.parametrize("block", [0, 7])
@torch.inference_mode()
def test_cells_that_agree_are_summed_first(kinds, block):
    bound = memory(kinds)
    ready = lasting(bound, 24)
    assert isinstance(ready.value, Folded)
    assert len(ready.value.runs) == kinds
    assert ready.value.alone + sum(ready.value.runs) == 200
    query = torch.randn(1, 30, 8)
    found = attend(query, ready.key, ready.value, 1, block)
    torch.testing.assert_close(found, attend(query, *bound, 1))


@torch.inference_mode()
def test_cells_with_the_same_sum_need_not_agree():
    bound = memory(1)
    bound.value[0, :150, 24:] = 0
    bound.value[0, :100, 24] = torch.arange(1.0, 101)
    bound.value[0, :100, 25] = -torch.arange(1.0, 101)
    ready = lasting(bound, 24)
    query = torch.randn(1, 30, 8)
    found = attend(query, ready.key, ready.value, 1)
    torch.testing.assert_close(found, attend(query, *bound, 1))


@torch.inference_mode()
def test_where_few_agree_all_stay_as_they_are():
    bound = memory(100)
    ready = lasting(bound, 24)
    assert not isinstance(ready.value, Folded)
    query = torch.randn(1, 30, 8)
    torch.testing.assert_close(attend(query, *ready, 1), attend(query, *bound, 1))


def test_memories_that_learn_stay_as_they_are():
    bound = memory(3)
    assert lasting(bound, 24) is bound
