"""Names that published checkpoints give to our parameters, as data. Reading it never imports torch."""

import re

Rules = tuple[tuple[str, str], ...]
"""Pairs of a regular expression for the beginning of our name and what stands there in the published one."""


def published(name: str, rules: Rules) -> str:
    """The published name of our parameter `name`, by the first rule that fits; no rule, no change."""
    for pattern, replacement in rules:
        if begins := re.match(pattern, name):
            return begins.expand(replacement) + name[begins.end() :]
    return name


def under(ours: str, published_prefix: str, rules: Rules) -> Rules:
    """The rules of a part that a larger network holds as `ours` and publishes as `published_prefix`.

    Either may be empty: the part's names then stand among the network's own.
    """
    before = re.escape(f"{ours}.") if ours else ""
    after = f"{published_prefix}." if published_prefix else ""
    return tuple(
        (f"{before}(?:{pattern})", after + replacement)
        for pattern, replacement in (*rules, ("", ""))
    )
