use ::entity::{question, version_question};
use async_graphql::Enum;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What kind of answer a question takes. More kinds may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, Serialize, Deserialize, JsonSchema)]
#[graphql(remote = "question::QuestionKind")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum QuestionKind {
    /// One of the options.
    SingleChoice,
    /// Some of the options.
    MultipleChoice,
    /// One step of a scale, whose options stand in order.
    Scale,
    /// One of several levels, each described in a sentence, in order.
    DescribedLevels,
    /// A number.
    Number,
    /// A text of one line.
    ShortText,
    /// A text of several lines.
    LongText,
    /// A day.
    Date,
    /// One of the options for each row; its parts are the rows.
    Matrix,
    /// A number for each row; its parts are the rows.
    NumberGrid,
    /// Any number of rows with the same fields; its parts are the fields.
    RepeatingGroup,
    /// A text to read; nothing is answered.
    Information,
}

/// Where the rows of a repeating group come from, besides those that the respondent adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, Serialize, Deserialize, JsonSchema)]
#[graphql(remote = "version_question::RowSource")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RowSource {
    /// One for each service of the owner that is not retired.
    Services,
}

/// What the registry knows of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, Serialize, Deserialize, JsonSchema)]
#[graphql(remote = "version_question::ServiceFact")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ServiceFact {
    /// What it is called.
    Name,
    /// Its code.
    Code,
    /// Its kind.
    Kind,
    /// How often it was used in the last twelve months that are known.
    YearlyVolume,
    /// Where it runs.
    RunsOn,
    /// Where it shall go.
    Target,
    /// How far it has come.
    Status,
    /// When it is planned to be in production.
    PlannedOn,
    /// What holds it back.
    Obstacle,
}
