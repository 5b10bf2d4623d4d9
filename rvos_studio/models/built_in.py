"""The cards of the models that come with the program: data only."""

from dataclasses import dataclass

from rvos_studio.models import weights
from rvos_studio.models.card import Card, Role
from rvos_studio.networks.aot.variants import LITE as AOT_LITE
from rvos_studio.networks.aot.variants import NEVER, VARIANTS, Variant
from rvos_studio.networks.referring.soc.variants import VARIANTS as SOC
from rvos_studio.networks.referring.variants import VARIANTS as DIRECT
from rvos_studio.networks.uninext.variants import VARIANTS as UNINEXT

_OURS = "Apache-2.0, this program"
_BACKBONE = "EfficientNet-Lite0, which is installed with the program"
_BACKBONE_AND_SENTENCES = "EfficientNet-Lite0 and MiniLM, which are installed with the program"
_BASELINE = f"{_OURS}; weights Apache-2.0, too"
_PACKAGES = "packages of this program"
_ENCODERS = {
    "mobilenet-v2": "MobileNetV2", "resnet-50": "ResNet-50", "swin-t": "Swin-T", "swin-b": "Swin-B", "swin-l": "Swin-L",
    "video-swin-t": "Video-Swin-T", "video-swin-b": "Video-Swin-B", "convnext-l": "ConvNeXt-L", "vit-h": "ViT-H",
}  # fmt: skip


_PAPERS = {
    "aot": "Yang et al., NeurIPS 2021, arXiv 2106.02638",
    "deaot": "Yang and Yang, NeurIPS 2022, arXiv 2210.09782",
    "soc": "Luo et al., NeurIPS 2023, arXiv 2305.17011",
    "referformer": "Wu et al., CVPR 2022, arXiv 2201.00487",
    "mutr": "Yan et al., AAAI 2024, arXiv 2305.16318",
    "uninext": "Yan et al., CVPR 2023, arXiv 2303.06674",
}
"""By what the names of variants begin with."""


def _associating(variant: Variant) -> Card:
    """The card of one AOT or DeAOT."""
    part = weights.PARTS[variant.name]
    how = "gated propagation" if variant.gated else "a long short-term transformer"
    paper = _PAPERS["deaot" if variant.gated else "aot"]
    blocks = f"{variant.blocks} block{'s' if variant.blocks > 1 else ''}"
    memory = (
        "no answer goes into long-term memory"
        if variant.gap == NEVER
        else f"every {variant.gap}th answer goes into long-term memory"
    )
    about = f"Several objects in one pass: {_ENCODERS[variant.encoder]} and {blocks} of {how}; {memory}."
    if variant.encoder == "swin-l" and variant.gated:
        about += " Its configuration is unpublished and inferred from the other variants."
    elif variant.encoder == "swin-l":
        about += " The configuration is that of the winners of the RVOS challenge of 2023."
    swin = variant.encoder.startswith("swin")
    return Card(
        variant.name,
        variant.title,
        Role.PROPAGATOR,
        about,
        paper,
        "BSD-3-Clause" + (", its Swin encoder MIT" if swin else ""),
        f"long side at most 1040, sides of 16 k{'' if swin else ' + 1'} pixels",
        part.published or "not published",
        f"{part.file}, linked in its authors' MODEL_ZOO.md"
        if part.file
        else "weights of your own: none are published",
        "rvos_studio.models.aot_propagator:load",
        (variant.name,),
        (variant.name,),
    )


@dataclass(frozen=True)
class _Answering:
    """What the cards of all variants of a network that answers expressions have in common."""

    about: str
    """With a place for what sees the frames."""
    paper: str
    input_size: str
    linked: str
    """Where on their authors' page the checkpoints are."""
    adapter: str = "rvos_studio.models.referring_segmenter:load"


_ANSWERING = {
    "soc": _Answering(
        "Queries of each frame, seen by {}, gather into queries of the clip; one of 20 answers for all frames.",
        _PAPERS["soc"], "short side 360, long side up to 640", "README.md",
    ),
    "referformer": _Answering(
        "Queries made of the sentence look at each frame, seen by {}; one of 5 answers for all frames.",
        _PAPERS["referformer"], "short side 360", "docs/Ref-Youtube-VOS.md",
    ),
    "mutr": _Answering(
        "Words that have met the clip, seen by {}, become queries of the whole clip; one of 5 answers for all frames.",
        _PAPERS["mutr"], "short side 432", "README.md",
    ),
    "uninext": _Answering(
        "Mixes the sentence into each frame, seen by {}, and picks the best of 900 proposals, frame by frame.",
        _PAPERS["uninext"], "short side 480, long side up to 1333", "MODEL_ZOO.md",
        "rvos_studio.models.uninext_segmenter:load",
    ),
}  # fmt: skip
"""By what the names of variants begin with."""
_SEEN_BY = {
    **{variant.name: variant.backbone for variant in (SOC | DIRECT).values()},
    **{variant.name: variant.encoder for variant in UNINEXT.values()},
}
_LITE = {
    "soc": "Queries of each frame gather into queries of the clip; one of 5 answers for up to 16 frames.",
    "referformer": "Queries made of the sentence look at each frame; one of 5 answers for up to 16 frames.",
    "mutr": "Words that have met the clip become queries of the whole clip; one of 5 answers for up to 16 frames.",
    "uninext": "Mixes the sentence into each frame and picks the best of 30 proposals, frame by frame.",
    "aot": "Corrects the baseline propagator by a small long short-term transformer.",
    "deaot": "Corrects the baseline propagator by small gated propagation.",
}
"""What the small variants do, by what their names begin with."""
_CALLED = {
    "uninext-r50": "video_joint_r50",
    "uninext-convnext-l": "video_joint_convnext_large",
    "uninext-vit-h": "video_joint_vit_huge",
}
"""What their authors call some checkpoints."""


def _referring(name: str, encoder: str) -> Card:
    """The card of one variant of a network that answers expressions."""
    part, network = weights.PARTS[name], _ANSWERING[name.partition("-")[0]]
    return Card(
        name,
        part.title,
        Role.SEGMENTER,
        network.about.format(_ENCODERS[encoder]),
        network.paper,
        part.licence,
        network.input_size,
        part.published,
        f"{part.file or _CALLED.get(name, 'a checkpoint')}, linked in its authors' {network.linked}",
        network.adapter,
        (name,),
        (name,),
    )


def _lite(name: str, title: str) -> Card:
    """The card of a small variant of the program's own training."""
    network = name.partition("-")[0]
    propagates = name in AOT_LITE
    kind, module = (
        ("propagator", "lite_propagator") if propagates else ("segmenter", "lite_segmenter")
    )
    frozen: tuple[str, ...] = ("efficientnet-lite0", "minilm")
    needs = _BACKBONE_AND_SENTENCES
    if propagates:
        frozen, needs = frozen[:1], _BACKBONE
    begins = "" if propagates else " It begins with what the baselines think, and corrects it."
    return Card(
        name,
        title,
        Role(kind),
        _LITE[network] + begins,
        f"a small variant of this program; the network: {_PAPERS[network]}",
        _BASELINE,
        "about 448 x 784" if propagates else "about 192 x 320",
        "this program",
        needs,
        f"rvos_studio.models.{module}:load",
        (name, *frozen),
        (name,),
    )


CARDS: tuple[Card, ...] = (
    Card(
        "class-prototype", "Class prototype (baseline)", Role.SEGMENTER,
        "Binds the noun to ImageNet classes, learns a prototype of it over the clip, and cuts it out with GrabCut.",
        "none: a training-free baseline of this program", _BASELINE, "256 x 448", _PACKAGES,
        _BACKBONE_AND_SENTENCES,
        "rvos_studio.models.class_grounder:ClassGrounder", ("efficientnet-lite0", "minilm"),
    ),
    Card(
        "motion-words", "Motion and words (baseline)", Role.SEGMENTER,
        "Finds what moves against the camera and picks by the words for colour, size, position and motion.",
        "none: a training-free baseline of this program", _OURS, "about 320 x 180", "needs no weights",
        "nothing",
        "rvos_studio.models.motion_grounder:MotionGrounder",
    ),
    Card(
        "feature-ridge", "Ridge regression on features (baseline)", Role.PROPAGATOR,
        "Fits an object classifier to the corrected frames and the last few answers, and follows optical flow.",
        "none: a training-free baseline of this program", _BASELINE, "about 448 x 784", _PACKAGES,
        _BACKBONE,
        "rvos_studio.models.baseline_propagator:BaselinePropagator.load", ("efficientnet-lite0",),
    ),
    *(_lite(name, variant.title) for name, variant in weights.LITE.items()),
    *(_referring(name, encoder) for name, encoder in _SEEN_BY.items() if name in weights.PARTS),
    *(_associating(variant) for variant in VARIANTS.values()),
)  # fmt: skip
