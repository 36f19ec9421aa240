//! Our own JSON form. `docs/questionnaire.schema.json` describes it to others; it is what [`schema()`] gives, and what is read
//! is held against it first.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::shape;
use crate::error::{Error, Refusals};
use crate::graphql::base::LocalizedTextInput;
use crate::questionnaire::content::Content;
use crate::questionnaire::written::maturity::{MaturityInput, Plan};
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
/// [`Error::Refused`] with everything that is wrong, by path: first with how it is built; and where it is built well, with what
/// it says.
pub fn read(text: &str) -> Result<Form, Error> {
    let value = shape::read(text, MOST_BYTES, &schema())?;
    let document: Document = serde_json::from_value(value).map_err(anyhow::Error::from)?;
    document.parse()
}

/// Writes a file. What [`read`] gives for it is the same form, and written again it is the same text.
///
/// # Errors
/// [`Error::Fault`] where there is a number that JSON has no way to write; content that was checked has none.
pub fn write(form: &Form) -> Result<String, Error> {
    let Written { title, sections } = write::written(&form.content);
    let maturity = form.maturity.as_ref().map(MaturityInput::from);
    let document = Document { trespor: 1, code: form.code.to_string(), title, sections, maturity };
    let mut text = serde_json::to_string_pretty(&document).map_err(anyhow::Error::from)?;
    text.push('\n');
    Ok(text)
}

impl Document {
    fn parse(self) -> Result<Form, Error> {
        let mut refusals = Refusals::new();
        let code = refusals.check("code", Code::parse(&self.code));
        let written = Written { title: self.title, sections: self.sections };
        let content = refusals.nest("", written.parse())?;
        let maturity = match self.maturity {
            Some(maturity) => refusals.nest("maturity", maturity.parse())?,
            None => None,
        };
        if let Some(content) = &content {
            content.check_draft(&mut refusals);
            if let Some(plan) = &maturity {
                refusals.nest("maturity", plan.check(content))?;
            }
        }
        match (code, content) {
            (Some(code), Some(content)) if refusals.is_empty() => Ok(Form { code, content, maturity }),
            _ => Err(refusals.into()),
        }
    }
}
