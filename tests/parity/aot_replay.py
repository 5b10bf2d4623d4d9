"""Replays the recorded cases of AOT and DeAOT on our networks and compares every probe."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812

from rvos_studio.models.aot_propagator import OBJECTS, grouped, input_size, merge, normalised
from rvos_studio.networks.aot.attention import as_map
from rvos_studio.networks.aot.network import Encoded, Network, published_names, spanning
from rvos_studio.networks.aot.position import sine_position
from rvos_studio.networks.aot.variants import Variant
from tests.parity.recorded import ORACLE, seeded

FOLDER = ORACLE / "aot"
DECIDED = 1e-5
"""Where the two best probabilities differ by less, rounding decides the label."""


def folder_of(variant: Variant) -> Path:
    """Where the record of a variant lies: `r50-deaot-l` is `r50_deaotl` there."""
    *encoder, family, size = variant.name.split("-")
    return FOLDER / "_".join([*encoder, family + size])


def cases_of(variant: Variant) -> dict[str, Any]:
    """The recorded cases; none for the variants of which only names and shapes are recorded."""
    path = folder_of(variant) / "golden.json"
    return json.loads(path.read_text())["cases"] if path.is_file() else {}


def published_state(variant: Variant) -> dict[str, torch.Tensor]:
    """The seeded state under its published names, optional ones too."""
    manifest = json.loads((folder_of(variant) / "manifest.json").read_text())
    state = seeded.seeded_state(manifest)
    return {name: torch.from_numpy(value) for name, value in state.items()}


def seeded_network(variant: Variant) -> Network:
    names = set(published_names(variant).values())
    state = published_state(variant)
    return Network.from_published(variant, {n: v for n, v in state.items() if n in names})


@dataclass
class Result:
    """What a replayed case showed."""

    probes: dict[str, float] = field(default_factory=dict)
    """Relative error by step and probe: 'frame1 encoder.0'."""
    missing: list[str] = field(default_factory=list)
    """Recorded probes that we have nothing for."""
    pixels: int = 0
    """Label pixels that differ."""
    decided: int = 0
    """Of these, those that rounding does not explain."""

    @property
    def worst(self) -> float:
        return max(self.probes.values())


@torch.inference_mode()
def replay(network: Network, case: str) -> Result:
    """Carry the case's reference through its clip, with recorded labels fed back, and compare."""
    record = cases_of(network.variant)[case]
    labels = np.load(folder_of(network.variant) / "golden.npz")[f"labels_{case}"]
    clip = seeded.seeded_video(*(record[key] for key in ("frames", "height", "width")))
    objects, gap = record["objects"], record["long_term_mem_gap"]
    corners = network.variant.align_corners
    size = input_size(*clip.shape[1:3], 1.0, corners)
    result = Result()

    def decoded(answers: list[torch.Tensor], encoded: Encoded, found: dict[str, Any]) -> np.ndarray:
        """The labels, and the probes from the answers on."""
        logits = []
        for group, answer in enumerate(answers):
            alive = min(objects - group * OBJECTS, OBJECTS) + 1
            small = network.decode(answer, encoded)[:, :alive]
            found[f"logits_stride4.engine{group}"] = small
            large = F.interpolate(small, clip.shape[1:3], mode="bilinear", align_corners=corners)
            logits.append(large[0])
        merged = merge(logits)
        alive = objects + 1
        found["logits"], found["prob"] = merged[None, :alive], merged.softmax(0)[None, :alive]
        return merged.argmax(0).numpy()

    def compare(step: str, found: dict[str, Any]) -> None:
        for name, probe in record["probes"][step].items():
            if name in found:
                error = seeded.probe_error(found[name].numpy(), probe)
                result.probes[f"{step} {name}"] = error
            else:
                result.missing.append(f"{step} {name}")

    with watched(network) as found:
        found["input"] = normalised(clip[0], size)
        encoded = network.encode(found["input"])
        found["pos_emb"] = sine_position(encoded.grid, encoded.tokens).transpose(0, 1)
        given = grouped(labels[0], objects, size)
        answers, start = zip(*(network.refer(encoded, g) for g in given), strict=True)
        decoded(list(answers), encoded, found)
    compare("frame0", found)
    long, short, steps = [start], start, 0
    for number in range(1, len(clip)):
        with watched(network) as found:
            found["input"] = normalised(clip[number], size)
            encoded = network.encode(found["input"])
            answers, all_seen = [], []
            for group, recent in enumerate(short):
                lasting = network.lasting([memory[group] for memory in long])
                answer, seen = network.propagate(encoded, lasting, recent)
                answers.append(answer)
                all_seen.append(seen)
            own = decoded(answers, encoded, found)
            given = grouped(labels[number], objects, size)
            short = [network.bind(s, g) for s, g in zip(all_seen, given, strict=True)]
        compare(f"frame{number}", found)
        different = own != labels[number]
        best = found["prob"][0].topk(2, dim=0).values
        result.pixels += int(different.sum())
        result.decided += int((different & ((best[0] - best[1]).numpy() >= DECIDED)).sum())
        steps += 1
        if steps >= gap:
            long, steps = [short, *long], 0
    compare("memory_end", dict(_memories(network, long, short, encoded)))
    return result


def _memories(network: Network, long: Any, short: Any, encoded: Encoded) -> Iterator[Any]:
    for group, recent in enumerate(short):
        lasting = spanning([memory[group] for memory in long])
        for place, blocks in (("long", lasting), ("short", recent)):
            for number, bound in enumerate(blocks):
                parts = dict(zip(("V", "ID_V"), bound.value.split(512, -1), strict=False))
                for part, value in {"K": bound.key, **parts}.items():
                    cells = (
                        value.transpose(0, 1) if place == "long" else as_map(value, encoded.grid)
                    )
                    yield f"engine{group}.{place}.{number}.{part}", cells


@contextmanager
def watched(network: Network) -> Iterator[dict[str, Any]]:
    """What the layers gave, under the record's names; the second call of one is marked '#1'."""
    found: dict[str, Any] = {}
    calls: dict[str, int] = {}

    def keep(name: str, value: torch.Tensor) -> None:
        count = calls.get(name, 0)
        calls[name] = count + 1
        found[f"{name}#{count}" if count else name] = value

    def hook(name: str, tokens: bool = False) -> Any:
        return lambda _module, _given, value: keep(name, value.transpose(0, 1) if tokens else value)

    def identity(_module: Any, _given: Any, value: torch.Tensor) -> None:
        found[f"id_emb.engine{calls.get('id_emb', 0)}"] = value.transpose(0, 1)
        calls["id_emb"] = calls.get("id_emb", 0) + 1
        if network.variant.gated:
            grid = sizes[-1]
            keep("id_norm", value.mT.unflatten(2, grid))

    sizes: list[Any] = []
    encoder, hierarchy, decoder = network.encoder, network.hierarchy, network.decoder
    hooks = [
        encoder.register_forward_hook(
            lambda _module, _given, maps: (
                [keep(f"encoder.{n}", m) for n, m in enumerate(maps)] and None
            )
        ),
        network.project.register_forward_hook(hook("encoder_projector")),
        network.identify.convolution.register_forward_hook(hook("patch_wise_id_bank")),
        network.identify.convolution.register_forward_hook(
            lambda _module, _given, value: sizes.append(value.shape[-2:])
        ),
        network.identify.register_forward_hook(identity),
    ]
    if hasattr(encoder.network, "embedding"):
        hooks.append(
            encoder.network.embedding.register_forward_hook(
                lambda _m, _g, value: keep("encoder.patch_embed", value.permute(0, 3, 1, 2))
            )
        )
    recalls = []
    for number, block in enumerate(hierarchy.blocks):
        name = f"LSTT.layers.{number}"
        inner = block.self_propagation if network.variant.gated else block.self_attention
        for layer, part in (
            (inner, "self_attn"), (block.from_long, "long_term_attn"), (block.from_short, "short_term_attn")
        ):  # fmt: skip
            hooks.append(layer.register_forward_hook(hook(f"{name}.{part}", tokens=True)))
        recalls.append(_watch_recall(block, name, keep))
    norms = [hierarchy.norm] if network.variant.gated else hierarchy.norms
    for number, norm in enumerate(norms):
        if network.variant.gated:
            hooks.append(
                norm.register_forward_hook(
                    lambda _m, _g, value: keep("LSTT.decoder_norms.0", value.permute(2, 0, 1))
                )
            )
        else:
            hooks.append(
                norm.register_forward_hook(hook(f"LSTT.decoder_norms.{number}", tokens=True))
            )
    for ours, theirs in (
        ("begin", "conv_in"), ("coarse", "conv_16x"), ("middle", "conv_8x"), ("fine", "conv_4x"), ("end", "conv_out"),
        ("from_coarse", "adapter_16x"), ("from_middle", "adapter_8x"), ("from_fine", "adapter_4x"),
    ):  # fmt: skip
        hooks.append(getattr(decoder, ours).register_forward_hook(hook(f"decoder.{theirs}")))
    try:
        yield found
    finally:
        for handle in hooks:
            handle.remove()
        for block in hierarchy.blocks:
            del block.recall
        # Shared by all objects of a frame, where the record has them once for each engine.
        for number in range(1, calls.get("decoder.conv_in", 0)):
            for part in ("adapter_16x", "adapter_8x", "adapter_4x"):
                found[f"decoder.{part}#{number}"] = found[f"decoder.{part}"]


def _watch_recall(block: Any, name: str, keep: Any) -> None:
    recall = type(block).recall

    def watching(*given: Any) -> Any:
        state = recall(block, *given)
        if isinstance(state, tuple):
            keep(f"{name}.out", state[0].transpose(0, 1))
            keep(f"{name}.out_id", state[1].transpose(0, 1))
        else:
            keep(f"{name}.out", state.transpose(0, 1))
        return state

    block.recall = watching
