import pytest

from rvos_studio.app.panels.start_page import StartPage, distinct
from rvos_studio.app.recent import Recent


@pytest.mark.parametrize(
    ("projects", "titles"),
    [
        (["/a/bikes.rvos", "/a/dog.rvos"], ["bikes", "dog"]),
        (["/a/bikes.rvos", "/b/bikes.rvos", "/b/dog.rvos"], ["a/bikes", "b/bikes", "dog"]),
        (["/x/run/c.rvos", "/y/run/c.rvos", "/y/c.rvos"], ["x/run/c", "y/run/c", "y/c"]),
    ],
)
def test_projects_of_one_name_are_told_apart_by_their_folders(projects, titles):
    assert list(distinct(projects).values()) == titles


def test_cards_of_one_name_differ_in_what_is_read_and_said(qapp):
    page = StartPage()
    page.show_recent([Recent("/first/bikes.rvos"), Recent("/second/bikes.rvos")])
    one, other = page.cards.values()
    assert (one.title, other.title) == ("first/bikes", "second/bikes")
    assert one.accessibleName() != other.accessibleName()
    page.resize(900, 700)
    page.show()
    assert one.grab().toImage() != other.grab().toImage()
    page.close()
