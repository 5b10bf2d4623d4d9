"""What ReferFormer, MUTR and SOC have in common: all but the contents of queries and who answers."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import torch
from torch import Tensor, nn

from rvos_studio.networks.deformable.attention import Pyramid
from rvos_studio.networks.deformable.decoder import DeformableDecoder
from rvos_studio.networks.deformable.encoder import DeformableEncoder
from rvos_studio.networks.evidence import Evidence, refined
from rvos_studio.networks.grounding import Asked, Grounded
from rvos_studio.networks.language import PAD, Roberta, TextProjection
from rvos_studio.networks.referring.backbones import BACKBONES, Backbone
from rvos_studio.networks.referring.levels import EarlyFusion, InputProjections, Level, Text
from rvos_studio.networks.referring.mask_head import begin_alike, dynamic_masks, parameter_count
from rvos_studio.networks.referring.pixel_decoder import CrossModalPixelDecoder, PixelDecoder
from rvos_studio.networks.referring.variants import Variant
from rvos_studio.networks.transformer import Perceptron


@dataclass(frozen=True)
class Seen:
    """What the network computes of B clips before it knows any sentence."""

    finest: Level
    """4 pixels a cell, as the backbone gives it."""
    levels: tuple[Level, ...]
    """8, 16, 32 and 64 pixels a cell, projected."""
    sizes: Tensor
    """Width and height of each frame without its padding, in pixels, (B T) x 2."""
    maps: tuple[Tensor, ...] = ()
    """Where a network hears evidence: all maps as the backbone gives them."""


@dataclass(frozen=True)
class Answer:
    """What the queries say of each frame."""

    logits: Tensor
    """B x T x Q x classes, which is 1 for most: whether a query is of the object."""
    boxes: Tensor
    """B x T x Q x 4: centre x, y, width, height, 0..1 of the frame without its padding."""
    masks: Tensor
    """Logits, B x T x Q x ceil(H / 4) x ceil(W / 4)."""
    present: Tensor | None = field(default=None, kw_only=True)
    """Logits that there is anything to be shown, B x T; None for networks that get no evidence."""


class Decoded(NamedTuple):
    """What the queries of B clips' frames have come to, and where masks are made."""

    references: list[Tensor]
    """Points, (B T) x Q x 2, from which the first layer of the decoder looks, then the boxes of each layer."""
    states: list[Tensor]
    """(B T) x Q x C of each layer."""
    features: Tensor
    """(B T) x c x h x w, 4 pixels a cell."""
    grounded: Grounded | None = None
    """Logits that all masks begin with."""


class ReferringNetwork(nn.Module):
    """Frames and a sentence to masks by queries, with random weights until a state is loaded.

    Clips are normalised RGB, B x T x 3 x H x W; sentences token ids, B x S.
    """

    def __init__(self, variant: Variant) -> None:
        super().__init__()
        self.variant = variant
        channels, heads, inner = variant.channels, variant.heads, variant.inner
        text = variant.text
        maps = BACKBONES[variant.backbone].channels
        if not variant.lite:
            self.backbone = Backbone(variant.backbone)
            self.text_encoder = Roberta(text.width, text.layers, text.heads, text.vocabulary)
        self.project_text = TextProjection(text.width, channels)
        self.project = InputProjections(maps[1:], channels)
        self.fuse = EarlyFusion(channels, heads, added=variant.interactive)
        self.level_codes = nn.Parameter(torch.randn(4, channels))
        self.encoder = DeformableEncoder(
            variant.encoder_layers or variant.layers, channels, heads, inner, variant.points
        )
        self.query_positions = nn.Embedding(variant.queries, channels)
        self.reference = nn.Linear(channels, 2)
        self.decoder = DeformableDecoder(variant.layers, channels, heads, inner)
        self.pixel_decoder = self.make_pixel_decoder((channels,) * 3 + maps[:1])
        self.class_heads = nn.ModuleList(
            nn.Linear(channels, variant.classes) for _ in range(variant.layers)
        )
        self.mask_parameters = Perceptron(channels, parameter_count(self.pixel_decoder.channels))
        if variant.lite:
            self.evidence = Evidence(variant.evidence, (channels,) * 4 + maps[:1], text.width)
            for head in self.class_heads.parameters():
                nn.init.zeros_(head)
            begin_alike(self.mask_parameters, self.pixel_decoder.channels)

    def make_pixel_decoder(self, inputs: Sequence[int]) -> PixelDecoder:
        """Of levels with so many channels, coarsest first."""
        variant = self.variant
        return CrossModalPixelDecoder(
            inputs, variant.channels, variant.heads, variant.inner, variant.fine
        )

    def see(
        self, clips: Tensor, padding: Tensor | None = None, sizes: Tensor | None = None
    ) -> Seen:
        """What there is to see in clips, with `padding`, B x H x W, right and below, true on it.

        `sizes`: B x 2, height and width of each clip without it; those of the clips if not given.
        """
        count, frames = clips.shape[:2]
        if sizes is None:
            sizes = torch.tensor([clips.shape[-2:]] * count, device=clips.device)
        if padding is not None:
            padding = padding.repeat_interleave(frames, 0)
        return self.take(self.backbone(clips), sizes.flip(-1).repeat_interleave(frames, 0), padding)

    def take(self, maps: Sequence[Tensor], sizes: Tensor, padding: Tensor | None = None) -> Seen:
        """What there is to see in a backbone's maps, (B T) x c x h x w; `sizes` and `padding` are of every frame.

        `sizes`: width and height without the padding.
        """
        finest, *coarser = (Level.of(one, padding, self.variant.channels) for one in maps)
        kept = tuple(maps) if self.variant.lite else ()
        return Seen(finest, self.project(coarser, padding), sizes, kept)

    def read(self, tokens: Tensor) -> Text:
        """What sentences of these tokens say; `PAD` follows shorter ones."""
        words, sentence = self.text_encoder(tokens)
        return self.hear(words, sentence, tokens != PAD)

    def hear(
        self, words: Tensor, sentence: Tensor, present: Tensor, evidence: Tensor | None = None
    ) -> Text:
        """What sentences say whose words, B x S x c, a text encoder has read, and as a whole, B x c.

        `present`: B x S, false after the end of shorter ones. `evidence`: see `Text.evidence`.
        """
        text = Text.of(self.project_text(words), self.project_text(sentence), present)
        if evidence is None:
            return text
        asked = Asked(words, present).each(len(evidence) // len(words))
        return text._replace(evidence=evidence, asked=asked)

    @abstractmethod
    def answer(self, seen: Seen, text: Text, every_layer: bool = False) -> Sequence[Answer]:
        """The answer, last in a list; before it, with `every_layer`, those of other layers of the decoder."""

    def decode(self, seen: Seen, text: Text) -> Decoded:
        """What all queries come to, before any of them answers."""
        fused = [self.fuse(level, text) for level in seen.levels]
        grounded = None
        if text.evidence is not None and text.asked is not None:
            maps = [*fused, seen.finest]
            sizes = [(one.features.shape[-2], one.features.shape[-1]) for one in maps]
            heard = self.evidence(seen.maps, text.asked, text.evidence, sizes)
            *fused, finest = (
                level.having(level.features + one)
                for level, one in zip(maps, heard.levels, strict=True)
            )
            seen, grounded = replace(seen, finest=finest), heard.grounded
        paddings = [level.padding for level in fused if level.padding is not None]
        pyramid = Pyramid.of([level.features for level in fused], paddings or None)
        codes = [
            level.position + code[:, None, None]
            for level, code in zip(fused, self.level_codes, strict=True)
        ]
        memory = self.encoder(_joined([f.features for f in fused]), _joined(codes), pyramid)
        contents = self.contents(seen, text).flatten(0, 1)[:, None]
        positions = self.query_positions.weight.expand(len(contents), -1, -1)
        points = self.reference(positions).sigmoid()
        refined = self.decoder(contents.expand_as(positions), positions, points, memory, pyramid)
        return Decoded(
            [points, *(one.box for one in refined)],
            [one.state for one in refined],
            self._mask_features(seen, memory, pyramid, text),
            grounded,
        )

    @abstractmethod
    def contents(self, seen: Seen, text: Text) -> Tensor:
        """What every query of a frame begins with, B x T x C."""

    def _mask_features(self, seen: Seen, memory: Tensor, pyramid: Pyramid, text: Text) -> Tensor:
        parts = memory.mT.split(pyramid.lengths, -1)
        decoded = [
            level.having(part.unflatten(-1, shape))
            for level, part, shape in zip(seen.levels, parts, pyramid.shapes, strict=True)
        ]
        return self.pixel_decoder([*decoded[2::-1], seen.finest], text)

    def masked(
        self, layer: int, state: Tensor, box: Tensor, decoded: Decoded, seen: Seen, clips: int
    ) -> Answer:
        """The answer of one layer's head for states, (B T) x Q x C, with this box, and masks around the layer's own.

        States may be B x Q x C: one for all frames of a clip.
        """
        # One state for all frames of a clip must not differ between them by rounding.
        logits, parameters = (
            head(state).repeat_interleave(len(box) // len(state), 0)
            for head in (self.class_heads[layer], self.mask_parameters)
        )
        centres = decoded.references[layer + 1][..., :2].detach()
        masks = dynamic_masks(decoded.features, parameters, centres, seen.sizes)
        present = None
        if decoded.grounded is not None:
            masks = refined(decoded.grounded.fine, masks)
            present = decoded.grounded.present.unflatten(0, (clips, -1))
        logits, box, masks = (one.unflatten(0, (clips, -1)) for one in (logits, box, masks))
        return Answer(logits, box, masks, present=present)


class DirectNetwork(ReferringNetwork):
    """One whose boxes are those of the decoder."""

    def answer(self, seen: Seen, text: Text, every_layer: bool = False) -> list[Answer]:
        decoded, clips = self.decode(seen, text), len(text.words)
        return [
            self.masked(layer, state, decoded.references[layer + 1], decoded, seen, clips)
            for layer, state in self.speakers(decoded.states, clips, every_layer)
        ]

    @abstractmethod
    def speakers(
        self, states: Sequence[Tensor], clips: int, every_layer: bool
    ) -> list[tuple[int, Tensor]]:
        """The decoder's layers whose heads and boxes answer, with the states from which they do.

        States are (B T) x Q x C, or B x Q x C where a clip has one for all its frames.
        """


def _joined(maps: Sequence[Tensor]) -> Tensor:
    """N x C x h x w of several sizes -> N x L x C."""
    return torch.cat([one.flatten(2).mT for one in maps], 1)
