"""The digest of a row: the same on every machine and version, another as soon as any value of the row is another."""

from __future__ import annotations

from tests.unit.ingest.readers.conftest import Drop, values

HEADER = "Id,OwnerId,StageName,Amount,CloseDate,CreatedDate"
ROW = "O1,U1,Won,10.5,2024-03-01,2024-01-01T10:00:00Z"


def digest(drop: Drop, row: str = ROW, header: str = HEADER) -> str:
    (found,) = values(drop.opportunities(row, header=header), "_row_hash")
    return found


def test_it_never_changes(drop: Drop) -> None:
    """All rows would land once more if it did: a change here is a change of the landing zone."""
    assert digest(drop) == "632285b23b53495363b0b5f009f3785a"  # pragma: allowlist secret


def test_it_is_of_values_and_not_of_how_they_are_written(drop: Drop) -> None:
    assert digest(drop, "O1,U1,Won,10.5000,2024-03-01,2024-01-01T11:00:00+01:00") == digest(drop)
    assert digest(
        drop, "Won,O1,U1,10.5,2024-03-01,2024-01-01T10:00:00Z", "StageName,Id,OwnerId,Amount,CloseDate,CreatedDate"
    ) == digest(drop)


def test_an_empty_column_that_appears_leaves_it(drop: Drop) -> None:
    assert digest(drop, ROW + ",,", HEADER + ",NextStep,Own__c") == digest(drop)


def test_each_value_counts(drop: Drop) -> None:
    found = [
        digest(drop),
        digest(drop, ROW.replace("10.5", "10.51")),
        digest(drop, ROW.replace("Won", "Won ")),
        digest(drop, ROW + ",call", HEADER + ",NextStep"),
        digest(drop, ROW + ",call", HEADER + ",Name"),
        digest(drop, ROW + ",call", HEADER + ",Own__c"),
    ]
    assert len(set(found)) == len(found)


def test_personal_values_count(drop: Drop) -> None:
    drop.opportunities(ROW, header=HEADER)
    drop.write("Contact.csv", "Id,Email\nC1,a@b.c\nC1,a@b.d\n")
    contact = drop.read()["contact"]
    assert contact.duplicate_rows == 0
    assert len(set(values(contact, "_row_hash"))) == 2
