"""What cells hear, where it points, and what is shown there."""

import pytest
import torch

from rvos_studio.networks.grounding import Asked, Grounding, scaled

HEIGHT, WIDTH, TEXT = 64, 96, 12


def made(seed=0):
    torch.manual_seed(seed)
    return Grounding(4, TEXT).eval()


def stirred(grounding):
    """With weights as they may be after training: what is silent at first speaks."""
    generator = torch.Generator().manual_seed(5)
    for each in grounding.parameters():
        each.data += 0.05 * torch.randn(each.shape, generator=generator)
    return grounding


def maps(count, seed=1):
    generator = torch.Generator().manual_seed(seed)
    sizes = ((24, 4), (40, 8), (112, 16), (320, 16))
    return [torch.randn(count, c, HEIGHT // s, WIDTH // s, generator=generator) for c, s in sizes]


def words(count, length, seed=2):
    return torch.randn(count, length, TEXT, generator=torch.Generator().manual_seed(seed))


def evidence(count):
    found = torch.full((count, 4, HEIGHT // 8, WIDTH // 8), -1.0)
    found[:, :, 1:4, 1:5] = 1.0
    return found


@torch.inference_mode()
def test_before_it_is_trained_it_shows_the_evidence():
    grounding = made()
    grounded = grounding(maps(2), Asked(words(2, 5)), evidence(2))
    prior = (evidence(2) * grounding.trust[:, None, None]).sum(1, keepdim=True)
    assert torch.allclose(grounded.coarse, prior, atol=1e-5)
    assert torch.allclose(grounded.fine, scaled(prior, (HEIGHT // 4, WIDTH // 4)), atol=1e-5)
    assert grounded.present.shape == (2,)


@torch.inference_mode()
def test_a_frame_is_looked_at_once_for_all_questions():
    grounding, frames = stirred(made()), torch.tensor([0, 0, 1])
    asked, heard_of = Asked(words(3, 5)), evidence(3)
    viewed = grounding.look(maps(2)).of(frames)
    heard = grounding.hear(viewed, asked, heard_of)
    fine, coarse = grounding.show(viewed, heard, heard.points.argmax(1))
    each = [one[frames] for one in maps(2)]
    alone = grounding(each, asked, heard_of)
    assert torch.allclose(fine, alone.fine, atol=1e-4)
    assert torch.allclose(coarse, alone.coarse, atol=1e-4)
    assert torch.allclose(heard.present, alone.present, atol=1e-5)


@torch.inference_mode()
def test_words_after_the_end_of_a_sentence_are_not_heard():
    grounding = stirred(made())
    longer = words(1, 7)
    present = torch.tensor([[True] * 4 + [False] * 3])
    padded = grounding(maps(1), Asked(longer, present), evidence(1))
    short = grounding(maps(1), Asked(longer[:, :4]), evidence(1))
    assert torch.allclose(padded.fine, short.fine, atol=1e-4)
    assert torch.allclose(padded.present, short.present, atol=1e-5)


@torch.inference_mode()
def test_every_word_counts():
    grounding, said = stirred(made()), words(1, 5)
    viewed = grounding.look(maps(1))
    before = grounding.hear(viewed, Asked(said), evidence(1)).points
    for number in range(5):
        other = said.clone()
        other[:, number] = words(1, 1, seed=9)[:, 0]
        after = grounding.hear(viewed, Asked(other), evidence(1)).points
        assert (before - after).abs().max() > 1e-3


@torch.inference_mode()
def test_places_are_told_apart_where_all_looks_the_same():
    grounding = stirred(made())
    even = [torch.ones_like(one) for one in maps(1)]
    points = grounding.hear(grounding.look(even), Asked(words(1, 5)), evidence(1) * 0).points
    assert points.unique().numel() == points.numel()


@torch.inference_mode()
def test_what_is_shown_depends_on_the_cell():
    grounding = stirred(made())
    viewed = grounding.look(maps(1))
    heard = grounding.hear(viewed, Asked(words(1, 5)), evidence(1))
    one, other = (grounding.show(viewed, heard, torch.tensor([cell]))[0] for cell in (0, 23))
    assert not torch.allclose(one, other, atol=1e-2)


@pytest.mark.parametrize("size", [(32, 32), (192, 320), (64, 256)])
@torch.inference_mode()
def test_frames_of_any_size(size):
    height, width = size
    sizes = ((24, 4), (40, 8), (112, 16), (320, 16))
    each = [torch.randn(1, c, height // s, width // s) for c, s in sizes]
    found = torch.zeros(1, 4, height // 8, width // 8)
    fine = made()(each, Asked(words(1, 3)), found).fine
    assert fine.shape == (1, 1, height // 4, width // 4)
    assert fine.isfinite().all()


@torch.inference_mode()
def test_frames_of_a_clip_are_seen_together():
    grounding = stirred(made())
    clip = maps(4)
    alone = grounding.look(clip).deep
    together = grounding.look(clip, 2).deep
    assert (alone - together).abs().max() > 1e-3
    first = grounding.look([one[:2] for one in clip], 2).deep
    assert torch.allclose(first, together[:2], atol=1e-5)
    heard = grounding(clip, Asked(words(2, 5)).each(2), evidence(4))
    assert heard.fine.shape[0] == 4


def test_channels_are_forgotten_for_whole_clips():
    torch.manual_seed(0)
    grounding = made().train()
    left = grounding._remembered(torch.ones(6, 40, 3, 4), 2)
    seen = left.flatten(2).any(2)
    assert torch.equal(seen[::2], seen[1::2])
    assert 0 < seen.float().mean() < 1
    assert not torch.equal(seen[0], seen[2])


def test_sentences_for_every_frame_of_a_clip():
    asked = Asked(words(2, 3), torch.tensor([[True] * 3, [True, True, False]]))
    each = asked.each(2)
    assert torch.equal(each.words, asked.words[[0, 0, 1, 1]])
    assert torch.equal(each.present, asked.present[[0, 0, 1, 1]])
    assert each.frames == 2
    assert Asked(words(2, 3)).each(2).present is None
