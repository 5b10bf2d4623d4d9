from PIL import Image

from rvos_studio.formats import FORMATS
from rvos_studio.project import Kind, Project


def test_the_demo_does_the_whole_job_and_may_be_run_again(run, tmp_path, monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    out = tmp_path / "demo"
    out.mkdir()
    (out / "bikes.rvos").write_text("left over")
    code, said, err = run("demo", "--out", out)
    assert code == 0, err
    assert "no display here" in err
    assert str(out / "contact-sheet.png") in said

    project = Project.open(out / "bikes.rvos", read_only=True)
    for number in (1, 2):
        assert set(project.models(number)) == {
            "class-prototype", "motion-words", "soc-lite", "mutr-lite", "referformer-lite", "uninext-lite",
        }  # fmt: skip
        assert project.human_frames(number) == [120]
        kinds = project.kinds(number)
        assert (kinds[112:137] != Kind.PERSON).sum() == (kinds == Kind.PROPAGATION).sum() == 24
    titles = [entry.title.split()[0] for entry in project.history()]
    assert titles == [
        "Add",
        "Add",
        "Add",
        "Add",
        "Segment",
        "Fuse",
        "Fuse",
        "Correct",
        "Correct",
        "Propagate",
    ]
    # The van hardly moves in the half second around the correction: propagation must stay on it.
    van = project.track(1)
    overlaps = {frame: van[frame].mask.iou(van[120].mask) for frame in (112, 116, 124, 130, 136)}
    assert min(overlaps.values()) > 0.85, overlaps
    project.close()

    for name, place in (("coco", "coco.json"), ("ytvos", "ytvos")):
        (video,) = FORMATS[name].read(out / place).videos
        assert len(video.frame_names) == 25
        assert [track.expressions for track in video.tracks] == [
            ("the grey van",),
            ("the man in black on the bicycle",),
        ]
    with Image.open(out / "contact-sheet.png") as sheet:
        assert sheet.width > 1200
