"""Replays the recorded cases of UNINEXT on our networks and compares every probe."""

from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812

from rvos_studio.networks.positions import sine_positions_2d
from rvos_studio.networks.uninext.masks import convolved, doubled, probabilities
from rvos_studio.networks.uninext.network import Network, published_names
from tests.parity.recorded import ORACLE, seeded
from tests.parity.uninext_record import FOLDERS, frames_of, manifest, normalised, record

UNUSED = {"resizer_unused_in_result", "reid.decoder", "reid.embed", "mask.dynamic_inputs"}
"""Probes of what no answer depends on, and of what is never held as a whole."""


def cases_of(variant):
    return record(variant.encoder)["cases"]


def seeded_network(variant):
    names = set(published_names(variant).values())
    entries = {n: e for n, e in manifest(variant.encoder).items() if n in names}
    state = seeded.seeded_state(entries)
    return Network.from_published(variant, {n: torch.from_numpy(v) for n, v in state.items()})


@dataclass
class Result:
    """What a replayed case showed."""

    probes: dict[str, float] = field(default_factory=dict)
    """Relative errors of the first frame, with the recorded proposals."""
    missing: list[str] = field(default_factory=list)
    forced: dict[str, float] = field(default_factory=dict)
    """Errors of every frame by 'frame0 soft', with the recorded proposals."""
    free: dict[str, float] = field(default_factory=dict)
    """Likewise, with our own proposals."""
    swapped: int = 0
    """Ranks at which our own proposals differ from the recorded ones."""


@torch.inference_mode()
def replay(network, case, frames=None):
    """Answer the case's expression on its first `frames` frames, or all."""
    entry = cases_of(network.variant)[case]
    arrays = np.load(ORACLE / "uninext" / FOLDERS[network.variant.encoder] / entry["npz"])
    result = Result()
    pictures = frames_of(entry)
    tokens = torch.tensor([record(network.variant.encoder)["token_ids"]])
    with watched(network) as found:
        words = network.read(tokens)
    found["text.hidden_valid"] = words
    found["input.resized_uint8"] = torch.from_numpy(pictures.transpose(0, 3, 1, 2))
    for number, picture in enumerate(pictures[:frames]):
        x = normalised(picture, network.encoder.multiple)
        with watched(network) as seen:
            seen["input.normalised_padded"] = x
            encoded = network.encode(x, picture.shape[:2])
            fused = network.fuse(encoded, words)
            proposed = network.propose(fused.memory, encoded.pyramid)
            cells = torch.from_numpy(arrays[f"f{number}_topk_proposals"]).long()[None]
            decoded = network.decode(fused, cells)
            answer = network.choose(fused, decoded)
        if number == 0:
            found |= seen
            found |= positions(encoded, x)
            found |= {
                "memory": fused.memory,
                "fusion.lang_valid": fused.words,
                "lang_pooled": fused.words.mean(1),
                "two_stage.class_logits": proposed.logit[..., None],
                "two_stage.coord_sigmoid": proposed.box,
                "decoder.reference5": decoded.box,
                "out.logits": network.match(decoded.state, fused.words)[..., None],
                "out.iou_logits": network.overlap(decoded.state),
            }
            found["mask.logits_stride8"] = every = all_masks(network, fused, decoded, found)
            for name, probe in entry["probes_frame0"].items():
                if name in found:
                    result.probes[name] = seeded.probe_error(found[name].numpy(), probe)
                elif name not in UNUSED:
                    result.missing.append(name)
            recorded = entry["frames"][0]["pred_masks_all"]
            result.probes["pred_masks_all"] = seeded.probe_error(doubled(every)[0], recorded)
        source = entry["clip"]["height"], entry["clip"]["width"]
        compare(result.forced, number, answer, entry, arrays, source, encoded.size)
        own = network.choose(fused, network.decode(fused))
        compare(result.free, number, own, entry, arrays, source, encoded.size)
        result.swapped += int((proposed.best(cells.shape[1]) != cells).sum())
    return result


def compare(errors, number, answer, entry, arrays, source, size):
    kept = entry["frames"][number]
    logits = arrays[f"f{number}_mask_logits_stride4"]
    soft = probabilities(answer.logits[None], size, source)[0, 0].numpy()
    box = arrays[f"f{number}_boxes_cxcywh"][kept["selected_query"]]
    for name, error in {
        "query": abs(int(answer.query) - kept["selected_query"]),
        "score": abs(float(answer.score) - kept["score"]),
        "box": np.abs(answer.box[0].numpy() - box).max(),
        "mask_logits": np.abs(answer.logits[0].numpy() - logits).max() / logits.std(),
        "soft": np.abs(soft - arrays[f"f{number}_soft"]).max(),
    }.items():
        errors[f"frame{number} {name}"] = float(error)


def positions(encoded, x):
    """The positions without what tells the levels apart."""
    present = torch.zeros(1, *x.shape[2:])
    present[:, : encoded.size[0], : encoded.size[1]] = 1
    found = {}
    for level, shape in enumerate(encoded.pyramid.shapes):
        small = F.interpolate(present[None], shape, mode="nearest")[0]
        if level == 0:
            finest = small
        elif level == 3:
            small = F.interpolate(finest[None], shape, mode="nearest")[0]
        found[f"pos_sine.{level}"] = sine_positions_2d(small.bool(), 256)
    return found


def all_masks(network, fused, decoded, found):
    height, width = fused.encoded.size
    centre = decoded.reference[..., :2] * torch.tensor([width, height])
    return convolved(found["mask.features"], found["mask.controller"], centre)


@contextmanager
def watched(network):
    """Collect what the parts of a network give, by the name of the probe."""
    found = {}

    def keep(name, change=lambda value: value):
        return lambda _module, _given, value: found.update({name: change(value)})

    decoder, masks = network.decoder, network.masks
    bert = network.language.model
    watching = [
        (bert.embeddings, "text.embeddings_valid"),
        (bert.encoder.layer[0], "text.layer0_valid"),
        (network.fusion.to_words, "fusion.delta_l_valid"),
        (network.look_around.layers[0].attention, "encoder.layer0.deform_attn"),
        (network.propose.norm, "two_stage.output_memory"),
        (decoder.position_reduce, "decoder.query_pos_last"),
        (decoder.layers[0].self_attention.attention, "decoder.layer0.self_attn"),
        (decoder.layers[0].cross_attention, "decoder.layer0.cross_attn"),
        (masks.fine, "mask.jia_dcn_pre_relu"),
        *((one, f"input_proj.{n}") for n, one in enumerate(network.projections)),
        *((one, f"encoder.layer{n}") for n, one in enumerate(network.look_around.layers)),
        *((one, f"decoder.layer{n}") for n, one in enumerate(decoder.layers)),
    ]
    first = lambda value: value[0] if isinstance(value, tuple) else value  # noqa: E731
    hooks = [part.register_forward_hook(keep(name, first)) for part, name in watching]
    hooks += [
        masks.features.register_forward_hook(keep("mask.features", F.relu)),
        network.fusion.register_forward_hook(keep("fusion.visual", first)),
        network.encoder.register_forward_hook(
            lambda _m, _g, maps: found.update(
                {f"backbone.res{n + 3}": m for n, m in enumerate(maps)}
            )
        ),
    ]
    # Of the boxes each layer starts from, the first is the proposals'.
    position, references = decoder._position, []

    def watching_position(reference, pyramid):
        name = f"reference{len(references) - 1}" if references else "init_reference"
        found[f"decoder.{name}"] = reference
        references.append(reference)
        return position(reference, pyramid)

    decoder._position = watching_position
    of_words = network.fusion._of_words

    def watching_words(alike, words):
        found["fusion.delta_v"] = of_words(alike, words)
        return found["fusion.delta_v"]

    network.fusion._of_words = watching_words
    controller = masks.controller.forward

    try:
        hooks.append(
            decoder.register_forward_hook(
                lambda _m, _g, decoded: found.update({"mask.controller": controller(decoded.state)})
            )
        )
        yield found
    finally:
        del decoder._position, network.fusion._of_words
        for hook in hooks:
            hook.remove()
