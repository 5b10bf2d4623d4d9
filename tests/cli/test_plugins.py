"""What commands say of plugins, and do with them."""

from rvos_studio.project import Kind
from rvos_studio.studio import Session
from tests.pictures import truth, write_square_clip
from tests.plugins import write_plugin


def test_the_example_is_listed_and_described(run, plug, example_plugin):
    plug(example_plugin)
    code, out, err = run("models", "list")
    (line,) = (line for line in out.splitlines() if "colour-words" in line)
    assert line.split() == ["colour-words", "ready", "plugin", "example-segmenter", "0.1.0"]
    assert (code, err) == (0, "")
    _, entries, _ = run("models", "list", "--json")
    plugins = {entry["name"]: entry["plugin"] for entry in entries if entry["plugin"]}
    assert plugins == {"colour-words": "example-segmenter 0.1.0"}
    _, out, _ = run("models", "info", "colour-words")
    assert "comes        in the plugin example-segmenter 0.1.0" in out
    _, out, _ = run("models", "info", "motion-words")
    assert "comes        with the program" in out


def test_the_example_answers_and_its_version_is_kept(run, plug, example_plugin, tmp_path):
    plug(example_plugin)
    video, file = write_square_clip(tmp_path / "square"), tmp_path / "square.rvos"
    code, result, _ = run("segment", video, "--expression", "the red square", "--project", file,
                          "--model", "colour-words", "--json")  # fmt: skip
    assert (code, result["models"]) == (0, ["colour-words"])
    code, _, _ = run("fuse", file, "--object", 1)
    assert code == 0
    session = Session.open(file)
    try:
        (expression,) = session.project.object(1).expressions
        weights = "example-segmenter 0.1.0"
        assert session.project.answered(expression.id, "colour-words", weights) == set(range(12))
        assert set(session.spans(1).tolist()) == {Kind.FUSION}
        found = session.project.mask(1, 5).mask
        assert (found.array() == truth(5).array()).mean() > 0.99
    finally:
        session.close()


def test_a_broken_plugin_is_said_once_by_list_and_doctor(run, plug, tmp_path):
    plug(write_plugin(tmp_path, "sorry", "raise OSError('no licence')"))
    sentence = "its cards cannot be read (OSError: no licence): mend or remove it"
    code, out, err = run("models", "list")
    assert (code, err.count(sentence)) == (0, 1)
    assert f"Plugin sorry 1.2: {sentence}." in err
    assert "motion-words" in out
    code, found, err = run("models", "list", "--json")
    assert (code, len(found) > 10, err.count(sentence)) == (0, True, 1)
    code, out, _ = run("doctor")
    assert (code, out.count(sentence)) == (1, 1)
    assert "NO  plugin    sorry 1.2" in out
    code, _, err = run("models", "info", "motion-words")
    assert (code, err) == (0, "")


def test_an_installation_older_than_the_files_is_said(run, monkeypatch, plug, tmp_path):
    plug(tmp_path)
    monkeypatch.setattr("rvos_studio.models.catalogue.entry_points", lambda group: ())
    for command in (["models", "list"], ["models", "info", "motion-words"]):
        code, _, err = run(*command)
        assert (code, "install it again" in err, "Traceback" in err) == (1, True, False)
    code, out, _ = run("doctor")
    assert (code, "install it again" in out) == (1, True)
