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
    text_heads: int


_PUBLISHED = Size(256, 8, 2048, 2048, 6, 900, 30522, 768, 12, 12)
_TINY = Size(32, 2, 64, 32, 2, 20, 30522, 32, 2, 2)


@dataclass(frozen=True)
class Variant:
    """What one variant is built from."""

    name: str
    """What commands and files call it."""
    title: str
    """What its authors call it."""
    encoder: str
    """`resnet-50`, `convnext-l`, `vit-h` or `convnext-tiny`."""
    size: Size = _PUBLISHED


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
