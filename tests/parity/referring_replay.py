"""Replays the recorded cases of ReferFormer and MUTR on our networks and compares every probe."""

import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from rvos_studio.networks.language import PAD
from rvos_studio.networks.losses import thinned
from rvos_studio.networks.referring.levels import Level, as_tokens
from rvos_studio.networks.referring.loss import Target, losses, match, training_loss
from rvos_studio.networks.referring.network import Answer, ReferringNetwork, Seen
from rvos_studio.networks.referring.published import OPTIONAL, from_published
from rvos_studio.networks.referring.variants import Variant
from tests.parity.recorded import ORACLE, seeded

FOLDERS = {
    "r50": "resnet50",
    "swin-t": "swin-tiny",
    "video-swin-t": "video-swin-tiny",
    "video-swin-b": "video-swin-base",
}
MEAN, STD = (np.array(v, np.float32) for v in ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]))


def folder_of(variant: Variant) -> Path:
    """Where the record of a variant lies: `mutr-r50` is `mutr/resnet50` there."""
    family, backbone = variant.name.split("-", 1)
    return ORACLE / family / FOLDERS.get(backbone, backbone)


def record_of(variant: Variant) -> dict[str, Any]:
    """All that was recorded; no cases for a variant that nobody published."""
    path = folder_of(variant) / "golden.json"
    return json.loads(path.read_text()) if path.is_file() else {"cases": {}}


def published_state(variant: Variant) -> dict[str, Tensor]:
    """The seeded state under its published names, without those that are not loaded."""
    manifest = json.loads((folder_of(variant) / "manifest.json").read_text())
    loaded = {
        name: entry
        for name, entry in manifest.items()
        if not any(re.fullmatch(pattern, name) for pattern in OPTIONAL)
    }
    state = seeded.seeded_state(loaded)
    return {name: torch.from_numpy(value) for name, value in state.items()}


def seeded_network(variant: Variant) -> ReferringNetwork:
    return from_published(variant, published_state(variant))


@dataclass(frozen=True)
class Inputs:
    """What a case is asked."""

    clips: Tensor
    padding: Tensor | None
    sizes: Tensor
    tokens: Tensor


def inputs_of(case: dict[str, Any]) -> Inputs:
    """Clips side by side in one batch, zeros around the smaller ones."""
    given = case["inputs"]
    clips = []
    for video, seed in zip(given["videos"], given["video_seeds"], strict=True):
        clip = (seeded.seeded_video(*video, seed=seed).astype(np.float32) / 255 - MEAN) / STD
        clips.append(torch.from_numpy(clip).permute(0, 3, 1, 2))
    sizes = torch.tensor(given["sizes"])
    most = sizes.amax(0)
    padding = torch.ones(len(clips), *most.tolist(), dtype=torch.bool)
    for one, (height, width) in zip(padding, sizes.tolist(), strict=True):
        one[:height, :width] = False
    clips = [
        F.pad(clip, (0, int(most[1] - clip.shape[-1]), 0, int(most[0] - clip.shape[-2])))
        for clip in clips
    ]
    tokens = torch.full((len(clips), max(map(len, given["token_ids"]))), PAD)
    for line, ids in zip(tokens, given["token_ids"], strict=True):
        line[: len(ids)] = torch.tensor(ids)
    return Inputs(torch.stack(clips), padding if padding.any() else None, sizes, tokens)


@dataclass
class Result:
    """What a replayed case showed."""

    probes: dict[str, float] = field(default_factory=dict)
    """Error by probe, as a multiple of the one advised."""
    missing: list[str] = field(default_factory=list)
    """Recorded probes that we have nothing for."""
    best: list[int] = field(default_factory=list)
    """The query of the highest score of each clip."""
    answers: list[Answer] = field(default_factory=list)


def replay(network: ReferringNetwork, case: dict[str, Any], advised: dict[str, float]) -> Result:
    """Ask `network` what the case asks. `advised`: errors of 1 in what is returned, by kind of probe."""
    inputs, result = inputs_of(case), Result()
    found: dict[str, Tensor] = {}
    hooks = [
        module.register_forward_hook(_keeping(found, name, view))
        for module, name, view in _watched(network, *inputs.clips.shape[:2])
    ]
    try:
        seen = network.see(inputs.clips, inputs.padding, inputs.sizes)
        text = network.read(inputs.tokens)
        result.answers = network.answer(seen, text, every_layer=True)
    finally:
        for hook in hooks:
            hook.remove()
    found |= _positions(seen, len(inputs.clips) * inputs.clips.shape[1])
    found |= {"text.words": text.words, "text.sentence": text.sentence}
    found["text.pos"] = text.position.mT
    _join(found, "decoder.hs"), _join(found, "decoder.inter_references"), _join(found, "mti.out")
    for number, answer in enumerate(result.answers):
        prefix = "" if number == len(result.answers) - 1 else f"aux.{number}."
        found[f"{prefix}pred_logits"] = answer.logits
        found[f"{prefix}pred_boxes"] = answer.boxes
        found[f"{prefix}pred_masks"] = answer.masks
    clips = len(inputs.clips)
    found["reference_points"] = found["decoder.last_reference"].unflatten(0, (clips, -1))
    for name, probe in case["probes"].items():
        if name not in found:
            result.missing.append(name)
            continue
        error = seeded.probe_error(found[name].detach().numpy(), probe)
        kind = name.rpartition(".")[2]
        if kind in ("pred_logits", "pred_boxes"):
            error *= probe["std"]
        result.probes[name] = error / advised.get(kind, advised["probe"])
    scores = result.answers[-1].logits[..., 0].sigmoid().mean(1)
    result.best = scores.argmax(1).tolist()
    return result


def target_of(case: dict[str, Any], recorded: dict[str, Any]) -> Target:
    """The object that a recorded loss was taken against."""
    videos = case["inputs"]["videos"]
    height, width = (max(video[axis] for video in videos) for axis in (1, 2))
    masks = torch.zeros(len(videos), videos[0][0], height, width)
    for one, video, how in zip(masks, videos, recorded["mask_seeds"], strict=True):
        labels = seeded.seeded_masks(*video, 1, seed=how["seed"])
        if how["emptied_frame"] is not None:
            labels[how["emptied_frame"]] = 0
        one[:, : video[1], : video[2]] = torch.from_numpy(labels)
    boxes, visible = (
        torch.tensor([one[key] for one in recorded["targets"]]) for key in ("boxes", "valid")
    )
    return Target(thinned(masks), boxes, visible)


TERMS = {"class": "ce", "box": "bbox", "giou": "giou", "mask": "mask", "dice": "dice"}
"""What the terms of the loss are called in the record."""


def loss_errors(
    answers: list[Answer], target: Target, recorded: dict[str, Any]
) -> dict[str, float]:
    """Relative errors of costs and losses of every answer; infinite where another query is matched."""
    errors = {"total": _relative(training_loss(answers, target), recorded["total"])}
    for number, answer in enumerate(answers):
        layer, suffix = f"aux_{number}", f"_{number}"
        if number == len(answers) - 1:
            layer, suffix = "main", ""
        costs = match(answer, target)
        errors[f"{layer} costs"] = _relative(costs, recorded["matcher_cost"][layer])
        matched = costs.argmin(1)
        if matched.tolist() != recorded["matcher"][layer]:
            errors[f"{layer} match"] = math.inf
        for name, value in losses(answer, target, matched).items():
            errors[f"{layer} {name}"] = _relative(
                value, recorded["losses"][f"loss_{TERMS[name]}{suffix}"]
            )
    return errors


def _relative(value: Tensor, recorded: Any) -> float:
    expected = torch.tensor(recorded)
    return float(((value.detach() - expected).abs() / expected.abs()).max())


View = Callable[[Any, Any], Any]


def _keeping(found: dict[str, Tensor], name: str, view: View) -> Callable[..., None]:
    def keep(_module: nn.Module, given: Any, answer: Any) -> None:
        value = view(given, answer)
        place = name
        if place.endswith("*"):
            place = f"{name[:-1]}{sum(one.startswith(name[:-1]) for one in found)}"
        found[place] = value

    return keep


def _watched(
    network: ReferringNetwork, clips: int, length: int
) -> list[tuple[nn.Module, str, View]]:
    """Modules, the probe that is seen there, and how; a name with `*` is counted, one call after the other."""

    def whole(_given: Any, answer: Any) -> Any:
        return answer

    def first(_given: Any, answer: Any) -> Any:
        return answer[0]

    def tokens_first(_given: Any, answer: Any) -> Any:
        return answer.transpose(0, 1)

    def cells_first(_given: Any, answer: Any) -> Any:
        return as_tokens(answer, clips).transpose(0, 1)

    def for_each_frame(_given: Any, answer: Any) -> Any:
        return answer.repeat_interleave(frames // len(answer), 0)

    def features(_given: Any, answer: Level) -> Tensor:
        return answer.features

    frames, model = clips * length, network.text_encoder.model
    watched: list[tuple[nn.Module, str, View]] = [
        (model.embeddings, "text.embeddings", whole),
        (network.text_encoder, "text.last_hidden", first),
        (network.text_encoder, "text.pooled", lambda _g, answer: answer[1]),
        (network.fuse, "fused.*", features),
        (network.encoder, "encoder.memory", whole),
        (network.pixel_decoder.mask_features, "fpn.mask_features", whole),
        (network.mask_parameters, "mask_params.*", for_each_frame),
        (network.decoder, "query_content", lambda g, _a: g[0][:, 0].unflatten(0, (clips, -1))),
        (network.decoder, "decoder.init_reference", lambda g, _a: g[2]),
        (network.decoder, "decoder.last_reference", lambda _g, a: a[-2].box[..., :2]),
        (network.decoder, "decoder.hs", lambda _g, a: [one.state for one in a]),
        (network.decoder, "decoder.inter_references", lambda _g, a: [one.box for one in a]),
    ]
    for number in range(4):
        watched.append((network.backbone, f"backbone.{number}", lambda _g, a, n=number: a[n]))
        watched.append(
            (network.project, f"input_proj.{number}", lambda _g, a, n=number: a[n].features)
        )
    for number, (encoder, decoder) in enumerate(
        zip(network.encoder.layers, network.decoder.layers, strict=True)
    ):
        watched += [
            (encoder, f"encoder.{number}", whole),
            (decoder.self_attention.attention, f"decoder.{number}.self_attn", first),
            (decoder.cross_attention, f"decoder.{number}.cross_attn", whole),
        ]
    for number, stage in enumerate(network.pixel_decoder.stages):
        watched += [
            (stage.block, f"fpn.cross_attn_{4 - number}", cells_first),
            (stage, f"fpn.layer_{4 - number}", whole),
        ]
    if network.variant.interactive:
        watched.append((network.aggregate, "mta.*", lambda _g, a: a.words.transpose(0, 1)))
        watched.append((network.interact, "mti.out", lambda _g, a: a.unflatten(0, (-1, clips))))
        for number in range(3):
            of_frames = network.interact.frame_perceptrons[number]
            of_clip = network.interact.clip_perceptrons[number]
            watched.append((of_frames, f"mti.enc.{number}", tokens_first))
            watched.append((of_clip, f"mti.dec.{number}", tokens_first))
    return watched


def _positions(seen: Seen, frames: int) -> dict[str, Tensor]:
    levels = [seen.finest, *seen.levels]
    names = ("pos.0", "pos.1", "pos.2", "pos.3", "pos.64")
    return {
        name: level.position.expand(frames, -1, -1, -1)
        for name, level in zip(names, levels, strict=True)
    }


def _join(found: dict[str, Any], name: str) -> None:
    if isinstance(found.get(name), list):
        found[name] = torch.stack(found[name])
