"""How UNINEXT writes a sentence before it is cut into word pieces. Reading it never imports torch."""

_WRITTEN = str.maketrans("-/", "  ", ".,'!?\"()*#:;")


def cleaned(sentence: str) -> str:
    """In lower case, with spaces for `-` and `/`, and without other marks: so UNINEXT was trained."""
    return sentence.lower().translate(_WRITTEN)
