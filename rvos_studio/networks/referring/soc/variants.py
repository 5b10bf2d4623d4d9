"""The variants of SOC, as data. Reading it never imports torch."""

from rvos_studio.networks.referring.variants import Text, Variant, lite

VARIANTS: dict[str, Variant] = {
    variant.name: variant
    for variant in (
        *(
            Variant(f"soc-{name}", f"SOC {title}", name, interactive=False, layers=3, queries=20)
            for name, title in (("video-swin-t", "Video-Swin-T"), ("video-swin-b", "Video-Swin-B"))
        ),
        Variant(
            "soc-tiny",
            "SOC tiny",
            "video-swin-tiny",
            interactive=False,
            channels=32,
            inner=64,
            layers=2,
            queries=5,
            text=Text(width=16, layers=1, heads=2),
        ),
    )
}
"""The published ones, and a `tiny` one of the same parts, which nobody published."""

LITE: dict[str, Variant] = {"soc-lite": lite("soc-lite", "SOC lite (ours)")}
"""A small one of the same parts on frozen features, which this program brings."""
