"""When a value that was read is the value of the truth: exactly, or leniently for what is spelt.

Exact is equality of canonical values (`records/normalise.py`). The lenient match forgives case, accents and
punctuation everywhere in a text, and in longer texts the odd letter.
"""

from __future__ import annotations

from typing import Final

from rapidfuzz import fuzz

from records.cleaning import fold

SPELT: Final = frozenset({"name", "full_name", "text", "address"})
"""Kinds with a lenient match; of all others a value that is nearly right is another value."""
SIMILAR: Final = 90.0
"""Least similarity of two folded texts, 0 to 100: one letter of ten exchanged, or two of twenty added."""
SHORT: Final = 4
"""Folded texts up to so many letters must be equal: Kim is not Kin."""
RULE: Final = (
    f"names, texts and addresses are alike where, folded (lower case, no accents, no punctuation), they are "
    f"equal or, from {SHORT + 1} letters on, {SIMILAR:.0f} % similar (normalised Indel similarity); of other "
    "kinds only the same canonical value is alike"
)


def is_alike(kind: str, wanted: str, stated: str) -> bool:
    """Say whether a stated value passes for the wanted one; both canonical, of the same kind."""
    if wanted == stated:
        return True
    if kind not in SPELT:
        return False
    want, have = fold(wanted), fold(stated)
    if min(len(want), len(have)) <= SHORT:
        return bool(want) and want == have
    return fuzz.ratio(want, have) >= SIMILAR
