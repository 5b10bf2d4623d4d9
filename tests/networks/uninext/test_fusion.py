"""Early fusion: both directions by hand, batches, gradients."""

import torch

from rvos_studio.networks.uninext.fusion import EarlyFusion


def tiny():
    torch.manual_seed(1)
    fusion = EarlyFusion(channels=6, text=10, fused=8, heads=2)
    for parameter in fusion.parameters():
        torch.nn.init.normal_(parameter, std=0.5)
    return fusion


def normed(x, norm):
    x = (x - x.mean(-1, keepdim=True)) / (x.var(-1, correction=0, keepdim=True) + 1e-5).sqrt()
    return x * norm.weight + norm.bias


@torch.inference_mode()
def test_both_directions_by_hand():
    fusion = tiny().double()
    picture, words = torch.randn(1, 5, 6).double(), torch.randn(1, 3, 10).double()
    v, t = normed(picture[0], fusion.picture_norm), normed(words[0], fusion.words_norm)
    found_v, found_t = [], []
    for head in (slice(0, 4), slice(4, 8)):
        alike = fusion.picture_key(v)[:, head] @ fusion.words_key(t)[:, head].T / 4**0.5
        found_v.append(alike.softmax(1) @ fusion.words_value(t)[:, head])
        found_t.append(alike.softmax(0).T @ fusion.picture_value(v)[:, head])
    expected_v = v + fusion.picture_scale * fusion.to_picture(torch.cat(found_v, 1))
    expected_t = t + fusion.words_scale * fusion.to_words(torch.cat(found_t, 1))
    ours_v, ours_t = fusion(picture, words)
    assert torch.allclose(ours_v[0], expected_v, atol=1e-12)
    assert torch.allclose(ours_t[0], expected_t, atol=1e-12)


@torch.inference_mode()
def test_frames_of_a_batch_do_not_meet():
    fusion = tiny()
    picture, words = torch.randn(3, 5, 6), torch.randn(3, 2, 10)
    for together, alone in zip(
        fusion(picture, words), fusion(picture[1:2], words[1:2]), strict=True
    ):
        assert torch.allclose(together[1:2], alone, atol=1e-5)


def test_every_parameter_learns():
    fusion = tiny()
    picture, words = fusion(torch.randn(2, 5, 6), torch.randn(2, 3, 10))
    (picture.pow(3).sum() + words.pow(3).sum()).backward()
    assert all(parameter.grad.any() for parameter in fusion.parameters())
