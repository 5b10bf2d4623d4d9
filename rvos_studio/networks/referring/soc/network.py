"""SOC (Luo et al., NeurIPS 2023): queries of a clip gather its objects and speak with those of each frame."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from rvos_studio.networks.deformable.decoder import refine
from rvos_studio.networks.referring.levels import Level, Text, as_tokens
from rvos_studio.networks.referring.network import Answer, Decoded, ReferringNetwork, Seen
from rvos_studio.networks.referring.soc.pixel_decoder import PlainPixelDecoder
from rvos_studio.networks.referring.temporal import TemporalInteraction
from rvos_studio.networks.referring.variants import Variant

_COARSEST_SEEN = 2
"""The level of 32 pixels a cell."""


@dataclass(frozen=True)
class SocAnswer(Answer):
    """And what the queries hold of the clip."""

    clip_states: Tensor
    """B x Q x C."""


class WordFusion(nn.Module):
    """Every word asks the cells of all frames; the answer is multiplied with it."""

    def __init__(self, channels: int, heads: int) -> None:
        super().__init__()
        self.attention = nn.MultiheadAttention(channels, heads, batch_first=True)

    def forward(self, text: Text, level: Level) -> Tensor:
        """Words, B x S x C."""
        clips = len(text.words)
        cells = level.tokens(clips)
        position = level.position.expand(len(level.features), -1, -1, -1)
        answer: Tensor = self.attention(
            text.words,
            cells + as_tokens(position, clips),
            cells,
            key_padding_mask=level.token_padding(clips),
            need_weights=False,
        )[0]
        return text.words * answer


class Soc(ReferringNetwork):
    """One of its variants."""

    def __init__(self, variant: Variant) -> None:
        super().__init__(variant)
        channels, heads, inner = variant.channels, variant.heads, variant.inner
        self.fuse_words = WordFusion(channels, heads)
        self.cluster = TemporalInteraction(
            channels, heads, inner, variant.queries, from_sentence=True
        )

    def make_pixel_decoder(self, inputs: Sequence[int]) -> PlainPixelDecoder:
        return PlainPixelDecoder(inputs)

    def contents(self, seen: Seen, text: Text) -> Tensor:
        clips = len(text.sentence)
        zeros = torch.zeros_like(text.sentence[:, None])
        return zeros.expand(-1, len(seen.sizes) // clips, -1)

    def answer(self, seen: Seen, text: Text, every_layer: bool = False) -> list[SocAnswer]:
        """The answer, last in a list; before it, with `every_layer`, those of other layers of the decoder.

        It is the last layer's while the network learns, and the first layer's when not: results were published so.
        """
        decoded, clips = self.decode(seen, text), len(text.words)
        layers = list(range(len(decoded.states)))
        if self.training:
            states, sentences = torch.cat(decoded.states), text.sentence.repeat(len(layers), 1)
        else:
            layers.reverse()
            states, sentences = decoded.states[-1], text.sentence
        of_frames = states.unflatten(0, (len(sentences), -1))
        of_clips = self.cluster(of_frames, sentences).split(clips)
        if not self.training:
            of_clips *= len(layers)
        speakers = list(zip(layers, of_clips, strict=True))
        if not every_layer:
            speakers = speakers[-1:]
        return [self._answer(layer, of_clip, decoded, seen) for layer, of_clip in speakers]

    def summary(self, seen: Seen, text: Text) -> Tensor:
        """What the sentence says once its words have seen the clip, B x C; learnt with, but not needed to answer."""
        words = self.fuse_words(text, seen.levels[_COARSEST_SEEN])
        if text.padding is None:
            return words.mean(1)
        present = ~text.padding[..., None]
        return (words * present).sum(1) / present.sum(1)

    def _answer(self, layer: int, of_clip: Tensor, decoded: Decoded, seen: Seen) -> SocAnswer:
        state, clips = decoded.states[layer], len(of_clip)
        state = state + of_clip.repeat_interleave(len(state) // clips, 0)
        reference = decoded.references[layer]
        if layer > 0:
            reference = reference.detach()
        box = refine(reference, self.decoder.box_heads[layer](state))
        answer = self.masked(layer, state, box, decoded, seen, clips)
        parts = answer.logits, answer.boxes, answer.masks
        return SocAnswer(*parts, of_clip, present=answer.present)
