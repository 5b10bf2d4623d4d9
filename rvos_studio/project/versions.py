"""Versions: tracks as propagations left them, kept to be looked at and to be brought back."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from rvos_studio.masks import Mask
from rvos_studio.project.database import Database
from rvos_studio.project.records import ClipRecord

MOST = 20
"""Versions of an object that are kept without having been named by a person."""

Masks = dict[int, int]
"""Frame -> the number of its mask in the project file. Masks are never changed, so numbers compare them."""


@dataclass(frozen=True)
class Version:
    """An object's whole track as it once was."""

    id: int
    object_id: int
    name: str
    when: str
    """UTC, ISO 8601."""
    edit: int
    """The edit that made the track so."""
    named: bool
    """Whether a person gave it its name: it is kept until its object goes."""


_VERSION = "SELECT id, object, name, made_at, edit, named FROM version"


class Versions:
    """Versions of all tracks; no part of undo. An `Edit` brings one back."""

    def __init__(self, database: Database, clip: ClipRecord) -> None:
        self._database = database
        self._clip = clip

    def of(self, object_id: int) -> list[Version]:
        """All versions of an object, newest first."""
        rows = self._database.rows(f"{_VERSION} WHERE object = ? ORDER BY id DESC", object_id)
        return [
            Version(number, owner, name, when, edit, bool(named))
            for number, owner, name, when, edit, named in rows
        ]

    def keep(self, object_id: int, name: str, edit: int) -> Version:
        """Keep the track as it is now; the oldest of too many goes, unless somebody named it."""
        when = datetime.now(UTC).isoformat(timespec="seconds")
        with self._database.transaction():
            number = self._database.execute(
                "INSERT INTO version (object, name, made_at, edit) VALUES (?, ?, ?, ?)",
                object_id, name, when, edit,
            )  # fmt: skip
            self._database.execute(
                "INSERT INTO version_mask (version, frame, mask)"
                " SELECT ?, frame, mask FROM track WHERE object = ?",
                number, object_id,
            )  # fmt: skip
            unnamed = [each.id for each in self.of(object_id) if not each.named]
            forget(self._database, unnamed[MOST:])
        return Version(number, object_id, name, when, edit, False)

    def rename(self, version: int, name: str) -> None:
        """Give a version a name, and keep it from now on."""
        with self._database.transaction():
            self._database.execute(
                "UPDATE version SET name = ?, named = 1 WHERE id = ?", name, version
            )

    def masks(self, version: int) -> Masks:
        """The track that a version keeps."""
        rows = "SELECT frame, mask FROM version_mask WHERE version = ? ORDER BY frame"
        return dict(self._database.rows(rows, version))

    def now(self, object_id: int) -> Masks:
        """The track as it is."""
        rows = "SELECT frame, mask FROM track WHERE object = ? ORDER BY frame"
        return dict(self._database.rows(rows, object_id))

    def stands(self, version: Version) -> bool:
        """Whether the edit that made a version has not been taken back."""
        done = "SELECT 1 FROM edit WHERE id = ? AND NOT undone"
        return bool(self._database.rows(done, version.edit))

    def before(self, version: Version) -> dict[int, int | None]:
        """What was on the frames that a version's edit changed, None for no mask; as long as the history knows."""
        found: dict[int, int | None] = {}
        for before, after in self._database.rows(
            "SELECT before, after FROM change WHERE edit = ? AND relation = 'track' ORDER BY number",
            version.edit,
        ):
            object_id, frame, _ = json.loads(after or before)
            if object_id == version.object_id:  # of several changes the first knows what was before
                found.setdefault(frame, json.loads(before)[2] if before else None)
        return found

    def read(self, masks: Collection[int]) -> dict[int, Mask]:
        """Masks by their numbers."""
        rows = self._database.rows(
            "SELECT id, counts FROM mask WHERE id IN (SELECT value FROM json_each(?))",
            json.dumps(list(masks)),
        )
        return {number: Mask(*self._clip.shape, counts) for number, counts in rows}


def forget(database: Database, versions: Collection[int]) -> None:
    """Delete versions, with the masks that nothing else has any more."""
    for version in versions:
        alone = database.rows(
            "SELECT mask FROM version_mask WHERE version = ?1 AND alone AND NOT EXISTS"
            " (SELECT 1 FROM version_mask AS other WHERE other.mask = version_mask.mask AND version <> ?1)",
            version,
        )
        database.execute("DELETE FROM version WHERE id = ?", version)
        for (mask,) in alone:
            database.execute("DELETE FROM mask WHERE id = ?", mask)
