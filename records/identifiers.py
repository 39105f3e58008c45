"""Numbers that name a person, a file or a line: A-numbers, phones, identifiers, integers."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from records.cleaning import collapse, is_placeholder
from records.number_words import parse_written_number

LETTER_DIGITS: Final = {
    "O": "0", "o": "0", "Q": "0", "D": "0", "I": "1", "l": "1", "i": "1", "|": "1", "!": "1",
    "Z": "2", "z": "2", "S": "5", "s": "5", "G": "6", "b": "6", "T": "7", "B": "8",
    "g": "9", "q": "9",
}  # fmt: skip
"""Letters that OCR puts for digits. Applied only where a digit must stand, never the other way."""

MOST_REPAIRS: Final = 3
"""More letters than this in nine places are a word, not a misread number."""

_LABEL: Final = re.compile(
    r"(?:(?:alien|uac|uc|file|registration|registro|extranjero|de)\s+)*"
    r"(?:(?:number|n[uú]mero|no\.?|n[º°o]\.?|num\.?|#)\s*(?:de\s+)?)?"
    r"(?:A\s*[-#.:]*\s*(?:(?:number|n[uú]mero|file|no\.|n[º°]|num\.?|#)\s*)?)?[-#.:\s]*"
    r"(?:A\s*[-#.:]*\s*)?",
    re.IGNORECASE,
)
_GROUPS: Final = {
    "-": frozenset({"9", "8", "333", "233"}),
    ".": frozenset({"9", "8", "333", "233"}),
}
_OTHER_NUMBERS: Final = frozenset({"324", "224", "422", "225"})
"""How a social security number, a day/month/year and a year/month/day fall into groups."""

_PHONE_LABEL: Final = re.compile(
    r"(?:telephone|tel[eé]fono|phone|tel|cell|cel|celular|m[oó]vil|mobile|home|casa|ph)?"
    r"\s*(?:number|no|n[uú]mero)?[.:#\s]*",
    re.IGNORECASE,
)
_PHONE: Final = re.compile(
    r"(\+?[0-9(][0-9 ().\-]{5,24}[0-9])(?:[ ,;]*(?:ext|x|extension)[.:]? ?[0-9]{1,6})?", re.I
)
_HOME_REGIONS: Final = {"US": frozenset({"US", "PR", "VI", "GU", "AS", "MP"})}
"""Regions whose numbers need no plus: ten Mexican digits also fit +1 664 (Montserrat)."""

_EMAIL: Final = re.compile(
    r"[a-z0-9][a-z0-9._%+-]{0,63}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}"
)
_IDENTIFIER: Final = re.compile("[A-Z0-9](?:[A-Z0-9-]{0,38}[A-Z0-9])?")
_EVENT: Final = re.compile("([A-Z]{2}0|[A-Z]0[A-Z]|0[A-Z]{2})([0-9]{2}(?:0[1-9]|1[0-2])[0-9]{6})")
"""An event number of DHS with a zero among the three letters of its station; year, month, six digits."""
_ROMAN_OR_SHORT: Final = re.compile("[IVXLCDM]+|[A-Z]{1,3}")


def _a_number_digits(text: str) -> tuple[str, int] | None:
    """Return the 8 or 9 digits of an A-number and how many were letters, or None."""
    clean = unicodedata.normalize("NFKC", collapse(text)).replace("\u2013", "-").strip(" .,;:")
    label = _LABEL.match(clean)
    return _digits(clean[label.end() :].strip() if label else clean)


def _digits(body: str) -> tuple[str, int] | None:
    if not re.fullmatch(r"[0-9A-Za-z|!]+(?:[-. ]{1,3}[0-9A-Za-z|!]+)*", body):
        return None
    groups = re.split("[-. ]+", body)
    shape = "".join(str(len(group)) for group in groups)
    marks = set(re.findall("[-.]", body))
    if shape in _OTHER_NUMBERS or any(shape not in _GROUPS[mark] for mark in marks):
        return None
    joined = "".join(groups)
    digits = "".join(LETTER_DIGITS.get(char, char) for char in joined)
    repairs = sum(not char.isdigit() for char in joined)
    if len(digits) not in (8, 9) or not re.fullmatch("[0-9]+", digits):
        return None
    if repairs > MOST_REPAIRS or not digits.strip("0"):
        return None
    return digits, repairs


def parse_a_number(text: str) -> str | None:
    """Return 'A' and 9 digits, or None.

    Eight digits are padded with a zero on the left (`is_padded` tells); letters that OCR puts for
    digits are mended (`is_mended` tells); 7 or 10 digits, and the groups of a social security
    number or of a date, are refused.
    """
    read = _a_number_digits(text)
    return f"A{read[0]:0>9}" if read else None


def is_padded(text: str) -> bool:
    """Return whether `text` is an A-number of 8 digits: old and valid, or 9 with one lost."""
    read = _a_number_digits(text)
    return read is not None and len(read[0]) == 8


def is_date_like(text: str) -> bool:
    """Return whether the 8 digits of the A-number `text` are also a day, a month and a year."""
    read = _a_number_digits(text)
    if read is None or len(read[0]) != 8:
        return False
    first, second, year = int(read[0][:2]), int(read[0][2:4]), int(read[0][4:])
    return min(first, second) in range(1, 13) and max(first, second) <= 31 and 1900 <= year < 2100


def is_mended(text: str) -> bool:
    """Return whether letters were taken for digits in the A-number `text`."""
    read = _a_number_digits(text)
    return read is not None and read[1] > 0


def parse_phone(text: str, *, region: str) -> str | None:
    """Return a valid telephone number as E.164, or None; an extension is dropped.

    Without a plus only numbers of `region` count (and, for US, of its territories).
    """
    import phonenumbers

    clean = collapse(text)
    label = _PHONE_LABEL.match(clean)
    match = _PHONE.fullmatch(clean[label.end() :] if label else clean)
    if match is None:
        return None
    try:
        number = phonenumbers.parse(match[1], region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    home = _HOME_REGIONS.get(region, frozenset({region}))
    dialled_abroad = match[1].startswith("+") or re.sub("[^0-9]", "", match[1]).startswith("011")
    if not dialled_abroad and phonenumbers.region_code_for_number(number) not in home:
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def parse_email(text: str) -> str | None:
    """Return an e-mail address in lower case, or None; nothing is mended."""
    clean = collapse(text).lower().removeprefix("mailto:").strip(" .,;:<>")
    local = clean.partition("@")[0]
    if ".." in clean or local.endswith(".") or not _EMAIL.fullmatch(clean):
        return None
    return clean


def parse_identifier(text: str) -> str | None:
    """Return letters, digits and hyphens in capitals, spaces taken out, or None.

    Words are no identifiers: it has a digit, or is a Roman number or up to three letters. A number
    that a registry writes out ("folio cuarenta y cinco") is its digits. A zero among
    the three letters that an event number of DHS begins with is an O (`is_event_mended` tells).
    """
    clean = collapse(text).replace("\u2013", "-")
    clean = re.sub(r"^(?:no\.|n[º°]\.?|num\.?|#)[\s:]*", "", clean, flags=re.IGNORECASE)
    if re.search("[^\\W\\d_]", clean) and (number := parse_written_number(clean)) is not None:
        return str(number)
    value = re.sub(r"\s+", "", clean).upper().strip("-")
    if is_placeholder(clean):
        return None
    if not _IDENTIFIER.fullmatch(value):
        return None
    if not re.search("[0-9]", value) and not _ROMAN_OR_SHORT.fullmatch(value):
        return None
    long_words = [word for word in clean.split() if len(word) > 3 and word.isalpha()]
    return None if len(long_words) > 1 else _event_mended(value)


def _event_mended(value: str) -> str:
    """Return an event number whose station is written with a zero with the letter; others as they are.

    AJ01805085692 is AJO1805085692: three letters, year, month, six digits. In its digits nothing is mended.
    """
    event = _EVENT.fullmatch(value)
    return f"{event[1].replace('0', 'O')}{event[2]}" if event else value


def is_event_mended(text: str) -> bool:
    """Return whether a zero was taken for the letter O in the event number `text`."""
    value = parse_identifier(text)
    return value is not None and value not in re.sub(r"\s+", "", collapse(text)).upper()


def parse_page_of(text: str) -> str | None:
    """Return which page of how many as "1 of 2", or "1 de 2" where it is told in Spanish, or None."""
    match = re.fullmatch(
        r"(?:p[aá]g(?:e|ina)?\.?\s?)?([0-9]{1,3})\s?(of|de)\s?([0-9]{1,3})",
        collapse(text).strip(" .,;"),
        re.IGNORECASE,
    )
    return f"{int(match[1])} {match[2].casefold()} {int(match[3])}" if match else None


def parse_integer(text: str) -> str | None:
    """Return a decimal integer without leading zeros, or None; a unit of age is dropped."""
    unit = r"(?:\s?-?\s?(?:years?|yrs?|y/?o|a[nñ]os?|yoa)\b(?:[ -]old|[ -]of age| de edad)?\.?)?"
    match = re.fullmatch(rf"([0-9]{{1,6}}){unit}", collapse(text).rstrip(" .,;"), re.IGNORECASE)
    return str(int(match[1])) if match else None
