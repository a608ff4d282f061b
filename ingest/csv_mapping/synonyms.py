"""Names of columns and files in exports: English, German, Spanish; letters a to z only, without spaces.

A name matches a header that equals it, begins with it or ends with it. Lists begin with the most reliable names.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FILES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "territory_assignment": ("territoryhistory", "territoryassignment", "userterritory"),
        "opportunity_change": ("opportunityhistory", "dealhistory", "stagehistory", "changes", "historial"),
        "proposal": ("proposal", "quote", "offer", "angebot", "oferta"),
        "activity": ("activit", "task", "event", "meeting", "aktivitaet", "actividad"),
        "lead": ("lead", "inquir", "anfrage"),
        "opportunity": ("opportunit", "deal", "pipeline", "oportunidad", "chance", "verkaufschance"),
        "quota": ("quota", "target", "zielvorgabe", "cuota"),
        "exchange_rate": ("exchange", "currencyrate", "fxrate", "rates", "wechselkurs"),
        "territory": ("territor", "region", "gebiet"),
        "account": ("account", "compan", "customer", "client", "kunde", "firma", "empresa"),
        "product": ("product", "item", "produkt", "artikel", "articulo"),
        "rep": ("salesteam", "salesperson", "rep", "agent", "seller", "user", "employee", "vertrieb", "vendedor"),
    }
)

REP = (
    "salesagent",
    "salesrep",
    "salesperson",
    "owner",
    "rep",
    "agent",
    "seller",
    "verkaeufer",
    "besitzer",
    "vendedor",
    "responsable",
    "bearbeiter",
    "businessentity",
)
ACCOUNT = ("accountid", "account", "company", "customer", "client", "kunde", "firma", "empresa", "cliente")
PRODUCT = ("productid", "product", "item", "produkt", "artikel", "producto")
DEAL = ("opportunityid", "dealid", "opportunity", "deal", "verkaufschance", "oportunidad")
LEAD = ("leadid", "lead")
NAME = ("name", "fullname", "title", "bezeichnung", "nombre", "titel")
AMOUNT = (
    "amount",
    "value",
    "price",
    "total",
    "betrag",
    "wert",
    "summe",
    "umsatz",
    "importe",
    "monto",
    "valor",
    "quota",
)
CURRENCY = ("currencycode", "currency", "waehrung", "moneda", "divisa")
CREATED = (
    "createddate",
    "createdat",
    "created",
    "engagedate",
    "opendate",
    "angelegt",
    "erstellt",
    "creado",
    "fechacreacion",
)
CLOSED = ("closedate", "closedat", "closed", "abschlussdatum", "abschluss", "abgeschlossen", "fechacierre", "cierre")
STAGE = ("stagename", "dealstage", "stage", "phase", "status", "etapa", "fase", "estado")
SOURCE = ("leadsource", "source", "quelle", "origen", "channel")
STARTS = ("validfrom", "startdate", "start", "from", "von", "desde", "quotadate", "periodstart", "beginn")
ENDS = ("validto", "enddate", "end", "until", "bis", "hasta", "periodend", "ende")

COLUMNS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "rep": {
            "id": ("id", "userid", "repid", "personalnummer", "nr", *REP),
            "name": (*NAME, *REP),
            "email": ("email", "mail", "correo"),
            "team": ("team", "department", "abteilung", "equipo"),
            "manager_name": ("manager", "vorgesetzter", "supervisor", "jefe"),
            "territory": ("territory", "regionaloffice", "region", "gebiet", "office"),
            "is_active": ("isactive", "active", "aktiv", "activo"),
        },
        "account": {
            "id": ("id", *ACCOUNT, "nr"),
            "name": (*NAME, *ACCOUNT),
            "parent_name": ("parent", "subsidiaryof", "mutter", "matriz"),
            "industry": ("industry", "sector", "branche", "sektor"),
            "country": ("country", "officelocation", "land", "pais"),
            "annual_revenue": ("annualrevenue", "revenue", "umsatz", "ingresos"),
            "number_of_employees": ("numberofemployees", "employees", "mitarbeiter", "empleados"),
        },
        "product": {
            "id": ("id", *PRODUCT, "sku", "code", "nr"),
            "name": (*NAME, *PRODUCT),
            "family": ("family", "series", "category", "gruppe", "familia"),
            "list_price": ("listprice", "salesprice", "price", "preis", "precio"),
            "currency": CURRENCY,
        },
        "opportunity": {
            "id": (*DEAL, "id", "nr"),
            "name": (*NAME, "description", "bezeichnung"),
            "account_id": ACCOUNT,
            "owner_id": REP,
            "product_id": PRODUCT,
            "stage_name": STAGE,
            "amount": ("closevalue", *AMOUNT),
            "currency": CURRENCY,
            "probability": ("probability", "wahrscheinlichkeit", "probabilidad"),
            "created_date": CREATED,
            "expected_close_date": ("expectedclosedate", "expectedclose", "expected", "geplant", "prevista"),
            "closed_date": CLOSED,
            "is_closed": ("isclosed",),
            "is_won": ("iswon", "won"),
            "lead_source": SOURCE,
            "type": ("type", "typ", "tipo"),
            "loss_reason": ("lossreason", "lostreason", "verlustgrund", "motivo"),
        },
        "opportunity_change": {
            "id": ("id", "historyid"),
            "opportunity_id": DEAL,
            "changed_at": ("changedat", "changedate", "createddate", "date", "datum", "fecha"),
            "field": ("field", "feld", "campo"),
            "old_value": ("oldvalue", "old", "alt", "antes"),
            "new_value": ("newvalue", "new", "neu", "despues"),
        },
        "lead": {
            "id": (*LEAD, "id", "nr"),
            "name": NAME,
            "email": ("email", "mail", "correo"),
            "phone": ("phone", "telefon", "telefono"),
            "company": ("company", "firma", "empresa"),
            "owner_id": REP,
            "status": STAGE,
            "lead_source": SOURCE,
            "created_date": CREATED,
            "converted_date": ("converteddate", "konvertiert"),
        },
        "proposal": {
            "id": ("quoteid", "proposalid", "offerid", "angebot", "oferta", "id", "nr"),
            "opportunity_id": DEAL,
            "owner_id": REP,
            "number": ("quotenumber", "number", "nummer", "numero"),
            "status": ("status", "estado"),
            "amount": AMOUNT,
            "currency": CURRENCY,
            "sent_date": ("sentdate", "senton", "sent", "date", "datum", "fecha", *CREATED),
            "valid_until": ("validuntil", "expirationdate", "expires", "gueltigbis", "validohasta"),
        },
        "activity": {
            "id": ("activityid", "taskid", "eventid", "id", "nr"),
            "type": ("type", "kind", "typ", "art", "tipo"),
            "direction": ("direction", "richtung"),
            "occurred_at": ("occurredat", "date", "datum", "fecha", "time", "start", *CREATED),
            "rep_id": REP,
            "opportunity_id": DEAL,
            "account_id": ACCOUNT,
            "lead_id": LEAD,
            "outcome": ("outcome", "result", "ergebnis", "resultado"),
            "duration_seconds": ("durationseconds", "seconds", "duration"),
        },
        "territory": {
            "id": ("id", "territoryid", "territory", "gebiet", "nr"),
            "name": (*NAME, "territory", "gebiet"),
            "region": ("region", "group"),
            "country": ("country", "land", "pais"),
        },
        "territory_assignment": {
            "id": ("id", "assignmentid"),
            "rep_id": (*REP, "user", "employee"),
            "territory_id": ("territoryid", "territory", "gebiet"),
            "valid_from": STARTS,
            "valid_to": ENDS,
        },
        "quota": {
            "id": ("id", "quotaid"),
            "rep_id": (*REP, "user", "employee"),
            "period_start": (*STARTS, "date", "month", "monat", "mes"),
            "period_end": ENDS,
            "measure": ("measure", "metric"),
            "amount": AMOUNT,
            "currency": CURRENCY,
        },
        "exchange_rate": {
            "id": ("id", "currencyrateid"),
            "rate_date": ("ratedate", "currencyratedate", "date", "datum", "fecha"),
            "from_currency": ("fromcurrency", "from", "base", "von"),
            "to_currency": ("tocurrency", "to", "quote", "nach"),
            "rate": ("endofdayrate", "rate", "kurs", "tasa"),
        },
    }
)
