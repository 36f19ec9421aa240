use crate::error::Problem;

macro_rules! unfit {
    ($($(#[$doc:meta])* $name:ident $(($what:ident: $type:ty))? {
        nb: $nb:literal, nn: $nn:literal, en: $en:literal $(,)?
    })*) => {
        /// What of a form does not fit, for people.
        #[derive(Clone, Debug, PartialEq)]
        pub(super) enum Unfit {
            $($(#[$doc])* $name $(($type))?,)*
            /// A rule that does not do, and why, in each language.
            Rule([String; 3]),
        }

        impl Unfit {
            /// In words.
            pub(super) fn problem(&self) -> Problem {
                match self {
                    Self::Rule([nb, nn, en]) => Problem::DoesNotFit {
                        nb: format!("Regelen kan ikke brukes: {nb}."),
                        nn: format!("Regelen kan ikkje brukast: {nn}."),
                        en: format!("The rule cannot be used: {en}."),
                    },
                    $(Self::$name $(($what))? => {
                        Problem::DoesNotFit { nb: format!($nb), nn: format!($nn), en: format!($en) }
                    })*
                }
            }
        }
    };
}

unfit! {
    /// A sheet that has to be there.
    NoSheet(sheet: &'static str) {
        nb: "Arket «{sheet}» mangler.", nn: "Arket «{sheet}» manglar.",
        en: "The sheet “{sheet}” is missing.",
    }
    /// A sheet in which nothing stands.
    SheetEmpty(sheet: &'static str) {
        nb: "Arket «{sheet}» er tomt.", nn: "Arket «{sheet}» er tomt.",
        en: "The sheet “{sheet}” is empty.",
    }
    /// A sheet that is not taken.
    SheetLeftOut {
        nb: "Dette arket blir ikke tatt med.", nn: "Dette arket blir ikkje teke med.",
        en: "This sheet is not taken along.",
    }
    /// A column that has to be there.
    NoColumn(column: &'static str) {
        nb: "Kolonnen «{column}» mangler.", nn: "Kolonnen «{column}» manglar.",
        en: "The column “{column}” is missing.",
    }
    /// Two columns for the same.
    ColumnTwice {
        nb: "Denne kolonnen står to ganger.", nn: "Denne kolonnen står to gonger.",
        en: "This column is there twice.",
    }
    /// A column that is not taken.
    ColumnLeftOut {
        nb: "Denne kolonnen blir ikke tatt med.", nn: "Denne kolonnen blir ikkje teken med.",
        en: "This column is not taken along.",
    }
    /// A cell that is not taken.
    CellLeftOut {
        nb: "Dette blir ikke tatt med.", nn: "Dette blir ikkje teke med.",
        en: "This is not taken along.",
    }
    /// A cell that is not taken, though other tools do something about it.
    Followed {
        nb: "Dette følger andre verktøy, men ikke Trespor. Det blir ikke tatt med.", nn: "Dette følgjer andre verktøy, men ikkje Trespor. Det blir ikkje teke med.",
        en: "Other tools follow this, Trespor does not. It is not taken along.",
    }
    /// A row that is switched off.
    Disabled {
        nb: "Raden er slått av, så den blir ikke tatt med.", nn: "Rada er slått av, så ho blir ikkje teken med.",
        en: "The row is switched off, so it is not taken along.",
    }
    /// A list that nothing is chosen from.
    UnusedList(name: String) {
        nb: "Ingen spørsmål bruker listen «{name}», så den blir ikke tatt med.", nn: "Ingen spørsmål bruker lista «{name}», så ho blir ikkje teken med.",
        en: "No question uses the list “{name}”, so it is not taken along.",
    }
    /// A language that Trespor does not have.
    Language(name: String) {
        nb: "Språket «{name}» blir ikke tatt med; skjemaer er på bokmål, nynorsk og engelsk.", nn: "Språket «{name}» blir ikkje teke med; skjema er på bokmål, nynorsk og engelsk.",
        en: "The language “{name}” is not taken along; forms are in bokmål, nynorsk and English.",
    }
    /// A type of question that Trespor does not have.
    Type(name: String) {
        nb: "Vi har ingen spørsmål av typen «{name}». Velg en annen type, eller ta bort raden.", nn: "Vi har ingen spørsmål av typen «{name}». Vel ein annan type, eller ta bort rada.",
        en: "There are no questions of type “{name}” here. Choose another type, or remove the row.",
    }
    /// Something that the device writes by itself.
    Metadata(name: String) {
        nb: "«{name}» blir ikke tatt med: tid og avsender lagres uansett.", nn: "«{name}» blir ikkje teke med: tid og avsendar blir lagra uansett.",
        en: "“{name}” is not taken along: time and sender are kept anyway.",
    }
    /// `choices` has no such list.
    NoList(name: String) {
        nb: "Arket «choices» har ingen liste «{name}».", nn: "Arket «choices» har inga liste «{name}».",
        en: "The sheet “choices” has no list “{name}”.",
    }
    /// An end without a beginning, or the other way round.
    Unpaired {
        nb: "Begynnelsen og slutten på grupper passer ikke sammen her.", nn: "Starten og slutten på grupper passar ikkje saman her.",
        en: "Beginnings and ends of groups do not match here.",
    }
    /// A group in a group.
    Flattened(name: String) {
        nb: "Gruppen «{name}» ligger i en annen gruppe. Spørsmålene blir tatt med, overskriften ikke.", nn: "Gruppa «{name}» ligg i ei anna gruppe. Spørsmåla blir tekne med, overskrifta ikkje.",
        en: "The group “{name}” is inside another group. Its questions are taken along, its heading is not.",
    }
    /// Questions outside every group.
    Gathered {
        nb: "Spørsmål utenfor grupper blir samlet i en egen del.", nn: "Spørsmål utanfor grupper blir samla i ein eigen del.",
        en: "Questions outside groups are gathered in a part of their own.",
    }
    /// Something that cannot stand inside this.
    Inside {
        nb: "Dette kan ikke stå inni en tabell eller en gjentatt gruppe.", nn: "Dette kan ikkje stå inni ein tabell eller ei gjenteken gruppe.",
        en: "This cannot stand inside a table or a repeated group.",
    }
    /// Rows of a matrix or grid that are not alike.
    RowsDiffer {
        nb: "Radene i en tabell må ha samme type, liste, krav og grenser.", nn: "Radene i ein tabell må ha same type, liste, krav og grenser.",
        en: "The rows of a table need the same type, list, requirement and bounds.",
    }
    /// A rule for a row or field alone.
    RuleOfPart {
        nb: "En rad eller et felt kan ikke ha en regel for seg. Sett regelen på hele spørsmålet.", nn: "Ei rad eller eit felt kan ikkje ha ein regel for seg. Set regelen på heile spørsmålet.",
        en: "A row or field cannot have a rule of its own. Put the rule on the whole question.",
    }
    /// A name that had to be changed.
    Renamed(name: String) {
        nb: "En kode begynner med en bokstav, så denne heter nå «{name}».", nn: "Ein kode byrjar med ein bokstav, så denne heiter no «{name}».",
        en: "A code begins with a letter, so this is now “{name}”.",
    }
    /// The words of an answer state.
    StateWords {
        nb: "Dette blir svaret «vet ikke» eller «ikke relevant», med våre egne ord.", nn: "Dette blir svaret «veit ikkje» eller «ikkje relevant», med våre eigne ord.",
        en: "This becomes the answer “don't know” or “not relevant”, in our own words.",
    }
    /// XPath that ends in the middle.
    XpathEnds {
        nb: "Uttrykket slutter for tidlig.", nn: "Uttrykket sluttar for tidleg.",
        en: "The expression ends too early.",
    }
    /// XPath that no rule can be made of.
    Xpath(found: String) {
        nb: "Vi kan ikke lage en regel av dette, fra «{found}».", nn: "Vi kan ikkje lage ein regel av dette, frå «{found}».",
        en: "No rule can be made of this, from “{found}” on.",
    }
    /// XPath with a function that rules do not have.
    Function(name: String) {
        nb: "Regler har ikke funksjonen «{name}», eller ikke på denne måten.", nn: "Reglar har ikkje funksjonen «{name}», eller ikkje på denne måten.",
        en: "Rules do not have the function “{name}”, or not in this way.",
    }
    /// XPath that names what is not there.
    UnknownName(name: String) {
        nb: "Det finnes ikke noe spørsmål «{name}».", nn: "Det finst ikkje noko spørsmål «{name}».",
        en: "There is no question “{name}”.",
    }
    /// XPath that says that something is not so.
    Denies {
        nb: "I Trespor gjelder «ikke» og «!=» først når spørsmålet er besvart. Legg til empty(…) i regelen hvis det også skal gjelde før.", nn: "I Trespor gjeld «ikkje» og «!=» først når det er svart på spørsmålet. Legg til empty(…) i regelen om det også skal gjelde før.",
        en: "In Trespor “not” and “!=” only hold once the question is answered. Add empty(…) to the rule where it shall hold before, too.",
    }
    /// A kept rule that goes with XPath that has been changed.
    Overruled {
        nb: "Uttrykket er endret, så det gjelder i stedet for regelen som fulgte med.", nn: "Uttrykket er endra, så det gjeld i staden for regelen som følgde med.",
        en: "The expression has been changed, so it holds instead of the rule that came with it.",
    }
    /// A rule that there is no XPath for.
    NoXpath(what: String) {
        nb: "XLSForm har ikke ord for «{what}». Regelen følger med i en egen kolonne, men bare Trespor følger den.", nn: "XLSForm har ikkje ord for «{what}». Regelen følgjer med i ein eigen kolonne, men berre Trespor følgjer han.",
        en: "XLSForm has no words for “{what}”. The rule goes along in a column of its own, but only Trespor follows it.",
    }
    /// Something that other tools do not offer or check.
    OnlyHere {
        nb: "Dette følger med i en egen kolonne, men bare Trespor følger det.", nn: "Dette følgjer med i ein eigen kolonne, men berre Trespor følgjer det.",
        en: "This goes along in a column of its own, but only Trespor follows it.",
    }
    /// `${…}` in a text that is read.
    Piping {
        nb: "XLSForm setter et svar inn der det står ${{…}} i en tekst; det gjør ikke Trespor.", nn: "XLSForm set eit svar inn der det står ${{…}} i ein tekst; det gjer ikkje Trespor.",
        en: "XLSForm puts an answer in where a text has ${{…}}; Trespor does not.",
    }
    /// `${…}` in a text that is written.
    Escaped {
        nb: "Et usynlig tegn står i ${{…}}, så andre verktøy ikke setter et svar inn der.", nn: "Eit usynleg teikn står i ${{…}}, så andre verktøy ikkje set eit svar inn der.",
        en: "An invisible sign stands in ${{…}}, so that other tools do not put an answer in there.",
    }
    /// A code that an answer state needs.
    ReservedCode {
        nb: "Denne koden står for et svar som «vet ikke» i XLSForm. Bruk en annen kode.", nn: "Denne koden står for eit svar som «veit ikkje» i XLSForm. Bruk ein annan kode.",
        en: "In XLSForm this code stands for an answer such as “don't know”. Use another code.",
    }
    /// A name that forms have for something of their own.
    ReservedName(name: String) {
        nb: "XLSForm bruker dette navnet til noe eget, så spørsmålet heter «{name}» der. Koden følger med i en egen kolonne.", nn: "XLSForm bruker dette namnet til noko eige, så spørsmålet heiter «{name}» der. Koden følgjer med i ein eigen kolonne.",
        en: "XLSForm has this name for something of its own, so the question is called “{name}” there. Its code goes along in a column of its own.",
    }
    /// Something of the owner in a text.
    OwnerInText {
        nb: "Bare Trespor setter inn det som er kjent om eieren ({{owner…}}). Andre verktøy viser teksten som den står.", nn: "Berre Trespor set inn det som er kjent om eigaren ({{owner…}}). Andre verktøy viser teksten som han står.",
        en: "Only Trespor puts in what is known of the owner ({{owner…}}). Other tools show the text as it stands.",
    }
    /// Names that differ in capital letters only.
    CapitalsOnly {
        nb: "Dette navnet skiller seg fra et annet bare i store og små bokstaver.", nn: "Dette namnet skil seg frå eit anna berre i store og små bokstavar.",
        en: "This name differs from another in capital letters only.",
    }
    /// Nothing to choose from, or no rows.
    Nothing {
        nb: "XLSForm krever minst ett svaralternativ eller én rad her.", nn: "XLSForm krev minst eitt svaralternativ eller éi rad her.",
        en: "XLSForm needs at least one option or row here.",
    }
    /// A section without questions.
    EmptySection(code: String) {
        nb: "Delen «{code}» har ingen spørsmål, og XLSForm krever minst ett. Den er ikke med.", nn: "Delen «{code}» har ingen spørsmål, og XLSForm krev minst eitt. Han er ikkje med.",
        en: "The section “{code}” has no questions, and XLSForm needs at least one. It is left out.",
    }
    /// The maturity model.
    Maturity {
        nb: "Modenhetsmodellen er ikke med i XLSForm. Bruk JSON for å ta den med.", nn: "Modenskapsmodellen er ikkje med i XLSForm. Bruk JSON for å ta han med.",
        en: "The maturity model is not part of XLSForm. Use JSON to take it along.",
    }
}
