"""The language of the window: what a person reads goes through `tr`."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from rvos_studio import resources

NAMES = {"en": "English", "zh_CN": "简体中文"}
"""What the window can speak, each in its own words."""
SYSTEM = "system"
_MNEMONIC = re.compile(r"\s*\(&.\)|&(?=\S)")
_speaking: list[QTranslator] = []


def tr(text: str, remark: str = "", number: int = -1) -> str:
    """`text` in the person's language; with a number "%n" becomes it ("%Ln" with separators), in the fitting plural.

    Names in braces are for `format`. A remark keeps two meanings of the same words apart.
    """
    return QCoreApplication.translate("", text, remark, number)


def tr_later(text: str) -> str:
    """Mark words of a table for translation; whoever shows them calls `tr`."""
    return text


def unmarked(text: str) -> str:
    """Words of a menu without marks: 'Export' of '&Export…'."""
    return _MNEMONIC.sub("", text).rstrip("…")


def resolved(choice: str) -> str:
    """The language that a choice means: the first of the desktop's that the window can speak, else English."""
    return choice if choice in NAMES else first_spoken(QLocale.system().uiLanguages())


def first_spoken(wanted: Sequence[str]) -> str:
    """The first language of these (as 'zh-Hans-CN') that the window can speak; English where it can none."""
    for name in wanted:
        locale = QLocale(name)
        if locale.language() == QLocale.Language.English:
            return "en"
        if (locale.language(), locale.script()) == (
            QLocale.Language.Chinese,
            QLocale.Script.SimplifiedHanScript,
        ):
            return "zh_CN"
    return "en"


def speak(choice: str) -> None:
    """Let all windows that are made from now on speak a language: 'system' or one of `NAMES`."""
    application, language = QCoreApplication.instance(), resolved(choice)
    for translator in _speaking:
        application.removeTranslator(translator)
    _speaking.clear()
    QLocale.setDefault(QLocale(language))
    # Qt's own words (OK, Cancel, the file dialog) first: a translator that comes later is asked earlier.
    own = resources.path(f"translations/rvos_studio_{language}.qm").parent
    qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, folder in ((f"qtbase_{language}", qt), (f"rvos_studio_{language}", str(own))):
        translator = QTranslator(application)
        if translator.load(name, folder):
            application.installTranslator(translator)
            _speaking.append(translator)
