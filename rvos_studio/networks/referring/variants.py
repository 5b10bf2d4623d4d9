"""The variants of ReferFormer and MUTR, as data. Reading it never imports torch."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """Sizes of the text encoder."""

    width: int = 768
    layers: int = 12
    """None of its own where there are none: what it says of words comes from outside."""
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
    """`resnet-50`, `swin-t`, `video-swin-t`, `video-swin-b`, `video-swin-tiny`; or `efficientnet-lite0`, whose maps
    come from outside.
    """
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
    encoder_layers: int | None = None
    """Of the deformable encoder, where it has not as many as the decoder."""
    points: int = 4
    """That a cell looks at in each map, in the deformable encoder."""
    fine: int = 0
    """Channels of the finest stage of the pixel decoder where it is plain; 0 where it is like the others."""
    evidence: int = 0
    """Maps of evidence that it gets of every expression."""

    @property
    def lite(self) -> bool:
        """Whether maps, words and evidence come from outside: what is frozen is no part of it."""
        return self.evidence > 0


def lite(name: str, title: str, interactive: bool = False, fine: int = 0) -> Variant:
    """A small one on maps of the dilated EfficientNet-Lite0, words of MiniLM and four maps of evidence."""
    return Variant(
        name,
        title,
        "efficientnet-lite0",
        interactive,
        channels=96,
        inner=256,
        heads=4,
        layers=2,
        text=Text(width=384, layers=0),
        encoder_layers=1,
        points=2,
        fine=fine,
        evidence=4,
    )


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

LITE: dict[str, Variant] = {
    variant.name: variant
    for variant in (
        lite("referformer-lite", "ReferFormer lite (ours)", fine=32),
        lite("mutr-lite", "MUTR lite (ours)", interactive=True, fine=32),
    )
}
"""Small ones of the same parts on frozen features, which this program brings."""
