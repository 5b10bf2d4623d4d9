"""Sentences as vectors: MiniLM over BERT word pieces, both from small installed packages."""

import weakref
from collections.abc import Sequence
from pathlib import Path

import blingfire
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from rvos_studio.models import weights

DIMENSIONS = 384

_CLS, _SEP, _UNKNOWN = 101, 102, 100
_TOKENS_AT_MOST = 128
_CHARACTERS_AT_MOST = 2000


class SentenceEmbedder:
    """Turns sentences into unit vectors whose dot product says how near their meanings are.

    Mean-pooled all-MiniLM-L6-v2 (Reimers and Gurevych 2019; Wang et al. 2020), from `path` or where weights are found.
    Raises `WeightsMissing` when there is none.
    """

    def __init__(self, path: Path | None = None) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(path or weights.locate("minilm").path), options, providers=["CPUExecutionProvider"]
        )
        vocabulary = Path(blingfire.__file__).with_name("bert_base_tok.bin")
        self._tokenizer = blingfire.load_model(str(vocabulary))
        weakref.finalize(self, blingfire.free_model, self._tokenizer)

    def embed(self, sentences: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, one row of `DIMENSIONS` per sentence; long sentences count by their beginning."""
        if not sentences:
            return np.zeros((0, DIMENSIONS), np.float32)
        return np.stack([mean(self.words(sentence)) for sentence in sentences])

    def words(self, sentence: str) -> NDArray[np.float32]:
        """What the network says of each word piece, S x `DIMENSIONS`, the first and the last token among them."""
        # One sentence a pass: padding changes the dynamic int8 ranges, and a vector must not depend on its company.
        ids = np.concatenate([[_CLS], self._word_pieces(sentence), [_SEP]])[None].astype(np.int64)
        feed = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        (states,) = self._session.run(None, feed)
        return np.asarray(states[0], np.float32)

    def _word_pieces(self, sentence: str) -> NDArray[np.int64]:
        # Lone surrogates can come out of a damaged file and have no UTF-8.
        text = sentence[:_CHARACTERS_AT_MOST].encode("utf-8", "replace").decode("utf-8")
        ids = blingfire.text_to_ids(self._tokenizer, text, _TOKENS_AT_MOST, _UNKNOWN, True)
        return np.asarray(ids, np.int64)


def mean(words: NDArray[np.float32]) -> NDArray[np.float32]:
    """The vector of a sentence of what is said of its words: their mean, of length 1."""
    mean = words.mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean), np.float32)
