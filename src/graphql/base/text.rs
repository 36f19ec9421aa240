use ::entity::{Language, LocalizedText};
use std::borrow::Cow;

use async_graphql::registry::Registry;
use async_graphql::{Context, Enum, InputObject, InputType, InputValueError, InputValueResult, Value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Result;
use crate::Cx;
use crate::error::Error;
use crate::value::{TextChange, TextInput};

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

/// What is sent of a text that is changed. In the schema it is a [`LocalizedTextInput`]; here it is kept which languages
/// were left out, as those stay, and which are null, as those are taken away.
pub struct LocalizedTextChange {
    sent: LocalizedTextInput,
    says_nn: bool,
    says_en: bool,
}

impl LocalizedTextChange {
    /// Checks every language that is sent; empty translations are taken away.
    ///
    /// # Errors
    /// [`Error::Refused`] with paths `nb`, `nn`, `en`.
    pub fn parse(self, max: usize) -> std::result::Result<TextChange, Error> {
        let text = TextInput::from(self.sent).parse(max)?;
        Ok(TextChange {
            nb: text.nb,
            nn: self.says_nn.then_some(text.nn),
            en: self.says_en.then_some(text.en),
        })
    }
}

impl InputType for LocalizedTextChange {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        LocalizedTextInput::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        LocalizedTextInput::create_type_info(registry)
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let says = |language: &str| match &value {
            Some(Value::Object(fields)) => fields.contains_key(language),
            _ => false,
        };
        let (says_nn, says_en) = (says("nn"), says("en"));
        let sent = <LocalizedTextInput as InputType>::parse(value).map_err(InputValueError::propagate)?;
        Ok(Self { sent, says_nn, says_en })
    }

    fn to_value(&self) -> Value {
        self.sent.to_value()
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
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
