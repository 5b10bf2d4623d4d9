"""The tiny SOC: shapes, batches, padding, which layers answer, what learns, and answers that must not change."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
import torch

from rvos_studio.networks.language import PAD
from rvos_studio.networks.referring.soc.network import Soc
from rvos_studio.networks.referring.soc.pixel_decoder import PlainPixelDecoder
from rvos_studio.networks.referring.soc.published import OPTIONAL, from_published, published_names
from rvos_studio.networks.referring.soc.variants import VARIANTS
from tests.networks.named import filled, random_of
from tests.networks.referring.test_network import SENTENCE, ask, clip, parts, same
from tests.parity.recorded import ORACLE, PRESENT

TINY = VARIANTS["soc-tiny"]
RECORDED = Path(__file__).with_name("answers.json")
FOLDERS = {"soc-video-swin-t": "video-swin-tiny", "soc-video-swin-b": "video-swin-base"}


def state_of(variant):
    return filled(lambda: Soc(variant), published_names(variant))


@pytest.fixture(scope="module")
def network():
    return from_published(TINY, state_of(TINY))


def test_answers_are_for_each_frame_and_query(network):
    answer = ask(network, clip(), SENTENCE)
    assert answer.logits.shape == (1, 3, 5, 1)
    assert answer.boxes.shape == (1, 3, 5, 4)
    assert answer.masks.shape == (1, 3, 5, 13, 18)
    assert answer.clip_states.shape == (1, 5, 32)
    assert ((answer.boxes > 0) & (answer.boxes < 1)).all()


def test_tiny_is_tiny(network):
    assert sum(one.numel() for one in network.parameters()) < 2_000_000


def test_clips_and_sentences_of_a_batch_do_not_meet(network):
    clips = clip(n=2)
    tokens = torch.tensor([SENTENCE[0].tolist(), [0, 627, 11, 5, 2, PAD, PAD]])
    together = ask(network, clips, tokens)
    with torch.inference_mode():
        summary = network.summary(network.see(clips), network.read(tokens))
    for number, line in enumerate(tokens):
        sentence = line[line != PAD][None]
        alone = ask(network, clips[number : number + 1], sentence)
        one = type(alone)(*(value[number : number + 1] for value in parts(together)))
        assert same(alone, one)
        with torch.inference_mode():
            seen, text = network.see(clips[number : number + 1]), network.read(sentence)
            said = network.summary(seen, text)
        assert torch.allclose(said, summary[number : number + 1], atol=1e-5)


def test_clips_of_a_batch_do_not_meet_in_training_either():
    network = from_published(TINY, state_of(TINY)).train()
    clips, tokens = clip(n=2), SENTENCE.expand(2, -1)
    together = ask(network, clips, tokens)
    alone = ask(network, clips[1:], SENTENCE)
    assert same(alone, type(alone)(*(value[1:] for value in parts(together))))


def test_the_first_layer_answers_unless_the_network_learns():
    network = from_published(TINY, state_of(TINY))
    first = ask(network, clip(), SENTENCE)
    with torch.inference_mode():
        seen, text = network.see(clip()), network.read(SENTENCE)
        decoded = network.decode(seen, text)
        every = network.answer(seen, text, every_layer=True)
        assert len(every) == 2
        assert same(every[-1], first)
        # What the clip says is the same for all, and was computed from the last layer.
        of_clip = network.cluster(decoded.states[-1][None], text.sentence)
        assert torch.allclose(of_clip, first.clip_states, atol=1e-5)
        logits = network.class_heads[0](decoded.states[0] + of_clip)
        assert torch.allclose(logits[None], first.logits, atol=1e-5)
        network.train()
        learning = network.answer(seen, text, every_layer=True)
        assert len(learning) == 2
        (last,) = network.answer(seen, text)
    assert same(last, learning[-1])
    # With the last layer's states both speak of the same clip.
    assert same(last, every[0])
    assert not torch.allclose(learning[0].clip_states, learning[1].clip_states, atol=1e-3)


def test_queries_of_all_frames_meet(network):
    """Of nine, more than twice as many as meet in MUTR's windows."""
    states = torch.randn(1, 9, 5, 32, generator=torch.Generator().manual_seed(1))
    changed = states.clone()
    changed[:, 8] += torch.linspace(-1, 1, 32)
    sentence = torch.zeros(1, 32)
    seen = []
    perceptron = network.cluster.frame_perceptrons[0]
    hook = perceptron.register_forward_hook(lambda *call: seen.append(call[-1]))
    with torch.inference_mode():
        network.cluster(states, sentence)
        network.cluster(changed, sentence)
    hook.remove()
    first, second = (one.view(9, 5, 32) for one in seen)
    assert ((first - second).abs().amax((1, 2)) > 1e-6).all()


def test_every_parameter_learns():
    torch.manual_seed(1)
    network = Soc(TINY).train()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(0.05 * torch.randn_like(parameter))
    seen, text = network.see(clip()), network.read(SENTENCE)
    answers = network.answer(seen, text, every_layer=True)
    generator = torch.Generator().manual_seed(4)
    values = [value for answer in answers for value in parts(answer)]
    loss = sum(
        (value * torch.randn(value.shape, generator=generator)).mean()
        for value in (*values, network.summary(seen, text))
    )
    loss.backward()
    unlearnt = {
        name
        for name, parameter in network.named_parameters()
        if parameter.grad is None or not parameter.grad.any()
    }
    assert unlearnt == set()


def test_mask_features_are_eight_and_four_pixels_a_cell():
    decoder = PlainPixelDecoder((256, 256, 256, 96))
    assert [norm.num_channels for norm in decoder.norms] == [256, 128, 64, 32, 16]
    assert decoder.channels == 8


def test_a_second_release_calls_one_part_otherwise(network):
    state = {re.sub(r"^voc\.", "vita.", name): value for name, value in state_of(TINY).items()}
    assert any(name.startswith("vita.") for name in state)
    other = from_published(TINY, state)
    assert same(ask(network, clip(), SENTENCE), ask(other, clip(), SENTENCE))


def test_the_state_says_how_many_classes_there_are():
    state = state_of(TINY)
    for name in [name for name in state if name.startswith("class_embed.")]:
        state[name] = state[name].repeat_interleave(65, 0)
    network = from_published(TINY, state)
    assert ask(network, clip(), SENTENCE).logits.shape == (1, 3, 5, 65)


def test_a_state_that_does_not_fit_is_refused_with_names():
    state = state_of(TINY)
    del state["txt_proj.fc.bias"]
    state["mti.query_feat.weight"] = torch.zeros(5, 32)
    with pytest.raises(RuntimeError) as refused:
        from_published(TINY, state)
    for name in ("project_text.linear.bias", "mti.query_feat.weight"):
        assert name in str(refused.value)


@pytest.mark.parametrize("name", VARIANTS)
def test_no_two_parameters_share_a_published_name(name):
    names = published_names(VARIANTS[name])
    assert len(set(names.values())) == len(names)
    assert not any(re.fullmatch("|".join(OPTIONAL), published) for published in names.values())


@pytest.mark.oracle
@pytest.mark.skipif(not PRESENT, reason="the recorded answers are not beside the checkout")
@pytest.mark.parametrize("name", FOLDERS)
def test_published_names_and_shapes_are_the_recorded_ones(name):
    manifest = json.loads((ORACLE / "soc" / FOLDERS[name] / "manifest.json").read_text())
    with torch.device("meta"):
        state = Soc(VARIANTS[name]).state_dict()
    names = published_names(VARIANTS[name])
    assert {names[n]: list(value.shape) for n, value in state.items()} == {
        published: entry["shape"]
        for published, entry in manifest.items()
        if not re.fullmatch("|".join(OPTIONAL), published)
    }


def answers():
    """Some of the numbers that the tiny network gives for ten frames."""
    noise = random_of("clip").standard_normal((10, 3, 6, 8), dtype=np.float32)
    size = {"size": (50, 70), "mode": "bicubic"}
    clips = torch.nn.functional.interpolate(torch.from_numpy(noise), **size)[None]
    answer = ask(from_published(TINY, state_of(TINY)), clips, SENTENCE)
    found = [value.flatten()[:: max(1, value.numel() // 50)] for value in parts(answer)]
    return [one.numpy() for one in found]


def test_answers_are_those_recorded_when_parity_was_shown():
    recorded = json.loads(RECORDED.read_text())
    for found, expected in zip(answers(), map(np.array, recorded), strict=True):
        np.testing.assert_allclose(found, expected, atol=2e-4 * expected.std() + 1e-5)


if __name__ == "__main__":
    RECORDED.write_text(json.dumps([np.round(one.astype(float), 7).tolist() for one in answers()]))
