"""Looking at a track as it was before a propagation or in a version of it, and bringing a version back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from rvos_studio.app.activities.propagating import PROPAGATING
from rvos_studio.app.compose import PastLook
from rvos_studio.app.held_key import HeldKey
from rvos_studio.app.language import tr, tr_later
from rvos_studio.app.panels.strips import Heat
from rvos_studio.app.panels.versions import BeforeRow, VersionsPanel
from rvos_studio.project import Change, Version
from rvos_studio.studio.versions import Differences, bring_back, rename

if TYPE_CHECKING:
    from rvos_studio.app.editor import Editor
    from rvos_studio.studio import Session

PAGE = tr_later("Review")
CHANGED = tr_later("Changed")
_MOST_NAMED = 3
_CHANGED = 0.005
"""A frame whose overlap with what it was is less than 1 by this has changed."""


@dataclass(frozen=True, eq=False)
class Found:
    """Versions of an object, and a track that is compared with the one there is."""

    object_id: int
    versions: tuple[Version, ...]
    picked: Version | None
    """The version that somebody wants to compare."""
    past: PastLook | None
    changed: NDArray[np.float32] | None
    """How much every frame has changed since, 0..1; NaN where the past is not known to be another."""


class Reader:
    """Reads all that on a thread; masks that were compared once are not compared again."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._differences = Differences(session)
        self._before: tuple[int, dict[int, int | None]] = 0, {}
        """A version, and what its edit found: thousands of frames, but always the same."""
        self._opened = datetime.now(UTC).isoformat(timespec="seconds")

    def read(self, object_id: int, wanted: int, running: bool) -> Found:
        """Compare with the version `wanted`, else with what the newest run since the opening found.

        While the next one is `running` there is nothing to look back to.
        """
        kept = self._session.project.versions
        versions = tuple(kept.of(object_id))
        picked = next((each for each in versions if each.id == wanted), None)
        past, now = None, {}
        if picked:
            now = kept.now(object_id)
            then = kept.masks(picked.id)
            past = PastLook(picked.name, {frame: then.get(frame) for frame in now | then})
        elif versions and not running and self._is_news(versions[0]):
            now = kept.now(object_id)
            if self._before[0] != versions[0].id:
                self._before = versions[0].id, kept.before(versions[0])
            past = PastLook(
                tr("Before {version}").format(version=versions[0].name), self._before[1]
            )
        changed = self._differences.between(past.masks, now) if past else None
        return Found(object_id, versions, picked, past, changed)

    def _is_news(self, version: Version) -> bool:
        made_now = version.when >= self._opened
        return made_now and self._session.project.versions.stands(version)


class Versioning(QObject):
    """Lists the versions on the Review page, and offers a look back below the propagation that made one."""

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self._editor = editor
        self._workspace = workspace = editor.workspace
        self._reader = Reader(workspace.session)
        self._found: Found | None = None
        self._drawn: tuple[Found, bool] | None = None
        """What the strip shows, and whether the past is seen with it."""
        self._wanted = 0
        """The version to compare with; 0 for what the newest run found."""
        self._look_once_read = False
        self.panel = VersionsPanel()
        self._section = editor.side.add(tr("Versions"), self.panel, PAGE)
        self.row = BeforeRow(editor.menu)
        editor.propagating.panel.layout().addWidget(self.row)
        self._reading = workspace.loader("versions", self._show)
        workspace.surveyed.connect(self._read)
        editor.runs.ended.connect(self._read)
        workspace.pictured.connect(self._mark)
        self.panel.wanted.connect(self.bring_back)
        self.panel.compared.connect(self.compare)
        self.panel.renamed.connect(self._rename)
        self.row.toggled.connect(self.toggle)
        self.row.wanted.connect(workspace.go)
        self._held = HeldKey(editor.menu["before"], (editor.canvas, editor.lightbox), self)
        self._held.pressed.connect(self.toggle)
        self._held.released.connect(lambda held: self.leave() if held else None)
        self._hide()

    @property
    def looking(self) -> bool:
        """Whether the track is shown as it was."""
        return self._past is not None and self._workspace.stage == self._past

    def toggle(self) -> None:
        """Show the track as it was, or as it is."""
        if self._past is None:
            self._workspace.news.emit(tr("Propagate first; this shows the frame as it was before."))
        self._workspace.show_stage(None if self.looking else self._past)
        self._mark()

    def leave(self) -> None:
        """Show the track as it is."""
        if self.looking:
            self.toggle()

    def compare(self, version: Version | None) -> None:
        """Show the track as it was in a version; None goes back to what there is."""
        self.leave()
        self._wanted = version.id if version else 0
        self._look_once_read = version is not None
        self._read()

    def bring_back(self, version: Version) -> None:
        """Give the object the track of a version, and go to where it shows."""
        workspace, changes = self._workspace, []

        def change() -> Change:
            changes.append(bring_back(workspace.session, version))
            return changes[0]

        def tell() -> None:
            frames = changes[0].frames
            if frames and workspace.frame not in frames:
                workspace.go(min(frames, key=lambda frame: abs(frame - workspace.frame)))
            workspace.news.emit(
                tr("Brought back “{version}”: %Ln frame(s) changed.", "", len(frames)).format(
                    version=version.name
                )
                if frames
                else tr(
                    "The track is as in “{version}” already, but for what was drawn by hand."
                ).format(version=version.name)
            )

        workspace.edit(change, tell)

    def _rename(self, version: Version, name: str) -> None:
        session = self._workspace.session
        self._workspace.compute(lambda: rename(session, version.id, name), lambda _: self._read())

    def _read(self) -> None:
        number, wanted = self._workspace.chosen, self._wanted
        running = self._editor.runs.doing == tr(PROPAGATING)
        self._reading.request(lambda: self._reader.read(number, wanted, running))

    def _show(self, found: Found) -> None:
        if found.object_id != self._workspace.chosen:
            return  # another object was chosen meanwhile; its versions are on their way
        looking, self._found = self.looking, found
        if self._wanted and not found.picked:
            self._wanted = 0
        self._section.setVisible(bool(found.versions))
        self.panel.show_versions(found.versions, found.picked)
        if found.past is None:
            self._hide()
        else:
            worst = np.argsort(-np.nan_to_num(found.changed), kind="stable")[:_MOST_NAMED]
            frames = [int(frame) for frame in worst if found.changed[frame] >= _CHANGED]
            self.row.show_changes(found.past.title, frames)
            self.row.show()
        if looking or self._look_once_read:
            self._look_once_read = False
            self._workspace.show_stage(found.past)
        self._mark()

    def _hide(self) -> None:
        self.row.hide()
        self._drawn = None
        self._editor.transport.timeline.remove_strip(tr(CHANGED))

    def _mark(self) -> None:
        for button in (self.row.button, self._editor.menu["before"]):
            button.setChecked(self.looking)
        self._draw_strip()

    def _draw_strip(self) -> None:
        """How much each frame has changed, and whether what is seen is how it was."""
        if self._past is not None and self._drawn != (self._found, self.looking):
            self._drawn = self._found, self.looking
            seen = tr("Shown: before") if self.looking else ""
            meaning = tr("{version} against what there is now: one minus their overlap.")
            meaning = meaning.format(version=self._past.title)
            heat = Heat(tr(CHANGED), self._found.changed, meaning=meaning, remark=seen)
            self._editor.transport.timeline.add_strip(heat)

    @property
    def _past(self) -> PastLook | None:
        return self._found.past if self._found else None
