"""Replays the recorded cases of SOC on our network and compares every probe."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, nn

from rvos_studio.networks.referring.levels import Level
from rvos_studio.networks.referring.network import Seen
from rvos_studio.networks.referring.soc.network import Soc, SocAnswer
from rvos_studio.networks.referring.soc.published import OPTIONAL, from_published
from rvos_studio.networks.referring.variants import Variant
from tests.parity.recorded import ORACLE, seeded
from tests.parity.referring_replay import Inputs, View, inputs_of

FOLDERS = {"soc-video-swin-t": "video-swin-tiny", "soc-video-swin-b": "video-swin-base"}
KEPT = {"pad2": (2, 1)}
"""Frames of each clip that a case keeps after the backbone."""


def record_of(variant: Variant) -> dict[str, Any]:
    """The recorded cases by name."""
    path = ORACLE / "soc" / FOLDERS[variant.name] / "golden.json"
    return json.loads(path.read_text())["cases"]


def published_state(variant: Variant) -> dict[str, Tensor]:
    """The seeded state under its published names, without those that are not loaded."""
    path = ORACLE / "soc" / FOLDERS[variant.name] / "manifest.json"
    loaded = {
        name: entry
        for name, entry in json.loads(path.read_text()).items()
        if not any(re.fullmatch(pattern, name) for pattern in OPTIONAL)
    }
    return {name: torch.from_numpy(value) for name, value in seeded.seeded_state(loaded).items()}


def seeded_network(variant: Variant) -> Soc:
    return from_published(variant, published_state(variant))


def inputs_of_soc(case: dict[str, Any]) -> Inputs:
    """What a case is asked; it says so in words."""
    videos, seeds = [], []
    for words in case["frames"]:
        numbers, seed = re.fullmatch(
            r"seeded_video\(([\d, ]+?)(?:, seed='(\w+)')?\)", words
        ).groups()
        videos.append([int(number) for number in numbers.split(",")])
        seeds.append(seed or "video")
    given = {
        "videos": videos,
        "video_seeds": seeds,
        "sizes": case["sizes"],
        "token_ids": case["token_ids"],
    }
    return inputs_of({"inputs": given})


def replay(
    network: Soc, name: str, case: dict[str, Any]
) -> tuple[dict[str, float], list[str], list[SocAnswer], Tensor]:
    """Errors by probe, probes that we have nothing for, the answers, and what the sentence says."""
    inputs = inputs_of_soc(case)
    found: dict[str, Tensor] = {"input.frames": inputs.clips.transpose(0, 1)}
    hooks = [
        module.register_forward_hook(_keeping(found, probe, view))
        for module, probe, view in _watched(network, len(inputs.clips))
    ]
    try:
        whole = network.see(inputs.clips, inputs.padding, inputs.sizes)
        kept = _kept(name, *inputs.clips.shape[:2])
        seen = _of_frames(whole, kept)
        for probe in ("input_proj0", "input_proj1", "input_proj2", "input_proj3"):
            found[probe] = found[probe][kept]
        text = network.read(inputs.tokens)
        answers = network.answer(seen, text, every_layer=True)
        for number, level in enumerate(seen.levels[:3]):
            words = network.fuse_words(text, level)
            found[f"fusion.language{number}"] = words.transpose(0, 1)
        summary = network.summary(seen, text)
    finally:
        for hook in hooks:
            hook.remove()
    found |= {"text.words": text.words.transpose(0, 1), "text.sentence": text.sentence}
    found["text.pos"] = text.position.mT
    for number, level in enumerate([whole.finest, *whole.levels[:3]]):
        found[f"pos.level{number}"] = level.position.expand(len(whole.sizes), -1, -1, -1)
    found["pos.extra"] = seen.levels[3].position.expand(len(seen.sizes), -1, -1, -1)
    sizes = [level.features.shape[-2:] for level in seen.levels]
    memory = found["encoder.layer2"].mT.split([h * w for h, w in sizes], -1)
    for number, (part, size) in enumerate(zip(memory[:3], sizes, strict=False)):
        found[f"transformer.memory{number}"] = part.unflatten(-1, size)
    clips = len(inputs.clips)
    layers = range(3) if network.training else (2, 1, 0)
    for call, (layer, answer) in enumerate(zip(layers, answers, strict=True)):
        found[f"head.masks{layer}"] = answer.masks.flatten(1, 2)
        prefix = "out" if answer is answers[-1] else f"aux{layer}"
        found[f"{prefix}.pred_cls"] = answer.logits.transpose(0, 1)
        found[f"{prefix}.pred_boxes"] = answer.boxes.transpose(0, 1)
        found[f"{prefix}.pred_masks"] = answer.masks.transpose(0, 1)
        found[f"{prefix}.pred_logit"] = answer.clip_states
        found[f"{prefix}.text_sentence_feature"] = summary
        kernels = found[f"kernels.{call}"].unflatten(0, (clips, -1))
        found[f"head.kernels{layer}"] = kernels.transpose(0, 1)
        found[f"head.bbox_delta{layer}"] = found[f"both.bbox_delta{layer}.1"]
    errors, missing = {}, []
    for probe, recorded in case["probes"].items():
        if probe in found:
            errors[probe] = seeded.probe_error(found[probe].detach().numpy(), recorded)
        else:
            missing.append(probe)
    return errors, missing, answers, summary


def _kept(name: str, clips: int, frames: int) -> Tensor:
    """Which of the frames of all clips are kept."""
    if name in KEPT:
        return torch.tensor([frames * clip + one for clip, one in enumerate(KEPT[name])])
    return torch.arange(clips * frames)


def _of_frames(seen: Seen, kept: Tensor) -> Seen:
    """What would have been seen of these frames had the backbone seen them all."""

    def of_level(level: Level) -> Level:
        padding, position = level.padding, level.position
        return replace(
            level,
            features=level.features[kept],
            position=position if len(position) == 1 else position[kept],
            padding=None if padding is None else padding[kept],
        )

    return Seen(of_level(seen.finest), tuple(map(of_level, seen.levels)), seen.sizes[kept])


def _keeping(found: dict[str, Tensor], name: str, view: View) -> Any:
    def keep(_module: nn.Module, given: Any, answer: Any) -> None:
        place = name
        if place.endswith("*"):
            place = f"{name[:-1]}{sum(one.startswith(name[:-1]) for one in found)}"
        found.setdefault(place, view(given, answer))

    return keep


def _watched(network: Soc, clips: int) -> Iterator[tuple[nn.Module, str, View]]:
    """Modules, the probe that is seen there, and how.

    A name with `*` is counted, one call after the other; of the others the first call is kept.
    """

    def whole(_given: Any, answer: Any) -> Any:
        return answer

    def first(_given: Any, answer: Any) -> Any:
        return answer if isinstance(answer, Tensor) else answer[0]

    def tokens_first(_given: Any, answer: Any) -> Any:
        return answer.transpose(0, 1)

    def cells_first(_given: Any, answer: Level) -> Tensor:
        return answer.tokens(clips).transpose(0, 1)

    model = network.text_encoder.model
    yield model.embeddings, "text.embeddings", whole
    for number, layer in enumerate(model.encoder.layer):
        yield layer, f"text.layer{number}", first
    yield network.text_encoder, "text.last_hidden", lambda _g, a: a.words
    yield network.text_encoder, "text.pooler", lambda _g, a: a.sentence

    swin = network.backbone.network
    yield swin.embedding, "backbone.patch_embed", lambda _g, a: a.permute(0, 4, 1, 2, 3)
    for number, stage in enumerate(swin.stages):
        for place, block in enumerate(stage):
            yield block, f"backbone.layers{number}.blocks{place}", whole
        yield network.backbone, f"backbone.level.{number}", lambda _g, a, n=number: a[n]
        yield network.project, f"input_proj{number}", lambda _g, a, n=number: a[n].features
    for number, merging in enumerate(swin.mergings):
        yield (
            merging,
            f"backbone.downsamples{number}",
            lambda _g, a: a.unflatten(0, (clips, -1)),
        )

    yield network.fuse, "fusion.vision*", cells_first
    for number, layer in enumerate(network.encoder.layers):
        yield layer, f"encoder.layer{number}", whole
    for number, layer in enumerate(network.decoder.layers):
        yield layer, f"decoder.layer{number}", whole
        # The decoder asks its head for a change of the bare state; then the answer does.
        head = network.decoder.box_heads[number]
        yield head, f"decoder.bbox_delta{number}", whole
        yield head, f"both.bbox_delta{number}.*", whole
        yield network.class_heads[number], f"head.class{number}", whole
    yield network.decoder, "transformer.hs", lambda _g, a: torch.stack([one.state for one in a])
    yield network.decoder, "transformer.init_reference", lambda g, _a: g[2]
    yield (
        network.decoder,
        "transformer.inter_references",
        lambda _g, a: torch.stack([one.box for one in a]),
    )

    cluster = network.cluster
    for number in range(3):
        yield cluster.among_frames[number], f"voc.enc_self_attn{number}", tokens_first
        yield cluster.frame_perceptrons[number], f"voc.enc_ffn{number}", tokens_first
        yield cluster.at_frames[number], f"voc.dec{number}.cross", tokens_first
        yield cluster.among_clip[number], f"voc.dec{number}.self", tokens_first
        yield cluster.clip_perceptrons[number], f"voc.dec{number}.ffn", tokens_first
    yield cluster, "voc.out", lambda _g, a: a.unflatten(0, (-1, clips))

    for number, norm in enumerate(network.pixel_decoder.norms, 1):
        yield norm, f"mask_features.gn{number}", whole
    yield (
        network.pixel_decoder.mask_features,
        "mask_features.out",
        lambda _g, a: a.unflatten(0, (clips, -1)).transpose(0, 1).flatten(0, 1),
    )
    yield network.mask_parameters, "kernels.*", whole
