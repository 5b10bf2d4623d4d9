"""Tables of the project file and how older files are brought up to date.

`PRAGMA user_version` is the number of migrations that a file has seen. A migration is never edited once released;
a new one is appended.
"""

import sqlite3

from rvos_studio.errors import BadInput

APPLICATION_ID = 0x52564F53  # "RVOS"

_FIRST = """
CREATE TABLE clip (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    path TEXT NOT NULL, name TEXT NOT NULL, fingerprint TEXT NOT NULL,
    frames INTEGER NOT NULL, height INTEGER NOT NULL, width INTEGER NOT NULL, rate REAL NOT NULL
);
CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL, model TEXT NOT NULL, weights TEXT NOT NULL, recipe TEXT NOT NULL, made_at TEXT NOT NULL
);
-- Masks are written once and never changed: the other tables and the history point at them.
CREATE TABLE mask (
    id INTEGER PRIMARY KEY,
    counts BLOB NOT NULL, area INTEGER NOT NULL,
    x INTEGER NOT NULL, y INTEGER NOT NULL, w INTEGER NOT NULL, h INTEGER NOT NULL,
    source INTEGER NOT NULL REFERENCES source (id)
);
CREATE TABLE object (id INTEGER PRIMARY KEY, name TEXT NOT NULL, vote TEXT);
CREATE TABLE expression (
    id INTEGER PRIMARY KEY, object INTEGER NOT NULL REFERENCES object (id) DEFERRABLE INITIALLY DEFERRED,
    text TEXT NOT NULL
);
CREATE TABLE prediction (
    expression INTEGER NOT NULL REFERENCES expression (id) DEFERRABLE INITIALLY DEFERRED,
    model TEXT NOT NULL, frame INTEGER NOT NULL,
    mask INTEGER NOT NULL REFERENCES mask (id), confidence REAL NOT NULL,
    PRIMARY KEY (expression, model, frame)
) WITHOUT ROWID;
CREATE TABLE track (
    object INTEGER NOT NULL REFERENCES object (id) DEFERRABLE INITIALLY DEFERRED,
    frame INTEGER NOT NULL, mask INTEGER NOT NULL REFERENCES mask (id),
    PRIMARY KEY (object, frame)
) WITHOUT ROWID;
CREATE TABLE edit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL, made_at TEXT NOT NULL, undone INTEGER NOT NULL DEFAULT 0
);
-- One row of one table before and after an edit, as JSON lists of its columns; NULL where there was none.
CREATE TABLE change (
    edit INTEGER NOT NULL REFERENCES edit (id) ON DELETE CASCADE, number INTEGER NOT NULL,
    relation TEXT NOT NULL, before TEXT, after TEXT,
    PRIMARY KEY (edit, number)
) WITHOUT ROWID;
"""

_PROBABILITIES_AND_STAGES = """
-- The probability behind a predicted mask, where it was kept; it goes with the mask.
CREATE TABLE probability (
    mask INTEGER PRIMARY KEY REFERENCES mask (id) ON DELETE CASCADE,
    x INTEGER NOT NULL, y INTEGER NOT NULL, w INTEGER NOT NULL, h INTEGER NOT NULL, code BLOB NOT NULL
);
CREATE INDEX prediction_by_frame ON prediction (frame);
-- What the stages of recipes gave: made from the rest and no part of undo.
CREATE TABLE run (
    id INTEGER PRIMARY KEY AUTOINCREMENT, object INTEGER NOT NULL REFERENCES object (id) ON DELETE CASCADE,
    recipe TEXT NOT NULL, name TEXT NOT NULL, inputs TEXT NOT NULL, made_at TEXT NOT NULL, UNIQUE (object, recipe)
);
CREATE TABLE stage (
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    node TEXT NOT NULL, expression INTEGER NOT NULL, frame INTEGER NOT NULL, counts BLOB NOT NULL,
    PRIMARY KEY (run, node, expression, frame)
) WITHOUT ROWID;
CREATE TABLE keyframe (
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    node TEXT NOT NULL, expression INTEGER NOT NULL, frame INTEGER NOT NULL,
    PRIMARY KEY (run, node, expression, frame)
) WITHOUT ROWID;
"""

_LOCKS = """
ALTER TABLE object ADD COLUMN locked INTEGER NOT NULL DEFAULT 0;
"""

_REVIEW = """
CREATE TABLE review (
    object INTEGER NOT NULL REFERENCES object (id) DEFERRABLE INITIALLY DEFERRED,
    frame INTEGER NOT NULL, state INTEGER NOT NULL,
    PRIMARY KEY (object, frame)
) WITHOUT ROWID;
CREATE TABLE note (
    object INTEGER NOT NULL REFERENCES object (id) DEFERRABLE INITIALLY DEFERRED,
    frame INTEGER NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (object, frame)
) WITHOUT ROWID;
-- A frame that looked wrong for this reason and was fine.
CREATE TABLE false_alarm (
    object INTEGER NOT NULL REFERENCES object (id) DEFERRABLE INITIALLY DEFERRED,
    frame INTEGER NOT NULL, reason TEXT NOT NULL,
    PRIMARY KEY (object, frame)
) WITHOUT ROWID;
"""

_NOTHING = """
-- Whether the expression refers to nothing in the clip.
ALTER TABLE expression ADD COLUMN no_target INTEGER NOT NULL DEFAULT 0;
"""

_VERSIONS = """
-- Tracks as edits left them, no part of undo. They stay when undo takes their object away: redo brings it back.
CREATE TABLE version (
    id INTEGER PRIMARY KEY AUTOINCREMENT, object INTEGER NOT NULL,
    name TEXT NOT NULL, made_at TEXT NOT NULL, edit INTEGER NOT NULL, named INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE version_mask (
    version INTEGER NOT NULL REFERENCES version (id) ON DELETE CASCADE,
    frame INTEGER NOT NULL, mask INTEGER NOT NULL REFERENCES mask (id),
    -- Whether the history has forgotten the mask, so that it goes with its last version.
    alone INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (version, frame)
) WITHOUT ROWID;
CREATE INDEX version_mask_by_mask ON version_mask (mask);
CREATE INDEX version_by_object ON version (object);
"""

_FOLLOWED = """
-- The recipe itself with its members bound, as JSON; empty for one that was followed before this column came.
ALTER TABLE run ADD COLUMN graph TEXT NOT NULL DEFAULT '';
"""

MIGRATIONS: tuple[str, ...] = (
    _FIRST, _PROBABILITIES_AND_STAGES, _LOCKS, _REVIEW, _NOTHING, _VERSIONS, _FOLLOWED,
)  # fmt: skip

COLUMNS: dict[str, tuple[str, ...]] = {
    "object": ("id", "name", "vote", "locked"),
    "expression": ("id", "object", "text", "no_target"),
    "prediction": ("expression", "model", "frame", "mask", "confidence"),
    "track": ("object", "frame", "mask"),
    "review": ("object", "frame", "state"),
    "note": ("object", "frame", "text"),
    "false_alarm": ("object", "frame", "reason"),
}
"""The tables that edits write and undo restores. A column that comes later stands last: older histories lack it."""

KEY_LENGTH: dict[str, int] = {
    "object": 1, "expression": 1, "prediction": 3, "track": 2, "review": 2, "note": 2, "false_alarm": 2,
}  # fmt: skip
"""How many of a table's leading columns are its key."""


def outdated(connection: sqlite3.Connection) -> bool:
    """Whether a file of this program has an older schema."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    return bool(application == APPLICATION_ID and version < len(MIGRATIONS))


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a file to the newest schema in one transaction. Raises `BadInput` for a newer or a foreign file."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if tables and application != APPLICATION_ID:
        raise BadInput("This file is a database of another program, not an RVOS Studio project.")
    if version > len(MIGRATIONS):
        raise BadInput(
            "This project was written by a newer RVOS Studio; update the program to open it."
        )
    if version == len(MIGRATIONS):
        return
    pending = "".join(MIGRATIONS[version:])
    connection.executescript(
        f"BEGIN; {pending} PRAGMA application_id = {APPLICATION_ID};"
        f" PRAGMA user_version = {len(MIGRATIONS)}; COMMIT;"
    )
