//! Answers to try, and how they are read.

use std::collections::BTreeMap;

use ::entity::Language;
use async_graphql::{Enum, ID, InputObject};

use crate::error::{Error, Problem, Refusals};
use crate::graphql::base::{self, Date, GqlLanguage};
use crate::questionnaire::preview::{Given, Owner, Request, Tried};
use crate::value::{LONG_TEXT, SHORT_TEXT, optional_text};

/// Answers that are tried at once.
const ANSWERS: usize = 2_000;
/// Options of one answer.
const OPTIONS: usize = 100;

/// What is tried out.
#[derive(InputObject)]
pub(super) struct QuestionnairePreviewInput {
    /// The version; a draft too.
    version_id: ID,
    /// What is answered, at most 2,000; what is left out is not answered.
    #[graphql(default)]
    answers: Vec<PreviewAnswerInput>,
    /// A registered owner for whom it is shown. Either this or `owner`, or neither.
    organization_id: Option<ID>,
    /// An owner who is made up.
    owner: Option<PreviewOwnerInput>,
    /// The language of the texts; where left out, that of the request.
    language: Option<GqlLanguage>,
    /// The day that rules take for today; where left out, today in Norway.
    today: Option<Date>,
}

/// What is known of an owner who is made up. What is left out is not known.
#[derive(InputObject)]
struct PreviewOwnerInput {
    /// What it is called.
    name: Option<String>,
    /// Its organization number. It is put into texts as it is written.
    orgnr: Option<String>,
    /// Its sector.
    sector: Option<String>,
    /// Its stratum.
    stratum: Option<String>,
    /// The language it is written to in.
    language: Option<GqlLanguage>,
}

/// What is said by an answer that is tried.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
enum PreviewAnswerState {
    /// A value.
    Answered,
    /// «Don't know».
    DontKnow,
    /// «Not relevant».
    NotRelevant,
}

/// An answer that is tried.
#[derive(InputObject)]
struct PreviewAnswerInput {
    /// The question, or a row or field after its code and a dot: `Q23.sign`.
    code: String,
    /// In a repeating group: which row, by any name that you choose.
    item: Option<String>,
    /// What is said. `ANSWERED` comes with one of the values below, the others come without.
    #[graphql(default_with = "PreviewAnswerState::Answered")]
    state: PreviewAnswerState,
    /// The codes of the options chosen.
    #[graphql(default)]
    options: Vec<String>,
    /// The number.
    number: Option<f64>,
    /// The text.
    text: Option<String>,
    /// The day.
    date: Option<Date>,
}

impl QuestionnairePreviewInput {
    /// Reads it, with everything that is wrong.
    pub(super) fn parse(self, language: Language) -> Result<Request, Error> {
        let mut refusals = Refusals::new();
        let version = refusals.check("versionId", base::parse_id("questionnaireVersion", &self.version_id));
        base::at_most(&mut refusals, "answers", &self.answers, ANSWERS);
        let mut answers = Vec::new();
        for (place, answer) in self.answers.into_iter().enumerate() {
            answers.extend(refusals.nest(&format!("answers.{place}"), answer.parse())?);
        }
        let are_both = self.organization_id.is_some() && self.owner.is_some();
        let registered = self.organization_id.map(|id| base::parse_id("organization", &id));
        let registered = refusals.check("organizationId", registered.transpose()).flatten();
        let facts = self.owner.map_or_else(|| Ok(BTreeMap::new()), PreviewOwnerInput::parse);
        let facts = refusals.nest("owner", facts)?;
        if are_both {
            refusals.add("owner", Problem::OnlyOne);
        }
        let owner = registered.map(Owner::Registered).or_else(|| facts.map(Owner::MadeUp));
        match (version, owner) {
            (Some(version), Some(owner)) if refusals.is_empty() => {
                let language = self.language.map_or(language, Into::into);
                Ok(Request { version, answers, owner, language, today: self.today.map(|day| day.0) })
            }
            _ => Err(refusals.into()),
        }
    }
}

impl PreviewOwnerInput {
    fn parse(self) -> Result<BTreeMap<String, String>, Error> {
        let mut refusals = Refusals::new();
        let mut facts = BTreeMap::new();
        let known =
            [("name", self.name), ("orgnr", self.orgnr), ("sector", self.sector), ("stratum", self.stratum)];
        for (name, value) in known {
            let value = refusals.check(name, optional_text(value.as_deref(), SHORT_TEXT)).flatten();
            facts.extend(value.map(|value| (name.to_owned(), value)));
        }
        let language = self.language.map(|language| match language {
            GqlLanguage::Nb => "nb",
            GqlLanguage::Nn => "nn",
            GqlLanguage::En => "en",
        });
        facts.extend(language.map(|language| ("language".to_owned(), language.to_owned())));
        refusals.done()?;
        Ok(facts)
    }
}

impl PreviewAnswerInput {
    fn parse(self) -> Result<Tried, Error> {
        let mut refusals = Refusals::new();
        let values = [
            ("options", !self.options.is_empty()),
            ("number", self.number.is_some()),
            ("text", self.text.is_some()),
            ("date", self.date.is_some()),
        ];
        let allowed = usize::from(self.state == PreviewAnswerState::Answered);
        for (field, _) in values.into_iter().filter(|(_, there)| *there).skip(allowed) {
            refusals.add(field, Problem::NotAllowed);
        }
        let item = refusals.check("item", optional_text(self.item.as_deref(), SHORT_TEXT));
        base::at_most(&mut refusals, "options", &self.options, OPTIONS);
        let given = match self.state {
            PreviewAnswerState::DontKnow => Some(Given::DontKnow),
            PreviewAnswerState::NotRelevant => Some(Given::NotRelevant),
            PreviewAnswerState::Answered => match (self.number, self.date, &self.text) {
                (Some(number), _, _) => Some(Given::Number(number)),
                (_, Some(day), _) => Some(Given::Date(day.0)),
                (_, _, Some(text)) => {
                    let text = refusals.check("text", optional_text(Some(text), LONG_TEXT));
                    text.map(|text| Given::Text(text.unwrap_or_default()))
                }
                _ => Some(Given::Options(self.options)),
            },
        };
        match (item, given) {
            (Some(item), Some(given)) if refusals.is_empty() => Ok(Tried { code: self.code, item, given }),
            _ => Err(refusals.into()),
        }
    }
}
