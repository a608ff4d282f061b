"""Files as people hand them over: in UTF-16, packed, with a footer; JSON in arrays, in an envelope, indented."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from ingest.reading.delivery import SourceError
from tests.unit.ingest.readers.conftest import OPPORTUNITY_HEADER, OPPORTUNITY_ROW, USER, Drop, reasons, values

GOOD = f"{OPPORTUNITY_HEADER}\n{OPPORTUNITY_ROW}\n"


def zipped(**files: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("Opportunity.csv", GOOD.encode("utf-16")),
        ("Opportunity.csv", GOOD.replace(",", "\t").replace("\n", "\r\n").encode("utf-16")),
        ("Opportunity.csv", b"\xfe\xff" + GOOD.encode("utf-16-be")),
        ("Opportunity.csv", GOOD.replace(",", "\t")),
        ("opportunity.CSV.gz", gzip.compress(GOOD.encode("utf-16"))),
        ("Opportunity.csv.zip", zipped(**{"__MACOSX/._x": "", "Opportunity.csv": GOOD})),
    ],
)
def test_a_file_is_read_as_it_comes(drop: Drop, name: str, content: str | bytes) -> None:
    delivered = drop.write("User.csv", USER).write(name, content).read()["opportunity"]
    assert values(delivered, "amount") == [Decimal("10.5")]
    assert not [note for note in drop.notes if "not read" in note]


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("Opportunity.csv.gz", gzip.compress(GOOD.encode())[:-9], "it is cut off or damaged"),
        ("Opportunity.csv.gz", GOOD.encode(), "this is no .gz file"),
        ("Opportunity.csv.zip", zipped(a=GOOD, b=GOOD), "the archive holds 2 files"),
        ("Opportunity.csv", zipped(**{"[Content_Types].xml": "", "xl/sheet.xml": ""}), "this is an Excel workbook"),
        ("Opportunity.csv.zip", zipped(a=GOOD)[:-9], "it is cut off or damaged"),
        ("Opportunity.csv", GOOD.encode("utf-16")[:-1], "its byte order mark says utf-16, and it is not"),
        ("Opportunity.csv.gz", gzip.compress(bytes(200_000_000)), "more than 200 times its size"),
    ],
)
def test_what_cannot_be_unpacked_is_refused(drop: Drop, name: str, content: bytes, what: str) -> None:
    drop.write("User.csv", USER).write(name, content)
    for _ in range(2):
        with pytest.raises(SourceError, match=what) as refused:
            drop.read()
        assert str(refused.value).startswith(f"salesforce: {name}: ")


def test_the_unpacked_file_goes_before_its_packed_twin(drop: Drop) -> None:
    drop.write("User.csv", USER).write("Opportunity.csv", GOOD).write("Opportunity.csv.gz", b"old")
    assert values(drop.read()["opportunity"], "amount") == [Decimal("10.5")]
    assert "salesforce: not read: Opportunity.csv.gz" in drop.notes


def test_a_manifest_may_speak_of_the_file_before_it_was_packed(drop: Drop) -> None:
    drop.write("User.csv", USER).write("Opportunity.csv.gz", gzip.compress(GOOD.encode()))
    drop.write("manifest.json", json.dumps({"Opportunity.csv": {"bytes": len(GOOD), "rows": 1}}).encode("utf-16"))
    assert drop.read()["opportunity"].delivered_rows == 1
    drop.write("manifest.json", json.dumps({"Opportunity.csv": {"rows": 2}}))
    with pytest.raises(SourceError, match="there are 1 rows where the manifest states 2"):
        drop.read()


def test_a_manifest_nested_too_deep_is_one_line(drop: Drop) -> None:
    drop.write("manifest.json", '{"a":' * 100_000)
    with pytest.raises(SourceError, match=r"manifest.json: is nested too deep"):
        drop.read()


def event(id_: str, **more: object) -> dict[str, object]:
    return {"email": "a@b.c", "timestamp": 1711879200, "event": "open", "sg_event_id": id_, **more}


PACKINGS: dict[str, Callable[[str], bytes]] = {
    "": str.encode,
    ".gz": lambda text: gzip.compress(text.encode("utf-16")),
    ".zip": lambda text: zipped(a=text),
    "UTF-16": lambda text: text.encode("utf-16"),
}
packings = pytest.mark.parametrize("packing", PACKINGS)


def packed(drop: Drop, name: str, text: str, packing: str) -> Drop:
    """A file in UTF-16 or as an archive, which has the end of the archive in its name."""
    return drop.write(name + packing.removeprefix("UTF-16"), PACKINGS[packing](text))


@packings
@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_holds_its_events(sendgrid: Drop, indent: int | None, packing: str) -> None:
    bodies = [[event("e1"), event("e2", timestamp="x")], event("e3", value=0.12345678901234567891), []]
    packed(sendgrid, "a.jsonl", "\n".join(json.dumps(body, indent=indent) for body in bodies), packing)
    delivered = sendgrid.read()["event"]
    assert values(delivered, "sg_event_id") == ["e1", "e3"]
    assert [row["line_number"] for row in delivered.quarantined.to_pylist()] == [1]


LINES = [{"LineItemID": "l1", "LineAmount": 5000.10}, {"LineItemID": "l2", "LineAmount": "x"}]
INVOICE = {"Type": "ACCREC", "Status": "PAID", "Date": "/Date(1778371200000+0000)/", "Contact": {"ContactID": "c1"}}


def spelt(value: object, spelling: str) -> object:
    """The keys in the spelling of the vendor's clients: contactID, or contact_id."""
    if isinstance(value, list):
        return [spelt(each, spelling) for each in value]
    if not isinstance(value, dict):
        return value
    names = {
        "API": lambda name: name,
        "camel": lambda name: name[0].lower() + name[1:],
        "snake": lambda name: (
            "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)[1:]
            .replace("_i_d", "_id")
            .replace("u_t_c", "utc")
        ),
    }
    return {names[spelling](name): spelt(each, spelling) for name, each in value.items()}


@packings
@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("spelling", ["API", "camel", "snake"])
def test_an_answer_of_xero_comes_in_its_envelope_and_in_the_spelling_of_a_client(
    xero: Drop, spelling: str, indent: int | None, packing: str
) -> None:
    documents = [
        {"InvoiceID": "i1", "LineItems": LINES[:1], **INVOICE},
        {"InvoiceID": "i2", "LineItems": LINES, **INVOICE},
    ]
    answer = {"Id": "0", "Status": "OK", "Invoices": documents}
    packed(xero, "Invoices.jsonl", json.dumps(spelt(answer, spelling), indent=indent) + "\n", packing)
    found = xero.read()
    assert values(found["invoice"], "contact_id") == ["c1"]
    assert values(found["invoice_line"], "line_amount") == [Decimal("5000.1")]
    assert {row["row_key"] for row in found["invoice"].quarantined.to_pylist()} == {"i2"}
    assert not found["invoice"].unknown_columns
    assert len(reasons(found["invoice_line"])) == 2


FOOTED = "Id,Name,Value\n1,Ada,5\n2,,7\n\n\nTotal,,12\nMade by Ada\n"


def mapping(folder: Path, form: str, columns: str = "id: Id, name: Name, annual_revenue: Value") -> Path:
    file = folder / "mapping.yml"
    file.write_text(
        f"entities:\n  rep: {{file: reps.txt, columns: {{id: I}}}}\n"
        f"  account: {{file: a.csv, {form}, columns: {{{columns}}}}}\n"
    )
    (folder / "reps.txt").write_text("I\nA\n")
    return file


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_mapping_leaves_out_a_footer(tmp_path: Path, end: str) -> None:
    drop = Drop(tmp_path, "csv_mapping").write("a.csv", FOOTED.rstrip() + end)
    found = drop.read(mapping(tmp_path, "footer: 2"))["account"]
    assert values(found, "annual_revenue") == [5, 7]
    with pytest.raises(SourceError, match=r"line 7: there are 1 fields .* `footer: 1` in a mapping"):
        drop.read(mapping(tmp_path, "skip: 0"))


def test_a_footer_hides_no_rows(tmp_path: Path) -> None:
    drop = Drop(tmp_path, "csv_mapping").write("a.csv", FOOTED)
    with pytest.raises(SourceError, match=r"a row is among them. Correct `footer` in mapping.yml line 3"):
        drop.read(mapping(tmp_path, "footer: 6"))
    with pytest.raises(SourceError, match="not more than the 7 lines"):
        drop.read(mapping(tmp_path, "footer: 7"))


def test_empty_values_are_empty_before_they_are_joined(tmp_path: Path) -> None:
    drop = Drop(tmp_path, "csv_mapping").write("a.csv", "Id,First,Last\n1,NULL,Ann\n2,NULL,NULL\n3,Bo,\n")
    found = drop.read(mapping(tmp_path, 'empty: "NULL"', "id: Id, name: [First, Last]"))["account"]
    assert values(found, "name") == ["Ann", None, "Bo"]
