"""The published variants and a tiny one, as data. Reading it never imports torch."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """How wide and deep a network is behind its encoder."""

    channels: int
    heads: int
    inner: int
    """Inner features of each perceptron."""
    fused: int
    """Features in which pictures and words are compared."""
    layers: int
    """Of the encoder, and as many of the decoder."""
    queries: int
    words: int
    """Word pieces in the vocabulary."""
    text: int
    """Channels of the text encoder."""
    text_layers: int
    """None of its own where there are none: what it says of words comes from outside."""
    text_heads: int
    encoder_layers: int | None = None
    """Of the deformable encoder, where it has not as many as the decoder."""
    points: int = 4
    """That a cell looks at in each map, in the deformable encoder."""


_PUBLISHED = Size(256, 8, 2048, 2048, 6, 900, 30522, 768, 12, 12)
_TINY = Size(32, 2, 64, 32, 2, 20, 30522, 32, 2, 2)
_LITE = Size(96, 4, 256, 128, 2, 30, 0, 384, 0, 0, encoder_layers=1, points=2)


@dataclass(frozen=True)
class Variant:
    """What one variant is built from."""

    name: str
    """What commands and files call it."""
    title: str
    """What its authors call it."""
    encoder: str
    """`resnet-50`, `convnext-l`, `vit-h`, `convnext-tiny`; or `efficientnet-lite0`, whose maps come from outside."""
    size: Size = _PUBLISHED
    evidence: int = 0
    """Maps of evidence that it gets of every expression."""

    @property
    def lite(self) -> bool:
        """Whether maps, words and evidence come from outside: what is frozen is no part of it."""
        return self.evidence > 0


VARIANTS: dict[str, Variant] = {
    variant.name: variant
    for variant in (
        Variant("uninext-r50", "UNINEXT-R50", "resnet-50"),
        Variant("uninext-convnext-l", "UNINEXT-ConvNeXt-L", "convnext-l"),
        Variant("uninext-vit-h", "UNINEXT-ViT-H", "vit-h"),
        Variant("uninext-tiny", "UNINEXT-Tiny", "convnext-tiny", _TINY),
    )
}
"""By name. Nobody publishes weights of the tiny one: it is for trying things out."""

LITE: dict[str, Variant] = {
    "uninext-lite": Variant("uninext-lite", "UNINEXT lite (ours)", "efficientnet-lite0", _LITE, 4)
}
"""A small one of the same parts on frozen features, which this program brings."""
