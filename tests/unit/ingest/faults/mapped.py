"""Two files of a made-up German company, written as no file of the other subjects is, and the mapping that says how.

Decimal comma, points between thousands, signs, a unit, formats of dates, a time zone, an encoding, a delimiter.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from tests.unit.ingest.faults.sheets import Form, Row, Sheet
from tests.unit.ingest.faults.subject import Subject

ROWS = 48
REPS = ("Zoë Groß", "Jörg Müller", "Ann Lee")
FORM = Form(delimiter=";", encoding="cp1252")
ZONE = ZoneInfo("Europe/Berlin")
MAPPING = """
encoding: cp1252
delimiter: ";"
decimal: ","
time_zone: Europe/Berlin
entities:
  rep: {file: Leute.csv, columns: {id: Name, name: Name}}
"""
DEALS = """
  opportunity:
    file: Chancen.csv
    columns: {id: Nr, name: Titel, owner_id: Inhaber, stage_name: Phase, is_closed: Phase, is_won: Phase,
      amount: Betrag, probability: Chance, created_date: Angelegt, closed_date: Abschluss}
    values:
      is_closed: {Offen: false, Gewonnen: true, Verloren: true}
      is_won: {Offen: false, Gewonnen: true, Verloren: false}
    signs: {amount: [€, EUR], probability: "%"}
    dates: {created_date: "%d.%m.%Y", closed_date: "%d.%m.%Y"}
    defaults: {currency: EUR}
"""
CALLS = """
  activity:
    file: Anrufe.csv
    columns: {id: Nr, rep_id: Wer, occurred_at: Wann, type: Art, duration_seconds: Dauer, outcome: Notiz}
    values: {type: {Anruf: call, Termin: meeting}}
    units: {duration_seconds: 100}
    dates: {occurred_at: ["%d.%m.%Y %H:%M", "%Y-%m-%d %H:%M %z"]}
"""
# As in `NUMBERS`: a text of the file, and how the number that it is would be written by hand.
NUMBERS: tuple[tuple[str, str | None], ...] = (
    ("NaN", None),
    ("1e400", None),
    ("1,234.50", None),
    ("1234.5", None),
    ("12.5", None),
    ("1.23,5", None),
    ("1 234,5", None),
    ("12 $", None),
    ("12k", None),
    ("9223372036854775808", None),
    ("1.234,50", "1234,50"),
    ("1234,5", "1234,5"),
    ("007", "7"),
    ("1,2E3", "1200"),
)


def _number(text: str) -> Decimal | None:
    """A number as the rows below are written."""
    digits = "".join(letter for letter in text if letter in "-0123456789,").replace(",", ".")
    return Decimal(digits) if digits else None


def _comma(number: str) -> str:
    return number.replace(".", ",")


def _day(text: str) -> date | None:
    return datetime.strptime(text, "%d.%m.%Y").date() if text else None  # noqa: DTZ007


def _time(text: str) -> datetime:
    """The time in UTC: of its own zone, else of the company's."""
    if text[2] == ".":
        moment = datetime.strptime(text, "%d.%m.%Y %H:%M").replace(tzinfo=ZONE)
    else:
        moment = datetime.strptime(text, "%Y-%m-%d %H:%M %z")
    return moment.astimezone(UTC).replace(tzinfo=None)


def _deal(place: int) -> tuple[str, ...]:
    phase, made = ("Offen", "Gewonnen", "Verloren")[place % 3], date(2024, 1, 30) + timedelta(days=3 * place)
    euros, cents = divmod(95_050 + 3_725 * place, 100)
    closed = "" if phase == "Offen" else f"{made + timedelta(days=20 + place % 9):%d.%m.%Y}"
    amount = f"{euros:,}".replace(",", ".") + f",{cents:02} €"
    chance = f"{place * 7 % 100} %"
    return (
        f"C{place:03}",
        f"Geschäft {place}",
        REPS[place % 3],
        phase,
        amount,
        chance,
        f"{made:%d.%m.%Y}",
        closed,
        "x",
    )


def _call(place: int) -> tuple[str, ...]:
    time = datetime(2024, 3, 20, 9, 15) + timedelta(hours=37 * place)  # noqa: DTZ001
    written = f"{time:%Y-%m-%d %H:%M} -0400" if place % 4 == 3 else f"{time:%d.%m.%Y %H:%M}"
    kind = ("Anruf", "Termin")[place % 5 == 0]
    return (f"A{place:03}", REPS[place % 3], written, kind, f"{place % 7 + 1},{place:02}", f"Rückruf {place}", "x")


def _deal_row(row: Row) -> dict[str, Any]:
    return {
        "id": row["Nr"],
        "name": row["Titel"] or None,
        "owner_id": row["Inhaber"],
        "stage_name": row["Phase"],
        "is_closed": row["Phase"] != "Offen",
        "is_won": row["Phase"] == "Gewonnen",
        "amount": _number(row["Betrag"]),
        "currency": "EUR",
        "probability": _number(row["Chance"]),
        "created_date": _day(row["Angelegt"]),
        "closed_date": _day(row["Abschluss"]),
    }


def _call_row(row: Row) -> dict[str, Any]:
    return {
        "id": row["Nr"],
        "rep_id": row["Wer"],
        "occurred_at": _time(row["Wann"]),
        "type": {"Anruf": "call", "Termin": "meeting"}[row["Art"]],
        "duration_seconds": int((_number(row["Dauer"]) or 0) * 100),
        "outcome": row["Notiz"] or None,
    }


def _subject(name: str, names: str, row: Callable[[int], tuple[str, ...]], **more: Any) -> Subject:
    sheet = Sheet(tuple(names.split()), tuple(map(row, range(ROWS))))
    return Subject(
        name=f"Made-up {name}",
        system="csv_mapping",
        file=name,
        data=FORM.write(sheet),
        sheet=sheet,
        form=FORM,
        others={"Leute.csv": FORM.write(Sheet(("Name",), tuple((rep,) for rep in REPS)))},
        numbers=NUMBERS,
        written=_comma,
        **more,
    )


def deals() -> Subject:
    """Deals with amounts such as 1.234,50 €, chances such as 35 % and days such as 31.01.2024."""
    return _subject(
        "Chancen.csv",
        "Nr Titel Inhaber Phase Betrag Chance Angelegt Abschluss Ende",
        _deal,
        table="opportunity",
        landed=_deal_row,
        mapping=MAPPING + DEALS,
        money="Betrag",
        day="Abschluss",
        no_day="31.02.2024",
        text="Titel",
        required="Phase",
        swaps=(
            ("Angelegt", "Abschluss"),
            ("Betrag", "Chance"),
            ("Inhaber", "Phase"),
            ("Titel", "Phase"),
            ("Nr", "Inhaber"),
        ),
    )


def calls() -> Subject:
    """Calls at times of the company's zone or of their own, their duration in hundreds of seconds."""
    return _subject(
        "Anrufe.csv",
        "Nr Wer Wann Art Dauer Notiz Ende",
        _call,
        table="activity",
        landed=_call_row,
        mapping=MAPPING + CALLS,
        money="Dauer",
        day="Wann",
        no_day="31.02.2024 10:00",
        text="Notiz",
        required="Wann",
        swaps=(("Wann", "Dauer"), ("Wer", "Art"), ("Wer", "Wann")),
    )
