//! What files of dashboards say to people, in each language. Pure.

use ::entity::Language;

use super::cube::{Cube, Standing};

/// The same in bokmål, nynorsk and English.
pub(super) type Words = [&'static str; 3];

/// One of them.
pub(super) const fn say([nb, nn, en]: Words, language: Language) -> &'static str {
    match language {
        Language::Nb => nb,
        Language::Nn => nn,
        Language::En => en,
    }
}

/// The code of what stands for all.
pub(super) const ALL: &str = "[all]";
/// The code of what is not known.
pub(super) const UNKNOWN: &str = "[unknown]";

pub(super) const MATURITY: Words = ["Modenhet", "Modnad", "Maturity"];
pub(super) const TREND: Words =
    ["Modenhet fra runde til runde", "Modnad frå runde til runde", "Maturity from round to round"];
pub(super) const OWNERS_MATURITY: Words =
    ["Modenheten til hver tjenesteeier", "Modnaden til kvar tenesteeigar", "Maturity of each service owner"];
pub(super) const SERVICES: Words =
    ["Hvor langt tjenestene er kommet", "Kor langt tenestene er komne", "How far services have come"];
pub(super) const DIMENSION: Words = ["Dimensjon", "Dimensjon", "Dimension"];
pub(super) const OVERALL: Words =
    ["Alle dimensjoner under ett", "Alle dimensjonar under eitt", "Over all dimensions"];
pub(super) const ROUND: Words = ["Runde", "Runde", "Round"];
pub(super) const OWNER: Words = ["Tjenesteeier", "Tenesteeigar", "Service owner"];
pub(super) const TARGET: Words = ["Hvor tjenesten skal", "Kvar tenesta skal", "Where the service shall go"];
pub(super) const STATUS: Words = ["Hvor langt den er kommet", "Kor langt ho er komen", "How far it has come"];
pub(super) const QUARTER: Words =
    ["Kvartalet den er planlagt for", "Kvartalet ho er planlagd for", "The quarter that it is planned for"];
pub(super) const EVERY: Words = ["Alle", "Alle", "All"];
pub(super) const NOT_SETTLED: Words = ["Ikke avklart", "Ikkje avklart", "Not settled"];
pub(super) const NOT_SAID: Words = ["Ikke sagt", "Ikkje sagt", "Not said"];
pub(super) const NOT_KNOWN: Words = ["Ikke kjent", "Ikkje kjent", "Not known"];
pub(super) const DONT_KNOW: Words = ["Vet ikke", "Veit ikkje", "Don't know"];
pub(super) const NOT_RELEVANT: Words = ["Ikke relevant", "Ikkje relevant", "Not relevant"];
pub(super) const NOT_SHOWN: Words = ["Ikke vist", "Ikkje vist", "Not shown"];
pub(super) const NOT_ANSWERED: Words = ["Ikke svart", "Ikkje svart", "Not answered"];
pub(super) const STRATUM: Words = ["Stratum", "Stratum", "Stratum"];
pub(super) const SECTOR: Words = ["Sektor", "Sektor", "Sector"];
pub(super) const FOLLOWED_UP: Words =
    ["Valgt for å følges opp", "Vald for å følgjast opp", "Chosen for being followed up"];
pub(super) const LANGUAGE: Words = ["Målform", "Målform", "Language form"];

/// How far a service has come, by the name that is stored.
pub(super) fn service_status(name: &str, language: Language) -> &str {
    let words: Words = match name {
        "not_started" => ["Ikke begynt", "Ikkje byrja", "Not started"],
        "mapping" => ["Kartlegges", "Blir kartlagd", "Being mapped"],
        "developing" => ["Utvikles", "Blir utvikla", "Being developed"],
        "testing" => ["Testes", "Blir testa", "Being tested"],
        "in_production" => ["I produksjon", "I produksjon", "In production"],
        "retired" => ["Avviklet", "Avvikla", "Retired"],
        other => return other,
    };
    say(words, language)
}

/// Which figures are missing from a row, and why.
pub(super) const fn standing(standing: Standing, language: Language) -> &'static str {
    let words: Words = match standing {
        Standing::Known => {
            ["Alt som kan finnes, er der", "Alt som kan finnast, er der", "All is there that there can be"]
        }
        Standing::TooLittleKnown => [
            "For lite er kjent til å si noe om poeng",
            "For lite er kjent til å seie noko om poeng",
            "Too little is known for a point",
        ],
        Standing::NothingApplies => {
            ["Ingenting her er relevant", "Ingenting her er relevant", "Nothing of this applies"]
        }
        Standing::NotResponded => {
            ["Tjenesteeieren har ikke svart", "Tenesteeigaren har ikkje svart", "The owner has not responded"]
        }
        Standing::NotMeasured => ["Dette ble ikke målt", "Dette vart ikkje målt", "This was not measured"],
        Standing::Absent => {
            ["Det finnes ikke noe slikt", "Det finst ikkje noko slikt", "There is no such thing"]
        }
    };
    say(words, language)
}

/// Why a figure is missing from a row of which all is known.
pub(super) const fn not_defined(language: Language) -> &'static str {
    let words = [
        "Ikke definert her, som spredningen i et enkelt tall",
        "Ikkje definert her, som spreiinga i eit einskilt tal",
        "Not defined here, as the spread of a single number",
    ];
    say(words, language)
}

/// The names of the sheets: of figures, and of what they are.
pub(super) const fn sheets(language: Language) -> [&'static str; 2] {
    [say(["Tall", "Tal", "Figures"], language), say(["Om tallene", "Om tala", "About"], language)]
}

/// The headers of the sheet that says what the figures are.
pub(super) const fn about_headers(language: Language) -> [&'static str; 2] {
    [say(["Hva", "Kva", "What"], language), say(["Betyr", "Tyder", "Means"], language)]
}

/// What the columns are that every table ends with.
pub(super) fn last_columns(language: Language) -> [&'static str; 5] {
    let words: [Words; 5] = [
        ["Hvorfor tall mangler i raden", "Kvifor tal manglar i rada", "Why figures are missing from the row"],
        ["Analysen", "Analysen", "The study"],
        ["Runden", "Runden", "The round"],
        ["Når tallene ble hentet (UTC)", "Når tala vart henta (UTC)", "When the figures were read (UTC)"],
        [
            "Om svarene er laget for å vise fram systemet",
            "Om svara er laga for å vise fram systemet",
            "Whether the answers are made up for a demonstration",
        ],
    ];
    words.map(|one| say(one, language))
}

/// The name of the code of something.
pub(super) fn code_of(name: &str, language: Language) -> String {
    let kind = say(["kode", "kode", "code"], language);
    format!("{name} ({kind})")
}

/// What the dimension of measures is called.
pub(super) const fn measures(language: Language) -> &'static str {
    say(["Mål", "Mål", "Measure"], language)
}

/// The study, and the round where there is one.
pub(super) fn source(cube: &Cube) -> String {
    match &cube.round {
        Some(round) => format!("{} – {round}", cube.study),
        None => cube.study.clone(),
    }
}

/// What is to be known of the figures; first of all whether they are made up.
pub(super) fn notes(cube: &Cube, language: Language) -> Vec<String> {
    let made_up = cube.synthetic.then(|| say(MADE_UP, language).to_owned());
    let behind = (cube.pending > 0).then(|| format!("{}: {}.", say(BEHIND, language), cube.pending));
    made_up.into_iter().chain(behind).chain(cube.notes.iter().cloned()).collect()
}

const BEHIND: Words = [
    "Tallene er ikke helt ferske. Så mange tjenesteeiere har endringer som ikke er regnet inn ennå",
    "Tala er ikkje heilt ferske. Så mange tenesteeigarar har endringar som ikkje er rekna inn enno",
    "The figures are a little behind. Owners with changes that are not counted yet",
];
const MADE_UP: Words = [
    "Svarene er laget for å vise fram systemet. Ingen har gitt dem.",
    "Svara er laga for å vise fram systemet. Ingen har gjeve dei.",
    "The answers are made up for a demonstration. Nobody gave them.",
];

/// What the figures are of, for people.
pub(super) fn about(cube: &Cube, language: Language) -> Vec<[String; 2]> {
    let at = cube.at.format("%Y-%m-%d %H:%M UTC").to_string();
    let yes = say(["Ja", "Ja", "Yes"], language);
    let no = say(["Nei", "Nei", "No"], language);
    let said: [(Words, Option<String>); 7] = [
        (["Innhold", "Innhald", "Content"], Some(cube.title.clone())),
        (["Analyse", "Analyse", "Study"], Some(cube.study.clone())),
        (ROUND, cube.round.clone()),
        (["Hentet", "Henta", "Read"], Some(at)),
        (
            ["Laget for å vise fram", "Laga for å vise fram", "Made up"],
            Some(if cube.synthetic { yes } else { no }.to_owned()),
        ),
        (
            ["N: tjenesteeiere det gjelder", "N: tenesteeigarar det gjeld", "N: owners that it is about"],
            cube.population.map(|number| number.to_string()),
        ),
        (
            ["n: har svart", "n: har svart", "n: have responded"],
            cube.responded.map(|number| number.to_string()),
        ),
    ];
    let said = said.into_iter().filter_map(|(what, text)| Some([say(what, language).to_owned(), text?]));
    let note = say(["Merk", "Merk", "Note"], language);
    said.chain(notes(cube, language).into_iter().map(|text| [note.to_owned(), text])).collect()
}
