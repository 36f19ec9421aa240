use ::entity::Language;
use chrono::NaiveDate;
use serde::Deserialize;

use super::{LookUp, Unavailable};
use crate::value::{OrgNumber, SHORT_TEXT, optional_text};

/// A unit as the register knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its number.
    pub orgnr: OrgNumber,
    /// What it is called, as the register writes it: in capitals.
    pub name: String,
    /// What kind of organization it is.
    pub form: Option<Named>,
    /// The written standard it has chosen.
    pub language: Option<Language>,
    /// The institutional sector of Statistics Norway that it belongs to.
    pub sector: Option<Named>,
    /// The unit that it is part of.
    pub parent: Option<OrgNumber>,
    /// Where it is.
    pub municipality: Option<Named>,
    /// Its address on the web, as it was reported: often without `https://`.
    pub homepage: Option<String>,
    /// Whether it is a sub-unit, a place where another unit works.
    pub is_sub_unit: bool,
}

/// Something with a code and what that means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The code.
    pub code: String,
    /// What it means.
    pub name: Option<String>,
}

/// A unit that was deleted; of some the register tells no more than that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// What is left of it.
    pub unit: Option<Unit>,
    /// When.
    pub on: Option<NaiveDate>,
}

/// Units that were found by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Units {
    /// The most like first.
    pub units: Vec<Unit>,
    /// How many there are in all.
    pub total: u64,
}

/// A unit as it is sent. What is not told is absent.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sent {
    organisasjonsnummer: String,
    navn: Option<String>,
    organisasjonsform: Option<SentCode>,
    maalform: Option<String>,
    institusjonell_sektorkode: Option<SentCode>,
    overordnet_enhet: Option<String>,
    /// Of a unit.
    forretningsadresse: Option<SentAddress>,
    /// Of a sub-unit.
    beliggenhetsadresse: Option<SentAddress>,
    hjemmeside: Option<String>,
    slettedato: Option<NaiveDate>,
}

#[derive(Deserialize)]
struct SentCode {
    kode: String,
    beskrivelse: Option<String>,
}

#[derive(Deserialize)]
struct SentAddress {
    kommune: Option<String>,
    kommunenummer: Option<String>,
}

#[derive(Deserialize)]
struct SentPage {
    /// Absent where nothing was found.
    #[serde(rename = "_embedded")]
    embedded: Option<SentUnits>,
    page: SentCount,
}

#[derive(Deserialize)]
struct SentUnits {
    enheter: Vec<Sent>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SentCount {
    total_elements: u64,
}

/// Reads the answer to a number.
///
/// # Errors
/// [`Unavailable::NotUnderstood`] where it is not about the unit that was asked for.
pub(super) fn unit(orgnr: &OrgNumber, is_sub_unit: bool, body: &[u8]) -> Result<LookUp, Unavailable> {
    let sent: Sent = serde_json::from_slice(body).map_err(|error| not_understood(&error))?;
    let deleted_on = sent.slettedato;
    let unit = sent.read(is_sub_unit).filter(|unit| unit.orgnr == *orgnr).ok_or_else(not_a_unit)?;
    Ok(match deleted_on {
        Some(on) => LookUp::Deleted(Removed { unit: Some(unit), on: Some(on) }),
        None => LookUp::Found(unit),
    })
}

/// Reads what is told of a unit that is gone, which may be nothing.
pub(super) fn removed(orgnr: &OrgNumber, is_sub_unit: bool, body: &[u8]) -> Removed {
    match serde_json::from_slice::<Sent>(body) {
        Ok(sent) if OrgNumber::parse(&sent.organisasjonsnummer).as_ref() == Ok(orgnr) => {
            let on = sent.slettedato;
            // Usually there is no name any more.
            Removed { unit: sent.read(is_sub_unit), on }
        }
        _ => Removed::default(),
    }
}

/// Reads the answer to a name.
///
/// # Errors
/// [`Unavailable::NotUnderstood`] where it is no page of units.
pub(super) fn units(body: &[u8], first: u64) -> Result<Units, Unavailable> {
    let sent: SentPage = serde_json::from_slice(body).map_err(|error| not_understood(&error))?;
    let most = usize::try_from(first).unwrap_or(usize::MAX);
    let units = sent.embedded.map(|found| found.enheter).unwrap_or_default();
    let units = units
        .into_iter()
        .take(most)
        .map(|unit| unit.read(false).ok_or_else(not_a_unit))
        .collect::<Result<_, _>>()?;
    Ok(Units { units, total: sent.page.total_elements })
}

impl Sent {
    /// Nothing where it has no number or no name.
    fn read(self, is_sub_unit: bool) -> Option<Unit> {
        let address = self.forretningsadresse.or(self.beliggenhetsadresse);
        Some(Unit {
            orgnr: OrgNumber::parse(&self.organisasjonsnummer).ok()?,
            name: self.navn.and_then(clean)?,
            form: self.organisasjonsform.and_then(SentCode::read),
            language: self.maalform.as_deref().and_then(language),
            sector: self.institusjonell_sektorkode.and_then(SentCode::read),
            parent: self.overordnet_enhet.and_then(|parent| OrgNumber::parse(&parent).ok()),
            municipality: address.and_then(SentAddress::municipality),
            homepage: self.hjemmeside.and_then(clean),
            is_sub_unit,
        })
    }
}

impl SentCode {
    fn read(self) -> Option<Named> {
        Some(Named { code: clean(self.kode)?, name: self.beskrivelse.and_then(clean) })
    }
}

impl SentAddress {
    fn municipality(self) -> Option<Named> {
        Some(Named { code: clean(self.kommunenummer?)?, name: self.kommune.and_then(clean) })
    }
}

/// One line without what nobody can see; nothing where that is nothing, or longer than we keep.
fn clean(text: String) -> Option<String> {
    optional_text(Some(&text), SHORT_TEXT).ok().flatten()
}

fn language(maalform: &str) -> Option<Language> {
    match maalform.trim().to_lowercase().as_str() {
        "bokmål" => Some(Language::Nb),
        "nynorsk" => Some(Language::Nn),
        _ => None,
    }
}

fn not_a_unit() -> Unavailable {
    tracing::warn!(
        "the register of organizations answered with something else than the unit that was asked for"
    );
    Unavailable::NotUnderstood
}

/// The cause has no text of the answer, only where in it.
fn not_understood(error: &serde_json::Error) -> Unavailable {
    let (line, column) = (error.line(), error.column());
    tracing::warn!(line, column, "the register of organizations answered what cannot be understood");
    Unavailable::NotUnderstood
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(raw: &str) -> OrgNumber {
        OrgNumber::parse(raw).unwrap()
    }

    #[test]
    fn a_unit_may_tell_next_to_nothing() {
        let body = br#"{"organisasjonsnummer":"991825827","navn":" DIGI\u202eR ","maalform":"Samisk"}"#;
        let Ok(LookUp::Found(found)) = unit(&number("991825827"), false, body) else {
            panic!("not found");
        };
        assert_eq!((found.name.as_str(), found.language, found.form), ("DIGIR", None, None));
    }

    #[test]
    fn what_is_about_something_else_is_not_understood() {
        for body in [
            r#"{"organisasjonsnummer":"974760673","navn":"ANDRE"}"#,
            r#"{"organisasjonsnummer":"991825828","navn":"FEIL SIFFER"}"#,
            r#"{"organisasjonsnummer":"991825827"}"#,
            r#"{"organisasjonsnummer":991825827,"navn":"TALL"}"#,
            r#"{"organisasjonsnummer":"991825827","navn":"DATO","slettedato":"i går"}"#,
            "[]",
            "<html>",
            "",
        ] {
            let read = unit(&number("991825827"), false, body.as_bytes());
            assert_eq!(read, Err(Unavailable::NotUnderstood), "{body}");
        }
        assert_eq!(units(b"{}", 1), Err(Unavailable::NotUnderstood));
    }

    #[test]
    fn of_what_is_gone_as_much_is_told_as_there_is() {
        let orgnr = number("991825827");
        let dated = br#"{"organisasjonsnummer":"991825827","slettedato":"2024-11-26"}"#;
        let on = NaiveDate::from_ymd_opt(2024, 11, 26);
        assert_eq!(removed(&orgnr, false, dated), Removed { unit: None, on });
        assert_eq!(removed(&orgnr, false, b"Gone"), Removed::default());
        let other = br#"{"organisasjonsnummer":"974760673","slettedato":"2024-11-26"}"#;
        assert_eq!(removed(&orgnr, false, other), Removed::default());
    }
}
