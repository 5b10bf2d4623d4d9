"""Text encoders: places and padding, no files, and no transformers before a network is built."""

import subprocess
import sys

import pytest
import torch

from rvos_studio.networks.language import PAD, Roberta, TextProjection


@pytest.fixture(scope="module")
def roberta():
    torch.manual_seed(1)
    return Roberta(width=16, layers=2, heads=2, vocabulary=50).eval()


def test_padding_changes_nothing(roberta):
    tokens = torch.tensor([[0, 7, 9, 2, PAD, PAD], [0, 7, 9, 8, 11, 2]])
    with torch.inference_mode():
        together, alone = roberta(tokens), roberta(tokens[:1, :4])
    assert torch.allclose(together.words[:1, :4], alone.words, atol=1e-6)
    assert torch.allclose(together.sentence[:1], alone.sentence, atol=1e-6)


def test_places_are_those_of_the_published_networks(roberta):
    """The first token has place 2: 0 is nobody's, 1 that of padding."""
    seen = []
    embedding = roberta.model.embeddings.position_embeddings
    hook = embedding.register_forward_hook(lambda _m, given, _a: seen.append(given[0]))
    with torch.inference_mode():
        roberta(torch.tensor([[0, 7, 2, PAD, PAD], [0, 7, 9, 8, 2]]))
    hook.remove()
    assert seen[0].tolist() == [[2, 3, 4, 1, 1], [2, 3, 4, 5, 6]]


def test_nothing_is_left_to_chance_in_training(roberta):
    tokens = torch.tensor([[0, 7, 9, 2]])
    roberta.train()
    first, second = roberta(tokens), roberta(tokens)
    roberta.eval()
    assert torch.equal(first.words, second.words)


def test_it_can_be_made_without_memory_and_filled_later(roberta):
    with torch.device("meta"):
        other = Roberta(width=16, layers=2, heads=2, vocabulary=50)
    other.load_state_dict(roberta.state_dict(), assign=True)
    assert not [name for name, value in other.eval().named_buffers() if value.is_meta]
    tokens = torch.tensor([[0, 7, 9, 2]])
    with torch.inference_mode():
        assert torch.equal(other(tokens).words, roberta(tokens).words)


def test_the_projection_norms_with_the_published_epsilon():
    projection = TextProjection(4, 8)
    assert projection.norm.eps == 1e-12
    out = projection(torch.randn(3, 4))
    assert torch.allclose(out.var(-1, unbiased=False), torch.ones(3), atol=1e-4)


def test_the_program_starts_without_transformers():
    code = "import sys, rvos_studio.cli, rvos_studio.app;sys.exit('transformers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
