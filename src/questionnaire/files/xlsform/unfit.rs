use crate::error::Problem;

/// What of a form does not fit, for people.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Unfit {
    /// A sheet that has to be there.
    NoSheet(&'static str),
    /// A column that has to be there.
    NoColumn(&'static str),
    /// Two columns for the same.
    ColumnTwice,
    /// A column that is not taken.
    ColumnLeftOut,
    /// A cell that is not taken.
    CellLeftOut,
    /// A language that Trespor does not have.
    Language(String),
    /// A type of question that Trespor does not have.
    Type(String),
    /// Something that the device writes by itself.
    Metadata(String),
    /// `choices` has no such list.
    NoList(String),
    /// An end without a beginning, or the other way round.
    Unpaired,
    /// A group in a group.
    Flattened(String),
    /// Questions outside every group.
    Gathered,
    /// Something that cannot stand inside this.
    Inside,
    /// Rows of a matrix or grid that are not alike.
    RowsDiffer,
    /// A rule for a row or field alone.
    RuleOfPart,
    /// A name that had to be changed.
    Renamed(String),
    /// The words of an answer state.
    StateWords,
    /// XPath that no rule can be made of.
    Xpath(String),
    /// XPath with a function that rules do not have.
    Function(String),
    /// XPath that names what is not there.
    UnknownName(String),
    /// XPath that says that something is not so.
    Denies,
    /// A kept rule that goes with XPath that has been changed.
    Overruled,
    /// A rule that there is no XPath for.
    NoXpath(String),
    /// Something that other tools do not offer or check.
    OnlyHere,
    /// `${…}` in a text.
    Piping,
    /// A code that an answer state needs.
    ReservedCode,
    /// Names that differ in capital letters only.
    CapitalsOnly,
    /// Nothing to choose from, or no rows.
    Nothing,
    /// The maturity model.
    Maturity,
}

impl Unfit {
    /// In words.
    pub(super) fn problem(&self) -> Problem {
        let (nb, nn, en) = self
            .told()
            .or_else(|| self.told_of_rows())
            .or_else(|| self.told_of_rules())
            .unwrap_or_else(|| self.told_of_writing());
        Problem::DoesNotFit { nb, nn, en }
    }

    fn told(&self) -> Option<(String, String, String)> {
        Some(match self {
            Self::NoSheet(sheet) => all(
                &format!("Arket «{sheet}» mangler."),
                &format!("Arket «{sheet}» manglar."),
                &format!("The sheet “{sheet}” is missing."),
            ),
            Self::NoColumn(column) => all(
                &format!("Kolonnen «{column}» mangler."),
                &format!("Kolonnen «{column}» manglar."),
                &format!("The column “{column}” is missing."),
            ),
            Self::ColumnTwice => all(
                "Denne kolonnen står to ganger.",
                "Denne kolonnen står to gonger.",
                "This column is there twice.",
            ),
            Self::ColumnLeftOut => all(
                "Denne kolonnen blir ikke tatt med.",
                "Denne kolonnen blir ikkje teken med.",
                "This column is not taken along.",
            ),
            Self::CellLeftOut => {
                all("Dette blir ikke tatt med.", "Dette blir ikkje teke med.", "This is not taken along.")
            }
            Self::Language(name) => all(
                &format!("Språket «{name}» blir ikke tatt med; skjemaer er på bokmål, nynorsk og engelsk."),
                &format!("Språket «{name}» blir ikkje teke med; skjema er på bokmål, nynorsk og engelsk."),
                &format!(
                    "The language “{name}” is not taken along; forms are in bokmål, nynorsk and English."
                ),
            ),
            Self::Type(name) => all(
                &format!("Vi har ingen spørsmål av typen «{name}». Velg en annen type, eller ta bort raden."),
                &format!("Vi har ingen spørsmål av typen «{name}». Vel ein annan type, eller ta bort rada."),
                &format!(
                    "There are no questions of type “{name}” here. Choose another type, or remove the row."
                ),
            ),
            _ => return None,
        })
    }

    fn told_of_rows(&self) -> Option<(String, String, String)> {
        Some(match self {
            Self::Metadata(name) => all(
                &format!("«{name}» blir ikke tatt med: tid og avsender lagres uansett."),
                &format!("«{name}» blir ikkje teke med: tid og avsendar blir lagra uansett."),
                &format!("“{name}” is not taken along: time and sender are kept anyway."),
            ),
            Self::NoList(name) => all(
                &format!("Arket «choices» har ingen liste «{name}»."),
                &format!("Arket «choices» har inga liste «{name}»."),
                &format!("The sheet “choices” has no list “{name}”."),
            ),
            Self::Unpaired => all(
                "Begynnelsen og slutten på grupper passer ikke sammen her.",
                "Starten og slutten på grupper passar ikkje saman her.",
                "Beginnings and ends of groups do not match here.",
            ),
            Self::Flattened(name) => all(
                &format!(
                    "Gruppen «{name}» ligger i en annen gruppe. Spørsmålene blir tatt med, overskriften ikke."
                ),
                &format!(
                    "Gruppa «{name}» ligg i ei anna gruppe. Spørsmåla blir tekne med, overskrifta ikkje."
                ),
                &format!(
                    "The group “{name}” is inside another group. Its questions are taken along, its heading is not."
                ),
            ),
            Self::Gathered => all(
                "Spørsmål utenfor grupper blir samlet i en egen del.",
                "Spørsmål utanfor grupper blir samla i ein eigen del.",
                "Questions outside groups are gathered in a part of their own.",
            ),
            Self::Inside => all(
                "Dette kan ikke stå inni en tabell eller en gjentatt gruppe.",
                "Dette kan ikkje stå inni ein tabell eller ei gjenteken gruppe.",
                "This cannot stand inside a table or a repeated group.",
            ),
            Self::RowsDiffer => all(
                "Radene i en tabell må ha samme type, liste, krav og grenser.",
                "Radene i ein tabell må ha same type, liste, krav og grenser.",
                "The rows of a table need the same type, list, requirement and bounds.",
            ),
            Self::RuleOfPart => all(
                "En rad eller et felt kan ikke ha en regel for seg. Sett regelen på hele spørsmålet.",
                "Ei rad eller eit felt kan ikkje ha ein regel for seg. Set regelen på heile spørsmålet.",
                "A row or field cannot have a rule of its own. Put the rule on the whole question.",
            ),
            Self::Renamed(name) => all(
                &format!("En kode begynner med en bokstav, så denne heter nå «{name}»."),
                &format!("Ein kode byrjar med ein bokstav, så denne heiter no «{name}»."),
                &format!("A code begins with a letter, so this is now “{name}”."),
            ),
            Self::StateWords => all(
                "Dette blir svaret «vet ikke» eller «ikke relevant», med våre egne ord.",
                "Dette blir svaret «veit ikkje» eller «ikkje relevant», med våre eigne ord.",
                "This becomes the answer “don't know” or “not relevant”, in our own words.",
            ),
            _ => return None,
        })
    }

    fn told_of_rules(&self) -> Option<(String, String, String)> {
        Some(match self {
            Self::Xpath(found) if found.is_empty() => all(
                "Uttrykket slutter for tidlig.",
                "Uttrykket sluttar for tidleg.",
                "The expression ends too early.",
            ),
            Self::Xpath(found) => all(
                &format!("Vi kan ikke lage en regel av dette, fra «{found}»."),
                &format!("Vi kan ikkje lage ein regel av dette, frå «{found}»."),
                &format!("No rule can be made of this, from “{found}” on."),
            ),
            Self::Function(name) => all(
                &format!("Regler har ikke funksjonen «{name}», eller ikke på denne måten."),
                &format!("Reglar har ikkje funksjonen «{name}», eller ikkje på denne måten."),
                &format!("Rules do not have the function “{name}”, or not in this way."),
            ),
            Self::UnknownName(name) => all(
                &format!("Det finnes ikke noe spørsmål «{name}»."),
                &format!("Det finst ikkje noko spørsmål «{name}»."),
                &format!("There is no question “{name}”."),
            ),
            Self::Denies => all(
                "I Trespor gjelder «ikke» og «!=» først når spørsmålet er besvart. Legg til empty(…) i regelen hvis det også skal gjelde før.",
                "I Trespor gjeld «ikkje» og «!=» først når det er svart på spørsmålet. Legg til empty(…) i regelen om det også skal gjelde før.",
                "In Trespor “not” and “!=” only hold once the question is answered. Add empty(…) to the rule where it shall hold before, too.",
            ),
            Self::Overruled => all(
                "Uttrykket er endret, så det gjelder i stedet for regelen som fulgte med.",
                "Uttrykket er endra, så det gjeld i staden for regelen som følgde med.",
                "The expression has been changed, so it holds instead of the rule that came with it.",
            ),
            _ => return None,
        })
    }

    fn told_of_writing(&self) -> (String, String, String) {
        match self {
            Self::NoXpath(what) => all(
                &format!(
                    "XLSForm har ikke ord for «{what}». Regelen følger med i en egen kolonne, men bare Trespor følger den."
                ),
                &format!(
                    "XLSForm har ikkje ord for «{what}». Regelen følgjer med i ein eigen kolonne, men berre Trespor følgjer han."
                ),
                &format!(
                    "XLSForm has no words for “{what}”. The rule goes along in a column of its own, but only Trespor follows it."
                ),
            ),
            Self::OnlyHere => all(
                "Dette følger med i en egen kolonne, men bare Trespor følger det.",
                "Dette følgjer med i ein eigen kolonne, men berre Trespor følgjer det.",
                "This goes along in a column of its own, but only Trespor follows it.",
            ),
            Self::Piping => all(
                "XLSForm setter et svar inn der det står ${…} i en tekst; det gjør ikke Trespor.",
                "XLSForm set eit svar inn der det står ${…} i ein tekst; det gjer ikkje Trespor.",
                "XLSForm puts an answer in where a text has ${…}; Trespor does not.",
            ),
            Self::ReservedCode => all(
                "Denne koden står for et svar som «vet ikke» i XLSForm. Bruk en annen kode.",
                "Denne koden står for eit svar som «veit ikkje» i XLSForm. Bruk ein annan kode.",
                "In XLSForm this code stands for an answer such as “don't know”. Use another code.",
            ),
            Self::CapitalsOnly => all(
                "Dette navnet skiller seg fra et annet bare i store og små bokstaver.",
                "Dette namnet skil seg frå eit anna berre i store og små bokstavar.",
                "This name differs from another in capital letters only.",
            ),
            Self::Nothing => all(
                "XLSForm krever minst ett svaralternativ eller én rad her.",
                "XLSForm krev minst eitt svaralternativ eller éi rad her.",
                "XLSForm needs at least one option or row here.",
            ),
            _ => all(
                "Modenhetsmodellen er ikke med i XLSForm. Bruk JSON for å ta den med.",
                "Modenskapsmodellen er ikkje med i XLSForm. Bruk JSON for å ta han med.",
                "The maturity model is not part of XLSForm. Use JSON to take it along.",
            ),
        }
    }
}

fn all(nb: &str, nn: &str, en: &str) -> (String, String, String) {
    (nb.to_owned(), nn.to_owned(), en.to_owned())
}
