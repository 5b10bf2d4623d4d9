"""The models page: what it shows, and what leads to it."""

import pytest
from PySide6.QtCore import Qt

from rvos_studio.app.panels.models_page import page
from rvos_studio.errors import WeightsMissing
from rvos_studio.models import catalogue
from rvos_studio.models.catalogue import Status


@pytest.fixture
def models(window, until):
    """The models page, opened from the menu."""
    window.menu["models"].trigger()
    until(lambda: window.provisioning.shown)
    return window.provisioning.page


def test_every_model_is_listed_with_its_status(models):
    for card in catalogue.cards():
        assert models.status(card.name) == card.status.value


def test_a_card_says_licence_source_and_how_to_import(models):
    card = catalogue.card("aot-t")
    models.choose("aot-t")
    text = models.card.text()
    assert card.licence in text
    assert "How to import them" in text
    assert all(word in text for word in card.published.split())


def test_ready_models_need_no_import():
    ready = next(card for card in catalogue.cards() if card.status is Status.READY)
    assert "How to import" not in page(ready, Status.READY)


def test_back_leads_to_the_start_page(models, window):
    models.back.click()
    assert window.page is window.start_page


def test_the_clip_waits_behind_the_page(hand):
    window = hand.window
    hand.object()
    window.menu["models"].trigger()
    hand.until(lambda: window.provisioning.shown)
    assert not window.menu["brush"].isEnabled()
    window.provisioning.page.back.click()
    hand.settle()
    assert window.page is hand.editor
    assert window.menu["brush"].isEnabled()
    assert window.menu["undo"].isEnabled()
    assert hand.canvas.hasFocus()


def test_escape_leaves_the_page_and_undo_does_not_reach_the_clip_behind_it(hand):
    window = hand.window
    number = hand.object()
    window.menu["models"].trigger()
    hand.until(lambda: window.provisioning.shown)
    hand.workspace.refresh()
    hand.settle()
    window.menu["undo"].trigger()
    hand.settle()
    assert [each.id for each in hand.session.objects()] == [number]
    window.activateWindow()
    hand.until(window.isActiveWindow)
    hand.key(Qt.Key.Key_Escape, to=window.provisioning.page.list)
    hand.settle()
    assert window.page is hand.editor
    assert window.menu["undo"].isEnabled()


def test_a_job_without_weights_leads_to_the_page(hand):
    def steps():
        raise WeightsMissing("The weights of AOTT are not here.")
        yield

    hand.window.runs.start("Propagating", steps)
    hand.until(lambda: hand.window.provisioning.shown)
    assert hand.window.message.text == "The weights of AOTT are not here."


def test_links_of_a_card_follow_the_theme(models, window):
    models.choose("aot-t")
    window.theme.choose(False)
    light = models.card.grab().toImage()
    window.theme.choose(True)
    models.card.setText(models.card.text() + " ")  # as it is when it is shown in the dark first
    dark = models.card.grab().toImage()
    window.theme.choose(False)
    window.theme.choose(True)
    assert models.card.grab().toImage() == dark != light
    window.theme.choose(None)
