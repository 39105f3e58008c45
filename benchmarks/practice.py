"""Lines that nobody wrote, for the second reader to practise on: it is to learn letters, not what is said."""

from __future__ import annotations

import random
import re
from typing import Final

SYLLABLES: Final = (
    "ba be bi bo bu ca ce ci co cu da de di do du fa fe fi fo ga gi go gua hue ja je jo la le li lo "
    "lu lla lle ma me mi mo mu na ne ni no nu pa pe pi po que qui ra re ri ro ru sa se si so su ta te "
    "ti to tu va ve vi xa xi xo ya yo za ze zo ch an en in on ar er or al el il as es os ez ix uc oc "
    "tz wil ken ley bri gh th wa ck ph oo ee á é í ó ú ñ ñe ño án én ín ón éz üe ça ão â ê ô è "
    "à ë ì î ï ò ö õ ù û ü ã oë aï"
).split()
MONTHS: Final = (
    "January February March April May June July August September October November December Jan Feb "
    "Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec enero febrero marzo abril mayo junio julio agosto "
    "septiembre octubre noviembre diciembre"
).split()
SIGNS: Final = "#%&()*+,-./:;=?@'\"_$!<>[]\\^`{|}~¿ºª°"
SHAPES: Final[tuple[tuple[float, tuple[str, ...]], ...]] = (
    (
        30,
        (
            "N N",
            "N N N",
            "N N N N",
            "N, N N",
            "N N, N",
            "N-N N",
            "N de la N N",
            "N L. N",
            "N",
            "N del N",
        ),
    ),
    (
        14,
        (
            *(
                "A000000000",
                "A000-000-000",
                "A 000 000 000",
                "A-000000000",
                "000000000",
                "000-000-0000",
            ),
            *(
                "(000) 000-0000",
                "+1 000 000 0000",
                "+500 0000-0000",
                "00000",
                "00000-0000",
                "0",
                "00",
            ),
            *("000", "0000 00000 0000", "#0000", "$000.00", "00%", "0 of 0", "000/00/0000"),
        ),
    ),
    (
        14,
        (
            *(
                "D/D/Y",
                "D-D-Y",
                "D/D/00",
                "M D, Y",
                "D de M de Y",
                "D M Y",
                "Y-D-D",
                "DMY",
                "D.D.Y",
            ),
            *("D/D/Y 0:00", "M Y", "D:00", "D:00 a.m."),
        ),
    ),
    (
        10,
        (
            *(
                "000 N St, N, LL 00000",
                "0000 N N Ave Apt 00, N, LL 00000",
                "00 N Rd #000, N N, LL 00000",
            ),
            *(
                "0000 N Blvd",
                "N, LL",
                "Calle N 00, N",
                "N N, N",
                "PO Box 0000, N, LL 00000",
                "c/o N N",
            ),
        ),
    ),
    (
        18,
        (
            "N w",
            "N w w",
            "w w w",
            "N w w w w",
            "w",
            "w y w",
            "w of the w",
            "N w w w w w w",
            "(w)",
            "w: w",
        ),
    ),
    (
        10,
        (
            "LL0000",
            "L-00",
            "LLLL000000LLLLLL00",
            "LL-00000",
            "LLL-0L0L",
            "w.w@w.com",
            "w00@w.org",
            "LLL 00",
        ),
    ),
)
"""What lines look like, each group as often as told: 0 is a digit, L a letter, w a word, N a name,
D a day or month, M a month's name, Y a year."""


AS_THEY_ARE: Final = (
    *(
        "N/A",
        "none",
        "X",
        "M",
        "F",
        "M",
        "Sí",
        "No",
        "Yes",
        "[ ] Yes [x] No",
        "( ) M (x) F",
        "N° 12",
        "1a_b",
    ),
    *(
        "¿Cuándo?",
        "¿Sí o no?",
        "2º",
        "3ª",
        "unknown",
        "same",
        "<1",
        "~5",
        "A|B",
        "{3}",
    ),
)
"""What is written just so, beside the shapes: one line in twenty."""


def some_text(rng: random.Random) -> str:
    """Return a name that nobody bears, a number, a date, an address or words of no language."""
    if rng.random() < 0.05:
        return rng.choice(AS_THEY_ARE)
    (group,) = rng.choices([g for _, g in SHAPES], weights=[weight for weight, _ in SHAPES])
    shape = rng.choice(group)
    text = re.sub(r"\b[NwDMY]\b|[0LDMY](?![a-zé])", lambda found: _drawn(found.group(), rng), shape)
    case = rng.random()
    text = text.upper() if case < 0.18 else text.lower() if case < 0.24 else text
    return text + rng.choice(SIGNS) if rng.random() < 0.12 else text


def _drawn(sign: str, rng: random.Random) -> str:
    match sign:
        case "0":
            return rng.choice("0123456789")
        case "L":
            return rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        case "D":
            return rng.choice((f"{rng.randint(1, 12):02}", str(rng.randint(1, 31))))
        case "M":
            return rng.choice(MONTHS)
        case "Y":
            return str(rng.randint(1940, 2026))
        case _:
            word = "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(1, 4)))
            return word.capitalize() if sign == "N" else word
