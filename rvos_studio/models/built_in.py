"""The cards of the models that come with the program: data only."""

from rvos_studio.models import weights
from rvos_studio.models.card import Card, Role
from rvos_studio.networks.aot.variants import NEVER, VARIANTS, Variant

_OURS = "Apache-2.0, this program"
_BASELINE = f"{_OURS}; weights Apache-2.0, too"
_PACKAGES = "packages of this program"
_ENCODERS = {
    "mobilenet-v2": "MobileNetV2", "resnet-50": "ResNet-50", "swin-b": "Swin-B", "swin-l": "Swin-L",
}  # fmt: skip


def _associating(variant: Variant) -> Card:
    """The card of one AOT or DeAOT."""
    part = weights.PARTS[variant.name]
    if variant.gated:
        how, paper = "gated propagation", "Yang and Yang, NeurIPS 2022, arXiv 2210.09782"
    else:
        how, paper = "a long short-term transformer", "Yang et al., NeurIPS 2021, arXiv 2106.02638"
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
        (variant.name,),
        "rvos_studio.models.aot_propagator:load",
        (variant.name,),
    )


CARDS: tuple[Card, ...] = (
    Card(
        "class-prototype", "Class prototype (baseline)", Role.SEGMENTER,
        "Binds the noun to ImageNet classes, learns a prototype of it over the clip, and cuts it out with GrabCut.",
        "none: a training-free baseline of this program", _BASELINE, "256 x 448", _PACKAGES,
        "EfficientNet-Lite0 and MiniLM, which are installed with the program",
        ("efficientnet-lite0", "minilm"), "rvos_studio.models.class_grounder:ClassGrounder",
    ),
    Card(
        "motion-words", "Motion and words (baseline)", Role.SEGMENTER,
        "Finds what moves against the camera and picks by the words for colour, size, position and motion.",
        "none: a training-free baseline of this program", _OURS, "about 320 x 180", "needs no weights",
        "nothing",
        (), "rvos_studio.models.motion_grounder:MotionGrounder",
    ),
    Card(
        "feature-ridge", "Ridge regression on features (baseline)", Role.PROPAGATOR,
        "Fits an object classifier to the corrected frames and the last few answers, and follows optical flow.",
        "none: a training-free baseline of this program", _BASELINE, "about 448 x 784", _PACKAGES,
        "EfficientNet-Lite0, which is installed with the program",
        ("efficientnet-lite0",), "rvos_studio.models.baseline_propagator:BaselinePropagator.load",
    ),
    Card(
        "soc", "SOC", Role.SEGMENTER,
        "Semantic-assisted object cluster: one query for the whole video.",
        "Luo et al., NeurIPS 2023, arXiv 2305.17011",
        "none stated by its authors", "short side 360, long side up to 640",
        "https://github.com/RobertLuo1/NeurIPS2023_SOC",
        "its authors' checkpoint, and RoBERTa-base's tokenizer files",
    ),
    Card(
        "mutr", "MUTR", Role.SEGMENTER,
        "Multi-modal temporal interaction between frames and words.",
        "Yan et al., AAAI 2024, arXiv 2305.16318", "MIT", "short side 360",
        "https://github.com/OpenGVLab/MUTR",
        "its authors' checkpoint, and RoBERTa-base's tokenizer files",
    ),
    Card(
        "referformer", "ReferFormer", Role.SEGMENTER,
        "Language as queries: conditional queries and dynamic mask convolutions.",
        "Wu et al., CVPR 2022, arXiv 2201.00487", "Apache-2.0", "short side 360",
        "https://github.com/wjn922/ReferFormer",
        "its authors' checkpoint, and RoBERTa-base's tokenizer files",
    ),
    Card(
        "uninext", "UNINEXT", Role.SEGMENTER,
        "Universal instance perception as prompt-guided object discovery, frame by frame.",
        "Yan et al., CVPR 2023, arXiv 2303.06674", "MIT", "short side 480",
        "https://github.com/MasterBin-IIAU/UNINEXT",
        "its authors' checkpoint, and BERT-base's vocabulary",
    ),
    *(_associating(variant) for variant in VARIANTS.values()),
)  # fmt: skip
