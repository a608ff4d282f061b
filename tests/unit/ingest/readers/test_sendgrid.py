"""SendGrid events: Unix times, events delivered twice, personal fields apart, broken lines refused."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from ingest.reading.delivery import SourceError
from tests.unit.ingest.readers.conftest import Drop, reasons, values


def event(id_: str | None = "e1", **more: object) -> str:
    fields = {"email": "a@b.c", "timestamp": 1711879200, "event": "open", "sg_event_id": id_, **more}
    return json.dumps({name: value for name, value in fields.items() if value is not None}) + "\n"


def test_fields(sendgrid: Drop) -> None:
    sendgrid.write("a.jsonl", event(sg_machine_open=True, type="bounce", rep_email="r@x.y", url="https://x/?a=b"))
    delivered = sendgrid.read()["event"]
    (row,) = delivered.rows.to_pylist()
    assert row["occurred_at"] == datetime(2024, 3, 31, 10)  # noqa: DTZ001
    assert (row["is_machine_open"], row["bounce_type"], row["rep_email"]) == (True, "bounce", "r@x.y")
    assert {"email", "url"}.isdisjoint(row)
    assert values(delivered, "email") == ["a@b.c"]
    assert delivered.missing_columns == (
        "sg_message_id",
        "opportunity_id",
        "lead_id",
        "campaign_id",
        "useragent",
        "ip",
        "reason",
    )


def test_an_event_delivered_twice_is_read_once(sendgrid: Drop) -> None:
    sendgrid.write("b.jsonl", event("e2") + event("e1")).write("a.jsonl", event("e1") + event("e3") + event("e3"))
    delivered = sendgrid.read()["event"]
    assert values(delivered, "sg_event_id") == ["e1", "e3", "e2"]
    assert (delivered.delivered_rows, delivered.duplicate_rows) == (5, 2)


def test_events_that_share_an_id_and_say_different_things_are_quarantined(sendgrid: Drop) -> None:
    sendgrid.write("a.jsonl", event("e1") + event("e2") + event("e2")).write("b.jsonl", event("e1", url="https://x/"))
    delivered = sendgrid.read()["event"]
    assert values(delivered, "sg_event_id") == ["e2"]
    assert [row["row_key"] for row in delivered.quarantined.to_pylist()] == ["e1", "e1"]
    assert delivered.quarantined["reason"][0].as_py() == "another row has the same key and other values"


def test_numbers_of_seconds_as_text(sendgrid: Drop) -> None:
    sendgrid.write(
        "a.jsonl",
        event("e1", timestamp="1711879200") + event("e2", timestamp=1711879200000) + event("e3", timestamp="x"),
    )
    delivered = sendgrid.read()["event"]
    assert values(delivered, "sg_event_id") == ["e1"]
    assert delivered.quarantined["row_key"].to_pylist() == ["e2", "e3"]
    assert delivered.quarantined["line_number"].to_pylist() == [2, 3]


def test_an_event_without_an_id_counts(sendgrid: Drop) -> None:
    others = (
        event(None, email="x@y.z", event="unsubscribe") + event("", event="unsubscribe") + event(None, timestamp="x")
    )
    delivered = sendgrid.write("a.jsonl", event(None) + event(None) + others).read()["event"]
    ids = values(delivered, "sg_event_id")
    assert len(set(ids)) == 3
    assert (delivered.duplicate_rows, delivered.delivered_rows) == (1, 5)
    assert reasons(delivered)[0][0] == "occurred_at"
    again = sendgrid.write("a.jsonl", others + event(None)).write("b.jsonl", event("e1")).read()["event"]
    assert values(again, "sg_event_id") == [*ids[1:], ids[0], "e1"], "an event keeps its id"


def test_unknown_keys_land_on_the_personal_side(sendgrid: Drop) -> None:
    text = 'a "quoted" 株\n'
    sendgrid.write("a.jsonl", event(category=["x", 1], **{"my/own~key": text, "It's": 1.5}))
    delivered = sendgrid.read()["event"]
    assert delivered.unknown_columns == ("it_s", "category", "my_own_key")
    assert values(delivered, "category") == ['["x",1]']
    assert values(delivered, "my_own_key") == [text]
    assert values(delivered, "it_s") == ["1.5"]
    assert "category" not in delivered.rows.column_names


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (event() + event()[:-3] + "\n" + event(), "a.jsonl line 2: this is not a complete JSON object"),
        (event() + "\n[1]\n", "a.jsonl line 3: this is not a complete JSON object"),
        (event() + "null\n", "a.jsonl line 2: this is not a complete JSON object"),
        (event() + event().strip() * 2, "a.jsonl line 2: this is not a complete JSON object"),
        (event().encode() + b'{"email": "\xe9"}\n', "a.jsonl line 2: this is not UTF-8"),
        (event(url="a\0b"), "a.jsonl line 1: there is a NUL character"),
        (event().encode("utf-16-le"), "a.jsonl line 1: this looks like UTF-16 without a byte order mark"),
        ("[\n" + event() + ",\n", "a.jsonl line 4: this is not JSON"),
    ],
)
def test_a_broken_line_is_refused(sendgrid: Drop, content: str | bytes, message: str) -> None:
    with pytest.raises(SourceError) as refused:
        sendgrid.write("a.jsonl", content).read()
    assert str(refused.value).startswith(f"sendgrid.event: {message}")


def test_a_backslash_before_u0000_is_no_nul(sendgrid: Drop) -> None:
    assert values(sendgrid.write("a.jsonl", event(url="\\u0000")).read()["event"], "url") == ["\\u0000"]


def test_cut_anywhere_it_is_refused_or_read_exactly(sendgrid: Drop) -> None:
    whole = (event("é1") + event("e2")).encode()
    read = []
    for length in range(len(whole) + 1):
        sendgrid.write("a.jsonl", whole[:length])
        try:
            read.append(values(sendgrid.read()["event"], "sg_event_id"))
        except SourceError:
            continue
    # Each object is whole without its line break too.
    assert read == [[], ["é1"], ["é1"], ["é1", "e2"], ["é1", "e2"]]


def test_line_ends_marks_and_blank_lines(sendgrid: Drop) -> None:
    sendgrid.write("a.jsonl", b"\xef\xbb\xbf" + f"{event('e1').strip()}\r\n\r\n \n{event('e2').strip()}".encode())
    delivered = sendgrid.write("b.jsonl", "").read()["event"]
    assert values(delivered, "sg_event_id") == ["e1", "e2"]


def test_a_manifest_counts_objects(sendgrid: Drop) -> None:
    sendgrid.write("a.jsonl", event()).write("manifest.json", '{"a.jsonl": {"rows": 2}}')
    with pytest.raises(SourceError, match=r"there are 1 objects where the manifest states 2"):
        sendgrid.read()


def test_a_folder_without_files_delivers_nothing(sendgrid: Drop) -> None:
    assert sendgrid.read() == {}
