"""Which files count, and what the views over them look like."""

from __future__ import annotations

import json
import os
import shutil
import stat
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.contracts import tables
from ingest.forget.command import forget
from ingest.loading import landing
from ingest.loading.landed_files import DamagedLandingError, check_all
from ingest.systems import SYSTEMS

OPPORTUNITY = {"id": "1", "name": "Deal", "stage_name": "Prospecting", "amount": "10.50"}


def loads(zone):
    return landing.accepted_loads(zone.settings.landing_dir / zone.system)


def test_an_empty_landing_zone_has_every_view_in_the_types_of_the_contract(salesforce):
    columns = salesforce.query("""
        select table_name, column_name, data_type from information_schema.columns where table_schema = 'landing'
    """)
    found = {(table, column): type_.lower() for table, column, type_ in columns}
    expected = {
        # DuckDB's own name of a `string` is varchar.
        (f"{system}__{table.name}", column.name): column.type.value.replace("string", "varchar")
        for system in SYSTEMS
        for table in tables(system)
        for column in table.landed_columns
    }
    assert expected.items() <= found.items()
    assert found["salesforce__contact__person", "email"] == "varchar"
    assert found["salesforce__contact__person", "_loaded_at"] == "timestamp"
    assert ("salesforce__contact", "email") not in found


def test_known_at_hides_later_loads(salesforce):
    salesforce.deliver(opportunity=[OPPORTUNITY])
    salesforce.deliver(opportunity=[OPPORTUNITY | {"amount": "11"}])
    first, second = loads(salesforce)
    count = "select count(*), max(_loaded_at) from landing.salesforce__opportunity"
    assert salesforce.query(count, known_at=first.loaded_at - timedelta(seconds=1)) == [(0, None)]
    ((rows, loaded),) = salesforce.query(count, known_at=first.loaded_at)
    assert rows == 1
    assert abs(loaded.replace(tzinfo=UTC) - first.loaded_at) < timedelta(microseconds=2)
    assert salesforce.query(count, known_at=second.loaded_at)[0][0] == 2
    assert landing.freshness(salesforce.settings)["salesforce"] == second
    assert landing.freshness(salesforce.settings)["xero"] is None


AMOUNTS = "select id, amount::int, _is_deleted from landing.salesforce__opportunity order by id, _loaded_at"
EARLIER, MIDDLE, LATER = date(2025, 6, 30), date(2025, 7, 15), date(2025, 7, 31)


def test_what_lands_for_a_later_day_does_not_reach_back(salesforce):
    """A record is as it was known then: a later change or deletion does not alter it."""
    deals = [OPPORTUNITY | {"id": key, "amount": "1"} for key in ("changed", "deleted", "same")]
    salesforce.deliver(opportunity=deals)
    salesforce.settings = replace(salesforce.settings, as_of=LATER)
    salesforce.deliver(opportunity=[deals[0] | {"amount": "2"}, deals[2]])
    then = [("changed", 1, False), ("deleted", 1, False), ("same", 1, False)]
    assert salesforce.query(AMOUNTS, as_of=EARLIER) == then
    now = [("changed", 1, False), ("changed", 2, False), ("deleted", 1, False), ("deleted", 1, True)]
    assert salesforce.query(AMOUNTS) == [*now, ("same", 1, False)]


def test_a_day_without_a_night_is_seen_by_the_next_night(salesforce):
    salesforce.deliver(opportunity=[OPPORTUNITY | {"amount": "1"}])
    for amount, day in (("2", LATER), ("3", LATER + timedelta(days=1))):
        salesforce.settings = replace(salesforce.settings, as_of=day)
        salesforce.deliver(opportunity=[OPPORTUNITY | {"amount": amount}])
    assert [amount for _, amount, _ in salesforce.query(AMOUNTS, as_of=LATER - timedelta(days=1))] == [1, 2]


def test_the_night_of_one_system_is_that_of_all(salesforce, xero):
    """Finance that had nothing new in that night has not changed by then."""
    count = "select count(*) from landing.xero__invoice"
    xero.deliver(invoice=[{"invoice_id": "1"}])
    salesforce.settings = replace(salesforce.settings, as_of=MIDDLE)
    salesforce.deliver(opportunity=[OPPORTUNITY])
    xero.settings = replace(xero.settings, as_of=LATER)
    xero.deliver(invoice=[{"invoice_id": "1"}, {"invoice_id": "2"}])
    assert xero.query(count, as_of=MIDDLE) == [(1,)]
    assert xero.query(count, as_of=MIDDLE + timedelta(days=1)) == [(2,)]


def test_of_a_system_that_was_connected_later_the_first_load_counts(salesforce, xero):
    salesforce.deliver(opportunity=[OPPORTUNITY])
    xero.settings = replace(xero.settings, as_of=LATER)
    for invoices in ([{"invoice_id": "1"}], [{"invoice_id": "1"}, {"invoice_id": "2"}]):
        xero.deliver(invoice=invoices)
    assert xero.query("select invoice_id from landing.xero__invoice", as_of=EARLIER) == [("1",)]


def test_a_load_counts_with_those_before_it_whatever_day_they_describe(salesforce):
    """It holds only what differs from them: who goes back to an earlier date for good loses nothing."""
    salesforce.settings = replace(salesforce.settings, as_of=LATER)
    salesforce.deliver(opportunity=[OPPORTUNITY])
    salesforce.settings = replace(salesforce.settings, as_of=EARLIER)
    salesforce.deliver(opportunity=[OPPORTUNITY, OPPORTUNITY | {"id": "2", "amount": "1"}])
    assert salesforce.query(AMOUNTS) == [("1", 11, False), ("2", 1, False)]


def test_what_lands_in_a_rebuild_of_the_past_describes_the_day_that_readers_see(salesforce):
    salesforce.deliver(opportunity=[OPPORTUNITY | {"amount": "1"}])
    shown = salesforce.settings.published_dir / "current" / "run.json"
    shown.parent.mkdir(parents=True)
    shown.write_text(json.dumps({"as_of": LATER.isoformat()}))
    salesforce.deliver(opportunity=[OPPORTUNITY | {"amount": "2"}])
    assert [amount for _, amount, _ in salesforce.query(AMOUNTS, as_of=EARLIER)] == [1]
    assert [amount for _, amount, _ in salesforce.query(AMOUNTS, as_of=LATER)] == [1, 2]


def test_a_load_whose_day_is_not_noted_counts_on_every_day(salesforce):
    salesforce.settings = replace(salesforce.settings, as_of=LATER)
    salesforce.deliver(opportunity=[OPPORTUNITY])
    salesforce.deliver(opportunity=[OPPORTUNITY | {"amount": "2"}])
    for path in (salesforce.settings.landing_dir / "salesforce" / "_files").glob("*.json"):
        path.unlink()
    assert len(salesforce.query(AMOUNTS, as_of=EARLIER)) == 2


def test_files_of_a_load_that_was_not_completed_are_ignored(salesforce):
    salesforce.deliver(opportunity=[OPPORTUNITY])
    (load,) = loads(salesforce)
    folder = salesforce.settings.landing_dir / "salesforce"
    file = next((folder / "opportunity").iterdir())
    orphan = str(float(load.id) - 100)
    shutil.copy(file, file.with_name(file.name.replace(load.id, orphan)))
    failed = f'{{"load_id": "{orphan}", "status": 1}}'
    for number, record in enumerate(("", failed[:15], failed, "[]")):
        (folder / "_dlt_loads" / f"salesforce__{number}.jsonl").write_text(record)
    assert loads(salesforce) == (load,)
    assert salesforce.query("select count(*) from landing.salesforce__opportunity") == [(1,)]
    (folder / "_dlt_loads" / "salesforce__4.jsonl").write_text(failed.replace("1}", "0}"))
    assert salesforce.query("select count(*) from landing.salesforce__opportunity") == [(2,)]


def test_a_column_that_came_to_the_contract_later_is_empty_in_older_files(salesforce):
    salesforce.deliver(opportunity=[OPPORTUNITY])
    file = next((salesforce.settings.landing_dir / "salesforce" / "opportunity").iterdir())
    older = pq.read_table(file).drop(["amount"])
    pq.write_table(older.append_column("left the contract", pa.repeat("x", 1)), file)
    assert salesforce.versions("opportunity", "id, amount") == [("1", None, False)]
    salesforce.deliver(opportunity=[OPPORTUNITY | {"name": "New name"}])
    assert [amount for _, amount, _ in salesforce.versions("opportunity", "id, amount")] == [None, 10.5]


def test_the_load_id_is_its_time():
    assert landing.Load("0.5").loaded_at == datetime(1970, 1, 1, 0, 0, 0, 500_000, tzinfo=UTC)


def test_what_lands_is_for_its_owner_alone(salesforce):
    folders = (salesforce.settings.landing_dir, salesforce.settings.state_dir)
    for folder in folders:
        folder.mkdir(parents=True, mode=0o755)
    salesforce.deliver(opportunity=[OPPORTUNITY])
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}


def damaged(file, how):
    if how == "gone":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:-20] if how == "cut off" else b"")


@pytest.mark.parametrize("how", ["gone", "cut off", "empty"])
def test_a_landed_file_that_is_damaged_is_named_with_its_load_and_the_way_back(salesforce, how):
    salesforce.deliver(opportunity=[OPPORTUNITY])
    salesforce.deliver(opportunity=[OPPORTUNITY, OPPORTUNITY | {"id": "2"}])
    first, second = loads(salesforce)
    folder = salesforce.settings.landing_dir / "salesforce"
    (file,) = (folder / "opportunity").glob(f"{second.id}*")
    damaged(file, how)
    with pytest.raises(DamagedLandingError) as raised:
        check_all(salesforce.settings)
    line = str(raised.value)
    assert line.startswith(f"{file}: the file of load {second.id} (20")
    assert ("is gone" if how == "gone" else "is cut off") in line
    assert line.endswith(f"or remove all files named *{second.id}* below {folder} and deliver again")
    for path in folder.rglob(f"*{second.id}*"):
        path.unlink()
    assert salesforce.deliver(opportunity=[OPPORTUNITY, OPPORTUNITY | {"id": "2"}]).rows["opportunity"] == 1
    assert first in loads(salesforce)


def test_a_flipped_bit_is_found_within_a_week(salesforce):
    salesforce.deliver(opportunity=[OPPORTUNITY])
    salesforce.deliver(opportunity=[OPPORTUNITY])
    folder = salesforce.settings.landing_dir / "salesforce"
    (file,) = (folder / "opportunity").glob("*.parquet")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    week_ago = time.time() - 7 * 86_400
    os.utime(folder / "_files" / "compared", (week_ago, week_ago))
    with pytest.raises(DamagedLandingError, match="is not as it was written"):
        check_all(salesforce.settings)


def test_what_forgetting_rewrites_is_as_it_was_written(salesforce):
    salesforce.deliver(contact=[{"id": "0031", "last_name": "Muster"}])
    salesforce.settings.warehouse_dir.mkdir(parents=True)
    assert forget(salesforce.settings, "salesforce:0031")
    folder = salesforce.settings.landing_dir / "salesforce"
    (folder / "_files" / "compared").unlink(missing_ok=True)
    assert salesforce.deliver(contact=[{"id": "0031", "last_name": "Muster"}]).rows == {}
    check_all(salesforce.settings)
    assert (folder / "_files" / "compared").exists()


def test_a_lost_list_of_loads_is_told(salesforce):
    salesforce.deliver(opportunity=[OPPORTUNITY])
    before = salesforce.digests()
    records = salesforce.settings.landing_dir / "salesforce" / "_dlt_loads"
    kept = records.rename(salesforce.settings.data_dir / "backup")
    with pytest.raises(DamagedLandingError, match="is gone"):
        check_all(salesforce.settings)
    kept.rename(records)
    assert salesforce.deliver(opportunity=[OPPORTUNITY]).rows == {}
    assert salesforce.digests() == before
