"""Whether a cell has the form of its column's datatype (XML Schema 1.1 part 2, CSVW "Parsing Cells").

The csvw library takes any text for gYear and gYearMonth and ``1.0`` for an integer. So the forms that tables use
are checked here, in words for curators; what else a datatype asks (bounds, lengths, other datatypes) is asked
of the library.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

Messages = dict[str, str]
Check = Callable[[str], Messages | None]

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_YEAR = re.compile(r"[0-9]{4}")
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_URI = re.compile(r"[^\s<>\"{}|\\^`]*")
_INTEGERS = frozenset(("integer", "int", "long", "short", "byte", "unsignedInt", "unsignedLong", "unsignedShort"))
_INTEGERS |= {"unsignedByte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"}
_STRINGS = frozenset(("string", "normalizedString", "token", "any", "anyAtomicType", "NMTOKEN", "Name"))


def _date(value: str) -> Messages | None:
    if not _DATE.fullmatch(value):
        return {"en": "must be a full date, YYYY-MM-DD", "ja": "年月日（YYYY-MM-DD）で書く"}
    try:
        date.fromisoformat(value)
    except ValueError:
        return {"en": "there is no such day", "ja": "存在しない日付"}
    return None


def _year_month(value: str) -> Messages | None:
    if _YEAR_MONTH.fullmatch(value):
        return None
    if _DATE.fullmatch(value):
        return {
            "en": "must be year and month only (YYYY-MM): the document gives no day",
            "ja": "年月のみ（YYYY-MM）で書く。文書は日を示していない",
        }
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}", value):
        return {"en": "there is no such month", "ja": "存在しない月"}
    return {"en": "must be year and month, YYYY-MM", "ja": "年月（YYYY-MM）で書く"}


def _year(value: str) -> Messages | None:
    if _YEAR.fullmatch(value):
        return None
    if _DATE.fullmatch(value):
        return {
            "en": "must be a year only (YYYY): the document gives no day",
            "ja": "年のみ（YYYY）で書く。文書は日を示していない",
        }
    return {"en": "must be a year of four digits, YYYY", "ja": "西暦4桁（YYYY）で書く"}


def _form(pattern: re.Pattern[str], en: str, ja: str) -> Check:
    messages = {"en": en, "ja": ja}
    return lambda value: None if pattern.fullmatch(value) else messages


_BOOLEAN = _form(re.compile("true|false|1|0"), "must be true or false", "true か false で書く")
_FORMS: dict[str, Check] = {
    "date": _date,
    "gYearMonth": _year_month,
    "gYear": _year,
    "boolean": _BOOLEAN,
    "decimal": _form(_DECIMAL, "must be a number such as 12.5", "12.5 のような数で書く"),
    "anyURI": _form(_URI, "must be an address without spaces", "空白のないアドレスで書く"),
    **dict.fromkeys(_INTEGERS, _form(_INTEGER, "must be a whole number in digits", "整数を数字で書く")),
}
_BOUNDS = ("length", "minLength", "maxLength", "minimum", "maximum")
_LIMITS = ("minInclusive", "maxInclusive", "minExclusive", "maxExclusive")


def check_of(datatype: Any) -> Check | None:
    """What checks the cells of a column with ``datatype`` (a csvw Datatype or None); None when all texts do.

    Raises ValueError when the format of a string is not a regular expression.
    """
    if datatype is None:
        return None
    checks: list[Check] = []
    base, pattern = str(datatype.base), datatype.format
    if base in _STRINGS:
        if pattern:
            checks.append(_string(pattern))
    elif not pattern and base in _FORMS:
        checks.append(_FORMS[base])
    bounded = any(getattr(datatype, name) is not None for name in _BOUNDS + _LIMITS)
    if bounded or (base not in _STRINGS and (pattern or base not in _FORMS or base in _INTEGERS)):
        checks.append(_asked(datatype))
    if not checks:
        return None
    return lambda value: next((found for check in checks if (found := check(value))), None)


def _string(pattern: str) -> Check:
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise ValueError(f"format is not a regular expression: {error}") from error
    return _form(compiled, f"must have the form {pattern}", f"形式 {pattern} に合わない")


def _asked(datatype: Any) -> Check:
    """The library's own word on a value."""

    def check(value: str) -> Messages | None:
        try:
            datatype.read(value)
        except (ValueError, ArithmeticError, TypeError) as error:
            reason = str(error).splitlines()[0] if str(error) else "not in the datatype"
            return {
                "en": f"is no {datatype.base} as csvw.json wants it: {reason}",
                "ja": f"csvw.json が求める {datatype.base} ではない（{reason}）",
            }
        return None

    return check


def check_of_name(name: str) -> Check | None:
    """What checks the form of an XML Schema datatype by its name (``gYearMonth``); None when no form is known."""
    return _FORMS.get(name)
