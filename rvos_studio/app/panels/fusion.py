"""How the models' answers become one mask: recipe, members, weights, threshold, on which frames; and its stages."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from rvos_studio.app.core_words import of_core
from rvos_studio.app.language import tr, tr_later
from rvos_studio.app.panels.members import Members
from rvos_studio.app.panels.vote_frames import VoteFrames
from rvos_studio.fusion import Mode, Range, Recipe, Vote, votes_needed

FILE = tr_later("From a File…")
OWN = tr_later("Your own vote")
RESULT = tr_later("Result")
_OPENING = {
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter,
}  # fmt: skip


class _Recipes(QComboBox):
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the wheel scrolls the panel; it must not start anything

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys open the list and move in it; only Enter there starts what was chosen."""
        if event.key() in _OPENING:
            self.showPopup()
        else:
            event.ignore()


class FusionPanel(QWidget):
    """Everything that is changed here shows on the frame at once."""

    voted = Signal(object, bool)
    """The new `Vote`; False while a slider is dragged."""
    recipe_wanted = Signal(object)
    """A `Recipe` of several stages to follow; None for one from a file."""
    stage_wanted = Signal(str)
    """A node of the recipe to look at; empty for the result."""

    def __init__(self) -> None:
        super().__init__()
        self._vote: Vote | None = None
        self._titles: Mapping[str, str] = {}
        self._each = 1
        self._offered: object = None
        self._recipes = _Recipes(focusPolicy=Qt.FocusPolicy.TabFocus)
        self._recipes.setAccessibleName(tr("Recipe of the fusion"))
        self._recipes.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._recipes.activated.connect(self._take_recipe)
        self.members = Members()
        self.members.changed.connect(lambda settled: self._tell(settled=settled))
        self._what = QLabel(tr("A pixel needs"))
        self._needed = QSpinBox(
            focusPolicy=Qt.FocusPolicy.ClickFocus, alignment=Qt.AlignmentFlag.AlignCenter
        )
        self._needed.setAccessibleName(tr("Votes a pixel needs"))
        self._needed.valueChanged.connect(
            lambda: self._tell(self._needed.value() / self._needed.maximum())
        )
        self._weights = QToolButton(
            text=tr("Weights"), checkable=True, focusPolicy=Qt.FocusPolicy.TabFocus
        )
        self._weights.setToolTip(tr("Let some members' votes count more than others'"))
        self._weights.toggled.connect(self.members.show_weights)
        needs = QHBoxLayout()
        needs.addWidget(self._what)
        needs.addWidget(self._needed)
        needs.addStretch(1)
        head = QHBoxLayout()
        head.addWidget(self._recipes, 1)
        head.addWidget(self._weights)
        self.frames = VoteFrames()
        self.frames.moved.connect(self._show)
        self.frames.removed.connect(self._remove_range)
        self.stages = QListWidget(focusPolicy=Qt.FocusPolicy.TabFocus)
        self.stages.setAccessibleName(tr("Stages of the recipe"))
        self.stages.setToolTip(tr("What each stage of the recipe gives on this frame"))
        self.stages.currentItemChanged.connect(self._take_stage)
        self.stages.hide()
        self.bound = QLabel(visible=False)
        self.bound.setProperty("quiet", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.members)
        column.addLayout(needs)
        column.addWidget(self.frames)
        column.addWidget(self.stages)
        column.addWidget(self.bound)

    def show_vote(
        self, answered: Sequence[tuple[str, str]], vote: Vote, each: int, recipes: Sequence[Recipe],
        followed: str = "",
    ) -> None:  # fmt: skip
        """Show who answered, as (id, title), and the vote; every member has `each` votes, one per expression.

        `recipes` of several stages are offered, too; `followed` is the name of the one that made the shown mask.
        """
        self._titles, self._each, self._vote = dict(answered), max(1, each), vote
        self.members.offer(answered)
        self._offer(recipes)
        self.show_followed(followed)
        self.frames.show_ranges(vote, self._titles)
        self._show()

    def show_followed(self, recipe: str) -> None:
        """Name the recipe of stages that made the shown mask; empty where that was a vote."""
        if (shown := of_core(recipe) or self._name()) == self._recipes.currentText():
            return
        if self._recipes.findText(shown) < 0:
            self._recipes.insertItem(0, shown)
        self._recipes.setCurrentIndex(self._recipes.findText(shown))

    def show_stages(self, nodes: Mapping[str, str], shown: str) -> None:
        """List what can be looked at of the recipe that was followed: node -> in words; none hides the list."""
        self.stages.blockSignals(True)
        self.stages.clear()
        for node, words in {"": tr(RESULT), **nodes}.items():
            item = QListWidgetItem(words, self.stages)
            item.setData(Qt.ItemDataRole.UserRole, node)
            item.setToolTip(words)
            if node == shown:
                self.stages.setCurrentItem(item)
        self.stages.blockSignals(False)
        row = self.stages.sizeHintForRow(0)
        self.stages.setFixedHeight(min(8, self.stages.count()) * row + 10)
        self.stages.setVisible(bool(nodes))

    def show_bound(self, said: Sequence[str]) -> None:
        """Say who stands in for models that the recipe names; nothing where all play themselves."""
        self.bound.setText(tr("%Ln part(s) are played by others", "", len(said)))
        self.bound.setToolTip("\n".join(said))
        self.bound.setVisible(bool(said))

    def resize_range(self, before: range, after: range) -> None:
        """Let others vote on these frames instead of those, where they do vote there."""
        if self._vote is None:
            return
        ranges = tuple(
            msgspec.structs.replace(each, first=after[0], last=after[-1])
            if (each.first, each.last) == (before[0], before[-1])
            else each
            for each in self._vote.ranges
        )
        if ranges != self._vote.ranges:
            self._vote = replace(self._vote, ranges=ranges)
            self.frames.show_ranges(self._vote, self._titles)
            self.voted.emit(self._vote, False)

    # What the person does

    def _take_recipe(self, index: int) -> None:
        chosen = self._recipes.itemData(index)
        if isinstance(chosen, Vote):
            self.frames.choose(None)
            self._vote = chosen
            self.voted.emit(chosen, True)
            self._show()
        elif isinstance(chosen, Recipe) or self._recipes.itemText(index) == tr(FILE):
            self.recipe_wanted.emit(chosen)

    def _take_stage(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.stage_wanted.emit(item.data(Qt.ItemDataRole.UserRole))

    def _tell(self, threshold: float | None = None, settled: bool = True) -> None:
        if self._vote is None:
            return
        threshold = self._scoped().threshold if threshold is None else threshold
        self._vote = self._changed(self.members.chosen, self.members.weights, threshold)
        self.frames.show_ranges(self._vote, self._titles)
        self._show()
        self.show_followed("")
        self.voted.emit(self._vote, settled)

    def _changed(
        self, members: tuple[str, ...], weights: tuple[float, ...], threshold: float
    ) -> Vote:
        assert self._vote is not None
        if (frames := self.frames.chosen) is None:
            return replace(self._vote, members=members, weights=weights, threshold=threshold)
        first, last = frames
        own = None if threshold == self._vote.threshold else threshold
        others = [each for each in self._vote.ranges if (each.first, each.last) != frames]
        here = Range(first, last, members, weights, own)
        return replace(self._vote, ranges=(*others, here))

    def _remove_range(self, place: int) -> None:
        ranges = self._vote.ranges[:place] + self._vote.ranges[place + 1 :]
        self._vote = replace(self._vote, ranges=ranges)
        self.frames.show_ranges(self._vote, self._titles)
        self.frames.choose(None)
        self.voted.emit(self._vote, True)

    # What is shown

    def _scoped(self) -> Vote:
        """The vote on the frames that are voted on, without ranges."""
        frames = self.frames.chosen
        if frames is None:
            return replace(self._vote, ranges=())
        for each in self._vote.ranges:
            if (each.first, each.last) == frames:
                return replace(self._vote, ranges=(each,)).at(each.first)
        return self._vote.at(frames[0])

    def _show(self) -> None:
        if self._vote is None:
            return
        vote = self._scoped()
        self.members.show_vote(vote)
        if vote.weights and not self._weights.isChecked():
            self._weights.setChecked(True)
        self.members.show_weights(self._weights.isChecked())
        votes = max(1, len(vote.members) * self._each)
        counted = vote.mode is Mode.VOTES and not vote.weights
        self._what.setText(
            tr("A pixel needs") if vote.mode is Mode.VOTES else tr("The mean is above")
        )
        self._needed.blockSignals(True)
        self._needed.setRange(1, votes if counted else 100)
        self._needed.setSuffix(tr(" of %Ln vote(s)", "", votes) if counted else " %")
        share = round(100 * vote.threshold)
        self._needed.setValue(votes_needed(votes, vote.threshold) if counted else share)
        self._needed.blockSignals(False)

    def _offer(self, recipes: Sequence[Recipe]) -> None:
        offered = tuple(self._titles.items()), tuple(recipes)
        if offered == self._offered:
            return  # a list that is open stays as it is
        self._offered = offered
        everyone = tuple(self._titles)
        votes = {
            tr("Majority"): Vote(everyone),
            tr("Mean of probabilities"): Vote(everyone, mode=Mode.MEAN),
            **{
                tr("{model} alone").format(model=title): Vote((model,))
                for model, title in self._titles.items()
            },
        }
        self._recipes.clear()
        for title, vote in votes.items():
            self._recipes.addItem(title, vote)
        for recipe in recipes:
            self._recipes.addItem(of_core(recipe.name), recipe)
            self._recipes.setItemData(
                self._recipes.count() - 1, of_core(recipe.about), Qt.ItemDataRole.ToolTipRole
            )
        self._recipes.addItem(tr(FILE))

    def _name(self) -> str:
        """What the vote is called in the list."""
        votes = ((k, self._recipes.itemData(k)) for k in range(self._recipes.count()))
        known = (self._recipes.itemText(k) for k, vote in votes if vote == self._vote)
        return next(known, tr(OWN))
