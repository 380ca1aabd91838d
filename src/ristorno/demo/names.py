"""Names of companies that do not exist: a trade, a place that could be anywhere, a legal form."""

from collections.abc import Mapping
from dataclasses import dataclass

from ristorno.demo.dice import Dice


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """How companies of a country are called and where they sit.

    ``{}`` in a trade stands for a place; ``forms`` begin with those that large companies take.
    """

    code: str
    trades: Mapping[str, tuple[str, ...]]
    places: tuple[str, ...]
    forms: tuple[str, ...]
    cities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """What stands on the sign: the name of a company, its city and the code of its country."""

    name: str
    city: str
    country: str


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split("|"))


GERMANY = Country(
    code="DE",
    trades={
        "workshop": _words("Kfz-Service {} | Autowerkstatt {} | Garage {} | Meisterwerkstatt {}"),
        "dealer": _words("Reifen {} | Reifenhaus {} | Reifendienst {}"),
        "fleet": _words("Spedition {} | {} Logistik | Fuhrpark {}"),
        "chain": _words("{} Autozentren | {} Pitstop | Auto-Forum {}"),
    },
    places=_words(
        "Lindenhof | Ostkreuz | Alte Mühle | Wiesental | Seeblick | Nordtor | Am Kanal | Sonnenberg "
        "| Birkenweg | Schleuse | Hafenstraße | Rotdorn | Marktplatz | Eichgrund | Brückenkopf | Ziegelhof "
        "| Kastanie | Steintor | Waldrand | Mühlbach | Südring | Erlengrund | Grünau | Holzmarkt "
        "| Neue Heide | Tannenhöhe | Kirschallee | Gleisdreieck | Westufer | Ahornpark | Bergfried"
    ),
    forms=_words("GmbH | GmbH & Co. KG | KG | OHG | e.K."),
    cities=_words(
        "Berlin | Hamburg | Leipzig | Dresden | Magdeburg | Rostock | Hannover | Bremen | Köln | Dortmund "
        "| Kassel | Erfurt | Nürnberg | Augsburg | Stuttgart | Karlsruhe | Mainz | Potsdam | Cottbus "
        "| Schwerin | Halle | Jena | Lübeck | Kiel | Münster | Göttingen"
    ),
)
ABROAD = (
    Country(
        code="AT",
        trades={
            "workshop": _words("Kfz-Werkstätte {} | Autohof {}"),
            "dealer": _words("Reifen {} | Pneuhaus {}"),
            "fleet": _words("Transporte {} | {} Spedition"),
            "chain": _words("{} Autowelt"),
        },
        places=_words("Bergblick | Innbrücke | Donaulände | Almweg | Sonnseite | Talgrund | Kreuzweg | Weinstraße"),
        forms=_words("GmbH | KG | e.U."),
        cities=_words("Wien | Linz | Graz | Salzburg | Wels"),
    ),
    Country(
        code="NL",
        trades={
            "workshop": _words("Garage {} | Autobedrijf {}"),
            "dealer": _words("Banden {} | Bandencentrum {}"),
            "fleet": _words("{} Transport"),
            "chain": _words("{} Autoservice Groep"),
        },
        places=_words("Zuiderhof | De Sluis | Westkade | Het Anker | Oude Molen | Veldzicht | Dijkzicht"),
        forms=_words("B.V. | V.O.F."),
        cities=_words("Utrecht | Zwolle | Groningen | Venlo | Arnhem"),
    ),
    Country(
        code="PL",
        trades={
            "workshop": _words("Warsztat {} | Serwis {}"),
            "dealer": _words("Opony {} | Wulkanizacja {}"),
            "fleet": _words("Transport {} | {} Spedycja"),
            "chain": _words("{} Auto Centrum"),
        },
        places=_words("Zielony Most | Stary Młyn | Nad Odrą | Brzozowa | Złoty Róg | Północ | Słoneczna"),
        forms=_words("sp. z o.o. | sp. j. | s.c."),
        cities=_words("Szczecin | Poznań | Wrocław | Gorzów | Łódź"),
    ),
    Country(
        code="CZ",
        trades={
            "workshop": _words("Autoservis {} | Dílna {}"),
            "dealer": _words("Pneu {} | Pneuservis {}"),
            "fleet": _words("{} Doprava"),
            "chain": _words("{} Auto Plus"),
        },
        places=_words("Stará Brána | U Řeky | Na Kopci | Lipová | Zelený Dvůr | Pod Mostem"),
        forms=_words("s.r.o. | v.o.s."),
        cities=_words("Praha | Liberec | Plzeň | Ústí nad Labem"),
    ),
    Country(
        code="DK",
        trades={
            "workshop": _words("Autoværksted {} | Værksted {}"),
            "dealer": _words("Dæk {} | Dækcenter {}"),
            "fleet": _words("{} Vognmænd"),
            "chain": _words("{} Bilhuse"),
        },
        places=_words("Nordhavn | Østbroen | Søvej | Åkanten | Møllebakken"),
        forms=_words("ApS | A/S"),
        cities=_words("Aarhus | Odense | Kolding | Padborg"),
    ),
)
_HOME_PER_MILLE = 800
"""Four of five members are German."""
_FORMS_OF_THE_LARGE = 2


def choose_identity(segment: str, taken: set[str], dice: Dice) -> Identity:
    """Return the identity of a new company of a segment, and add what it is called to ``taken``."""
    while True:
        country = GERMANY if dice.chance(_HOME_PER_MILLE) else dice.pick(ABROAD)
        called = dice.pick(country.trades[segment]).format(dice.pick(country.places))
        # Two companies that differ in the legal form only would confuse a reader of the report.
        if called not in taken:
            taken.add(called)
            form = dice.pick(country.forms if segment == "workshop" else country.forms[:_FORMS_OF_THE_LARGE])
            return Identity(f"{called} {form}", dice.pick(country.cities), country.code)
