"""The settings file: what is not in it has a default, and what is wrong in it is named."""

import pytest

from rvos_studio import settings
from rvos_studio.errors import BadInput
from rvos_studio.propagation import MemoryKind, MemoryPolicy
from rvos_studio.settings import Settings


def write(text):
    (settings.config_folder() / "settings.toml").write_text(text)


def test_without_a_file_everything_has_a_default():
    assert settings.load() == Settings()
    policy = MemoryPolicy()
    assert (policy.kind, policy.mebibytes, policy.frames) == (
        Settings().memory,
        Settings().memory_mib,
        Settings().memory_frames,
    )


def test_every_memory_policy_can_be_set():
    for kind in MemoryKind:
        write(f'memory = "{kind}"')
        assert MemoryKind(settings.load().memory) is kind


def test_what_is_set_is_taken():
    write('device = "cuda:1"\nprecision = "bfloat16"\naugment = true\nfeature_cache_mib = 0')
    assert settings.load() == Settings(
        device="cuda:1", precision="bfloat16", augment=True, feature_cache_mib=0
    )


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('memory = "endless"', "memory"),
        ("memory_mib = 0", "memory_mib"),
        ("memory_frames = 0", "memory_frames"),
        ('device = "gpu"', "device"),
        ('precision = "int8"', "precision"),
        ("augment = 3", "augment"),
        ("colour = 3", "colour"),
    ],
)
def test_what_cannot_be_is_named(text, field):
    write(text)
    with pytest.raises(BadInput, match=field):
        settings.load()


def test_settings_of_another_machine_are_used_for_a_while():
    write("threads = 2")
    with settings.using(Settings(threads=5)):
        assert settings.load().threads == 5
    assert settings.load().threads == 2
