"""The variants of ReferFormer and MUTR, as data. Reading it never imports torch."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """Sizes of the text encoder."""

    width: int = 768
    layers: int = 12
    heads: int = 12
    vocabulary: int = 50265


@dataclass(frozen=True)
class Variant:
    """What one variant is built from."""

    name: str
    """What commands and files call it."""
    title: str
    """What its authors call it."""
    backbone: str
    """`resnet-50`, `swin-t`, `video-swin-t`, `video-swin-b` or `video-swin-tiny`."""
    interactive: bool
    """MUTR's two temporal interactions and added words; otherwise ReferFormer."""
    channels: int = 256
    inner: int = 2048
    heads: int = 8
    layers: int = 4
    """Of the deformable encoder, and of the decoder."""
    queries: int = 5
    classes: int = 1
    text: Text = Text()


_BACKBONES = (
    ("r50", "ResNet-50", "resnet-50"),
    ("swin-t", "Swin-T", "swin-t"),
    ("video-swin-t", "Video-Swin-T", "video-swin-t"),
    ("video-swin-b", "Video-Swin-B", "video-swin-b"),
)

VARIANTS: dict[str, Variant] = {
    variant.name: variant
    for family, title, interactive in (
        ("referformer", "ReferFormer", False),
        ("mutr", "MUTR", True),
    )
    for variant in (
        *(
            Variant(f"{family}-{name}", f"{title} {backbone}", key, interactive)
            for name, backbone, key in _BACKBONES
            if not (interactive and name == "swin-t")
        ),
        Variant(
            f"{family}-tiny",
            f"{title} tiny",
            "video-swin-tiny",
            interactive,
            channels=32,
            inner=64,
            layers=2,
            text=Text(width=16, layers=1, heads=2),
        ),
    )
}
"""The published ones, and for each network a `tiny` one of the same parts, which nobody published."""
