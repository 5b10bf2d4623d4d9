"""Taking over a file of weights of the user's own: checked first, stored as safetensors, used from then on."""

import hashlib
import re
from collections.abc import Generator, Mapping
from pathlib import Path

import safetensors.torch
import torch
from safetensors import SafetensorError
from torch import Tensor

from rvos_studio.errors import BadInput, CannotWrite, SeveralFit
from rvos_studio.models import weights
from rvos_studio.models.checkpoints import Fit, checked_parts, fit, likely, needed, read_state
from rvos_studio.models.protocols import Step
from rvos_studio.models.weights import PARTS, Weights

_CHUNK = 32 << 20
_SENTENCES = "minilm"


def import_weights(path: Path, model: str | None = None) -> Generator[Step, None, Weights]:
    """Check a file and keep it for the part that it fits, or for `model`, the name of a part, if that is given.

    Closing the generator leaves everything as it was. Raises `BadInput` with what does not fit, `SeveralFit` where
    neither `model` nor the file's name decides, `CannotWrite` where it cannot be kept.
    """
    if model is not None and model not in PARTS:
        raise BadInput(f"No weights can be imported for '{model}', only for: {', '.join(PARTS)}.")
    yield Step(0, 0, f"opening {path.name}")
    if path.suffix.lower() == ".onnx" or model == _SENTENCES:
        return (yield from _import_sentence_model(path))
    state = read_state(path)
    plausible, compared = (*likely(state), model), []
    parts = [part for part in checked_parts() if part in plausible]
    for done, part in enumerate(parts, 1):
        compared.append(fit(state, part))
        yield Step(done, len(parts), "comparing")
    part = _decide(path, state, compared, model)
    state = needed(state, part)
    for done, (name, value) in enumerate(state.items(), 1):
        yield Step(done, len(state), "checking tensors")
        if not torch.isfinite(value).all():
            raise BadInput(f"'{path.name}' is spoilt: {name} holds values that are not finite.")
    sha256 = yield from _hashed(path)
    yield Step(0, 0, "storing")
    try:
        written = weights.incoming(part)
        try:
            safetensors.torch.save_file(_apart(state), written)
            return weights.adopt(part, written, ".safetensors", path, sha256)
        finally:
            written.unlink(missing_ok=True)
    except (OSError, SafetensorError) as error:
        raise _unwritable(error) from error


def _decide(path: Path, state: Mapping[str, Tensor], compared: list[Fit], model: str | None) -> str:
    """The part that a state is for."""
    title = {name: part.title for name, part in PARTS.items()}
    perfect = [each.part for each in compared if each.perfect]
    if model in perfect:
        return model
    if model is not None and perfect:
        instead = " or ".join(title[part] for part in perfect)
        raise BadInput(f"'{path.name}' does not fit {title[model]}; it fits {instead}.")
    if not perfect:
        raise BadInput(_refusal(path, state, compared, model))
    named = [part for part in perfect if _plain(path.name).startswith(_plain(title[part]))]
    if len(perfect) == 1 or len(named) == 1:
        return (named or perfect)[0]
    options = " or ".join(f"--model {part}" for part in perfect)
    raise SeveralFit(
        f"'{path.name}' fits {' and '.join(title[part] for part in perfect)} alike; say which it is: {options}.",
        tuple(perfect),
    )


def _refusal(
    path: Path, state: Mapping[str, Tensor], compared: list[Fit], model: str | None
) -> str:
    asked = [each for each in compared if each.part == model]
    if not asked and not any(each.shared for each in compared):
        names = ", ".join(list(state)[:3])
        return f"'{path.name}' fits no network of this version; none has tensors called {names}."
    nearest = min(asked or compared, key=lambda each: each.differences)
    nearest.log(path)
    title = PARTS[nearest.part].title
    if asked:
        return f"'{path.name}' does not fit {title}: {nearest}."
    return f"'{path.name}' fits no network of this version; nearest is {title}, but {nearest}."


def _hashed(path: Path) -> Generator[Step, None, str]:
    """SHA-256 of a file that may take a while to read."""
    size, digest = path.stat().st_size, hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            yield Step(file.tell() >> 20, size >> 20, "hashing")
    return digest.hexdigest()


def _apart(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Each tensor in memory of its own, as safetensors wants it; copied only where it is not."""
    seen: set[int] = set()
    apart = {}
    for name, value in state.items():
        place = value.untyped_storage().data_ptr()
        apart[name] = (
            value.clone(memory_format=torch.contiguous_format)
            if place in seen
            else value.contiguous()
        )
        seen.add(place)
    return apart


def _import_sentence_model(path: Path) -> Generator[Step, None, Weights]:
    from rvos_studio.models.text import DIMENSIONS, SentenceEmbedder

    if not path.is_file():
        raise BadInput(f"There is no file '{path}'.")
    try:
        vector = SentenceEmbedder(path).embed(["a dog"])
    except Exception as error:  # onnxruntime raises classes of its own for every kind of damage
        raise BadInput(
            f"'{path.name}' does not run as a MiniLM sentence model; it is damaged or another one."
        ) from error
    if vector.shape != (1, DIMENSIONS):
        raise BadInput(
            f"'{path.name}' gives vectors of {vector.shape[-1]} numbers; MiniLM gives {DIMENSIONS}."
        )
    sha256 = yield from _hashed(path)
    try:
        written = weights.incoming(_SENTENCES)
        try:
            written.write_bytes(path.read_bytes())
            return weights.adopt(_SENTENCES, written, path.suffix, path, sha256)
        finally:
            written.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(error) from error


def _unwritable(error: Exception) -> CannotWrite:
    reason = getattr(error, "strerror", None) or str(error)
    return CannotWrite(f"The weights cannot be kept in '{weights.store()}': {reason}.")


def _plain(name: str) -> str:
    return re.sub("[^a-z0-9]", "", name.lower())
