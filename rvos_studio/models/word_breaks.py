"""Where words end in scripts that put no blanks between them."""

import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_HAN_AND_KANA = "\u3005\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_RUN = re.compile(f"[{_HAN_AND_KANA}]+")
_PART = re.compile(f"[{_HAN_AND_KANA}]+|[^{_HAN_AND_KANA}]+")
_UNKNOWN = 3
_LINKS = set(
    "的地得了着过在从向往把被和与跟对里上下中一个只条位辆名头匹这那它他她是有のはがをにへとでもや"
) | {"正在", "一个", "一只", "一条", "一位", "一辆", "这个", "那个"}
"""Particles, measure words and such, which say nothing about the thing."""


def without_blanks(text: str) -> bool:
    """Whether words are to be told apart here without blanks between them."""
    return _RUN.search(text) is not None


def telling_pieces(word: str) -> Iterator[tuple[int, int]]:
    """Where words that say something are in letters without a blank among them, as (start, end).

    Words in Han and kana are the pieces of XLM-RoBERTa's vocabulary (Conneau et al., ACL 2020, arXiv 1911.02116),
    which are mostly words; what it does not know falls into characters.
    """
    for part in _PART.finditer(word):
        pieces = _pieces(part[0]) if without_blanks(part[0]) else [(0, len(part[0]))]
        for start, end in pieces:
            if part[0][start:end] not in _LINKS:
                yield part.start() + start, part.start() + end


def _pieces(run: str) -> Iterator[tuple[int, int]]:
    library, vocabulary = _vocabulary()
    encoded = run.encode()
    found = library.utf8text_to_ids_with_offsets(
        vocabulary, encoded, len(encoded) + 1, _UNKNOWN, True
    )
    # The first piece may be a blank in front of the text, whose place is below 0.
    starts = [len(encoded[: max(0, byte)].decode()) for byte in found[1].tolist()]
    for start, end in zip(starts, [*starts[1:], len(run)], strict=True):
        if start < end:
            yield start, end


@functools.cache
def _vocabulary() -> tuple[Any, Any]:
    """Tens of milliseconds and MiB: only for who needs it."""
    import blingfire

    place = Path(blingfire.__file__).with_name("xlm_roberta_base.bin")
    return blingfire, blingfire.load_model(str(place))
