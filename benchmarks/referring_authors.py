"""The authors' ReferFormer, MUTR, SOC and UNINEXT-R50, for comparison with ours.

Their code is not part of this repository. Put into one folder:

    git clone https://github.com/wjn922/ReferFormer            # 06fc218f5d8f04730f81471a15ed89ea7e4d30d8
    git clone https://github.com/OpenGVLab/MUTR                # c5f5044f3742193946ac398e8186c38b454b7a92
    git clone https://github.com/RobertLuo1/NeurIPS2023_SOC SOC  # 76b2915629a315695439f7896153b4daa54272c0
    git clone https://github.com/MasterBin-IIAU/UNINEXT        # 5ab03865d05d61c23799ae0bd3305b160ceb3f34
    pip install --no-deps --target site einops fvcore iopath yacs omegaconf antlr4-python3-runtime==4.9.3 \
        termcolor tabulate portalocker cloudpickle

Nothing of it is changed. Put in its place here: the compiled deformable attention, by the function of the same
meaning that they ship beside it; text encoders that would be downloaded, by the same classes with random weights;
tokenizers, because sentences are given as numbers.
"""

import importlib
import os
import re
import sys
import types
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import absent
import numpy as np
import torch
import transformers
import yaml
from referring_subject import Answer, normalised, of_clip
from torch import Tensor, nn

FOLDERS = {"referformer": "ReferFormer", "mutr": "MUTR", "soc": "SOC", "uninext": "UNINEXT"}
"""Of each family's code."""

_NOT_NEEDED = ("torchvision", "timm", "skimage", "seaborn", "matplotlib", "pandas", "panopticapi")
_QUERIES = 900


class Numbers:
    """A tokenizer for sentences of numbers, '0 627 2335 2'."""

    def __init__(self, _name: str) -> None:
        """The name is of no account."""

    def batch_encode_plus(self, sentences: list[str], **how: Any) -> transformers.BatchEncoding:
        """As transformers does it for one sentence."""
        (sentence,) = sentences
        ids = [int(number) for number in sentence.split()]
        length = how["max_length"] if how["padding"] == "max_length" else len(ids)
        tokens = torch.zeros(1, length, dtype=torch.long)
        tokens[0, : len(ids)] = torch.tensor(ids)
        present = (torch.arange(length) < len(ids)).long()[None]
        return transformers.BatchEncoding({"input_ids": tokens, "attention_mask": present})


def load(folder: Path, name: str) -> nn.Module:
    """Their network that we call `name`, 'mutr-video-swin-t', with random weights."""
    warnings.filterwarnings("ignore")
    os.environ["HF_HUB_OFFLINE"] = "1"
    family, _, backbone = name.partition("-")
    root = folder / FOLDERS[family]
    sys.path[:0] = [str(root)]
    sys.path.append(str(folder / "site"))
    absent.pretend(_NOT_NEEDED)
    absent.timm_layers()
    for text in (transformers.RobertaModel, transformers.BertModel):
        text.from_pretrained = classmethod(_untrained)
    for tokenizer in (transformers.RobertaTokenizerFast, transformers.AutoTokenizer):
        tokenizer.from_pretrained = Numbers
    transformers.BertConfig.from_pretrained = classmethod(lambda cls, *_: cls())
    if family == "uninext":
        return _uninext(root)
    _compiled("models.ops.functions.ms_deform_attn_func")
    return (_soc if family == "soc" else _direct)(root, backbone)


def adopt(
    network: nn.Module, state: Mapping[str, Tensor], unused: Sequence[re.Pattern[str]]
) -> None:
    """Load `state`, a state dict by their names; those of `unused` and index tables may be absent."""
    missing, unexpected = network.load_state_dict(state, strict=False)
    missing = [
        name
        for name in missing
        if not name.endswith(("position_index", "position_ids", "pixel_mean", "pixel_std"))
        and not any(pattern.fullmatch(name) for pattern in unused)
    ]
    if missing or unexpected:
        raise ValueError(f"missing {missing}, unexpected {unexpected}")


class Clips:
    """One of the three that see a clip at once, asked as their evaluation does: all again for each sentence."""

    def __init__(self, network: nn.Module, timed: bool) -> None:
        """`timed`: their tensors have time before the batch, as SOC's do."""
        self._network, self._time_first = network.eval(), timed
        self._misc = importlib.import_module("misc" if timed else "util.misc")

    @torch.no_grad()
    def answer(self, frames: np.ndarray, sentences: list[list[int]]) -> list[Answer]:
        """See `Side.answer`."""
        clip = normalised(frames)
        answers = []
        for sentence in sentences:
            words = [" ".join(map(str, sentence))]
            size = torch.tensor(clip.shape[-2:])
            samples = self._misc.nested_tensor_from_videos_list([clip])
            if self._time_first:
                targets = [[{"size": size}] for _ in clip]
                found = self._network(samples, None, words, targets)
                logits, masks = found["pred_cls"][:, 0, :, 0], found["pred_masks"][:, 0]
            else:
                found = self._network(samples, words, [{"size": size}])
                logits, masks = found["pred_logits"][0, ..., 0], found["pred_masks"][0]
            answers.append(of_clip(logits, masks))
        return answers


class Frames:
    """UNINEXT, asked as its evaluation does: frame by frame, all again for each sentence."""

    def __init__(self, model: nn.Module) -> None:
        self._model = model.eval()
        self._images = importlib.import_module("detectron2.structures").ImageList
        self._proposed: list[Tensor] = []
        model.detr.detr.class_embed[-1].register_forward_hook(
            lambda _module, _given, logits: self._proposed.append(logits)
        )

    @torch.no_grad()
    def answer(self, frames: np.ndarray, sentences: list[list[int]]) -> list[Answer]:
        """See `Side.answer`."""
        clip = normalised(frames)
        answers = []
        for sentence in sentences:
            words = self._model.forward_text([" ".join(map(str, sentence))], device="cpu")
            self._proposed.clear()
            query, masks = zip(*(self._frame(frame, dict(words)) for frame in clip), strict=True)
            cells = [one[..., 0].topk(_QUERIES, dim=1).indices for one in self._proposed]
            answers.append(Answer(np.stack(query), np.stack(masks), torch.cat(cells).numpy()))
        return answers

    def _frame(self, frame: Tensor, words: dict[str, Tensor]) -> tuple[int, np.ndarray]:
        images = self._images.from_tensors([frame])
        found, _ = self._model.detr.coco_inference(
            images, None, None, language_dict_features=words, task="grounding"
        )
        suits, fits = found["pred_logits"][0, :, 0], found["pred_boxious"][0, :, 0]
        best = (suits.sigmoid() * fits.sigmoid()).argmax().item()
        return best, found["pred_masks"][0, best].numpy()


def asked(network: nn.Module, name: str) -> Clips | Frames:
    """`network`, made by `load` for this name, ready to answer."""
    family = name.partition("-")[0]
    return Frames(network) if family == "uninext" else Clips(network, timed=family == "soc")


def _compiled(place: str) -> None:
    """Replace the compiled deformable attention by the function that lies beside its call, at `place`."""
    operator = absent.module("MultiScaleDeformableAttention")

    def forward(
        value: Tensor, shapes: Tensor, _starts: Tensor, where: Tensor, weights: Tensor, _step: int
    ) -> Tensor:
        core = importlib.import_module(place).ms_deform_attn_core_pytorch
        answer: Tensor = core(value, shapes, where, weights)
        return answer

    operator.ms_deform_attn_forward = forward


def _untrained(cls: type[nn.Module], *_: Any, config: Any = None, **how: Any) -> nn.Module:
    if config is None:
        config = transformers.RobertaConfig(
            vocab_size=50265, max_position_embeddings=514, type_vocab_size=1, layer_norm_eps=1e-5
        )
    return cls(config, **how)


def _direct(root: Path, backbone: str) -> nn.Module:
    """ReferFormer or MUTR."""
    options = importlib.import_module("opts").get_args_parser()
    arguments = options.parse_args(
        "--masks --with_box_refine --binary --freeze_text_encoder --device cpu "
        f"--backbone {backbone.replace('-', '_')}_p4w7".split()
    )
    network: nn.Module = importlib.import_module("models").build_model(arguments)[0]
    return network


def _soc(root: Path, backbone: str) -> nn.Module:
    settings = yaml.safe_load((root / "configs" / "refer_youtube_vos.yaml").read_text())
    arguments = {name: entry["value"] for name, entry in settings.items()}
    arguments |= {"backbone": backbone, "backbone_pretrained_path": None, "device": "cpu"}
    arguments["text_encoder_type"] = "roberta-base"
    network: nn.Module = importlib.import_module("models.soc").SOC(
        types.SimpleNamespace(**arguments)
    )
    return network


def _uninext(root: Path) -> nn.Module:
    project = root / "projects" / "UNINEXT" / "uninext"
    absent.unopened("uninext", str(project))
    for part in ("modeling", "data", "data.datasets", "modeling.backbone"):
        absent.unopened(f"detectron2.{part}", str(root / "detectron2" / part.replace(".", "/")))
    backbones = importlib.import_module("detectron2.modeling.backbone.build")
    importlib.import_module("detectron2.modeling.backbone.resnet")
    registry = importlib.import_module("fvcore.common.registry").Registry
    vars(sys.modules["detectron2.modeling"]).update(
        META_ARCH_REGISTRY=registry("META_ARCH"),
        build_backbone=backbones.build_backbone,
        detector_postprocess=None,
    )
    # Moved since, or of no use without training.
    vars(transformers.modeling_utils).update(
        apply_chunking_to_forward=transformers.pytorch_utils.apply_chunking_to_forward,
        find_pruneable_heads_and_indices=None,
        prune_linear_layer=None,
    )
    _compiled("uninext.models.deformable_detr.ops.functions.ms_deform_attn_func")
    settings = importlib.import_module("detectron2.config").get_cfg()
    importlib.import_module("uninext.config").add_uninext_config(settings)
    settings.merge_from_file(str(project.parent / "configs" / "video_joint_r50.yaml"))
    settings.MODEL.DEVICE = "cpu"
    model: nn.Module = importlib.import_module("uninext.uninext_vid").UNINEXT_VID(settings)
    return model
