//! What is measured, with what it means. Names are those of the schema. Pure.

use ::entity::Language;

use super::cube::Measure;
use super::words::{Words, say};

/// Decimals of scores and shares that are rounded.
const ROUNDED: Option<u8> = Some(6);
/// Decimals of quartiles.
const THOUSANDTHS: Option<u8> = Some(3);

/// A measure: its name, its decimals and its meaning.
type Defined = (&'static str, Option<u8>, Words);

/// Of a group of owners, whatever the dimension.
const OF_GROUPS: [Defined; 4] = [
    (
        "population",
        None,
        ["N: tjenesteeiere det gjelder", "N: tenesteeigarar det gjeld", "N: owners that it is about"],
    ),
    ("invited", None, ["Inviterte", "Inviterte", "Owners invited and not withdrawn"]),
    (
        "responded",
        None,
        [
            "n: tjenesteeiere som har svart",
            "n: tenesteeigarar som har svart",
            "n: owners that have submitted",
        ],
    ),
    ("responseRate", ROUNDED, ["Svarandel: n / N", "Svardel: n / N", "Response rate: n / N"]),
];

/// Of a dimension over a group of owners.
const OF_DIMENSIONS: [Defined; 16] = [
    (
        "scored",
        None,
        ["Tjenesteeiere med poeng", "Tenesteeigarar med poeng", "Owners of whom enough is known for a point"],
    ),
    (
        "inapplicable",
        None,
        [
            "Tjenesteeiere som har svart, og som dette ikke gjelder; de er ikke regnet med i lower og upper",
            "Tenesteeigarar som har svart, og som dette ikkje gjeld; dei er ikkje rekna med i lower og upper",
            "Owners that have submitted and to whom nothing of this applies; lower and upper are not about them",
        ],
    ),
    (
        "mean",
        ROUNDED,
        [
            "Gjennomsnittet av poengene, 0 til 1",
            "Gjennomsnittet av poenga, 0 til 1",
            "Mean of the points, 0 to 1",
        ],
    ),
    (
        "standardDeviation",
        ROUNDED,
        [
            "Standardavvik for poengene (delt på n − 1)",
            "Standardavvik for poenga (delt på n − 1)",
            "Standard deviation of the points (divided by n − 1)",
        ],
    ),
    (
        "lowerQuartile",
        THOUSANDTHS,
        ["Nedre kvartil av poengene", "Nedre kvartil av poenga", "A quarter of the points lie below"],
    ),
    ("median", THOUSANDTHS, ["Medianen av poengene", "Medianen av poenga", "Half of the points lie below"]),
    (
        "upperQuartile",
        THOUSANDTHS,
        ["Øvre kvartil av poengene", "Øvre kvartil av poenga", "Three quarters of the points lie below"],
    ),
    (
        "intervalLow",
        ROUNDED,
        [
            "95 % konfidensintervall for gjennomsnittet, herfra",
            "95 % konfidensintervall for gjennomsnittet, herifrå",
            "95 % confidence interval of the mean, from here",
        ],
    ),
    (
        "intervalHigh",
        ROUNDED,
        [
            "95 % konfidensintervall for gjennomsnittet, hit",
            "95 % konfidensintervall for gjennomsnittet, hit",
            "95 % confidence interval of the mean, to here",
        ],
    ),
    (
        "lower",
        ROUNDED,
        [
            "Gjennomsnittet for alle N er minst dette, når alt ukjent teller som 0",
            "Gjennomsnittet for alle N er minst dette, når alt ukjent tel som 0",
            "The mean over all N is at least this, everything unknown counted as 0",
        ],
    ),
    (
        "upper",
        ROUNDED,
        [
            "Gjennomsnittet for alle N er høyst dette, når alt ukjent teller som 1",
            "Gjennomsnittet for alle N er høgst dette, når alt ukjent tel som 1",
            "The mean over all N is at most this, everything unknown counted as 1",
        ],
    ),
    ("observed", None, ["Svar som gir poeng", "Svar som gjev poeng", "Items with a value"]),
    ("dontKnow", None, ["Svar som er «vet ikke»", "Svar som er «veit ikkje»", "Items answered «don't know»"]),
    (
        "notRelevant",
        None,
        ["Svar som er «ikke relevant»", "Svar som er «ikkje relevant»", "Items that do not apply"],
    ),
    (
        "missing",
        None,
        [
            "Spørsmål uten svar fra dem som har svart",
            "Spørsmål utan svar frå dei som har svart",
            "Items not answered by those who submitted",
        ],
    ),
    (
        "dontKnowShare",
        ROUNDED,
        [
            "«Vet ikke» som andel av det som er relevant",
            "«Veit ikkje» som del av det som er relevant",
            "`dontKnow` of all items that apply",
        ],
    ),
];

/// Of a dimension of an owner.
const OF_OWNERS: [Defined; 9] = [
    ("point", ROUNDED, ["Poeng, 0 til 1", "Poeng, 0 til 1", "Point, 0 to 1"]),
    (
        "lower",
        ROUNDED,
        [
            "Minst, når alt ukjent teller som 0",
            "Minst, når alt ukjent tel som 0",
            "At least, everything unknown counted as 0",
        ],
    ),
    (
        "upper",
        ROUNDED,
        [
            "Høyst, når alt ukjent teller som 1",
            "Høgst, når alt ukjent tel som 1",
            "At most, everything unknown counted as 1",
        ],
    ),
    (
        "coverage",
        ROUNDED,
        [
            "Andelen av vekten som er kjent, 0 til 1",
            "Delen av vekta som er kjend, 0 til 1",
            "Share of the weight that is known, 0 to 1",
        ],
    ),
    (
        "level",
        None,
        ["Nummeret på nivået, fra 0", "Nummeret på nivået, frå 0", "Number of the level, from 0"],
    ),
    ("observed", None, ["Svar som gir poeng", "Svar som gjev poeng", "Items with a value"]),
    ("dontKnow", None, ["Svar som er «vet ikke»", "Svar som er «veit ikkje»", "Items answered «don't know»"]),
    (
        "notRelevant",
        None,
        ["Svar som er «ikke relevant»", "Svar som er «ikkje relevant»", "Items that do not apply"],
    ),
    ("missing", None, ["Spørsmål uten svar", "Spørsmål utan svar", "Items not answered"]),
];

/// Of a group of services.
const OF_SERVICES: [Defined; 9] = [
    ("services", None, ["Tjenester", "Tenester", "Services"]),
    ("share", ROUNDED, ["Andel av alle tjenestene", "Del av alle tenestene", "Share of all services"]),
    (
        "owners",
        None,
        [
            "Tjenesteeiere med minst én av dem",
            "Tenesteeigarar med minst éi av dei",
            "Owners of at least one of them",
        ],
    ),
    (
        "yearlyVolume",
        None,
        [
            "Bruk de siste tolv månedene, av tjenestene der den er kjent",
            "Bruk dei siste tolv månadene, av tenestene der han er kjend",
            "Transactions in the last twelve months, over the services of which they are known",
        ],
    ),
    ("volumeShare", ROUNDED, ["Andel av all bruk", "Del av all bruk", "Share of the volume of all services"]),
    (
        "volumeUnknown",
        None,
        [
            "Tjenester der bruken ikke er kjent for tolv måneder; de er ikke regnet som 0",
            "Tenester der bruken ikkje er kjend for tolv månader; dei er ikkje rekna som 0",
            "Services of which fewer than twelve months are known; not taken to be 0",
        ],
    ),
    (
        "moved",
        None,
        [
            "Tjenester der den nye utgaven er i bruk",
            "Tenester der den nye utgåva er i bruk",
            "Services whose new edition is in use",
        ],
    ),
    (
        "movedShare",
        ROUNDED,
        [
            "Andel av tjenestene som er flyttet",
            "Del av tenestene som er flytta",
            "Share of the services that have moved",
        ],
    ),
    (
        "movedVolumeShare",
        ROUNDED,
        [
            "Andel av bruken som er flyttet",
            "Del av bruken som er flytta",
            "Share of the volume that has moved",
        ],
    ),
];

/// Of a round beside the one before.
const OF_TREND: Defined = (
    "comparable",
    None,
    [
        "1: poengene måler det samme som i runden før. 0: de kan ikke sammenlignes med den",
        "1: poenga måler det same som i runden før. 0: dei kan ikkje samanliknast med han",
        "1: points measure the same as in the round before. 0: not to be compared with it",
    ],
);

/// How many parts the scale is shown in.
const TENTHS: usize = 10;

/// The measures of a dimension over a group of owners; `levels` are the names of the levels, from the lowest.
pub(super) fn of_dimensions(levels: &[String], language: Language) -> Vec<Measure> {
    let at_level =
        say(["Tjenesteeiere på nivået", "Tenesteeigarar på nivået", "Owners at the level"], language);
    let level = |(number, name): (usize, &String)| Measure {
        code: format!("level{number}"),
        meaning: format!("{at_level} «{name}»"),
        decimals: None,
    };
    let between = say(
        [
            "Tjenesteeiere med poeng fra og med",
            "Tenesteeigarar med poeng frå og med",
            "Owners with a point from",
        ],
        language,
    );
    let tenth = |number: usize| Measure {
        code: format!("tenth{}", number + 1),
        meaning: format!("{between} {} %", number * TENTHS),
        decimals: None,
    };
    let defined = OF_GROUPS.iter().chain(&OF_DIMENSIONS).map(|one| measure(one, language));
    defined.chain(levels.iter().enumerate().map(level)).chain((0..TENTHS).map(tenth)).collect()
}

/// The measure of whether a round can be compared with the one before.
pub(super) fn comparable(language: Language) -> Measure {
    measure(&OF_TREND, language)
}

/// The measures of a dimension of an owner.
pub(super) fn of_owners(language: Language) -> Vec<Measure> {
    OF_OWNERS.iter().map(|one| measure(one, language)).collect()
}

/// The measures of a group of services.
pub(super) fn of_services(language: Language) -> Vec<Measure> {
    OF_SERVICES.iter().map(|one| measure(one, language)).collect()
}

fn measure((code, decimals, meaning): &Defined, language: Language) -> Measure {
    Measure { code: (*code).to_owned(), meaning: say(*meaning, language).to_owned(), decimals: *decimals }
}
