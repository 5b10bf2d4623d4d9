"""The single door to packaged files."""

from pathlib import Path


def path(name: str) -> Path:
    """The file or folder `name` under `resources/`, in a checkout as in an installed package.

    Raises `FileNotFoundError` when the installation is damaged.
    """
    package = Path(__file__).parent
    for folder in (package / "_resources", package.parent / "resources"):
        if (folder / name).exists():
            return folder / name
    raise FileNotFoundError(f"The packaged file '{name}' is missing; reinstall rvos-studio.")
