"""What a small network adds to the log-odds of its evidence."""

import torch

from rvos_studio.networks.aot.refinement import EVIDENCE, Refinement, margins


def given(objects=3):
    torch.manual_seed(0)
    return (
        torch.randn(2, objects, 6, 7),
        torch.randn(2, objects, EVIDENCE, 6, 7),
    )


@torch.no_grad()
def test_untrained_it_adds_nothing():
    assert not Refinement()(*given()).any()


@torch.no_grad()
def test_what_is_added_is_bounded():
    refinement = Refinement()
    torch.nn.init.constant_(refinement.end.bias, 1e3)
    assert 1 < refinement(*given()).max() < 10


@torch.no_grad()
def test_objects_are_refined_alike_in_any_order():
    refinement = Refinement().eval()
    torch.nn.init.normal_(refinement.end.weight)
    torch.nn.init.ones_(refinement.trust)
    margin, evidence = given()
    order = [2, 0, 1]
    added = refinement(margin, evidence)
    assert added.shape == (2, 3, 6, 7)
    assert added.std() > 0.01
    again = refinement(margin[:, order], evidence[:, order])
    torch.testing.assert_close(again, added[:, order])


def test_margins_are_above_the_background():
    logits = torch.arange(11.0)[None, :, None, None].expand(2, -1, 2, 2) + 5
    found = margins(logits, torch.tensor([[3, 1], [10, 2]]))
    assert torch.equal(found[:, :, 0, 0], torch.tensor([[3.0, 1.0], [10.0, 2.0]]))
