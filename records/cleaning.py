"""Text as it comes off a page, made comparable: spaces, accents, placeholders, redaction codes."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_DROPPED: Final = frozenset({"Cf", "Cs", "Co", "Cn"})
"""Unicode categories nobody can mean: format marks, lone surrogates, private, unassigned."""

_PLACEHOLDER_WORDS: Final = (
    "na|n a|not applicable|none|nil|null|nothing|unknown|unk|unkn|not known|not available|"
    "not provided|not stated|not given|not reported|none known|none given|none claimed|"
    "none stated|tbd|pending|to be determined|no data|no information|blank|same|see above|"
    "same as above|see narrative|fnu|lnu|fnu lnu|lnu fnu|no aplica|no applica|ninguno|"
    "ninguna|desconocido|desconocida|se desconoce|no se sabe|no sabe|no conocido|"
    "no conocida|sin datos|sin dato|sin informacion|no disponible|no proporcionado|"
    "pendiente|en blanco|nada|s d|n d|no consta|ignorado|ignorada"
)
_PLACEHOLDERS: Final = frozenset(_PLACEHOLDER_WORDS.split("|"))
_NOBODY: Final = re.compile(r"n\s?[/.]\s?a\.?|not applicable|no aplica", re.IGNORECASE)
_ELSEWHERE: Final = frozenset({"same", "see above", "same as above", "see narrative"})

_SHEET: Final = (
    r"(?:(?:extra|separate|additional|continuation|next|other|attached|following|same) )?"
    r"(?:attach(?:ed|ments?)|addend(?:um|a)|appendix|annex|exhibit|narrative|reverse|back|side|pages?|p|pgs?|sheets?|continuation|"
    r"above|below|adjunt[oa]s?|hojas?|anex[oa]s?|narrativa|dorso|reverso|atras|paginas?|pags?|arriba|abajo|"
    r"siguiente|documentos?|lista|list|report|informe)"
)
_THE: Final = r"(?:the |an? |el |la |los |las |al |una? )?"
_POINTS: Final = (
    rf"(?:please |favor de |por favor )?(?:see|refer to|ver|vea|vease|consulte) {_THE}{_SHEET}(?: \w+){{0,4}}"
    r"|(?:continued|continues|continua|continuado|contin|contd|cont d?|cont|sigue) "
    r"(?:(?:on|in|at|en|to|a) )?"
    rf"{_THE}{_SHEET}(?: \w+){{0,4}}"
    r"|over please|pto|turn over"
)
_BARE: Final = (
    r"cont|contd|cont d|continued|continues|continuation|continua|continuado|continuacion|sigue|"
    r"attached|adjunto|adjunta|over|al dorso|(?:hoja|pagina) (?:adjunta|anexa|siguiente)|"
    r"attached (?:sheet|list|page)"
)
_REFERENCE: Final = re.compile(rf"(?:{_POINTS}|{_BARE})")
_ENDS_ELSEWHERE: Final = re.compile(
    rf"(?:{_POINTS}|cont|contd|cont d|continued|continues|continua)"
)
_BRACKETS: Final = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]?")

# (b)(6), (b)(7)(C): exemptions of the Freedom of Information Act, 5 U.S.C. 552(b), on redactions.
# OCR reads a bracket as x, l, t or {; some agencies write only b6.
_CODE: Final = (
    r"[(\[{]?\s*b\s*[)\]}]?\s*[(\[{xlt]?\s*[1-9]\s*[)\]}]?(?:\s*[(\[{]?\s*[a-f]\s*[)\]}])?"
)
_CODES: Final = re.compile(rf"(?:{_CODE}[\s,;./&-]*)+", re.IGNORECASE)
_CODE_INSIDE: Final = re.compile(
    r"[(\[{]\s*b\s*[)\]}]?\s*[(\[{xlt]?\s*[1-9]\s*[)\]}]", re.IGNORECASE
)
_REDACTED: Final = re.compile(r"\[?\s*(?:redacted|redactado|tachado|testado)\s*\]?", re.IGNORECASE)
SMUDGES: Final = ((9, 3), (20, 6))
"""A word of so many letters, of which so few are different, is none: "eeeeaeeea", not "Hannah"."""


def collapse(text: str) -> str:
    """Return `text` in NFC, without control and invisible characters, white space collapsed."""
    kept = []
    for char in text:
        category = unicodedata.category(char)
        if category not in _DROPPED:
            kept.append(" " if category == "Cc" else char)
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


def fold(text: str) -> str:
    """Return `text` for comparing: lower case, no accents, punctuation as single spaces."""
    plain = unicodedata.normalize("NFKD", collapse(text).casefold())
    kept = (c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join("".join(kept).split())


def is_placeholder(text: str) -> bool:
    """Return whether `text` only says that there is no value: N/A, Unknown, Ninguno, ---.

    An empty text is not a placeholder: nothing was written.
    """
    folded = fold(text)
    if not folded:
        return bool(collapse(text))
    return folded in _PLACEHOLDERS or is_reference(text)


def is_smudge(text: str) -> bool:
    """Return whether a text is what a reader makes of a dotted or shaded line: few letters, many times."""
    words = fold(text).split()
    smudged = [w for w in words if any(_is_of_few(w, many, few) for many, few in SMUDGES)]
    return 2 * sum(map(len, smudged)) > sum(map(len, words))


def _is_of_few(word: str, many: int, few: int) -> bool:
    return word.isalpha() and len(word) >= many and len(set(word)) <= few


def is_unmistakable(text: str) -> bool:
    """Return whether a placeholder could be nobody's name: N/A, ---; Nada and Blank are surnames."""
    clean = collapse(text)
    return bool(clean) and (not fold(clean) or bool(_NOBODY.fullmatch(clean)))


def is_reference(text: str) -> bool:
    """Return whether a text only says that the value stands elsewhere: Same as above, See attached sheet."""
    folded = fold(text)
    return folded in _ELSEWHERE or bool(_REFERENCE.fullmatch(folded))


def without_reference(text: str) -> str:
    """Return `text` without the words that send the reader elsewhere: "Ana (continued on page 2)" -> "Ana".

    They stand in brackets, or at the end; a text with none, or that is nothing else, is returned as it is.
    """
    rest = _BRACKETS.sub(lambda m: "" if is_reference(m[1]) else m[0], text)
    words = rest.split()
    for start in range(1, len(words)):
        if _ENDS_ELSEWHERE.fullmatch(fold(" ".join(words[start:]))) and fold(words[start]):
            rest = " ".join(words[:start]).rstrip(" ,;:-\u2013\u2014")
            break
    rest = " ".join(rest.split())
    return rest if fold(rest) and rest != " ".join(text.split()) else text


def is_redaction(text: str) -> bool:
    """Return whether `text` carries a redaction code in brackets, or is nothing but codes."""
    clean = collapse(text)
    if _CODE_INSIDE.search(clean):
        return True
    return bool(clean) and bool(_CODES.fullmatch(clean) or _REDACTED.fullmatch(clean))
