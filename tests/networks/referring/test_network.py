"""The tiny networks: shapes, batches, padding, who answers, what learns, and answers that must not change."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
import torch

from rvos_studio.networks.language import PAD
from rvos_studio.networks.referring.published import (
    OPTIONAL,
    build,
    from_published,
    published_names,
)
from rvos_studio.networks.referring.variants import VARIANTS
from tests.networks.named import filled, random_of
from tests.parity.recorded import PRESENT
from tests.parity.referring_replay import folder_of

RECORDED = Path(__file__).with_name("answers.json")
TINY = ("referformer-tiny", "mutr-tiny")
SENTENCE = torch.tensor([[0, 627, 2335, 11, 5, 1275, 2]])


@pytest.fixture(scope="module", params=TINY)
def network(request):
    torch.manual_seed(1)
    one = build(VARIANTS[request.param]).eval()
    with torch.no_grad():
        for name, parameter in one.named_parameters():
            if parameter.ndim < 2 or "offsets" in name or "weights" in name:
                parameter.add_(0.1 * torch.randn_like(parameter))
    return one


def clip(frames=3, height=50, width=70, n=1):
    generator = torch.Generator().manual_seed(2)
    return torch.randn(n, frames, 3, height, width, generator=generator)


@torch.inference_mode()
def ask(network, clips, tokens, padding=None, sizes=None):
    return network.answer(network.see(clips, padding, sizes), network.read(tokens))[-1]


def parts(answer):
    """Its tensors: networks that get no evidence do not say whether there is anything to be shown."""
    return [value for value in vars(answer).values() if value is not None]


def same(a, b, tolerance=1e-4):
    scale = a.masks.std()
    return (
        torch.allclose(a.logits, b.logits, atol=tolerance)
        and torch.allclose(a.boxes, b.boxes, atol=tolerance)
        and torch.allclose(a.masks, b.masks, atol=tolerance * float(scale))
    )


def test_answers_are_for_each_frame_and_query(network):
    answer = ask(network, clip(), SENTENCE)
    assert answer.logits.shape == (1, 3, 5, 1)
    assert answer.boxes.shape == (1, 3, 5, 4)
    assert answer.masks.shape == (1, 3, 5, 13, 18)
    assert ((answer.boxes > 0) & (answer.boxes < 1)).all()


@pytest.mark.parametrize("name", TINY)
def test_tiny_is_tiny(name):
    with torch.device("meta"):
        network = build(VARIANTS[name])
    assert sum(one.numel() for one in network.parameters()) < 2_000_000


def test_clips_and_sentences_of_a_batch_do_not_meet(network):
    clips = clip(n=2)
    tokens = torch.tensor([SENTENCE[0].tolist(), [0, 627, 11, 5, 2, PAD, PAD]])
    together = ask(network, clips, tokens)
    for number, line in enumerate(tokens):
        alone = ask(network, clips[number : number + 1], line[line != PAD][None])
        one = type(alone)(*(value[number : number + 1] for value in parts(together)))
        assert same(alone, one)


def test_several_sentences_share_what_was_seen(network):
    clips = clip()
    with torch.inference_mode():
        seen = network.see(clips)
        first, second = (
            network.answer(seen, network.read(SENTENCE[:, order]))[-1]
            for order in (range(7), [0, 3, 2, 1, 5, 4, 6])
        )
    assert same(first, ask(network, clips, SENTENCE))
    assert not torch.allclose(first.masks, second.masks, atol=1e-3)


def test_what_stands_on_padding_changes_nothing_for_queries_and_boxes(network):
    """It is only seen by the backbone, which knows of no padding: here it sees the same."""
    padding = torch.zeros(1, 64, 96, dtype=torch.bool)
    padding[:, 50:], padding[:, :, 70:] = True, True
    clips = clip(height=64, width=96)
    with torch.inference_mode():
        seen = network.see(clips, padding, torch.tensor([[50, 70]]))
        text = network.read(SENTENCE)
        first = network.answer(seen, text)[-1]
        for level in seen.levels:
            where = level.padding[:, None].expand_as(level.features)
            level.features[where] += 3.0
        # The fourth level is never padded as a whole: it has less than one cell of it.
        second = network.answer(seen, text)[-1]
    assert torch.allclose(first.boxes, second.boxes, atol=1e-5)
    assert torch.allclose(first.logits, second.logits, atol=1e-5)


def test_which_layers_answer():
    clips = clip(frames=2, height=32, width=48)
    for name, trained in (("referformer-tiny", 1), ("mutr-tiny", 2)):
        network = build(VARIANTS[name])
        for training, every, expected in (
            (False, False, 1),
            (False, True, 2 if name == "referformer-tiny" else 1),
            (True, True, 2),
            (True, False, trained),
        ):
            network.train(training)
            with torch.inference_mode():
                answers = network.answer(network.see(clips), network.read(SENTENCE), every)
            assert len(answers) == expected


def test_mutr_says_the_same_of_all_frames():
    torch.manual_seed(1)
    answer = ask(build(VARIANTS["mutr-tiny"]).eval(), clip(), SENTENCE)
    assert torch.equal(answer.logits, answer.logits[:, :1].expand_as(answer.logits))
    assert not torch.equal(answer.masks[:, 0], answer.masks[:, 1])


@pytest.mark.parametrize("name", TINY)
def test_every_parameter_learns(name):
    torch.manual_seed(1)
    network = build(VARIANTS[name]).train()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(0.05 * torch.randn_like(parameter))
    answers = network.answer(network.see(clip()), network.read(SENTENCE), every_layer=True)
    generator = torch.Generator().manual_seed(4)
    loss = sum(
        (value * torch.randn(value.shape, generator=generator)).mean()
        for answer in answers
        for value in parts(answer)
    )
    loss.backward()
    unlearnt = {
        name
        for name, parameter in network.named_parameters()
        if parameter.grad is None or not parameter.grad.any()
    }
    expected = {r"text_encoder\.model\.pooler.*"} if name == "mutr-tiny" else set()
    assert {n for n in unlearnt if not any(re.fullmatch(e, n) for e in expected)} == set()


@pytest.mark.parametrize("name", TINY)
def test_a_published_state_gives_the_same_network(name):
    torch.manual_seed(1)
    network = build(VARIANTS[name]).eval()
    names = published_names(VARIANTS[name])
    assert len(set(names.values())) == len(names)
    state = {names[ours]: value for ours, value in network.state_dict().items()}
    other = from_published(VARIANTS[name], state)
    assert same(ask(network, clip(), SENTENCE), ask(other, clip(), SENTENCE))
    assert not any(parameter.requires_grad for parameter in other.parameters())


def test_a_state_that_does_not_fit_is_refused_with_names():
    variant = VARIANTS["referformer-tiny"]
    names = published_names(variant)
    state = {names[ours]: value for ours, value in build(variant).state_dict().items()}
    del state["resizer.fc.bias"]
    state["MTA.layers.0.norm1.weight"] = torch.zeros(32)
    state["query_embed.weight"] = torch.zeros(7, 32)
    with pytest.raises(RuntimeError) as refused:
        from_published(variant, state)
    for name in ("project_text.linear.bias", "MTA.layers.0.norm1.weight", "query_positions.weight"):
        assert name in str(refused.value)


@pytest.mark.parametrize(
    "name",
    [
        "transformer.decoder.bbox_embed.3.layers.0.weight",
        "text_encoder.embeddings.position_ids",
        "backbone.0.body.layers.0.blocks.1.attn.relative_position_index",
        "backbone.0.body.total_ops",
        "total_params",
    ],
)
def test_what_nothing_depends_on_is_optional(name):
    assert any(re.fullmatch(pattern, name) for pattern in OPTIONAL)


@pytest.mark.parametrize("kind", [torch.bfloat16])
def test_half_precision_is_near(network, kind):
    exact = ask(network, clip(), SENTENCE)
    with torch.autocast("cpu", kind):
        rough = ask(network, clip(), SENTENCE)
    agreement = ((exact.masks > 0) == (rough.masks > 0)).float().mean()
    assert agreement > 0.97


def state_of(variant):
    return filled(lambda: build(variant), published_names(variant))


def answers(variant):
    """Some of the numbers that a tiny network gives for ten frames."""
    network = from_published(variant, state_of(variant))
    noise = random_of("clip").standard_normal((10, 3, 6, 8), dtype=np.float32)
    size = {"size": (50, 70), "mode": "bicubic"}
    clips = torch.nn.functional.interpolate(torch.from_numpy(noise), **size)[None]
    answer = ask(network, clips, SENTENCE)
    found = [value.flatten()[:: max(1, value.numel() // 50)] for value in parts(answer)]
    return [one.numpy() for one in found]


@pytest.mark.parametrize("name", TINY)
def test_answers_are_those_recorded_when_parity_was_shown(name):
    recorded = json.loads(RECORDED.read_text())[name]
    for found, expected in zip(answers(VARIANTS[name]), map(np.array, recorded), strict=True):
        np.testing.assert_allclose(found, expected, atol=2e-4 * expected.std() + 1e-5)


@pytest.mark.parametrize("name", VARIANTS)
def test_no_two_parameters_share_a_published_name(name):
    names = published_names(VARIANTS[name])
    assert len(set(names.values())) == len(names)
    assert not any(re.fullmatch("|".join(OPTIONAL), published) for published in names.values())


@pytest.mark.oracle
@pytest.mark.skipif(not PRESENT, reason="the recorded answers are not beside the checkout")
@pytest.mark.parametrize("name", [name for name in VARIANTS if name not in TINY])
def test_published_names_and_shapes_are_the_recorded_ones(name):
    variant = VARIANTS[name]
    manifest = json.loads((folder_of(variant) / "manifest.json").read_text())
    with torch.device("meta"):
        state = build(variant).state_dict()
    names = published_names(variant)
    assert {names[n]: list(value.shape) for n, value in state.items()} == {
        published: entry["shape"]
        for published, entry in manifest.items()
        if not re.fullmatch("|".join(OPTIONAL), published)
    }


if __name__ == "__main__":
    recorded = {
        name: [np.round(one.astype(float), 7).tolist() for one in answers(VARIANTS[name])]
        for name in TINY
    }
    RECORDED.write_text(json.dumps(recorded))
