"""The connection below a project: one writer, transactions, and SQLite's errors as sentences."""

import contextlib
import os
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rvos_studio.errors import BadInput, CannotWrite, Refused, StudioError
from rvos_studio.project.lock import hold
from rvos_studio.project.schema import migrate, outdated


class Database:
    """One SQLite file in WAL mode, shared by the threads of one process.

    A second process is kept from writing by a lock file beside the database, which the operating system frees even
    when the program is killed. With `read_only` nothing is locked and nothing can be changed, and the last reader
    leaves no files beside one that nobody writes; a `brief` one does not even make them.
    """

    def __init__(self, path: Path, *, read_only: bool = False, brief: bool = False) -> None:
        self.path = path
        self.read_only = read_only
        self._brief = brief
        self._guard = threading.RLock()
        self._depth = 0
        self._revisions: Counter[tuple[str, int]] = Counter()
        self._lock: int | None = None
        if not read_only:
            busy = f"'{path.name}' is open in another RVOS Studio; close it there first."
            self._lock = hold(_lock_path(path), busy)
        try:
            with _sentences(path):
                self._connection = self._connect()
        except BaseException:
            self._unlock()
            raise

    def _connect(self) -> sqlite3.Connection:
        address = f"{self.path.resolve().as_uri()}?mode={'ro' if self.read_only else 'rwc'}"
        alone = self._brief and not self._written
        if self.read_only and (alone or not os.access(self.path.parent, os.W_OK)):
            address += "&immutable=1"  # WAL would want to create its side files
        connection = sqlite3.connect(
            address, uri=True, check_same_thread=False, isolation_level=None, timeout=5
        )
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            if not self.read_only:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = NORMAL")
            if self.read_only and outdated(connection):
                connection = _copy_in_memory(connection)
            migrate(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    @property
    def _written(self) -> bool:
        """Whether somebody writes the file, or was killed while doing so."""
        log = self.path.with_name(f"{self.path.name}-wal")
        return _lock_path(self.path).exists() or (log.exists() and log.stat().st_size > 0)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with self._guard, _sentences(self.path):
            return self._connection.execute(query, values).fetchall()

    def execute(self, statement: str, *values: Any) -> int:
        """Run one statement inside `transaction`; returns the id of the row it inserted."""
        with self._guard, _sentences(self.path):
            return self._connection.execute(statement, values).lastrowid or 0

    def revision(self, table: str, owner: int) -> int:
        """A number that grows with every change of the rows that have `owner` in their first column."""
        return self._revisions[table, owner]

    def note(self, table: str, owner: int) -> None:
        """Such a row is being changed; call it where that happens, inside the transaction."""
        self._revisions[table, owner] += 1

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: commit at the end, roll back on any error. Nested uses join the outer one."""
        if self.read_only:
            raise Refused(
                f"'{self.path.name}' is open for reading only; its folder cannot be written."
            )
        with self._guard, _sentences(self.path):
            if self._depth == 0:
                self._connection.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                self._revisions.update(list(self._revisions))  # what was read meanwhile is void
                if self._depth == 0 and self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            self._depth -= 1
            if self._depth == 0:
                try:
                    self._connection.execute("COMMIT")
                except BaseException:
                    if self._connection.in_transaction:
                        self._connection.execute("ROLLBACK")
                    raise

    def close(self) -> None:
        """Fold the write-ahead log into the file and let go of it. Closing twice is harmless."""
        with self._guard:
            self._connection.close()
            self._unlock()
            if self.read_only:
                _tidy(self.path)

    def _unlock(self) -> None:
        if self._lock is not None:
            _lock_path(self.path).unlink(missing_ok=True)
            os.close(self._lock)
            self._lock = None


def remove(path: Path) -> None:
    """Delete a database that was never finished, with its side files."""
    for each in (path, *_side_files(path)):
        with contextlib.suppress(OSError):  # a read-only folder never got any
            each.unlink()


def _side_files(path: Path) -> tuple[Path, Path]:
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")


def _tidy(path: Path) -> None:
    """Let SQLite delete the side files that readers, who may not, leave; it does so where nobody has the file open."""
    if not any(each.exists() for each in _side_files(path)):
        return
    lock = _lock_path(path)
    with contextlib.suppress(StudioError, sqlite3.Error):  # who writes it tidies up, too
        handle = hold(lock, "")
        try:
            address = f"{path.resolve().as_uri()}?mode=rw"
            with contextlib.closing(sqlite3.connect(address, uri=True, timeout=0)) as last:
                last.execute("SELECT count(*) FROM sqlite_master").fetchone()
        finally:
            lock.unlink(missing_ok=True)
            os.close(handle)


def _copy_in_memory(connection: sqlite3.Connection) -> sqlite3.Connection:
    """An older file that is only read is brought up to date beside itself."""
    copy = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
    connection.backup(copy)
    connection.close()
    return copy


@contextlib.contextmanager
def _sentences(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_FULL:
            raise CannotWrite(
                f"The disk is full: the last edit of '{path.name}' was not saved. Free some space and do it again."
            ) from error
        if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
            raise CannotWrite(
                f"'{path}' cannot be written; check the folder's permissions."
            ) from error
        if code == sqlite3.SQLITE_IOERR:
            raise CannotWrite(
                f"'{path}' could not be read or written: the disk failed or went away."
            ) from error
        if code == sqlite3.SQLITE_BUSY:
            raise Refused(
                f"'{path.name}' is being written by another program; try again in a moment."
            ) from error
        if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            raise BadInput(f"'{path}' is not an RVOS Studio project, or it is damaged.") from error
        raise


def _lock_path(path: Path) -> Path:
    return path.with_name(path.name + "-lock")
