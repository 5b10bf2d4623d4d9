import pytest

from rvos_studio.studio import Session
from tests.pictures import write_square_clip


@pytest.fixture
def folder(tmp_path):
    return write_square_clip(tmp_path / "square")


@pytest.fixture
def session(folder):
    session = Session.create(folder)
    yield session
    session.close()
