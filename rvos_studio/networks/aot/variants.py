"""The fourteen published variants and two small ones of this program, as data. Reading it never imports torch."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Variant:
    """What one variant is built from."""

    name: str
    """What commands and files call it."""
    title: str
    """What its authors call it; of a small one, this program."""
    gated: bool
    """DeAOT's gated propagation in two branches; otherwise AOT's long short-term transformer."""
    encoder: str
    """`mobilenet-v2`, `resnet-50`, `swin-b`, `swin-l`, or `efficientnet-lite0`, which stays as it is."""
    blocks: int
    gap: int
    """Every so many frames an answer goes into long-term memory; B and L differ in nothing else."""
    width: int = 256
    """Channels of a token."""

    @property
    def frozen(self) -> bool:
        """Whether the encoder is never trained, so that its maps come from outside, computed once for all."""
        return self.encoder == "efficientnet-lite0"

    @property
    def align_corners(self) -> bool:
        """Whether grids share their corner pixels: input sizes are then 16 k + 1, otherwise 16 k."""
        return not self.frozen and not self.encoder.startswith("swin")


NEVER = 9999
"""The published gap of the variants that remember nothing but the reference and the frame before."""

_SIZES = (
    ("{}-t", "{}T", "mobilenet-v2", 1, NEVER),
    ("{}-s", "{}S", "mobilenet-v2", 2, NEVER),
    ("{}-b", "{}B", "mobilenet-v2", 3, NEVER),
    ("{}-l", "{}L", "mobilenet-v2", 3, 5),
    ("r50-{}-l", "R50-{}L", "resnet-50", 3, 5),
    ("swinb-{}-l", "SwinB-{}L", "swin-b", 3, 5),
    ("swinl-{}-l", "SwinL-{}L", "swin-l", 3, 5),
)

VARIANTS: dict[str, Variant] = {
    variant.name: variant
    for family, short, gated in (("AOT", "aot", False), ("DeAOT", "deaot", True))
    for name, title, encoder, blocks, gap in _SIZES
    for variant in (Variant(name.format(short), title.format(family), gated, encoder, blocks, gap),)
}

LITE: dict[str, Variant] = {
    variant.name: variant
    for variant in (
        Variant("aot-lite", "AOT-lite", False, "efficientnet-lite0", 2, 3, width=128),
        Variant("deaot-lite", "DeAOT-lite", True, "efficientnet-lite0", 2, 3, width=128),
    )
}
"""Small ones that are trained here, beside the training-free baseline whose answer they refine."""
