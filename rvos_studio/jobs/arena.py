"""Arrays between processes: pickled without their bytes, which travel in shared memory.

A ring of equal slots. The writer takes the next slot when the reader has given it back, so that memory is bounded and
a slow reader slows the writer down. Buffers too large for a slot go through the pipe instead: slower, never wrong.
"""

import pickle
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.context import SpawnContext
from multiprocessing.shared_memory import SharedMemory
from multiprocessing.synchronize import Semaphore
from pathlib import Path
from typing import Any

SLOTS = 4
_LARGEST_SLOT = 16 << 20
_SMALLEST_BUFFER = 64 << 10
"""Below this, a copy through the pipe is as fast."""


@dataclass(frozen=True)
class Parcel:
    """A pickled value whose large buffers lie in slots; `places` holds (slot, bytes) or the bytes themselves."""

    pickled: bytes
    places: tuple[tuple[int, int] | bytes, ...]


@dataclass
class Arena:
    """The slots, as either side sees them. The side that made it must `destroy` it."""

    memory: SharedMemory
    slot_bytes: int
    free: Semaphore
    _next: int = 0

    @classmethod
    def create(cls, context: SpawnContext) -> "Arena":
        """Make the slots; small ones where little shared memory is left."""
        size = _LARGEST_SLOT
        if Path("/dev/shm").is_dir():  # POSIX; elsewhere shared memory is ordinary memory
            size = min(size, shutil.disk_usage("/dev/shm").free // (2 * SLOTS))
        size = max(4096, size)
        return cls(SharedMemory(create=True, size=size * SLOTS), size, context.Semaphore(SLOTS))

    def handle(self) -> tuple[str, int, Semaphore]:
        """What the other process needs for `attach`."""
        return self.memory.name, self.slot_bytes, self.free

    @classmethod
    def attach(cls, handle: tuple[str, int, Semaphore]) -> "Arena":
        """The other process's view of the slots."""
        name, slot_bytes, free = handle
        return cls(SharedMemory(name), slot_bytes, free)

    def pack(self, value: Any, stopped: Callable[[], bool]) -> Parcel:
        """Pickle a value and put its large buffers into slots, waiting for free ones until `stopped`."""
        buffers: list[pickle.PickleBuffer] = []

        def keep_in_band(buffer: pickle.PickleBuffer) -> bool:
            if buffer.raw().nbytes < _SMALLEST_BUFFER:
                return True
            buffers.append(buffer)
            return False

        pickled = pickle.dumps(value, protocol=5, buffer_callback=keep_in_band)
        places: list[tuple[int, int] | bytes] = []
        for number, buffer in enumerate(buffers):
            # A value may not wait for slots that it holds itself: past the ring's size the pipe takes the rest.
            places.append(
                self._place(buffer.raw(), stopped) if number < SLOTS else bytes(buffer.raw())
            )
        return Parcel(pickled, tuple(places))

    def _place(self, data: memoryview, stopped: Callable[[], bool]) -> tuple[int, int] | bytes:
        if data.nbytes > self.slot_bytes:
            return bytes(data)
        while not self.free.acquire(timeout=0.05):
            if stopped():
                return bytes(data)
        slot = self._next
        self._next = (slot + 1) % SLOTS
        self._bytes[slot * self.slot_bytes : slot * self.slot_bytes + data.nbytes] = data
        return slot, data.nbytes

    @property
    def _bytes(self) -> memoryview:
        assert self.memory.buf is not None, "the arena was destroyed"
        return self.memory.buf

    def unpack(self, parcel: Parcel) -> Any:
        """Copy the buffers out, give the slots back, and rebuild the value."""
        buffers = []
        for place in parcel.places:
            if isinstance(place, bytes):
                buffers.append(bytearray(place))
                continue
            slot, size = place
            start = slot * self.slot_bytes
            buffers.append(bytearray(self._bytes[start : start + size]))
            self.free.release()
        return pickle.loads(parcel.pickled, buffers=buffers)

    def destroy(self) -> None:
        """Free the memory for good."""
        self.memory.close()
        self.memory.unlink()
