"""Where the object of an expression lies: small networks' masks begin with it.

Cells hear the words one by one, one of them is pointed at, and what lies there is shown.
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from rvos_studio.networks.efficientnet_lite import CHANNELS
from rvos_studio.networks.moving import Moving

_DEEP, _MIDDLE, _FINE = 96, 64, 24
"""Channels at 16, 8 and 4 pixels a cell."""
_HEADS = 4
_WAVES = (0.5, 1.0, 2.0)
"""Of the codes of places: so many half turns from one side of the frame to the other, in fours."""
_FORGOTTEN = 0.2
"""Share of the maps' channels that training leaves out, or what it learnt would be the few clips it saw."""
_FIRST_TRUST = (1.0, 0.0, 0.5, 0.0)
"""How much of each map of evidence the answer begins with."""
_AROUND = 7
"""What is known of a place beside the evidence: see `Grounding.show`."""


class Asked(NamedTuple):
    """N sentences."""

    words: Tensor
    """As a text encoder gives them, N x S x c."""
    present: Tensor | None = None
    """N x S, false after the end of shorter ones; None where all are equally long."""
    frames: int = 1
    """Of the clip that each is about: as many sentences, one after the other, are about one."""

    def each(self, frames: int) -> "Asked":
        """Every sentence so many times, one after the other, for the frames of its clip."""
        present = None if self.present is None else self.present.repeat_interleave(frames, 0)
        return Asked(self.words.repeat_interleave(frames, 0), present, frames)


class Viewed(NamedTuple):
    """What there is to see on N frames, whatever is asked."""

    deep: Tensor
    """N x C x h x w, 16 pixels a cell."""
    middle: Tensor
    """Likewise, 8 pixels a cell."""
    fine: Tensor
    """Likewise, 4 pixels a cell."""
    things: Tensor
    """Logits of masks of anything that could be asked for, N x 1 x h x w, 8 pixels a cell."""

    def of(self, frames: Tensor) -> "Viewed":
        """What there is on these frames, by number."""
        return Viewed(*(one[frames] for one in self))


class Heard(NamedTuple):
    """What frames say to a question each, N of them."""

    cells: Tensor
    """N x C x h x w, 16 pixels a cell."""
    points: Tensor
    """Logits that the object is what lies in a cell, N x (h w): they compete."""
    suits: Tensor
    """Logits of cells that suit the sentence, N x 1 x h x w: each by itself."""
    present: Tensor
    """Logits that the object is on the frame, N."""
    evidence: Tensor
    """N x E x h x w, 8 pixels a cell."""

    def of(self, questions: Tensor) -> "Heard":
        """What is said to these questions, by number."""
        return Heard(*(one[questions] for one in self))


class Grounded(NamedTuple):
    """Logits for N frames, each with a sentence."""

    fine: Tensor
    """Of the object's mask, N x 1 x h x w, 4 pixels a cell."""
    coarse: Tensor
    """Likewise, 8 pixels a cell."""
    present: Tensor
    """That the object is on the frame, N."""


class Grounding(nn.Module):
    """Corrects evidence, in which zero says nothing, by what frozen maps show and the words say.

    Before it is trained the answer is the evidence, as far as it is trusted.
    """

    def __init__(self, evidence: int, text: int) -> None:
        """`evidence`: maps of it; `text`: channels of a word."""
        super().__init__()
        trust = [*_FIRST_TRUST, *[0.0] * evidence][:evidence]
        self.trust = nn.Parameter(torch.tensor(trust))
        self.forget = nn.Dropout3d(_FORGOTTEN)
        self.deep = nn.Conv2d(CHANNELS[16] + CHANNELS[32], _DEEP, 1)
        self.moving = Moving(_DEEP)
        self.places = nn.Conv2d(4 * len(_WAVES), _DEEP, 1)
        self.surroundings = _Block(_DEEP, 1)
        self.middle = nn.Conv2d(CHANNELS[8], _MIDDLE, 1)
        self.from_deep = nn.Conv2d(_DEEP, _MIDDLE, 1)
        self.nearer = _Block(_MIDDLE, 1)
        self.say_things = nn.Conv2d(_MIDDLE, 1, 1)
        self.fine = nn.Conv2d(CHANNELS[4], _FINE, 1)
        self.words = nn.Sequential(nn.LayerNorm(text), nn.Linear(text, _DEEP))
        self.hear_evidence = nn.Conv2d(evidence, _DEEP, 1)
        self.first, self.second = _Listener(_DEEP), _Listener(_DEEP)
        self.meeting = _Meeting(_DEEP)
        self.norm = nn.LayerNorm(_DEEP)
        self.point = nn.Linear(_DEEP, 1)
        self.suit = nn.Linear(_DEEP, 1)
        self.present = nn.Sequential(
            nn.Linear(2 * (_DEEP + evidence), _MIDDLE), nn.ReLU(inplace=True), nn.Linear(_MIDDLE, 1)
        )
        self.lies = nn.Conv2d(_DEEP + _MIDDLE, _MIDDLE, 1)
        self.alike = nn.Conv2d(_MIDDLE, _MIDDLE, 1)
        self.from_cells = nn.Conv2d(_DEEP, _MIDDLE, 1)
        self.from_around = nn.Conv2d(evidence + _AROUND, _MIDDLE, 3, padding=1)
        self.whole = _Block(_MIDDLE, 2)
        self.say_coarse = silent(_MIDDLE, 1)
        self.from_middle = nn.Conv2d(_MIDDLE, _FINE, 1)
        self.edges = nn.Conv2d(_FINE + 1, _FINE, 3, padding=1)
        self.say_fine = silent(_FINE, 1)

    def forward(self, maps: Sequence[Tensor], asked: Asked, evidence: Tensor) -> Grounded:
        """Of N frames with a question each, what lies where most speaks for it; see `look` and `hear`."""
        viewed = self.look(maps, asked.frames)
        heard = self.hear(viewed, asked, evidence)
        fine, coarse = self.show(viewed, heard, heard.points.argmax(1))
        return Grounded(fine, coarse, heard.present)

    def look(self, maps: Sequence[Tensor], frames: int = 1) -> Viewed:
        """At N frames: EfficientNet's maps of 4, 8, 16 and again 16 pixels a cell, N x c x h x w.

        So many `frames` after one another are of one clip, from which follows what moves.
        """
        finest, fine, middle, coarse = (self._remembered(_evened(one), frames) for one in maps)
        deep = self.deep(torch.cat([middle, coarse], 1))
        deep = deep + self.moving(deep, frames) + self.places(_codes(deep))
        deep = self.surroundings(deep)
        y = self.middle(fine)
        y = self.nearer(y + _scaled(self.from_deep(deep), y))
        return Viewed(deep, y, self.fine(finest), self.say_things(y))

    def _remembered(self, one: Tensor, frames: int) -> Tensor:
        """Maps of clips without the channels that are left out, the same ones on all frames of a clip."""
        clips = one.unflatten(0, (-1, frames)).transpose(1, 2)
        kept: Tensor = self.forget(clips).transpose(1, 2).flatten(0, 1)
        return kept

    def hear(self, viewed: Viewed, asked: Asked, evidence: Tensor) -> Heard:
        """A question about each of N frames. `evidence`: N x E x h x w, 8 pixels a cell."""
        words, present = self.words(asked.words), asked.present
        padding = None if present is None else ~present
        x = viewed.deep + self.hear_evidence(_scaled(evidence, viewed.deep))
        cells = self.first(x.flatten(2).mT, words, padding)
        cells = self.meeting(cells, (x.shape[-2], x.shape[-1]))
        cells = self.second(cells, words, padding)
        x = cells.mT.unflatten(2, x.shape[-2:])
        cells = self.norm(cells)
        points = self.point(cells).squeeze(2)
        pointed = (points.float().softmax(1).to(cells)[:, None] @ cells)[:, 0]
        told = [pointed, cells.mean(1), evidence.mean((2, 3)), evidence.amax((2, 3))]
        return Heard(
            x,
            points,
            self.suit(cells).mT.unflatten(2, x.shape[-2:]),
            self.present(torch.cat(told, 1))[:, 0],
            evidence,
        )

    def show(self, viewed: Viewed, heard: Heard, cells: Tensor) -> tuple[Tensor, Tensor]:
        """What lies in a cell of each of N frames, after its question: `Grounded`'s fine and coarse."""
        y = viewed.middle
        lies = self.lies(torch.cat([viewed.deep, _scaled(y, viewed.deep)], 1)).flatten(2)
        chosen = lies[torch.arange(len(cells), device=cells.device), :, cells]
        alike = F.normalize(self.alike(y), dim=1) * F.normalize(chosen, dim=1)[:, :, None, None]
        share = heard.points.float().softmax(1).to(y).unflatten(1, viewed.deep.shape[-2:])[:, None]
        around = [
            heard.evidence,
            alike.sum(1, keepdim=True),
            *_from(cells, viewed.deep, y),
            _scaled(heard.suits.sigmoid(), y),
            _scaled(share / share.amax((2, 3), keepdim=True), y),
        ]
        y = y + _scaled(self.from_cells(heard.cells), y) + self.from_around(torch.cat(around, 1))
        y = self.whole(y)
        prior = (heard.evidence * self.trust[:, None, None]).sum(1, keepdim=True)
        said = prior + self.say_coarse(y)
        z = viewed.fine
        large = _scaled(said, z)
        z = F.relu(z + _scaled(self.from_middle(y), z))
        z = F.relu(self.edges(torch.cat([z, large], 1)))
        return large + self.say_fine(z), said


class _Listener(nn.Module):
    """Cells that hear words, and think."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.before = nn.LayerNorm(channels)
        self.hear = nn.MultiheadAttention(channels, _HEADS, batch_first=True)
        self.norm = nn.LayerNorm(channels)
        self.wide = nn.Linear(channels, 2 * channels)
        self.narrow = nn.Linear(2 * channels, channels)

    def forward(self, cells: Tensor, words: Tensor, padding: Tensor | None) -> Tensor:
        """N x L x C, and words, N x S x C; `padding`: N x S, true where there is none."""
        heard, _ = self.hear(
            self.before(cells), words, words, key_padding_mask=padding, need_weights=False
        )
        cells = cells + heard
        thought: Tensor = self.narrow(F.relu(self.wide(self.norm(cells))))
        return cells + thought


class _Meeting(nn.Module):
    """Cells that hear each other."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(channels)
        self.hear = nn.MultiheadAttention(channels, _HEADS, batch_first=True)

    def forward(self, cells: Tensor, size: tuple[int, int]) -> Tensor:
        """N x L x C, in rows and columns of this size."""
        each = self.norm(cells)
        # Means of four cells suffice to know where others are, at a quarter of the cost.
        fewer = max(1, size[0] // 2), max(1, size[1] // 2)
        others = F.adaptive_avg_pool2d(each.mT.unflatten(2, size), fewer).flatten(2).mT
        heard: Tensor = self.hear(each, others, others, need_weights=False)[0]
        return cells + heard


class _Block(nn.Module):
    """Looks around and adds what it makes of it."""

    def __init__(self, channels: int, reach: int) -> None:
        super().__init__()
        self.around = nn.Conv2d(channels, channels, 3, padding=reach, dilation=reach)
        self.norm = nn.GroupNorm(1, channels)
        self.wide = nn.Conv2d(channels, 2 * channels, 1)
        self.narrow = silent(2 * channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        added: Tensor = self.narrow(F.relu(self.wide(self.norm(self.around(x)))))
        return x + added


def silent(inputs: int, outputs: int) -> nn.Conv2d:
    """Adds nothing before it is trained."""
    silent = nn.Conv2d(inputs, outputs, 1)
    nn.init.zeros_(silent.weight)
    assert silent.bias is not None
    nn.init.zeros_(silent.bias)
    return silent


def _evened(one: Tensor) -> Tensor:
    """Of about unit variance: how a cell differs from the rest of its frame, and in which direction it lies."""
    spread = one.std((2, 3), keepdim=True) + 1e-3
    direction = F.normalize(one, dim=1) * one.shape[1] ** 0.5
    return 0.5 * (one - one.mean((2, 3), keepdim=True)) / spread + 0.5 * direction


def _sides(like: Tensor) -> tuple[Tensor, Tensor]:
    """y and x of cells' centres, h and w of them, from -1 to 1."""
    y, x = (
        (2 * torch.arange(count, device=like.device, dtype=like.dtype) + 1) / count - 1
        for count in like.shape[-2:]
    )
    return y, x


def _codes(like: Tensor) -> Tensor:
    """Of places, 1 x c x h x w."""
    y, x = _sides(like)
    turns = torch.pi / 2 * like.new_tensor(_WAVES)[:, None, None]
    angles = [turns * y[:, None].expand(-1, len(x)), turns * x.expand(len(y), -1)]
    return torch.cat([f(angle) for angle in angles for f in (torch.sin, torch.cos)])[None]


def _from(cells: Tensor, cells_of: Tensor, like: Tensor) -> list[Tensor]:
    """How far down, right, and away in all every place lies from a cell of each frame, and whether it is near."""
    y, x = _sides(cells_of)
    rows, columns = _sides(like)
    down = (rows - y[cells // len(x), None])[:, None, :, None].expand(-1, -1, -1, len(columns))
    right = (columns - x[cells % len(x), None])[:, None, None].expand(-1, -1, len(rows), -1)
    far = (down.square() + right.square()).sqrt()
    return [down, right, far, (-8 * far).exp()]


def _scaled(maps: Tensor, like: Tensor) -> Tensor:
    return scaled(maps, (like.shape[-2], like.shape[-1]))


def scaled(maps: Tensor, size: tuple[int, int]) -> Tensor:
    """N x C x h x w at another size: means of cells where it is smaller, between them where it is larger."""
    if size[0] < maps.shape[-2]:
        return F.adaptive_avg_pool2d(maps, size)
    return F.interpolate(maps, size, mode="bilinear", align_corners=False)
