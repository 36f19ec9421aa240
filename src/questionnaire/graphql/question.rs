//! Questions, their parts and options.

use std::sync::Arc;

use ::entity::id::QuestionId;
use async_graphql::{ComplexObject, Context, ID, Json, Object, SimpleObject};

use super::{shown, shown_if_there};
use crate::Cx;
use crate::error::Error;
use crate::graphql::base::{self, Date, GqlLanguage, Result};
use crate::questionnaire::content::Format;
use crate::questionnaire::rules::Expression;
use crate::questionnaire::written::{QuestionKind, RowSource, ServiceFact};
use crate::questionnaire::{QuestionById, StoredPart, StoredQuestion, question, version_option};

/// A question as a version words and places it.
pub struct Question(pub StoredQuestion);

/// A question as a version words and places it.
#[Object]
impl Question {
    /// Key of what outlives versions: the same question has the same key in all of them.
    async fn id(&self) -> ID {
        base::id("question", self.0.question.id.0)
    }

    /// Stable short name, the same in all versions.
    async fn code(&self) -> &str {
        &self.0.question.code
    }

    /// What kind of answer it takes.
    async fn kind(&self) -> QuestionKind {
        self.0.question.kind.into()
    }

    /// The question as asked, in this language or else in that of the request.
    async fn text(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<String> {
        shown(ctx, &self.0.row.text, language).await
    }

    /// Help beside it, in this language or else in that of the request.
    async fn help(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<Option<String>> {
        shown_if_there(ctx, self.0.row.help.as_ref(), language).await
    }

    /// Why it is asked, in this language or else in that of the request.
    async fn why(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<Option<String>> {
        shown_if_there(ctx, self.0.row.why.as_ref(), language).await
    }

    /// When it is shown; null for always.
    async fn visible_when(&self) -> Result<Option<Rule>> {
        self.0.asked.visible_when.as_ref().map(Rule::of).transpose()
    }

    /// Must be answered before submitting, where it is shown; only while `requiredWhen` holds, where there is one.
    async fn required(&self) -> bool {
        self.0.row.required
    }

    /// While what it must be answered; null for always, where `required`.
    async fn required_when(&self) -> Result<Option<Rule>> {
        self.0.asked.required_when.as_ref().map(Rule::of).transpose()
    }

    /// What the answer must keep to when it is submitted; null where there is nothing.
    async fn valid_when(&self) -> Result<Option<Rule>> {
        self.0.asked.valid_when.as_ref().map(Rule::of).transpose()
    }

    /// What to say where the answer does not keep to `validWhen`, in this language or else in that of the request.
    async fn valid_message(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<Option<String>> {
        shown_if_there(ctx, self.0.row.valid_message.as_ref(), language).await
    }

    /// «Don't know» may be chosen; where it has parts, for each of their answers.
    async fn allows_dont_know(&self) -> bool {
        self.0.row.allows_dont_know
    }

    /// «Not relevant» may be chosen; where it has parts, for each of their answers.
    async fn allows_not_relevant(&self) -> bool {
        self.0.row.allows_not_relevant
    }

    /// What can be chosen, in order, in a matrix for each row; empty for what is no choice.
    async fn options(&self) -> Vec<AnswerOption> {
        self.0.options.iter().cloned().map(Arc::new).map(AnswerOption).collect()
    }

    /// Rows of a matrix or number grid, or fields of a repeating group, in order; empty for others.
    async fn parts(&self) -> Vec<Part> {
        self.0.parts.iter().cloned().map(Part).collect()
    }

    /// What its answers must keep to besides; null where nothing.
    async fn format(&self) -> Option<AnswerFormat> {
        AnswerFormat::of(&self.0.asked.format)
    }
}

/// A row of a matrix or number grid, or a field of a repeating group: a question of its own that is answered for itself.
pub struct Part(pub StoredPart);

/// A row of a matrix or number grid, or a field of a repeating group: a question of its own that is answered for itself.
#[Object(name = "QuestionPart")]
impl Part {
    /// Key of what outlives versions; answers are saved under it.
    async fn id(&self) -> ID {
        base::id("question", self.0.question.id.0)
    }

    /// Stable short name, unique in the question.
    async fn code(&self) -> &str {
        self.0.asked.code.as_str()
    }

    /// What kind of answer it takes. In a row of a matrix one of the options of the whole is chosen.
    async fn kind(&self) -> QuestionKind {
        self.0.question.kind.into()
    }

    /// What it is called, in this language or else in that of the request.
    async fn text(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<String> {
        shown(ctx, &self.0.asked.text, language).await
    }

    /// Help beside it, in this language or else in that of the request.
    async fn help(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<Option<String>> {
        shown_if_there(ctx, self.0.asked.help.as_ref(), language).await
    }

    /// Of a field: must be answered in each row that has an answer.
    async fn required(&self) -> bool {
        self.0.asked.required
    }

    /// Of a field: what can be chosen, in order.
    async fn options(&self) -> Vec<AnswerOption> {
        self.0.options.iter().cloned().map(Arc::new).map(AnswerOption).collect()
    }

    /// Of a field: what its answers must keep to besides; null where nothing.
    async fn format(&self) -> Option<AnswerFormat> {
        AnswerFormat::of(&self.0.asked.format)
    }
}

/// What answers must keep to besides their kind. What is null does not bind.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct AnswerFormat {
    /// Of a multiple choice: how many options may be chosen.
    pub at_most: Option<i32>,
    /// Of a number: the smallest that is accepted.
    pub least: Option<f64>,
    /// Of a number: the largest that is accepted.
    pub most: Option<f64>,
    /// Of a number: whole numbers only.
    pub whole: bool,
    /// Of a date: the first day that is accepted.
    pub earliest: Option<Date>,
    /// Of a date: the last day that is accepted.
    pub latest: Option<Date>,
    /// Of a text: how many characters it may have.
    pub longest: Option<i32>,
    /// Of a repeating group: where its rows come from, besides those that the respondent adds.
    pub rows_from: Option<RowSource>,
    /// Of a repeating group: how many rows it may have.
    pub most_rows: Option<i32>,
    /// Of a field of a repeating group: what is on file for it.
    pub on_file: Option<ServiceFact>,
    #[graphql(skip)]
    stored: Format,
}

#[ComplexObject]
impl AnswerFormat {
    /// Of a number: what it is counted in, in this language or else in that of the request.
    async fn unit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<Option<String>> {
        let unit = self.stored.number.as_ref().and_then(|number| number.unit.as_ref());
        shown_if_there(ctx, unit, language).await
    }
}

impl AnswerFormat {
    fn of(stored: &Format) -> Option<Self> {
        if *stored == Format::default() {
            return None;
        }
        let number = stored.number.clone().unwrap_or_default();
        Some(Self {
            at_most: stored.at_most,
            least: number.least,
            most: number.most,
            whole: number.whole,
            earliest: stored.earliest.map(Date),
            latest: stored.latest.map(Date),
            longest: stored.longest,
            rows_from: stored.rows_from.map(Into::into),
            most_rows: stored.most_rows,
            on_file: stored.on_file.map(Into::into),
            stored: stored.clone(),
        })
    }
}

/// A rule over answers and facts of the owner; `docs/rules.md` has the language.
#[derive(SimpleObject)]
pub struct Rule {
    /// As people write it, in canonical form.
    pub text: String,
    /// As programs evaluate it.
    pub json: Json<serde_json::Value>,
}

impl Rule {
    fn of(rule: &Expression) -> Result<Self> {
        let json =
            serde_json::to_value(rule).map_err(|error| base::to_graphql(Error::Fault(error.into())))?;
        Ok(Self { text: rule.to_string(), json: Json(json) })
    }
}

/// An option of a choice question in one version.
pub struct AnswerOption(pub Arc<version_option::Model>);

/// An option of a choice question in one version.
#[Object]
impl AnswerOption {
    /// Key.
    async fn id(&self) -> ID {
        base::id("option", self.0.id.0)
    }

    /// Stable short name, unique in the question.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// What the respondent reads, in this language or else in that of the request.
    async fn label(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<String> {
        shown(ctx, &self.0.label, language).await
    }

    /// What choosing it is worth, 0 to 1; null where it says nothing about maturity, and always for respondents, whom
    /// it would lead.
    async fn score(&self, ctx: &Context<'_>) -> Result<Option<f64>> {
        let respondent = Cx::of(ctx)?.actor.require_respondent().is_ok();
        Ok(if respondent { None } else { self.0.score })
    }
}

/// A question that was answered: what of it outlives versions.
#[derive(SimpleObject)]
pub struct QuestionReference {
    /// Key, the same in all versions.
    pub id: ID,
    /// Stable short name, the same in all versions; of a row or field after that of its question and a dot: `Q23.sign`.
    pub code: String,
}

impl QuestionReference {
    /// A question by its key; nothing is read of the database where a version that asks it was read lately.
    ///
    /// # Errors
    /// An internal error where there is none.
    pub async fn of(ctx: &Context<'_>, id: QuestionId) -> Result<Self> {
        if let Some(known) = Cx::of(ctx)?.app.published.question(id) {
            return Ok((&*known).into());
        }
        Ok((&base::there(base::load(ctx, QuestionById(id)).await?)?).into())
    }
}

impl From<&question::Model> for QuestionReference {
    fn from(row: &question::Model) -> Self {
        Self { id: base::id("question", row.id.0), code: row.code.clone() }
    }
}

impl From<question::Model> for QuestionReference {
    fn from(row: question::Model) -> Self {
        (&row).into()
    }
}
