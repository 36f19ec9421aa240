//! What is wrong with a rule, in the languages of those who write rules. What one writes in a rule (`and`, `count_of`)
//! is the same in all of them; Norwegian texts say in parentheses what it means.

use std::ops::RangeInclusive;

use ::entity::Language;

use super::ast::{Function, Operator, Reference};
use super::fault::FaultKind;
use super::types::Type;
use super::{DEEPEST, LONGEST_NAME, MOST_CHARACTERS, MOST_DIGITS, MOST_NODES};

/// The same in bokmål and in nynorsk.
type Both<T> = (T, T);

macro_rules! both {
    ($nb:literal, $nn:literal) => {
        (format!($nb), format!($nn))
    };
}

impl FaultKind {
    /// What is wrong, for the one who writes the rule: a short sentence without a full stop. English is what
    /// [`Display`](std::fmt::Display) gives.
    #[must_use]
    pub fn in_language(&self, language: Language) -> String {
        let norwegian = || {
            self.fixed_norwegian()
                .or_else(|| self.norwegian_of_reading())
                .or_else(|| self.norwegian_of_checking())
        };
        let text = match language {
            Language::Nb => norwegian().map(|(nb, _)| nb),
            Language::Nn => norwegian().map(|(_, nn)| nn),
            Language::En => None,
        };
        text.unwrap_or_else(|| self.to_string())
    }

    fn fixed_norwegian(&self) -> Option<Both<String>> {
        let (nb, nn) = match self {
            Self::NothingThere => ("skriv en regel her", "skriv ein regel her"),
            Self::UnfinishedText => {
                ("sett et anførselstegn der teksten slutter", "set eit hermeteikn der teksten sluttar")
            }
            Self::StrangeEscape => (
                "i en tekst skriver du \\\" for et anførselstegn og \\\\ for en omvendt skråstrek",
                "i ein tekst skriv du \\\" for eit hermeteikn og \\\\ for ein omvend skråstrek",
            ),
            Self::NotANumber => (
                "dette er ikke et tall; skriv for eksempel 5 eller 0.75",
                "dette er ikkje eit tal; skriv til dømes 5 eller 0.75",
            ),
            Self::BrokenReference => {
                ("skriv koden til et spørsmål mellom ${ og }", "skriv koden til eit spørsmål mellom ${ og }")
            }
            Self::NameExpected => ("skriv et navn etter punktumet", "skriv eit namn etter punktumet"),
            Self::FactExpected => (
                "skriv hvilken opplysning om tjenesteeieren du mener, slik: owner.navn",
                "skriv kva opplysning om tenesteeigaren du meiner, slik: owner.namn",
            ),
            Self::ValueExpected { found: None } => {
                ("skriv en verdi der regelen slutter", "skriv ein verdi der regelen sluttar")
            }
            Self::NotClosed => ("sett ) der denne parentesen slutter", "set ) der denne parentesen sluttar"),
            Self::NotOpened => (
                "ta bort ), eller sett inn ( der parentesen begynner",
                "ta bort ), eller set inn ( der parentesen byrjar",
            ),
            _ => return self.fixed_norwegian_of_values(),
        };
        Some((nb.to_owned(), nn.to_owned()))
    }

    fn fixed_norwegian_of_values(&self) -> Option<Both<String>> {
        let (nb, nn) = match self {
            Self::ChainedComparison => (
                "skriv to sammenligninger med «and» mellom, for eksempel 1 < Q1 and Q1 < 5",
                "skriv to samanlikningar med «and» mellom, til dømes 1 < Q1 and Q1 < 5",
            ),
            Self::ListExpected => (
                "skriv en liste i parentes etter «in», for eksempel (\"a\", \"b\")",
                "skriv ei liste i parentes etter «in», til dømes (\"a\", \"b\")",
            ),
            Self::LiteralExpected => (
                "bruk bare tall, tekster, datoer, true og false i listen, og minst én av dem",
                "bruk berre tal, tekstar, datoar, true og false i lista, og minst éin av dei",
            ),
            Self::NotADate => (
                "skriv en dato som finnes, fra år 1000 til 9999, slik: date(\"2026-05-31\")",
                "skriv ein dato som finst, frå år 1000 til 9999, slik: date(\"2026-05-31\")",
            ),
            Self::NothingInCommon => (
                "sammenlign bare svar som har minst ett alternativ felles",
                "samanlikn berre svar som har minst eitt alternativ felles",
            ),
            Self::OptionExpected => (
                "skriv koden til et alternativ i anførselstegn",
                "skriv koden til eit alternativ i hermeteikn",
            ),
            Self::QuestionExpected => (
                "skriv et spørsmål eller en del av et spørsmål her",
                "skriv eit spørsmål eller ein del av eit spørsmål her",
            ),
            _ => return None,
        };
        Some((nb.to_owned(), nn.to_owned()))
    }

    fn norwegian_of_reading(&self) -> Option<Both<String>> {
        Some(match self {
            Self::TooLong { characters } => both!(
                "kort ned regelen fra {characters} til høyst {MOST_CHARACTERS} tegn",
                "kort ned regelen frå {characters} til høgst {MOST_CHARACTERS} teikn"
            ),
            Self::TooManyNodes { nodes } => both!(
                "kort ned regelen fra {nodes} til høyst {MOST_NODES} ledd",
                "kort ned regelen frå {nodes} til høgst {MOST_NODES} ledd"
            ),
            Self::TooDeep => both!(
                "regelen har for mange nivåer inni hverandre; bruk høyst {DEEPEST}",
                "regelen har for mange nivå inni kvarandre; bruk høgst {DEEPEST}"
            ),
            Self::Strange { found } => {
                let found = quoted(found);
                both!(
                    "{found} betyr ikke noe i en regel; ta det bort eller bytt det ut",
                    "{found} tyder ikkje noko i ein regel; ta det bort eller byt det ut"
                )
            }
            Self::TooManyDigits => {
                both!(
                    "bruk høyst {MOST_DIGITS} siffer i et tall",
                    "bruk høgst {MOST_DIGITS} siffer i eit tal"
                )
            }
            Self::NameTooLong => both!(
                "bruk høyst {LONGEST_NAME} tegn i en kode eller et navn",
                "bruk høgst {LONGEST_NAME} teikn i ein kode eller eit namn"
            ),
            Self::ValueExpected { found: Some(found) } => {
                let found = quoted(found);
                both!("skriv en verdi der det nå står {found}", "skriv ein verdi der det no står {found}")
            }
            _ => return self.norwegian_of_words(),
        })
    }

    fn norwegian_of_words(&self) -> Option<Both<String>> {
        Some(match self {
            Self::OperatorExpected { found } => {
                let found = quoted(found);
                both!(
                    "skriv «and», «or», «=» eller lignende foran {found}",
                    "skriv «and», «or», «=» eller liknande framfor {found}"
                )
            }
            Self::ArgumentsExpected { function } => both!(
                "sett parentes etter funksjonen «{function}», eller skriv ${{{function}}} for et spørsmål",
                "set parentes etter funksjonen «{function}», eller skriv ${{{function}}} for eit spørsmål"
            ),
            Self::UnknownFunction { name } => both!(
                "det finnes ingen funksjon som heter «{name}»; rett navnet",
                "det finst ingen funksjon som heiter «{name}»; rett namnet"
            ),
            _ => return None,
        })
    }

    fn norwegian_of_checking(&self) -> Option<Both<String>> {
        Some(match self {
            Self::UnknownQuestion { code } => both!(
                "det finnes ikke noe spørsmål med koden «{code}»; rett koden",
                "det finst ikkje noko spørsmål med koden «{code}»; rett koden"
            ),
            Self::UnknownPart { reference: Reference { code, part } } => {
                let part = part.as_deref().unwrap_or_default();
                both!(
                    "velg en annen del av spørsmålet «{code}», for «{part}» finnes ikke der",
                    "vel ein annan del av spørsmålet «{code}», for «{part}» finst ikkje der"
                )
            }
            Self::NotEarlier { code } => both!(
                "spørsmålet «{code}» kommer etter det som regelen gjelder; velg et tidligere spørsmål",
                "spørsmålet «{code}» kjem etter det som regelen gjeld; vel eit tidlegare spørsmål"
            ),
            Self::LooksAtItself { code } => both!(
                "regelen kan ikke bruke svaret på sitt eget spørsmål «{code}»; velg et tidligere spørsmål",
                "regelen kan ikkje bruke svaret på sitt eige spørsmål «{code}»; vel eit tidlegare spørsmål"
            ),
            Self::UnknownFact { name } => both!(
                "tjenesteeieren har ingen opplysning som heter «{name}»; rett navnet",
                "tenesteeigaren har inga opplysning som heiter «{name}»; rett namnet"
            ),
            Self::UnknownOption { option } => {
                let option = quoted(option);
                both!(
                    "det finnes ikke noe alternativ med koden {option}; rett koden",
                    "det finst ikkje noko alternativ med koden {option}; rett koden"
                )
            }
            _ => return self.norwegian_of_types(),
        })
    }

    fn norwegian_of_types(&self) -> Option<Both<String>> {
        Some(match self {
            Self::WrongType { wanted, found } => {
                let (nb, nn): (Vec<_>, Vec<_>) = wanted.iter().map(|one| type_name(*one)).unzip();
                let (nb, nn, (found_nb, found_nn)) = (either(&nb), either(&nn), type_name(*found));
                both!("bruk {nb} her, ikke {found_nb}", "bruk {nn} her, ikkje {found_nn}")
            }
            Self::DoNotFit { operator, left, right } => {
                let name = operator.name();
                let ((means_nb, means_nn), (fits_nb, fits_nn)) =
                    (operator_name(*operator), fitting(*operator));
                let ((left_nb, left_nn), (right_nb, right_nn)) = (type_name(*left), type_name(*right));
                both!(
                    "bruk «{name}» ({means_nb}) mellom {fits_nb}, ikke mellom {left_nb} og {right_nb}",
                    "bruk «{name}» ({means_nn}) mellom {fits_nn}, ikkje mellom {left_nn} og {right_nn}"
                )
            }
            Self::WrongNumberOfArguments { function, found } => {
                let (name, (means_nb, means_nn)) = (function.name(), function_name(*function));
                let ((wanted_nb, wanted_nn), (found_nb, found_nn)) =
                    (wanted_values(*function), values(*found));
                both!(
                    "skriv {wanted_nb} i parentesen etter «{name}» ({means_nb}), ikke {found_nb}",
                    "skriv {wanted_nn} i parentesen etter «{name}» ({means_nn}), ikkje {found_nn}"
                )
            }
            Self::NotOffered { function, code } => {
                let (name, (means_nb, means_nn)) = (function.name(), function_name(*function));
                both!(
                    "ta bort «{name}» ({means_nb}), som spørsmålet «{code}» ikke tilbyr",
                    "ta bort «{name}» ({means_nn}), som spørsmålet «{code}» ikkje tilbyr"
                )
            }
            _ => return None,
        })
    }
}

/// What somebody wrote, set apart from the text around it also where it has guillemets itself.
fn quoted(written: &str) -> String {
    if written.contains(['«', '»']) { format!("`{written}`") } else { format!("«{written}»") }
}

/// `a, b eller c`.
fn either(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} eller {last}", first.join(", ")),
    }
}

fn values(count: usize) -> Both<String> {
    if count == 1 {
        both!("{count} verdi", "{count} verdi")
    } else {
        both!("{count} verdier", "{count} verdiar")
    }
}

fn wanted_values(function: Function) -> Both<String> {
    let wanted = taken_by(function);
    let (nb, nn) = values(*wanted.start());
    match (wanted.start(), wanted.end()) {
        (_, 0) => ("ingenting".to_owned(), "ingenting".to_owned()),
        (least, most) if least == most => (nb, nn),
        _ => both!("minst {nb}", "minst {nn}"),
    }
}

/// How many arguments it takes; a test holds this against what [`super::check()`] accepts.
fn taken_by(function: Function) -> RangeInclusive<usize> {
    match function {
        Function::Today => 0..=0,
        Function::Any | Function::All | Function::CountOf => 2..=usize::MAX,
        Function::Sum | Function::Min | Function::Max => 1..=usize::MAX,
        _ => 1..=1,
    }
}

/// What the operator takes together.
fn fitting(operator: Operator) -> Both<&'static str> {
    match operator {
        Operator::Or | Operator::And | Operator::Not => {
            ("verdier som er sanne eller usanne", "verdiar som er sanne eller usanne")
        }
        Operator::Equal | Operator::Different | Operator::In | Operator::NotIn => {
            ("enkeltverdier av samme slag", "enkeltverdiar av same slag")
        }
        Operator::Less | Operator::AtMost | Operator::Greater | Operator::AtLeast => {
            ("to tall eller to datoer", "to tal eller to datoar")
        }
        Operator::Add => ("to tall eller en dato og et tall", "to tal eller ein dato og eit tal"),
        Operator::Subtract => {
            ("to tall, to datoer eller en dato og et tall", "to tal, to datoar eller ein dato og eit tal")
        }
        Operator::Multiply | Operator::Divide | Operator::Negate => ("to tall", "to tal"),
    }
}

fn type_name(kind: Type) -> Both<&'static str> {
    match kind {
        Type::Number => ("et tall", "eit tal"),
        Type::Text => ("en tekst", "ein tekst"),
        Type::Boolean => ("en verdi som er sann eller usann", "ein verdi som er sann eller usann"),
        Type::Date => ("en dato", "ein dato"),
        Type::Choice => ("ett alternativ", "eitt alternativ"),
        Type::Choices => ("flere alternativer", "fleire alternativ"),
        Type::NumberRows => ("rader med tall", "rader med tal"),
        Type::TextRows => ("rader med tekster", "rader med tekstar"),
        Type::BooleanRows => ("rader med sanne eller usanne verdier", "rader med sanne eller usanne verdiar"),
        Type::DateRows => ("rader med datoer", "rader med datoar"),
        Type::ChoiceRows => ("rader med alternativer", "rader med alternativ"),
        Type::Group => ("radene i en gruppe", "radene i ei gruppe"),
    }
}

fn operator_name(operator: Operator) -> Both<&'static str> {
    match operator {
        Operator::Or => ("eller", "eller"),
        Operator::And => ("og", "og"),
        Operator::Not => ("ikke", "ikkje"),
        Operator::Equal => ("er lik", "er lik"),
        Operator::Different => ("er ulik", "er ulik"),
        Operator::Less => ("mindre enn", "mindre enn"),
        Operator::AtMost => ("høyst", "høgst"),
        Operator::Greater => ("større enn", "større enn"),
        Operator::AtLeast => ("minst", "minst"),
        Operator::In => ("er en av", "er ein av"),
        Operator::NotIn => ("er ikke en av", "er ikkje ein av"),
        Operator::Add => ("pluss", "pluss"),
        Operator::Subtract => ("minus", "minus"),
        Operator::Multiply => ("ganger", "gonger"),
        Operator::Divide => ("delt på", "delt på"),
        Operator::Negate => ("motsatt fortegn", "motsett forteikn"),
    }
}

fn function_name(function: Function) -> Both<&'static str> {
    match function {
        Function::Empty => ("er tomt", "er tomt"),
        Function::Answered => ("er besvart", "er svart på"),
        Function::Count => ("hvor mange", "kor mange"),
        Function::Any => ("minst én er", "minst éin er"),
        Function::All => ("alle er", "alle er"),
        Function::CountOf => ("hvor mange som er", "kor mange som er"),
        Function::Sum => ("summen av", "summen av"),
        Function::Min => ("den minste", "den minste"),
        Function::Max => ("den største", "den største"),
        Function::Round => ("avrundet", "avrunda"),
        Function::Abs => ("uten fortegn", "utan forteikn"),
        Function::Length => ("hvor mange tegn", "kor mange teikn"),
        Function::Today => ("dagens dato", "dagens dato"),
        Function::DontKnow => ("vet ikke", "veit ikkje"),
        Function::NotRelevant => ("ikke relevant", "ikkje relevant"),
    }
}

#[cfg(test)]
mod tests;
