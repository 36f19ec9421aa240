//! Our own JSON form. `docs/questionnaire.schema.json` describes it to others; it is what [`schema()`] gives, and what is read
//! is held against it first.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::shape;
use super::stand_in::Aside;
use crate::error::{Error, Refusal, Refusals};
use crate::graphql::base::LocalizedTextInput;
use crate::questionnaire::content::Content;
use crate::questionnaire::written::maturity::{MaturityInput, Plan, Unfit};
use crate::questionnaire::written::{SectionInput, Written, write};
use crate::value::Code;

/// Most bytes of a file. The largest questionnaire that there may be has room in it.
pub const MOST_BYTES: usize = 16 << 20;

/// A questionnaire as it stands in a file, not yet checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(title = "A questionnaire of Trespor", extend("$id" = "https://trespor.no/questionnaire.schema.json"))]
struct Document {
    /// Says that this is a questionnaire of Trespor, and in which edition of the form it is written: 1.
    #[schemars(extend("const" = 1))]
    trespor: i32,
    /// Stable short name, unique in the study.
    code: String,
    /// Title shown to respondents.
    title: LocalizedTextInput,
    /// Its sections in order, at most 100.
    sections: Vec<SectionInput>,
    /// How its answers are to be scored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    maturity: Option<MaturityInput>,
}

/// A questionnaire with what goes with it in a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// Stable short name.
    pub code: Code,
    /// What it asks.
    pub content: Content,
    /// How its answers are to be scored, where the file says so.
    pub maturity: Option<Plan>,
}

/// The JSON Schema of the form, as it is published.
#[must_use]
pub fn schema() -> Value {
    schemars::schema_for!(Document).to_value()
}

/// Reads a file.
///
/// # Errors
/// [`Error::Refused`] with everything that is wrong, by path: what is wrong in one place does not keep the others from being looked
/// at, and only what it leaves open is not told.
pub fn read(text: &str) -> Result<Form, Error> {
    let (value, found) = shape::read(text, MOST_BYTES, &schema())?;
    let document: Document = serde_json::from_value(value).map_err(anyhow::Error::from)?;
    document.parse(found)
}

/// Writes a file. What [`read`] gives for it is the same form, and written again it is the same text.
///
/// # Errors
/// [`Error::Fault`] where there is a number that JSON has no way to write; content that was checked has none.
pub fn write(form: &Form) -> Result<String, Error> {
    let Written { title, sections } = write::written(&form.content);
    let maturity = form.maturity.as_ref().filter(|plan| !plan.dimensions.is_empty()).map(MaturityInput::from);
    let document = Document { trespor: 1, code: form.code.to_string(), title, sections, maturity };
    let mut text = serde_json::to_string_pretty(&document).map_err(anyhow::Error::from)?;
    text.push('\n');
    Ok(text)
}

impl Document {
    /// Reads the whole after a first look at how it is built, which found this wrong and put something harmless in its place.
    fn parse(self, mut found: Vec<Refusal>) -> Result<Form, Error> {
        let mut aside = Aside::after(&found);
        let code = Code::parse(&self.code);
        found.extend(code.as_ref().err().map(|problem| Refusal::new("code", problem.clone())));
        let written = Written { title: self.title, sections: self.sections };
        let (content, reasons) = aside.parse(written)?;
        found.extend(reasons);
        if let Some(content) = &content {
            found.extend(aside.check_draft(content));
        }
        let mut maturity = None;
        if let Some(written) = self.maturity {
            let mut refusals = Refusals::new();
            let about = content.as_ref().map(|content| written.check(content)).unwrap_or_default();
            maturity = refusals.nest("maturity", written.parse())?;
            let reasons = refusals.into_reasons().into_iter().filter(|reason| !aside.excuses(reason));
            found.extend(reasons);
            let is_certain = |unfit: &Unfit| !aside.is_doubtful(&unfit.question, unfit.is_asked);
            found.extend(about.into_iter().filter(is_certain).map(Unfit::into_refusal));
        }
        match (code, content) {
            (Ok(code), Some(content)) if found.is_empty() => Ok(Form { code, content, maturity }),
            _ => Err(Error::Refused(found)),
        }
    }
}
