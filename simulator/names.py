"""Words that names of people, companies and things are made of."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST_NAMES = _words(
    "Ana Carlos Elena Marc Lucia Pablo Sofia Jorge Irene Daniel Marta Hugo Laura Ivan Clara Nuria Andrei Ioana "
    "Mihai Claire Julien Anna Lukas Emma Oliver Grace Henry Chloe Mason Ethan"
)
LAST_NAMES = _words(
    "Garcia Moreno Ruiz Navarro Ortega Serra Vidal Molina Castro Prieto Ibanez Campos Popescu Ionescu Dumitru "
    "Laurent Moreau Bernard Keller Vogel Brandt Hughes Carter Walsh Turner Foster Bennett Coleman Reyes Duarte"
)
COMPANY_FIRST = _words(
    "Alba Norte Iberia Delta Costa Sierra Boreal Atlas Lumen Vega Orion Nexo Solis Terra Aqua Vento Prisma "
    "Cobalto Zenit Faro Roble Granito Halcon Marea Cumbre Olmo Pinar Brisa Trazo Clave Nube Horizonte Arco Puente "
    "Muelle Torre Valle Rioja Duero Ebro Tajo Segura Turia Genil Lago Monte Playa Dorado"
)
COMPANY_SECOND = _words(
    "Foods Logistics Systems Textiles Metals Pharma Energy Plastics Software Tools Motors Ceramics Optics "
    "Packaging Chemicals Machinery Retail Media Analytics Robotics Hotels Clinics Transport Paper Glass Furniture "
    "Lighting Sensors Cables Dairy"
)
COMPANY_THIRD = _words("Group Partners Works Labs Holding Trading Solutions Industries Services Networks Design Supply")
OTHER_THIRD = _words("Ventures Capital Consulting Studio Brothers Imports")  # of companies that the CRM does not know
INDUSTRIES = ("Manufacturing", "Retail", "Technology", "Healthcare", "Energy", "Transportation", "Food & Beverage")
TITLES = (
    "Chief Executive Officer",
    "Chief Financial Officer",
    "Director of Operations",
    "Head of Purchasing",
    "IT Manager",
    "Purchasing Manager",
    "Operations Manager",
    "Engineer",
    "Office Assistant",
)
TERRITORIES = ("Iberia", "Western Europe", "United Kingdom", "Americas", "Eastern Europe")
LOSS_REASONS = ("Price", "No decision", "Lost to competitor", "No budget", "Timing", "Product fit")
OTHER_REASON = len(LOSS_REASONS)
ALL_LOSS_REASONS = (*LOSS_REASONS, "Other")
NEXT_STEPS = ("Call on requirements", "Send proposal", "Demo with IT", "Meet decision maker", "Contract review")
PLACEHOLDERS = ("tbd", "n/a", "-", "x", "test", "asdf")
SHORT_STEPS = ("Test run on site", "X-ray of their process", "Na zdravi: visit Prague", "TBD list with their IT")
ALL_NEXT_STEPS = (*NEXT_STEPS, *PLACEHOLDERS, *SHORT_STEPS)
DEAL_TYPES = ("New Business", "Existing Business", "Repeat Order", "Phone Order", "Transactional", "Tender")
USUAL_TYPES = 2  # the first of these
REPEAT_ORDER, PHONE_ORDER, TRANSACTIONAL, TENDER = range(USUAL_TYPES, len(DEAL_TYPES))
PRODUCTS = (
    ("PL-100", "Core Licence", "Software"),
    ("PL-200", "Analytics Module", "Software"),
    ("PL-300", "Mobile Module", "Software"),
    ("SV-100", "Implementation", "Services"),
    ("SV-200", "Training", "Services"),
    ("SV-300", "Premium Support", "Services"),
    ("HW-100", "Gateway", "Hardware"),
    ("HW-200", "Sensor Pack", "Hardware"),
)
LIST_PRICES = (11_900, 7_450, 4_900, 18_500, 2_350, 6_250, 3_150, 8_900)
LICENCE = 0
PRODUCT_SHARES = (0.25, 0.15, 0.08, 0.15, 0.1, 0.1, 0.1, 0.07)
LEGAL_FORMS = {
    "Spain": "S.L.",
    "France": "SARL",
    "Germany": "GmbH",
    "United Kingdom": "Ltd",
    "United States": "Inc.",
    "Romania": "SRL",
}
SITES = ("Sevilla", "Bilbao", "Lyon", "Leipzig", "Leeds", "Boston", "Cluj")
# Towns, countries and trades that a name goes on with.
BRANCHES = (*SITES, "Valencia", "Iberia", "Export", "Digital", "Immobilien", "Polska", "Nord", "Facility", "Leasing")
TAX_PREFIXES = {"Spain": "ESB", "France": "FR", "Germany": "DE", "United Kingdom": "GB", "Romania": "RO"}
FREEMAIL = ("gmail.com", "hotmail.com", "yahoo.es", "gmx.de", "orange.fr", "outlook.com")
MAILBOXES = ("invoices", "accounts", "facturas", "billing", "compras", "buchhaltung")
FREE_TEXT_REFERENCES = ("as agreed by phone", "annual order", "see contract", "spring campaign", "second delivery")
EMAIL_SUBJECTS = ("Next steps", "Our proposal", "Question on delivery", "Meeting notes", "Contract draft", "Pricing")
CONTENT = ("white-paper", "price-list", "case-study-retail", "product-tour", "webinar-roi")
CAMPAIGN_TYPES = ("Email", "Trade Show", "Webinar", "Advertisement")
