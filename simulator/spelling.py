"""Spellings of a name by another person (legal form, accents, abbreviation, place, typing error), and similar names."""

from __future__ import annotations

from simulator import names
from simulator.draws import Floats

LUCK = 10  # random numbers that one name takes
SLIP, SISTER, BRANCH, FOREIGN, CONSUMER, UNLIKE = range(6)  # companies that are easily taken for another, or not
FORMS = {
    "S.L.": ("SL", "S. L.", "S.L.U.", "Sociedad Limitada"),
    "SARL": ("S.A.R.L.", "S.à r.l.", "sarl"),
    "GmbH": ("G.m.b.H.", "Gmbh", "GMBH"),
    "Ltd": ("Limited", "Ltd.", "LTD"),
    "Inc.": ("Inc", "Incorporated", ", Inc."),
    "SRL": ("S.R.L.", "Srl"),
    "Co.": ("Co", "Company"),
}
SHORT = {
    "Group": "Grp.",
    "Services": "Svcs",
    "Solutions": "Sol.",
    "Systems": "Sys.",
    "Industries": "Ind.",
    "Logistics": "Logist.",
    "Holding": "Hldg",
    "Machinery": "Mach.",
}
ACCENTS = str.maketrans("aeiou", "áéíóú")


def respelt(name: str, form: str, luck: Floats) -> str:
    """The name without its legal form, and the form, as one of many would write them; `luck` decides."""
    words = name.split()
    if luck[0] < 0.12:
        words = [SHORT.get(word, word) for word in words]
    if luck[1] < 0.10:
        words[0] = words[0][0] + words[0][1:].translate(ACCENTS)
    if luck[2] < 0.10:
        longest = max(range(len(words)), key=lambda place: len(words[place]))
        words[longest] = _slip(words[longest], luck[3])
    if luck[4] < 0.08:
        words.append(names.BRANCHES[int(luck[5] * len(names.SITES))])
    if luck[6] < 0.06:
        words[0] += "-" + words.pop(1)
    own = FORMS.get(form, (form,))
    written = (*words, *(() if luck[7] < 0.25 else (own[int(luck[8] * len(own))] if luck[7] < 0.7 else form,)))
    text = " ".join(written).replace(" , ", ", ")
    return text.upper() if luck[9] < 0.2 else text.lower() if luck[9] < 0.25 else text


def _slip(word: str, luck: float) -> str:
    """Two letters change places, one is missing or one stands twice."""
    place = 1 + int(luck * 1e6) % (len(word) - 2)
    one, other = word[place], word[place + 1]
    return word[:place] + (other + one, other, one + one + other)[int(luck * 3)] + word[place + 2 :]


def of_stranger(kind: int, name: str, form: str, word: int) -> tuple[str, str]:
    """Name and legal form of a company that is not the one of this name; its own when the kind is none of these."""
    words, other_forms = name.split(), [one for one in names.LEGAL_FORMS.values() if one != form]
    first, last, other_last = (
        some[word // 30**place % 30]
        for place, some in enumerate((names.FIRST_NAMES, names.LAST_NAMES, names.LAST_NAMES))
    )
    places = names.BRANCHES[len(names.SITES) :]
    alike = {
        SLIP: (f"{words[0][:-1]}u {' '.join(words[1:])}", form),
        SISTER: (f"{words[0]} {words[1]} {names.OTHER_THIRD[word % len(names.OTHER_THIRD)]}", form),
        BRANCH: (f"{name} {places[word % len(places)]}", form),
        FOREIGN: (name, other_forms[word % len(other_forms)]),
        CONSUMER: (f"{first} {last}", ""),
        UNLIKE: (f"{last} & {other_last} {words[1]}", form),
    }
    return alike.get(kind, (name, form))
