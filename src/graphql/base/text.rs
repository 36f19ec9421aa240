use ::entity::{Language, LocalizedText};
use async_graphql::{Context, Enum, InputObject};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Result;
use crate::Cx;
use crate::value::TextInput;

/// A language that Trespor speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(name = "Language", remote = "Language")]
pub enum GqlLanguage {
    /// Norwegian bokmål.
    Nb,
    /// Norwegian nynorsk.
    Nn,
    /// English.
    En,
}

/// Text in several languages, as it is written.
#[derive(Clone, Debug, PartialEq, InputObject, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LocalizedTextInput {
    /// Bokmål; always needed.
    pub nb: String,
    /// Nynorsk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nn: Option<String>,
    /// English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
}

impl From<LocalizedTextInput> for TextInput {
    fn from(input: LocalizedTextInput) -> Self {
        Self { nb: input.nb, nn: input.nn, en: input.en }
    }
}

impl From<&LocalizedText> for LocalizedTextInput {
    fn from(text: &LocalizedText) -> Self {
        Self { nb: text.nb.clone(), nn: text.nn.clone(), en: text.en.clone() }
    }
}

/// The text in the language that was asked for, or else in the language of the request.
pub fn localized(ctx: &Context<'_>, text: &LocalizedText, language: Option<GqlLanguage>) -> Result<String> {
    let language = match language {
        Some(language) => language.into(),
        None => Cx::of(ctx)?.language,
    };
    Ok(text.in_language(language).to_owned())
}
