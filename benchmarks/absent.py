"""Stands in for libraries that somebody's code imports and, for what is measured here, does not need."""

import importlib.util
import sys
import types
from collections.abc import Iterable, Sequence
from importlib.machinery import ModuleSpec
from typing import Any, ClassVar

from torch import nn


class _Absent(types.ModuleType):
    """Has whatever is imported from it: an empty class, so that others may inherit from it."""

    __path__: ClassVar[list[str]] = []
    __version__ = "1.0"

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


class _Finder:
    """Finds an empty module for these libraries and everything within them."""

    def __init__(self, libraries: Iterable[str]) -> None:
        self._libraries = frozenset(libraries)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: Any = None
    ) -> ModuleSpec | None:
        if name.partition(".")[0] not in self._libraries:
            return None
        return importlib.util.spec_from_loader(name, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> types.ModuleType:
        return _Absent(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """There is nothing in it."""


def pretend(libraries: Iterable[str]) -> None:
    """Let these be imported, as far as they are not installed."""
    missing = [name for name in libraries if importlib.util.find_spec(name) is None]
    sys.meta_path.append(_Finder(missing))  # type: ignore[arg-type]


def module(name: str, **contents: Any) -> types.ModuleType:
    """Put a module of these contents where `name` is imported from."""
    made = types.ModuleType(name)
    vars(made).update(contents)
    sys.modules[name] = made
    return made


def unopened(name: str, folder: str) -> types.ModuleType:
    """Let modules within a package be imported without what the package itself would import first."""
    return module(name, __path__=[folder])


class DropPath(nn.Identity):
    """timm's, for inference."""


def timm_layers() -> None:
    """Put the three names of `timm.models.layers` that backbones ask for in place."""
    module(
        "timm.models.layers",
        DropPath=DropPath,
        to_2tuple=lambda x: (x, x),
        trunc_normal_=nn.init.trunc_normal_,
    )
