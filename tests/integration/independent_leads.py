"""Leads by source a second time, in plain pandas from truth and exports, sharing no line with the models."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from tests.integration.independent import Independent

CONVERSATION_SECONDS = 30
ENGAGED_SOURCES = (
    "Web",
    "Trade Show",
    "Partner Referral",
    "Customer Referral",
)  # of the simulator, by the rules shipped
FITTING_RATINGS = ("Hot", "Warm")


@dataclass(frozen=True)
class IndependentLeads:
    """The leads of one simulated company."""

    company: Independent

    def read(self, name: str) -> pd.DataFrame:
        """A CRM export without its deleted rows."""
        frame = self.company.read(f"crm/{name}.csv")
        return frame[frame["IsDeleted"] == "false"]

    @cached_property
    def converted(self) -> pd.DataFrame:
        """Converted leads of which no log is left, by contact: what was done with the contact until then was theirs."""
        touched = {*self.read("Task")["WhoId"], *self.read("Event")["WhoId"]}
        leads = self.read("Lead")
        return leads[(leads["IsConverted"] == "true") & ~leads["Id"].isin(touched)].set_index("ConvertedContactId")

    def touches(self, name: str, at: str) -> pd.DataFrame:
        """Tasks or events, those of a lead that were moved to its contact under the lead again."""
        frame = self.read(name)
        lead = self.converted.reindex(frame["WhoId"]).set_index(frame.index)
        day = frame[at].map(lambda moment: str(self.company.day(moment) or ""))
        is_within = (frame[at] >= lead["CreatedDate"]) & (day <= lead["ConvertedDate"])
        is_moved = lead["Id"].notna() & is_within & (frame[at] != "")
        return frame.assign(WhoId=frame["WhoId"].mask(is_moved, lead["Id"]))

    @cached_property
    def answered(self) -> set[str]:
        """Leads whose person took part: replied, spoke for half a minute, came to a meeting."""
        tasks, events = self.touches("Task", "CompletedDateTime"), self.touches("Event", "StartDateTime")
        replies = tasks["Subject"].str.startswith("[Email] [In]") & ~tasks["Subject"].str.contains("Automatic reply:")
        calls = pd.to_numeric(tasks["CallDurationInSeconds"]) >= CONVERSATION_SECONDS
        held = events["Status__c"] == "Held"
        return {*tasks.loc[replies | calls, "WhoId"], *events.loc[held, "WhoId"]}

    @cached_property
    def engaged(self) -> set[str]:
        """Leads whose person called in or answered a campaign before the lead was converted."""
        tasks, members = self.touches("Task", "CompletedDateTime"), self.read("CampaignMember")
        calls = tasks.loc[tasks["CallType"] == "Inbound", ["WhoId", "CompletedDateTime"]]
        answers = members.loc[members["HasResponded"] == "true", ["LeadId", "CreatedDate"]]
        deeds = [*calls.itertuples(index=False, name=None), *answers.itertuples(index=False, name=None)]
        leads = self.read("Lead")
        ended = leads[leads["IsConverted"] == "true"].set_index("Id")["ConvertedDate"].to_dict()
        return {lead for lead, at in deeds if str(self.company.day(at)) <= ended.get(lead, "9999")}

    @cached_property
    def leads(self) -> set[str]:
        """What is a lead and not a name on a list: by source, by rating, or by what the person did."""
        truth = self.company.read("truth/lead.csv")
        ratings = self.company.read("crm/Lead.csv").set_index("Id")["Rating"]
        fitting = truth["source"].isin(ENGAGED_SOURCES) | truth["id"].map(ratings).isin(FITTING_RATINGS)
        return {*truth.loc[fitting, "id"], *self.engaged}

    @cached_property
    def attempted(self) -> set[str]:
        """Leads that a person tried to reach, by the CRM's log or by the mail system's."""
        tasks, events = self.touches("Task", "CompletedDateTime"), self.touches("Event", "StartDateTime")
        sent = tasks["Subject"].str.startswith("[Email] [Out]") | (tasks["CallType"] == "Outbound")
        past = pd.to_datetime(events["StartDateTime"]).map(lambda at: self.company.day(str(at))) <= self.company.as_of
        return {*tasks.loc[sent, "WhoId"], *events.loc[past, "WhoId"], *self.mailed}

    @cached_property
    def mailed(self) -> set[str]:
        """Leads that a rep wrote to, without campaigns."""
        found = set()
        for path in sorted((self.company.drop / "email").glob("*.jsonl")):
            for line in path.read_text(encoding="utf-8").splitlines():
                event = json.loads(line)
                if event.get("lead_id") and event.get("rep_email") and not event.get("campaign_id"):
                    found.add(event["lead_id"])
        return found

    @cached_property
    def sources(self) -> pd.DataFrame:
        """Week x source x rep: what `lead_sources` should hold."""
        truth = self.company.read("truth/lead.csv")
        rows = []
        for row in truth[truth["is_deleted"] == "false"].itertuples():
            day = self.company.day(row.created_at)
            assert day is not None
            converted = row.outcome == "converted"
            is_lead, became = row.id in self.leads, converted and row.opportunity_id != ""
            rows.append(
                {
                    "week_start": day - timedelta(days=day.weekday()),
                    "lead_source": row.source or "(none)",
                    "rep_id": row.owner,
                    "records_count": 1,
                    "leads_count": is_lead,
                    "pursued_count": is_lead and row.id in self.attempted,
                    "contacted_count": is_lead and row.id in self.answered,
                    "qualified_count": is_lead and converted,
                    "converted_count": is_lead and became,
                    "converted_names_count": became and not is_lead,
                }
            )
        return pd.DataFrame(rows).groupby(["week_start", "lead_source", "rep_id"]).sum()
