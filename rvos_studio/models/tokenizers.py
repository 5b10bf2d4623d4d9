"""Sentences as the token ids that the referring networks were trained with. Both tables are made at first use.

blingfire's package carries the vocabularies of RoBERTa, GPT-2 and BERT. Its own tokenizers are not exact (an apostrophe
after a blank, combining accents, long words), so `tokenizers` cuts by these vocabularies instead.
"""

import ctypes
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import blingfire
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

ROBERTA_TOKENS = 512
BERT_TOKENS = 256
"""The most that a sentence has, special ones counted; longer ones are cut."""

_BEGIN, _END = 0, 2
_CLS, _SEP, _UNKNOWN = 101, 102, 100
_LONGEST = 2048
"""Bytes; no token has so many."""


def roberta_ids(text: str) -> list[int]:
    """RoBERTa-base's ids (Liu et al. 2019): `<s>`=0, byte pairs, `</s>`=2; at most `ROBERTA_TOKENS`.

    No blank is put in front. Exact but for two things: special tokens that are written out, as `<mask>`, are text here,
    and the control characters 0 to 3 are left out.
    """
    ids = _roberta().encode(_encodable(text), add_special_tokens=False).ids
    return [_BEGIN, *ids[: ROBERTA_TOKENS - 2], _END]


def bert_ids(text: str) -> list[int]:
    """The ids of BERT-base, uncased (Devlin et al. 2019): [CLS]=101, word pieces, [SEP]=102; at most `BERT_TOKENS`.

    Accents and case are taken off. Exact but that special tokens that are written out, as `[MASK]`, are text here.
    """
    ids = _bert().encode(_encodable(text), add_special_tokens=False).ids
    return [_CLS, *ids[: BERT_TOKENS - 2], _SEP]


def _encodable(text: str) -> str:
    # Lone surrogates can come out of a damaged file and have no UTF-8.
    return text.encode("utf-8", "replace").decode("utf-8")


@cache
def _roberta() -> Tokenizer:
    """GPT-2's merges, with the ids that RoBERTa gives to what they make."""
    letters = _byte_letters()

    def spelt(token: bytes) -> str:
        return "".join(letters[byte] for byte in token)

    ids: dict[str, int] = {}
    for number, token in enumerate(_tokens("roberta", beside=4)):
        ids.setdefault(spelt(token), number)
    merges = [(spelt(left), spelt(right)) for left, right in _merges(list(_tokens("gpt2", 0)))]
    tokenizer = Tokenizer(models.BPE(ids, merges))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    return tokenizer


def _merges(tokens: list[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """The two parts that made each token, by the order of GPT-2's ids, which is that of its merges."""
    ranks = {token: rank for rank, token in enumerate(tokens) if len(token) > 1}
    for token, own in ranks.items():
        parts = [token[at : at + 1] for at in range(len(token))]
        while len(parts) > 2:
            rank, at = min(
                (ranks.get(parts[at] + parts[at + 1], own), at) for at in range(len(parts) - 1)
            )
            if rank >= own:
                break
            parts[at : at + 2] = [parts[at] + parts[at + 1]]
        if len(parts) == 2:
            yield parts[0], parts[1]


def _byte_letters() -> dict[int, str]:
    """The letter that byte-level vocabularies write for each byte (Radford et al. 2019)."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = (byte for byte in range(256) if byte not in printable)
    letters = {byte: chr(byte) for byte in printable}
    return letters | {byte: chr(256 + number) for number, byte in enumerate(others)}


@cache
def _bert() -> Tokenizer:
    ids = {}
    for number, token in enumerate(_tokens("bert_base_tok", beside=1996)):
        text = token.decode()
        ids[text[1:] if text.startswith(" ") else f"##{text}"] = number
    tokenizer = Tokenizer(models.WordPiece(ids, unk_token="[unk]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer


def _tokens(name: str, beside: int) -> Iterator[bytes]:
    """The tokens of one of blingfire's vocabularies by id; a blank in front says that a word begins.

    Each is asked for behind the token `beside`, since the first blank of an answer is left out.
    """
    library = blingfire.blingfire
    path = Path(blingfire.__file__).with_name(f"{name}.i2w")
    vocabulary = blingfire.load_model(str(path))
    answer = ctypes.create_string_buffer(_LONGEST)

    def spelt(*ids: int) -> bytes:
        array = (ctypes.c_int * len(ids))(*ids)
        size = library.IdsToText(
            ctypes.c_void_p(vocabulary), array, len(ids), answer, _LONGEST, False
        )
        return answer.raw[: max(size - 1, 0)]

    begins, number = len(spelt(beside)), 0
    try:
        while len(both := spelt(beside, number)) > begins:
            yield both[begins:]
            number += 1
    finally:
        blingfire.free_model(vocabulary)
