"""The window in another language, and whether its translations are whole."""

import ast
import importlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from rvos_studio import resources, settings
from rvos_studio.app.commands import COMMANDS
from rvos_studio.app.core_words import _found, of_core
from rvos_studio.app.error_words import ERRORS
from rvos_studio.app.event_loop import sentence
from rvos_studio.app.language import NAMES, first_spoken, resolved, speak, tr, unmarked
from rvos_studio.app.panels.side import ANNOTATE
from rvos_studio.app.places import Desk, desk, keep_desk
from rvos_studio.app.progress_words import clips_done, progress
from rvos_studio.errors import BadInput
from rvos_studio.fusion import shipped
from rvos_studio.metrics import Tag
from rvos_studio.models import catalogue
from rvos_studio.project import Tally
from rvos_studio.studio.dataset import Standing
from tests.app.conftest import open_in

FOLDER = resources.path("translations")
ROOT = Path(__file__).resolve().parents[2]
PLACE = re.compile(r"\{\w+(?::[^}]*)?\}|%L?n|\n")
MNEMONIC = re.compile(r"&(\w)")


def messages(language):
    tree = ElementTree.parse(FOLDER / f"rvos_studio_{language}.ts")
    for message in tree.iter("message"):
        translation = message.find("translation")
        forms = [form.text or "" for form in translation.iter("numerusform")]
        yield (
            message.findtext("source"),
            translation.get("type", ""),
            forms or [translation.text or ""],
        )


# Whether they are whole


def test_nothing_was_said_since_they_were_made(tmp_path):
    made = shutil.copytree(FOLDER, tmp_path / "translations")
    environment = os.environ | {"BIN": str(Path(sys.executable).parent)}
    subprocess.run([ROOT / "packaging" / "translations", made], env=environment, check=True)
    for file in sorted(FOLDER.iterdir()):
        assert (made / file.name).read_bytes() == file.read_bytes(), "run 'make translations'"


@pytest.mark.parametrize("language", NAMES)
def test_every_sentence_is_translated(language):
    assert [source for source, state, forms in messages(language) if state or not all(forms)] == []


@pytest.mark.parametrize("language", NAMES)
def test_no_translation_loses_what_is_filled_in(language):
    odd = [
        (source, form)
        for source, _, forms in messages(language)
        for number, form in enumerate(forms)
        if sorted(PLACE.findall(source)) != sorted(PLACE.findall(form))
        and (language, number) != ("en", 0)  # one clip may be called so
    ]
    assert odd == []


def test_menus_keep_their_letters():
    lost = [
        (source, forms[0])
        for source, _, forms in messages("zh_CN")
        if "J&F" not in source and len(MNEMONIC.findall(source)) != len(MNEMONIC.findall(forms[0]))
    ]
    assert lost == []


@pytest.fixture
def chinese():
    speak("zh_CN")
    yield
    speak("en")


def test_no_two_menus_and_no_two_entries_of_one_share_a_letter(chinese):
    menus = {}
    for command in COMMANDS:
        menus.setdefault(tr(command.menu), []).append(tr(command.text))
    for texts in (list(menus), *menus.values()):
        letters = [letter.lower() for text in texts for letter in MNEMONIC.findall(text)]
        assert len(letters) == len(set(letters)), texts


# What the floors below say


def edits():
    """Titles of undo steps as the source makes them, 7 standing for what is filled in."""
    for floor in ("studio", "project"):
        package = Path(importlib.import_module(f"rvos_studio.{floor}").__file__).parent
        for file in sorted(package.rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "edit":
                    for title in node.args[:1]:
                        yield from filled(title)


def filled(node):
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=values):
            texts = [""]
            for value in values:
                match value:
                    case ast.FormattedValue(value=ast.IfExp(body=one, orelse=other)):
                        choices = [one.value, other.value]
                    case ast.FormattedValue(value=ast.Name(id="verb" | "title")):
                        return  # tried out below
                    case ast.FormattedValue(value=ast.Attribute(value=ast.Name(id="direction"))):
                        choices = ["forward", "backward", "both"]
                    case ast.FormattedValue():
                        choices = ["7"]
                    case _:
                        choices = [value.value]
                texts = [text + choice for text in texts for choice in choices]
            yield from texts


STROKES = [
    "Brush on", "Erase on", "Lasso on", "Polygon on", "Cut out on", "Add by a click on", "Take away by a click on",
    "Fill a hole on", "Remove a part on", "Confirm", "Clear", "Correct", "Grow on", "Shrink on", "Remove specks on",
    "Fill holes on", "Take a region on", "Remove a region on", "Copy frame 2 to", "Unite with object 2 on",
    "Subtract object 2 on", "Intersect with object 2 on",
]  # fmt: skip
SAID = [
    *edits(),
    *(f"{stroke} frame 7" for stroke in STROKES),
    "'the van' refers to nothing",
    "'the van' refers to something",
    *(tag.value for tag in Tag),
    *(standing.value for standing in Standing),
    *(words for recipe in shipped() for words in (recipe.name, recipe.about)),
]


@pytest.mark.parametrize("said", SAID)
def test_what_the_core_says_is_known(chinese, said):
    assert _found(said)[0]
    assert re.search(r"[\u4e00-\u9fff]", of_core(said))


def test_words_that_are_said_within_others_are_translated_too(chinese):
    assert of_core("bikes (1 of 3), aot-t, frame 12") == "bikes（1/3），aot-t，第 12 帧"
    said = of_core("“van”: Ambiguous, 2 candidates: one by SOC and MUTR, one by UNINEXT.")
    assert said == "“van”：有歧义，2 个候选：SOC and MUTR 一个、UNINEXT 一个。"


def test_unknown_words_stay():
    assert of_core("The sky is falling.") == "The sky is falling."


# Choosing one


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (["zh-Hans-CN", "en-US"], "zh_CN"),
        (["de-DE", "zh-CN"], "zh_CN"),
        (["zh-Hant-TW", "en-GB"], "en"),
        (["en-GB", "zh-CN"], "en"),
        (["C"], "en"),
        ([], "en"),
    ],
)
def test_the_desktop_s_first_language_that_there_is(wanted, found):
    assert first_spoken(wanted) == found


def test_a_language_by_name():
    assert [resolved(name) for name in NAMES] == list(NAMES)


def test_marks_of_menus():
    assert unmarked("&Export…") == "Export"
    assert unmarked("导出(&E)…") == "导出"


def test_plurals(chinese):
    assert progress(Tally(1200, 30, 2)) == "已审核 30/1,200 帧，2 帧待修改"
    speak("en")
    assert progress(Tally(1, 0, 0)) == "0 of 1 frame checked"
    assert progress(Tally(1200, 30, 1)) == "30 of 1,200 frames checked, 1 needs work"
    assert clips_done(1, 12) == "1 of 12 clips done"


@pytest.fixture
def in_chinese(own_home, english):
    path = settings.config_folder() / "settings.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('language = "zh_CN"\n')
    yield
    speak("en")


def test_the_window_speaks_chinese(in_chinese, window, until, video):
    bar = [action.text() for action in window.menuBar().actions()]
    assert bar[:3] == ["文件(&F)", "编辑(&E)", "表达式(&X)"]
    assert window.menu["open"].text() == "打开(&O)…"
    assert window.menu["language_zh_CN"].isChecked()
    hand = open_in(window, until, video)
    side = window.editor.side
    assert [side.tabs.tabText(place) for place in range(side.tabs.count())] == [
        "标注", "审核", "评测",
    ]  # fmt: skip
    assert side.page == ANNOTATE
    panel = window.editor.describing.panel
    assert panel.box.placeholderText() == "描述一个目标，按回车"
    hand.object("the square")
    hand.settle()
    window.editor.side.show_page("Review")
    hand.settle()
    assert window.menu["undo"].text() == "撤销：添加表达式“the square”"
    assert window.editor.reviewing.progress.words.startswith("已审核 0/")


def test_the_window_s_own_choice_rules_the_settings(in_chinese, window):
    window.menu["language_en"].trigger()
    assert window.message.text == "语言将在下次启动 RVOS Studio 时更改。"
    assert window.furniture.desk.language == "en"


def test_a_choice_is_there_at_the_next_start(own_home, english, request):
    keep_desk(Desk(language="zh_CN"))
    try:
        window = request.getfixturevalue("window")
        assert desk().language == "zh_CN"
        assert window.menu["quit"].text() == "退出(&Q)"
    finally:
        speak("en")


def test_qt_s_own_words(chinese, qapp):
    assert qapp.translate("QPlatformTheme", "Cancel") == "取消"


def test_commands_are_found_by_their_english_names_too(in_chinese, window):
    window.menu["palette"].trigger()
    finder = window.command_palette.finder
    finder.field.setText("import weights")
    assert finder.list.topLevelItem(0).text(0) == "导入权重"
    finder.field.setText("导入")
    assert finder.list.topLevelItem(0).text(0) == "导入权重"


CARDS = [card for card in catalogue.cards() if not card.plugin]


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)
def test_cards_are_known(chinese, card):
    for said in (card.about, card.needs):
        assert re.search(r"[\u4e00-\u9fff]", of_core(said)), said


def messages_of_core():
    """First arguments of what the core raises, with braces for what is filled in."""
    package = Path(resources.__file__).parent
    for file in package.rglob("*.py"):
        if "app" in file.relative_to(package).parts:
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
                first = node.exc.args[0]
                for text in [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]:
                    if isinstance(text, ast.Constant):
                        yield text.value
                    elif isinstance(text, ast.JoinedStr):
                        yield "".join(
                            getattr(part, "value", "") if isinstance(part, ast.Constant) else "{}"
                            for part in text.values
                        )


def test_errors_are_those_of_the_core():
    said = set(messages_of_core())
    assert [error for error in ERRORS if re.sub(r"\{\w+\}", "{}", error) not in said] == []


def test_an_error_in_chinese(chinese):
    assert (
        sentence(BadInput("'/a.txt' is a text file, not a video."))
        == "“/a.txt”是文本文件，不是视频。"
    )
    assert sentence(BadInput("Something else.")) == "Something else."
    assert sentence(ValueError("oops")) == "发生了意外错误，详情见日志。"
