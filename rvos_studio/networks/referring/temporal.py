"""MUTR's two interactions over time (Yan et al., AAAI 2024); SOC's video-level queries are of the second kind."""

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from rvos_studio.networks.names import Rules
from rvos_studio.networks.referring.levels import Level, Text
from rvos_studio.networks.transformer import PostNormAttention, PostNormPerceptron

_LAYERS = 3
_WINDOW = 4
_SHIFT = 2
_MASKED = -1000.0

AGGREGATION_NAMES: Rules = (
    (r"attention\.attention", "layers.0.multihead_attn"),
    (r"attention\.norm", "layers.0.norm1"),
    (r"perceptron\.expand", "layers.0.linear1"),
    (r"perceptron\.reduce", "layers.0.linear2"),
    (r"perceptron\.norm", "layers.0.norm2"),
)

_PERCEPTRON_NAMES: Rules = ((r"expand", "linear1"), (r"reduce", "linear2"))

INTERACTION_NAMES: Rules = (
    (r"among_frames\.(\d+)\.attention", r"enc_self_attn.\1.self_attn"),
    (r"among_frames\.(\d+)", r"enc_self_attn.\1"),
    *((rf"frame_perceptrons\.(\d+)\.{a}", rf"enc_ffn.\1.{b}") for a, b in _PERCEPTRON_NAMES),
    (r"frame_perceptrons", "enc_ffn"),
    (r"at_frames\.(\d+)\.attention", r"transformer_cross_attention_layers.\1.multihead_attn"),
    (r"at_frames", "transformer_cross_attention_layers"),
    (r"among_clip\.(\d+)\.attention", r"transformer_self_attention_layers.\1.self_attn"),
    (r"among_clip", "transformer_self_attention_layers"),
    *(
        (rf"clip_perceptrons\.(\d+)\.{a}", rf"transformer_ffn_layers.\1.{b}")
        for a, b in _PERCEPTRON_NAMES
    ),
    (r"clip_perceptrons", "transformer_ffn_layers"),
    (r"frame_positions", "fq_pos"),
    (r"positions", "query_embed"),
    (r"start", "query_feat"),
    (r"norm", "decoder_norm"),
)


class TemporalAggregation(nn.Module):
    """Multi-scale temporal transformer: words look at the maps of all frames, finest first."""

    def __init__(self, channels: int, heads: int, inner: int) -> None:
        super().__init__()
        self.attention = PostNormAttention(channels, heads)
        self.perceptron = PostNormPerceptron(channels, inner)

    def forward(self, text: Text, level: Level) -> Text:
        """The words after a look at one level."""
        clips = len(text.words)
        words = self.attention(
            text.words,
            level.tokens(clips),
            position=text.position,
            padding=level.token_padding(clips),
        )
        return text._replace(words=self.perceptron(words))


class TemporalInteraction(nn.Module):
    """Multi-object temporal transformer: queries of all frames become queries of the clip.

    Frames look at each other in windows of four, which are shifted by two in the second layer when nothing is learnt.
    With `from_sentence` (SOC) all frames look at each other, and clip queries begin with what the sentence says.
    """

    def __init__(
        self, channels: int, heads: int, inner: int, queries: int, from_sentence: bool = False
    ) -> None:
        super().__init__()
        self.heads = heads
        self.from_sentence = from_sentence
        self.among_frames = _attentions(channels, heads)
        self.frame_perceptrons = _perceptrons(channels, inner)
        self.at_frames = _attentions(channels, heads)
        self.among_clip = _attentions(channels, heads)
        self.clip_perceptrons = _perceptrons(channels, inner)
        self.frame_positions = nn.Embedding(queries, channels)
        self.positions = nn.Embedding(queries, channels)
        if not from_sentence:
            self.start = nn.Embedding(queries, channels)
        self.norm = nn.LayerNorm(channels)

    def forward(self, states: Tensor, sentence: Tensor | None = None) -> Tensor:
        """Clip queries, N x Q x C, of the queries of frames, N x T x Q x C; `sentence`: N x C, to begin with."""
        memory = self._among_frames(states).flatten(1, 2)
        memory_position = self.frame_positions.weight.repeat(states.shape[1], 1)
        position = self.positions.weight
        start = self.start.weight if sentence is None else sentence[:, None]
        x = start.expand(len(states), len(position), -1)
        for look, meet, think in zip(
            self.at_frames, self.among_clip, self.clip_perceptrons, strict=True
        ):
            x = look(x, memory, position=position, memory_position=memory_position)
            x = think(meet(x, position=position))
        return self.norm(x)

    def _among_frames(self, states: Tensor) -> Tensor:
        n, frames, queries, _ = states.shape
        if self.from_sentence:
            x = states.flatten(1, 2)
            for meet, think in zip(self.among_frames, self.frame_perceptrons, strict=True):
                x = think(meet(x))
            return x.view(states.shape)
        x = F.pad(states, (0, 0, 0, 0, 0, -frames % _WINDOW))
        absent = (torch.arange(x.shape[1], device=x.device) >= frames).view(-1, _WINDOW)
        # A frame is absent with all its queries.
        absent = absent.repeat_interleave(queries, 1)
        for number, (meet, think) in enumerate(
            zip(self.among_frames, self.frame_perceptrons, strict=True)
        ):
            if number % 2 and not self.training:
                mask = _shifted_mask(absent, queries).repeat_interleave(self.heads, 0)
                windows = _windows(x.roll(_SHIFT, 1))
                windows = think(meet(windows, mask=mask.repeat(n, 1, 1).to(x.dtype)))
                x = windows.view(x.shape).roll(-_SHIFT, 1)
            else:
                x = think(meet(_windows(x), padding=absent.repeat(n, 1))).view(x.shape)
        return x[:, :frames]


def _attentions(channels: int, heads: int) -> nn.ModuleList:
    return nn.ModuleList(PostNormAttention(channels, heads) for _ in range(_LAYERS))


def _perceptrons(channels: int, inner: int) -> nn.ModuleList:
    return nn.ModuleList(PostNormPerceptron(channels, inner) for _ in range(_LAYERS))


def _windows(x: Tensor) -> Tensor:
    """N x T x Q x C -> (N windows) x (4 Q) x C."""
    return x.unflatten(1, (-1, _WINDOW)).flatten(2, 3).flatten(0, 1)


def _shifted_mask(absent: Tensor, queries: int) -> Tensor:
    """windows x (4 Q) x (4 Q), added to the logits of shifted windows; `absent`: windows x (4 Q), unshifted.

    Absent frames are kept from asking everywhere, but from being asked in the first and the last window only:
    weights were learnt so.
    """
    moved = absent.flatten().roll(_SHIFT * queries).view_as(absent)
    apart = moved[:, :, None].expand(-1, -1, absent.shape[1]).clone()
    for window in (0, -1):
        apart[window] |= moved[window][None]
    half = _SHIFT * queries
    apart[0, :half, half:] = True
    apart[0, half:, :half] = True
    return torch.where(apart, _MASKED, 0.0)
