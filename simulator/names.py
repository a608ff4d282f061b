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
NEXT_STEPS = ("Call on requirements", "Send proposal", "Demo with IT", "Meet decision maker", "Contract review", "tbd")
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
PRODUCT_SHARES = (0.25, 0.15, 0.08, 0.15, 0.1, 0.1, 0.1, 0.07)
LEGAL_FORMS = {
    "Spain": "S.L.",
    "France": "SARL",
    "Germany": "GmbH",
    "United Kingdom": "Ltd",
    "United States": "Inc.",
    "Romania": "SRL",
}
FREE_TEXT_REFERENCES = ("as agreed by phone", "annual order", "see contract", "spring campaign", "second delivery")
EMAIL_SUBJECTS = ("Next steps", "Our proposal", "Question on delivery", "Meeting notes", "Contract draft", "Pricing")
CONTENT = ("white-paper", "price-list", "case-study-retail", "product-tour", "webinar-roi")
CAMPAIGN_TYPES = ("Email", "Trade Show", "Webinar", "Advertisement")
