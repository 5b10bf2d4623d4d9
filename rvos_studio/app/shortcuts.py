"""Which keys the commands have: a preset and what a person changed of it, kept in a file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec
from PySide6.QtGui import QKeySequence

from rvos_studio import settings
from rvos_studio.app.command import Command
from rvos_studio.app.commands.digits import DIGITS, digit_words
from rvos_studio.app.language import tr
from rvos_studio.app.presets import DEFAULT, PRESETS
from rvos_studio.errors import CannotWrite

Keys = tuple[str, ...]


class _Kept(msgspec.Struct, frozen=True):
    preset: str = DEFAULT
    keys: dict[str, list[str]] = {}


@dataclass(frozen=True)
class Shortcuts:
    """The keys of every command. A key has one command at most; digits choose objects and models."""

    commands: tuple[Command, ...]
    preset: str = DEFAULT
    own: Mapping[str, Keys] = field(default_factory=dict)
    """What a person chose instead of the preset's keys."""

    def keys(self, name: str) -> Keys:
        """The keys of a command, the first of them the one that menus show."""
        return self._all()[name]

    def all(self) -> dict[str, Keys]:
        """Command -> its keys."""
        return self._all()

    def owner(self, keys: str) -> str:
        """The words of whoever has these keys; empty where nobody has."""
        if keys in DIGITS:
            return digit_words(keys)
        held = self._all()
        return next((each.words for each in self.commands if keys in held[each.name]), "")

    def changed(self, name: str, keys: Keys) -> "Shortcuts":
        """The same with other keys for one command. `owner` says whether they are free."""
        return replace(self, own={**self.own, name: keys})

    def restored(self, name: str) -> "Shortcuts":
        """The same with the preset's keys for one command, as far as they are free."""
        return replace(self, own={each: keys for each, keys in self.own.items() if each != name})

    def with_preset(self, preset: str) -> "Shortcuts":
        """Another preset, and nothing of one's own."""
        return Shortcuts(self.commands, preset)

    def _all(self) -> dict[str, Keys]:
        taken: set[str] = set(DIGITS)
        held: dict[str, Keys] = {}
        # Who was given keys comes before who has them by default.
        for layer in (
            self.own,
            PRESETS[self.preset],
            {each.name: each.keys for each in self.commands},
        ):
            for command in self.commands:
                if command.name in layer and command.name not in held:
                    free = dict.fromkeys(map(standard, layer[command.name]))
                    held[command.name] = tuple(each for each in free if each and each not in taken)
                    taken.update(held[command.name])
        return held


def standard(keys: str) -> str:
    """One spelling of a key combination: 'Ctrl+Shift+Z'; empty for none."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.PortableText)


def path() -> Path:
    """The file that keeps them."""
    return settings.config_folder() / "keys.json"


def read(commands: Sequence[Command]) -> tuple[Shortcuts, str]:
    """What was kept, and a sentence about what could not be read of it, or nothing."""
    plain = Shortcuts(tuple(commands))
    try:
        kept = msgspec.json.decode(path().read_bytes(), type=_Kept)
    except FileNotFoundError:
        return plain, ""
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return (
            plain,
            tr(
                "The keys in '{path}' cannot be read; the default keys are used until you change them."
            ).format(path=path()),
        )
    if kept.preset not in PRESETS:
        return (
            plain,
            tr(
                "'{path}' names keys '{preset}', which there are none of; the default keys are used."
            ).format(path=path(), preset=kept.preset),
        )
    names = {command.name for command in commands}
    own = {name: tuple(keys) for name, keys in kept.keys.items() if name in names}
    return Shortcuts(tuple(commands), kept.preset, own), ""


def write(shortcuts: Shortcuts) -> None:
    """Keep them. Raises `CannotWrite`."""
    kept = _Kept(shortcuts.preset, {name: list(keys) for name, keys in shortcuts.own.items()})
    try:
        settings.keep(path(), msgspec.json.format(msgspec.json.encode(kept)))
    except OSError as error:
        raise CannotWrite(
            tr("The keys cannot be kept in '{path}': {reason}.").format(
                path=path(), reason=error.strerror
            )
        ) from error


def by_menu(commands: Sequence[Command]) -> Iterator[tuple[str, list[Command]]]:
    """Commands under their menus' names."""
    menus: dict[str, list[Command]] = {}
    for command in commands:
        menus.setdefault(command.place, []).append(command)
    yield from menus.items()
