"""Nothing a person reads in the window stands in the source without `tr`."""

import ast
import re
from pathlib import Path

import pytest

from rvos_studio import app

SOURCES = sorted(Path(app.__file__).parent.rglob("*.py"))
SHOWN_BY = {
    "Column", "Command", "Curve", "Entry", "Heat", "PhraseBox", "QAction", "QCheckBox", "QFileDialog", "QLabel",
    "QListWidgetItem", "QPushButton", "QRadioButton", "QToolButton", "QTreeWidgetItem", "QuietButton", "Sheet", "Side",
    "Swatch", "_box", "_button", "_chooser", "_frame_box", "_lay_out", "_List", "_menu_button", "add", "addAction",
    "addButton", "addItem", "addItems", "addMenu", "addRow", "addSection", "addTab", "append", "ask_for_video",
    "draw_chip", "emit", "extend", "news", "problem", "queue", "refused", "setAccessibleDescription",
    "setAccessibleName", "setNameFilter", "setNameFilters", "setPlaceholderText", "setPrefix", "setStatusTip",
    "setSuffix", "setText", "setToolTip", "setWindowTitle", "set_remark", "showText", "start", "tip",
}  # fmt: skip
SHOWN_AS = {"placeholderText", "text", "tip", "title", "toolTip", "words"}
"""Keyword arguments."""
NAMED = {"Command", "Entry", "QuietButton", "_button", "_menu_button", "tip"}
"""These take names of commands and icons, too."""
NAME = re.compile(r"[a-z_]+ ?")
KEY = re.compile(
    r"(Ctrl\+|Alt\+|Shift\+)*([A-Z]|F\d|Up|Down|Left|Right|Return|Space|Home|End|PgUp|PgDown|Esc|Del|Wheel|)"
)
SAME_EVERYWHERE = {"F", "J", "J&F", "RVOS Studio", "px"}


def words_of(node):
    """What a literal says, without markup and what is filled in; empty for anything else."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return " ".join(each.value for each in values if isinstance(each, ast.Constant))
    return ""


def literals(node):
    """String literals that an argument may become."""
    match node:
        case ast.Constant() | ast.JoinedStr():
            yield node
        case ast.IfExp(body=body, orelse=other):
            yield from literals(body)
            yield from literals(other)
        case ast.BoolOp(values=several) | ast.List(elts=several) | ast.Tuple(elts=several):
            for each in several:
                yield from literals(each)
        case ast.BinOp(left=left, right=right):
            yield from literals(left)
            yield from literals(right)


def bare(tree):
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = (
            node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        )
        shown = node.args if name in SHOWN_BY else []
        shown = [*shown, *(each.value for each in node.keywords if each.arg in SHOWN_AS)]
        for argument in shown:
            for literal in literals(argument):
                text = re.sub(r"<[^>]*>|&\w+;", " ", words_of(literal))
                words = [word for word in re.split(r"[\s:,.()·]+", text) if word]
                spoken = [word for word in words if re.search(r"[A-Za-z]", word)]
                if name in NAMED and NAME.fullmatch(text):
                    continue
                if not all(KEY.fullmatch(each) or each in SAME_EVERYWHERE for each in spoken):
                    yield f"line {literal.lineno}: {name}({text!r})"


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_whatever_is_read_goes_through_tr(source):
    assert not list(bare(ast.parse(source.read_text())))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_translation_tools_see_every_call(source):
    """They do not look into f-strings, and take only literals."""
    tree = ast.parse(source.read_text())
    hidden = [
        call.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") in {"tr", "tr_later"}
        and isinstance(call.args[0], ast.Constant)
    ]
    filled = [
        call.lineno
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") in {"tr", "tr_later"}
        and isinstance(call.args[0], ast.JoinedStr | ast.BinOp)
    ]
    assert not hidden
    assert not filled


@pytest.mark.parametrize(
    "line",
    [
        'QLabel("Models")',
        'button.setText("Stop" if busy else tr("Go"))',
        'self.news.emit(f"Frame {frame} is gone")',
        'QLineEdit(placeholderText="Filter")',
        'Command("open", MENU, "&Open", act)',
    ],
)
def test_a_bare_sentence_is_found(line):
    assert list(bare(ast.parse(line)))


@pytest.mark.parametrize(
    "line",
    [
        'QLabel(tr("Models"))',
        'Command("open", MENU, tr_later("&Open"), act, ("Ctrl+Shift+O",))',
        'QLabel(f"{done} / {total}")',
        'label.setText(tr("Edit") + "  F2")',
    ],
)
def test_what_needs_no_words_is_not(line):
    assert not list(bare(ast.parse(line)))
