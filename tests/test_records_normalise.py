"""Normalisers: canonical values from what people write, and None for all that is in doubt."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.normalise import (
    CANONICAL,
    KINDS,
    PATTERNS,
    Context,
    is_ambiguous_date,
    is_padded,
    is_placeholder,
    is_redaction,
    is_reference,
    is_unmistakable,
    normalise,
    was_repaired,
    without_reference,
)
from records.places import zip_in_state
from records.vocabulary import load_vocabulary

EN = Context(language="en", date_order="mdy")
ES = Context(language="es", date_order="dmy")
UNSURE = Context(language="en", date_order=None)


def table(*rows: tuple[str, str | None]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("text", "value"), rows)


def test_every_kind_of_the_vocabulary_has_a_normaliser_and_a_pattern() -> None:
    kinds = set(load_vocabulary().kinds)
    assert set(KINDS) == kinds
    assert set(PATTERNS) == kinds


@table(
    ("A012345678", "A012345678"),
    ("A 012-345-678", "A012345678"),
    ("A# 012 345 678", "A012345678"),
    ("A#012345678", "A012345678"),
    ("A-number: 012-345-678", "A012345678"),
    ("A-Number 012345678", "A012345678"),
    ("Alien Registration Number: A012345678", "A012345678"),
    ("File No. A012 345 678", "A012345678"),
    ("Número A: 012-345-678", "A012345678"),
    ("A-012-345-678", "A012345678"),
    ("a012345678", "A012345678"),
    ("012345678", "A012345678"),
    ("12345678", "A012345678"),
    ("A12 345 678", "A012345678"),
    ("A0I2345678", "A012345678"),
    ("AO12345678", "A012345678"),
    ("A01234S67B", "A012345678"),
    ("A 012-34S-678", "A012345678"),
    ("A1234567", None),
    ("A0123456789", None),
    ("A01234567X", None),
    ("A BOSSISLOB", None),
    ("SOLOBOSS", None),
    ("123-45-6789", None),
    ("03-05-2020", None),
    ("03 05 2020", None),
    ("2020-03-05", None),
    ("(512) 555-0123", None),
    ("A000000000", None),
    ("A012345678 A012345679", None),
    ("(b)(6), (b)(7)(C)", None),
    ("N/A", None),
    ("", None),
)
def test_a_number(text: str, value: str | None) -> None:
    assert normalise("a_number", text, context=EN) == value


def test_an_a_number_of_8_digits_is_marked_as_padded() -> None:
    assert is_padded("A12-345-678")
    assert not is_padded("A012345678")
    assert not is_padded("A1234567")


def test_letters_taken_for_digits_are_told() -> None:
    assert was_repaired("a_number", "AO12345678")
    assert was_repaired("identifier", "No. AJ0 1805000123")
    assert not was_repaired("identifier", "ajo 1805000123")
    assert not was_repaired("a_number", "A# 012-345-678")
    assert not was_repaired("a_number", "Alien Number: 012345678")


@table(
    ("03/05/2020", "2020-03-05"),
    ("3-5-20", "2020-03-05"),
    ("3.5.2020", "2020-03-05"),
    ("03 05 2020", "2020-03-05"),
    ("03/05/ 2020", "2020-03-05"),
    ("04/02/98", "1998-04-02"),
    ("04/02/35", "2035-04-02"),
    ("04/02/36", "1936-04-02"),
    ("March 5, 2020", "2020-03-05"),
    ("MARCH 5 2020", "2020-03-05"),
    ("Mar. 5th, 2020", "2020-03-05"),
    ("5 March 2020", "2020-03-05"),
    ("05 MAR 2020", "2020-03-05"),
    ("05-MAR-20", "2020-03-05"),
    ("05MAR2020", "2020-03-05"),
    ("the 5th day of March, 2020", "2020-03-05"),
    ("Thursday, March 5, 2020", "2020-03-05"),
    ("Friday, March 5, 2020", None),
    ("2020-03-05", "2020-03-05"),
    ("2020/03/05", "2020-03-05"),
    ("March 2020", "2020-03"),
    ("03/2020", "2020-03"),
    ("2020-03", "2020-03"),
    ("2020", "2020"),
    ("02/29/2020", "2020-02-29"),
    ("02/29/2019", None),
    ("13/13/2020", None),
    ("25/12/2019", None),
    ("00/05/2020", None),
    ("March 5", None),
    ("March 20", None),
    ("03/20", None),
    ("03/05/020", None),
    ("03/05-2020", None),
    ("03/05/0202", None),
    ("03/05/2020 23:58", None),
    ("5", None),
    ("512", None),
    ("March April 2020", None),
    ("unknown", None),
    ("", None),
)
def test_date_in_english(text: str, value: str | None) -> None:
    assert normalise("date", text, context=EN) == value


@table(
    ("03/05/2020", "2020-05-03"),
    ("5 de marzo de 2020", "2020-03-05"),
    ("5 de Marzo del 2020", "2020-03-05"),
    ("el día 5 de marzo del año 2020", "2020-03-05"),
    ("marzo 5, 2020", "2020-03-05"),
    ("1º de mayo de 2019", "2019-05-01"),
    ("1ro de enero de 2019", "2019-01-01"),
    ("15 SET 2019", "2019-09-15"),
    ("12/DIC/2019", "2019-12-12"),
    ("jueves 5 de marzo de 2020", "2020-03-05"),
    ("cinco de marzo de dos mil veinte", "2020-03-05"),
    ("treinta y uno de diciembre de mil novecientos noventa y ocho", "1998-12-31"),
    ("veintidós de agosto del dos mil dieciséis", "2016-08-22"),
    ("primero de mayo de dos mil tres", "2003-05-01"),
    ("CINCO DE MARZO DEL AÑO DOS MIL OCHO", "2008-03-05"),
    ("a los cinco días del mes de marzo del año dos mil ocho", "2008-03-05"),
    ("primero de enero de mil novecientos noventa y nueve", "1999-01-01"),
    ("treinta y un de diciembre de dos mil uno", "2001-12-31"),
    ("diez y seis de julio de dos mil nueve", "2009-07-16"),
    ("cinco (05) de marzo de dos mil ocho (2008)", "2008-03-05"),
    ("primero (1) de mayo de dos mil tres", "2003-05-01"),
    ("marzo de dos mil ocho", "2008-03"),
    ("cinco (6) de marzo de dos mil ocho", None),
    ("cinco de marzo de dos mil ocho (2009)", None),
    ("veinte diez de marzo de dos mil ocho", None),
    ("cinco de marzo de dos mil ciento", None),
    ("cinco de marzo del presente año", None),
    ("005 de marzo de 2008", None),
    ("marzo de 2020", "2020-03"),
    ("treinta y uno de abril de dos mil veinte", None),
    ("cinco de marzo", None),
    ("12/25/2019", None),
)
def test_date_in_spanish(text: str, value: str | None) -> None:
    assert normalise("date", text, context=ES) == value


@table(
    ("03/05/2020", None),
    ("05/05/2020", "2020-05-05"),
    ("25/12/2019", "2019-12-25"),
    ("12/25/2019", "2019-12-25"),
    ("March 5, 2020", "2020-03-05"),
)
def test_date_whose_order_is_not_known(text: str, value: str | None) -> None:
    assert normalise("date", text, context=UNSURE) == value


def test_ambiguous_dates_are_told() -> None:
    assert is_ambiguous_date("03/05/2020")
    assert not is_ambiguous_date("05/05/2020")
    assert not is_ambiguous_date("25/12/2019")
    assert not is_ambiguous_date("2020-03-05")
    assert not is_ambiguous_date("March 5, 2020")


@table(
    ("03/05/2020 23:58", "2020-03-05T23:58"),
    ("03/05/2020 2358", "2020-03-05T23:58"),
    ("03/05/2020 2358 hrs", "2020-03-05T23:58"),
    ("March 5, 2020 at 8:30 AM", "2020-03-05T08:30"),
    ("03/05/2020, 8:30 a.m.", "2020-03-05T08:30"),
    ("03/05/2020 1:00 p. m.", "2020-03-05T13:00"),
    ("03/05/2020 12:15 AM", "2020-03-05T00:15"),
    ("03/05/2020 12:15 PM", "2020-03-05T12:15"),
    ("2020-03-05T08:30", "2020-03-05T08:30"),
    ("2020-03-05T08:30:59", "2020-03-05T08:30"),
    ("03/05/2020 1:00", None),
    ("03/05/2020 13:00 PM", None),
    ("03/05/2020 24:10", None),
    ("03/05/2020 08:60", None),
    ("03/05/2020", None),
    ("March 2020 08:30", None),
    ("08:30", None),
)
def test_datetime(text: str, value: str | None) -> None:
    assert normalise("datetime", text, context=EN) == value


def test_datetime_in_spanish_follows_the_order_of_the_page() -> None:
    assert normalise("datetime", "03/05/2020 a las 8:30 AM", context=ES) == "2020-05-03T08:30"
    assert normalise("datetime", "03/05/2020 23:58", context=UNSURE) is None


@table(
    ("MEXICO", "MEX"),
    ("México", "MEX"),
    ("mexicana", "MEX"),
    ("Mexican", "MEX"),
    ("Honduran", "HND"),
    ("hondureño", "HND"),
    ("hondurena", "HND"),
    ("guatemalteca", "GTM"),
    ("Salvadoran", "SLV"),
    ("salvadoreño", "SLV"),
    ("El Salvador", "SLV"),
    ("República de Guatemala", "GTM"),
    ("Republic of Guatemala", "GTM"),
    ("Dominican Republic", "DOM"),
    ("República Dominicana", "DOM"),
    ("Estados Unidos", "USA"),
    ("EE. UU.", "USA"),
    ("U.S.A.", "USA"),
    ("United States of America", "USA"),
    ("Brasil", "BRA"),
    ("HND", "HND"),
    ("Hondurus", "HND"),
    ("Guaternala", "GTM"),
    ("MEX1CO", "MEX"),
    ("El Salvadar", "SLV"),
    ("hnd", None),
    ("MX", None),
    ("US", None),
    ("Irax", None),
    ("Congo", None),
    ("Dominica", None),
    ("Austrlia", None),
    ("Texas", None),
    ("New Mexico", None),
    ("Mexico and Honduras", None),
    ("Unknown", None),
    ("Indian", None),
    ("", None),
)
def test_country(text: str, value: str | None) -> None:
    assert normalise("country", text, context=EN) == value


def test_georgia_may_be_the_state() -> None:
    assert normalise("country", "Georgia", context=EN) is None
    assert normalise("country", "Republic of Georgia", context=EN) == "GEO"


def test_a_country_with_misread_letters_is_told() -> None:
    assert was_repaired("country", "Guaternala")
    assert not was_repaired("country", "Guatemala")
    assert not was_repaired("country", "GTM")


@table(
    ("TX", "TX"),
    ("N.Y.", "NY"),
    ("Texas", "TX"),
    ("TEXAS", "TX"),
    ("Nuevo México", "NM"),
    ("Carolina del Norte", "NC"),
    ("Washington, D.C.", "DC"),
    ("in", None),
    ("or", None),
    ("ZZ", None),
    ("Mexico", None),
)
def test_us_state(text: str, value: str | None) -> None:
    assert normalise("us_state", text, context=EN) == value


@table(
    ("78701", "78701"),
    ("78701-1234", "78701-1234"),
    ("78701 1234", "78701-1234"),
    ("787011234", "78701-1234"),
    ("00501", "00501"),
    ("00000", None),
    ("7870", None),
    ("7870I", None),
    ("78701-12", None),
)
def test_zip(text: str, value: str | None) -> None:
    assert normalise("zip", text, context=EN) == value


def test_a_zip_code_lies_in_its_state() -> None:
    assert zip_in_state("78701", "TX")
    assert zip_in_state("00901", "PR")
    assert not zip_in_state("78701", "CA")
    assert not zip_in_state("78701", "ZZ")


@table(
    ("(512) 555-0123", "+15125550123"),
    ("512.555.0123", "+15125550123"),
    ("1-512-555-0123", "+15125550123"),
    ("Tel: 512 555 0123", "+15125550123"),
    ("Phone Number: (512) 555-0123 ext. 12", "+15125550123"),
    ("+1 512 555 0123", "+15125550123"),
    ("+502 2345 6789", "+50223456789"),
    ("011 502 2345 6789", "+50223456789"),
    ("664 491 2345", None),
    ("555-0123", None),
    ("112 555 0123", None),
    ("52 664 123 4567", None),
    ("1-800-FLOWERS", None),
    ("512 555 0123 / 512 555 0199", None),
    ("012-345-678", None),
    ("N/A", None),
)
def test_phone(text: str, value: str | None) -> None:
    assert normalise("phone", text, context=EN) == value


@table(
    ("Fictitia.Example@Example.ORG", "fictitia.example@example.org"),
    ("mailto:a@example.org", "a@example.org"),
    ("a @example.org", None),
    ("a@example", None),
    ("a..b@example.org", None),
    ("a@b@example.org", None),
    ("example.org", None),
)
def test_email(text: str, value: str | None) -> None:
    assert normalise("email", text, context=EN) == value


@table(
    ("Male", "M"),
    ("F", "F"),
    ("M", "M"),
    ("female", "F"),
    ("X", "X"),
    ("Unknown", "U"),
    ("H", None),
    ("MF", None),
)
def test_sex_in_english(text: str, value: str | None) -> None:
    assert normalise("sex", text, context=EN) == value


@table(
    ("Masculino", "M"),
    ("Hombre", "M"),
    ("H", "M"),
    ("F", "F"),
    ("Mujer", "F"),
    ("femenino", "F"),
    ("M", None),
    ("desconocido", "U"),
)
def test_sex_in_spanish_does_not_guess_what_m_means(text: str, value: str | None) -> None:
    assert normalise("sex", text, context=ES) == value


@table(
    ("Mother", "mother"),
    ("mamá", "mother"),
    ("Madre biológica", "mother"),
    ("her biological mother", "mother"),
    ("PADRE", "father"),
    ("papá", "father"),
    ("padres", "parent"),
    ("tía", "aunt_uncle"),
    ("maternal aunt", "aunt_uncle"),
    ("tía materna", "aunt_uncle"),
    ("Tío(a)", "aunt_uncle"),
    ("tía abuela", "other_relative"),
    ("hermano mayor", "sibling"),
    ("Half-brother", "sibling"),
    ("primo", "cousin"),
    ("Other Cousin", "cousin"),
    ("abuela", "grandparent"),
    ("padrino", "godparent"),
    ("madrastra", "stepparent"),
    ("tutor legal", "legal_guardian"),
    ("amigo de la familia", "family_friend"),
    ("Family Friend", "family_friend"),
    ("brother-in-law", "other_relative"),
    ("non-relative", "unrelated"),
    ("desconocido", "unknown"),
    ("aunt_uncle", "aunt_uncle"),
    ("guardian", None),
    ("son", None),
    ("hijo", None),
    ("mother of the sponsor", None),
    ("the", None),
    ("N/A", None),
)
def test_relationship(text: str, value: str | None) -> None:
    assert normalise("relationship", text, context=EN) == value


@table(
    ("1", "1"),
    ("Category 2A", "2A"),
    ("Cat. 2-b", "2B"),
    ("Categoría 3", "3"),
    ("Category 1 - Parent or legal guardian", "1"),
    ("2 (aunt)", "2"),
    ("1A", None),
    ("5", None),
    ("12", None),
)
def test_category(text: str, value: str | None) -> None:
    assert normalise("category", text, context=EN) == value


@table(
    ("Border Patrol (CBP)", "USBP"),
    ("U.S. Border Patrol", "USBP"),
    ("Patrulla Fronteriza", "USBP"),
    ("U.S. Border Patrol agents", "USBP"),
    ("CBP", "CBP"),
    ("OFO (CBP)", "OFO"),
    ("ICE ERO", "ICE_ERO"),
    ("ICE/ERO", "ICE_ERO"),
    ("HSI (ICE)", "HSI"),
    ("US Marshals", "USMS"),
    ("Office of Refugee Resettlement", "ORR"),
    ("Other", "OTHER"),
    ("ICE", None),
    ("DHS", None),
    ("none", None),
)
def test_agency(text: str, value: str | None) -> None:
    assert normalise("agency", text, context=EN) == value


@table(
    ("Yes", "true"),
    ("sí", "true"),
    ("[X]", "true"),
    ("\u2612", "true"),
    ("No", "false"),
    ("n", "false"),
    ("S", None),
    ("\u2610", None),
    ("", None),
)
def test_flag(text: str, value: str | None) -> None:
    assert normalise("flag", text, context=EN) == value


@table(
    ("17", "17"),
    ("007", "7"),
    ("17 years old", "17"),
    ("17 años", "17"),
    ("1.5", None),
    ("-3", None),
    ("l7", None),
)
def test_integer(text: str, value: str | None) -> None:
    assert normalise("integer", text, context=EN) == value


@table(
    ("minor", "child"),
    ("UAC", "child"),
    ("madre", "parent"),
    ("Sponsor", "sponsor"),
    ("other adult", "other_adult"),
    ("officer", None),
)
def test_role(text: str, value: str | None) -> None:
    assert normalise("role", text, context=EN) == value


@table(
    ("0970-0553", "0970-0553"),
    ("abc 123", "ABC123"),
    ("No. 1234 56", "123456"),
    ("A", "A"),
    ("XIV", "XIV"),
    ("see attached page 2", None),
    ("(b)(6)", None),
    ("LOPEZ", None),
    ("12/34", None),
    ("AJ01805000123", "AJO1805000123"),
    ("aj0 1805 000123", "AJO1805000123"),
    ("LOP0I01990T12", "LOP0I01990T12"),
    ("A0B1234567890", "A0B1234567890"),
    ("0001805000123", "0001805000123"),
    ("AJ0180500012", "AJ0180500012"),
)
def test_identifier(text: str, value: str | None) -> None:
    assert normalise("identifier", text, context=EN) == value


@table(
    ("  EXAMPLE   López ", "EXAMPLE López"),
    ("O'Example-López", "O'Example-López"),
    ("J.", "J."),
    ("de la Cruz", "de la Cruz"),
    ("Jose\u0301", "José"),
    ("(b)(6), (b)(7)(C)", None),
    ("b6", None),
    ("Example, Maria", None),
    ("M4ria", None),
    ("Unknown", None),
    ("N/A", None),
    ("Apellidos", None),
    ("---", None),
    ("Lopez-", None),
    ("- Lopez", None),
    ("[redacted]", None),
    ("", None),
)
def test_name(text: str, value: str | None) -> None:
    assert normalise("name", text, context=EN) == value


@table(
    ("EXAMPLE LOPEZ, Fictitia Maria", "Fictitia Maria EXAMPLE LOPEZ"),
    ("Fictitia Example Lopez", "Fictitia Example Lopez"),
    ("Example, John, Jr.", "John Example Jr."),
    ("John Example, Jr.", "John Example Jr."),
    ("Example, John, Jane", None),
    ("Example Lopez, (b)(6)", None),
    (", ", None),
    ("FNU LNU", None),
    ("Last, First", None),
)
def test_full_name(text: str, value: str | None) -> None:
    assert normalise("full_name", text, context=EN) == value


@table(
    ("12 Example St\nApt 3\n Austin, TX  78701", "12 Example St, Apt 3, Austin, TX 78701"),
    ("12 Example St,, Austin", "12 Example St, Austin"),
    ("12345", None),
    ("(b)(6)", None),
    ("Unknown", None),
)
def test_address(text: str, value: str | None) -> None:
    assert normalise("address", text, context=EN) == value


@table(
    ("Mam  (Todos\nSantos)", "Mam (Todos Santos)"),
    ("08/01/07)", "08/01/07"),
    ("(Rev. 08/01/07", "Rev. 08/01/07"),
    ("1) Mam (Todos Santos)", "1) Mam (Todos Santos)"),
    ("N/A", None),
    ("___", None),
    ("(b) (6)", None),
)
def test_text(text: str, value: str | None) -> None:
    assert normalise("text", text, context=EN) == value


@pytest.mark.parametrize("kind", ["text", "name", "full_name"])
@pytest.mark.parametrize(
    "text", ["eeeeeeaeeeea", "e eeeeeeeeeee", "............", "seaesseeaesseeae"]
)
def test_a_dotted_line_read_as_letters_is_no_value(kind: str, text: str) -> None:
    assert normalise(kind, text, context=EN) is None


@pytest.mark.parametrize(
    "text", ["Hannah Anna", "Ana Nana", "Otto", "Lolo Loló", "Santa Ana Santana"]
)
def test_a_name_of_few_letters_is_one(text: str) -> None:
    assert normalise("full_name", text, context=EN) == text


def test_a_comma_behind_a_city_is_none_of_it() -> None:
    assert normalise("text", "Muestra,", context=EN) == "Muestra"


@pytest.mark.parametrize(
    "text", ["N/A", "n.a.", "None", "UNKNOWN", "Desconocido", "Ninguno", "---", "No aplica", "FNU"]
)
def test_placeholders(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize("text", ["N/A", "n / a", "n.a.", "N.A", "---", "___", "No aplica"])
def test_unmistakable(text: str) -> None:
    assert is_unmistakable(text)


@pytest.mark.parametrize("text", ["", "NA", "Na", "Nada", "Blank", "None", "Ninguno", "FNU"])
def test_not_unmistakable(text: str) -> None:
    assert not is_unmistakable(text)


@pytest.mark.parametrize("text", ["", " ", "Fictitia", "0", "Nadia", "No"])
def test_not_placeholders(text: str) -> None:
    assert not is_placeholder(text)


@pytest.mark.parametrize(
    "text",
    ["See attached sheet", "Continued on page 2", "ver hoja adjunta", "see back", "(cont.)", "PTO"],
)
def test_what_points_elsewhere_is_no_value(text: str) -> None:
    assert is_placeholder(text)
    assert is_reference(text)
    assert without_reference(text) == text


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("with his brother (continued on page 2)", "with his brother"),
        ("Ana Riocedro - see reverse", "Ana Riocedro"),
        ("Ana Riocedro, continúa en la página siguiente", "Ana Riocedro"),
        ("Lucia\nRIOCEDRO  PIEDRALBA", "Lucia\nRIOCEDRO  PIEDRALBA"),
        ("12 Page Lane (rear)", "12 Page Lane (rear)"),
    ],
)
def test_words_that_point_elsewhere_are_taken_off_and_no_others(text: str, rest: str) -> None:
    assert without_reference(text) == rest


@pytest.mark.parametrize(
    "text",
    [
        "(b)(6)",
        "(b) (6), (b) (7)(C)",
        "(b)(7)(E)",
        "b6",
        "(bx6)",
        "(b)(6); (b)(7)(c)",
        "Maria (b)(6)",
        "REDACTED",
    ],
)
def test_redaction_codes(text: str) -> None:
    assert is_redaction(text)


@pytest.mark.parametrize(
    "text", ["", "Boulder", "6", "b", "(830) 555-0123", "Apt. B, 6 Example St", "12B"]
)
def test_not_redaction_codes(text: str) -> None:
    assert not is_redaction(text)


UNITS = "uno dos tres cuatro cinco seis siete ocho nueve".split()
TEENS = "diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve".split()
TWENTIES = (
    "veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete "
    "veintiocho veintinueve"
).split()
TENS = "treinta cuarenta cincuenta sesenta setenta ochenta noventa".split()
HUNDREDS = (
    "ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"
).split()
MONTHS = (
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
).split()


def spelled(number: int) -> str:
    """Spell 1 to 9,999 as a Spanish registrar does."""
    thousands, rest = divmod(number, 1000)
    hundreds, small = divmod(rest, 100)
    words = [spelled(thousands) + " mil" if thousands > 1 else "mil"] if thousands else []
    if rest == 100:
        words += ["cien"]
    elif hundreds:
        words += [HUNDREDS[hundreds - 1]]
    if small >= 30:
        words += [TENS[small // 10 - 3] + (f" y {UNITS[small % 10 - 1]}" if small % 10 else "")]
    elif small:
        words += [(UNITS + TEENS + TWENTIES)[small - 1]]
    return " ".join(words)


@table(
    ("45", "45"),
    ("No. 45", "45"),
    ("cuarenta y cinco", "45"),
    ("DOSCIENTOS TREINTA Y CUATRO", "234"),
    ("mil doscientos", "1200"),
    ("un mil doscientos uno", "1201"),
    ("cien", "100"),
    ("ciento dos", "102"),
    ("45 (cuarenta y cinco)", "45"),
    ("cuarenta y cinco (46)", None),
    ("ciento", None),
    ("cuarenta cinco", None),
    ("cinco cuarenta", None),
    ("A-045", "A-045"),
    ("XIV", "XIV"),
    ("NA", None),
    ("UNK", None),
)
def test_a_book_or_folio_may_be_written_out(text: str, value: str | None) -> None:
    assert normalise("identifier", text, context=ES) == value


@table(
    ("2456 78901 0101", "2456789010101"),
    ("2456789010101", "2456789010101"),
    ("0801-2008-01234", "0801-2008-01234"),
    ("01234567-8", "01234567-8"),
    ("XEXX080305HCSRRN09", "XEXX080305HCSRRN09"),
)
def test_national_identity_numbers_keep_their_shape(text: str, value: str | None) -> None:
    assert normalise("identifier", text, context=ES) == value


@settings(max_examples=300, deadline=None)
@given(number=st.integers(1, 9999), upper=st.booleans(), figure=st.booleans())
def test_a_number_survives_being_spelled(number: int, upper: bool, figure: bool) -> None:
    text = spelled(number).upper() if upper else spelled(number)
    text += f" ({number})" if figure else ""
    assert normalise("identifier", text, context=ES) == str(number)


@settings(max_examples=200, deadline=None)
@given(number=st.integers(1, 9999), other=st.integers(1, 9999))
def test_a_number_in_words_and_figures_that_differ_is_none(number: int, other: int) -> None:
    value = normalise("identifier", f"{spelled(number)} ({other})", context=ES)
    assert value == (str(number) if number == other else None)


@settings(max_examples=300, deadline=None)
@given(
    day=st.dates(min_value=datetime.date(1901, 1, 1), max_value=datetime.date(2099, 12, 31)),
    wording=st.sampled_from(
        [
            "{d} de {m} de {y}",
            "{d} de {m} del {y}",
            "{d} de {m} del año {y}",
            "el día {d} de {m} de {y}",
            "a los {d} días del mes de {m} del año {y}",
            "{d} ({dd:02d}) de {m} de {y} ({yy})",
        ]
    ),
    change=st.sampled_from([str, str.upper, str.title, lambda s: s.replace("é", "e")]),
)
def test_a_date_survives_being_spelled(
    day: datetime.date, wording: str, change: Callable[[str], str]
) -> None:
    text = wording.format(
        d=spelled(day.day), m=MONTHS[day.month - 1], y=spelled(day.year), dd=day.day, yy=day.year
    )
    assert normalise("date", change(text), context=ES) == str(day)


contexts = st.sampled_from([EN, ES, UNSURE, CANONICAL])
written = st.one_of(
    st.text(),
    st.text(alphabet="0123456789/-. :APMapmOISB()+#", max_size=24),
    st.text(alphabet="AaÁñ ,.'-bLXVÑ\u0301\u200d\u00a06", max_size=24),
    st.dates().map(str),
    st.datetimes().map(str),
    st.sampled_from(
        [
            "5 de marzo de 2020",
            "Hombre",
            "tía",
            "México",
            "TX",
            "2-a",
            "sí",
            "Border Patrol",
            "A12345678",
            "menor",
        ]
    ),
)


@pytest.mark.parametrize("kind", sorted(KINDS))
@settings(max_examples=120, deadline=None)
@given(text=written, context=contexts)
def test_a_canonical_value_has_its_form_and_gives_itself(
    kind: str, text: str, context: Context
) -> None:
    value = normalise(kind, text, context=context)
    if value is not None:
        assert re.fullmatch(PATTERNS[kind], value)
        assert normalise(kind, value, context=CANONICAL) == value


@settings(max_examples=200, deadline=None)
@given(text=st.text())
def test_questions_about_a_text_never_raise(text: str) -> None:
    answers = [is_padded(text), is_placeholder(text), is_redaction(text), is_ambiguous_date(text)]
    answers += [was_repaired(kind, text) for kind in KINDS]
    assert all(isinstance(answer, bool) for answer in answers)


@settings(max_examples=200, deadline=None)
@given(number=st.integers(min_value=1, max_value=999_999_999), dashes=st.booleans())
def test_an_a_number_survives_its_writings(number: int, dashes: bool) -> None:
    digits = f"{number:09d}"
    text = f"A {digits[:3]}-{digits[3:6]}-{digits[6:]}" if dashes else f"A{digits}"
    assert normalise("a_number", text, context=EN) == f"A{digits}"


@settings(max_examples=200, deadline=None)
@given(day=st.dates(min_value=datetime.date(1900, 1, 1), max_value=datetime.date(2099, 12, 31)))
def test_a_date_survives_its_writings(day: datetime.date) -> None:
    iso = str(day)
    year, month, dom = iso.split("-")
    assert normalise("date", f"{month}/{dom}/{year}", context=EN) == iso
    assert normalise("date", f"{dom}/{month}/{year}", context=ES) == iso
