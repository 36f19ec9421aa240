//! Questionnaires in the schema: what is written, and how it is read into [`Content`].

use async_graphql::{ID, InputObject};

use super::NewQuestionnaire;
use super::content::{Choice, Content, Question, Section};
use super::graphql::QuestionKind;
use super::rules::Expression;
use super::visibility;
use crate::error::{Error, Refusals};
use crate::graphql::base::{self, LocalizedTextInput};
use crate::value::{Code, LONG_TEXT, SHORT_TEXT, TextInput, share};

/// A questionnaire to make.
#[derive(InputObject)]
pub(super) struct CreateQuestionnaireInput {
    /// The study it belongs to.
    study_id: ID,
    /// Stable short name, unique in the study.
    code: String,
    /// Title shown to respondents.
    title: LocalizedTextInput,
    /// Its sections in order, at most 100.
    sections: Vec<SectionInput>,
}

/// A part of a questionnaire.
#[derive(InputObject)]
struct SectionInput {
    /// Stable short name, unique in the version.
    code: String,
    /// Heading.
    title: LocalizedTextInput,
    /// Its questions in order, at most 500.
    questions: Vec<QuestionInput>,
}

/// A question.
#[derive(InputObject)]
struct QuestionInput {
    /// Stable short name, unique in the questionnaire.
    code: String,
    /// What kind of answer it takes.
    kind: QuestionKind,
    /// The question as asked.
    text: LocalizedTextInput,
    /// Help beside it.
    help: Option<LocalizedTextInput>,
    /// When it is shown: a rule over earlier questions and facts of the owner (`docs/rules.md`), e.g. `Q13 != "a"`. Always,
    /// where left out.
    visible_when: Option<String>,
    /// Must be answered before submitting, where it is shown.
    #[graphql(default = true)]
    required: bool,
    /// «Don't know» may be chosen.
    #[graphql(default)]
    allows_dont_know: bool,
    /// «Not relevant» may be chosen.
    #[graphql(default)]
    allows_not_relevant: bool,
    /// What can be chosen, in order, at most 100.
    options: Vec<OptionInput>,
}

/// An option of a choice question.
#[derive(InputObject)]
struct OptionInput {
    /// Stable short name, unique in the question.
    code: String,
    /// What the respondent reads.
    label: LocalizedTextInput,
    /// What choosing it is worth, 0 to 1; absent where it says nothing about maturity.
    score: Option<f64>,
}

/// A version to publish.
#[derive(InputObject)]
pub(super) struct PublishQuestionnaireInput {
    /// The draft.
    pub(super) version_id: ID,
}

impl CreateQuestionnaireInput {
    /// Reads the whole, collecting everything that is wrong with it.
    pub(super) fn parse(self) -> Result<NewQuestionnaire, Error> {
        let mut refusals = Refusals::new();
        let study = refusals.check("studyId", base::parse_id("study", &self.study_id));
        let code = refusals.check("code", Code::parse(&self.code));
        let title = refusals.nest("title", TextInput::from(self.title).parse(SHORT_TEXT))?;
        base::at_most(&mut refusals, "sections", &self.sections, 100);
        let mut sections = Vec::new();
        for (index, section) in self.sections.into_iter().enumerate() {
            sections.extend(refusals.nest(&format!("sections.{index}"), section.parse())?);
        }
        match (study, code, title) {
            (Some(study), Some(code), Some(title)) if refusals.is_empty() => {
                Ok(NewQuestionnaire { study, code, content: Content { title, sections } })
            }
            _ => Err(refusals.into()),
        }
    }
}

impl SectionInput {
    fn parse(self) -> Result<Section, Error> {
        let mut refusals = Refusals::new();
        let code = refusals.check("code", Code::parse(&self.code));
        let title = refusals.nest("title", TextInput::from(self.title).parse(SHORT_TEXT))?;
        base::at_most(&mut refusals, "questions", &self.questions, 500);
        let mut questions = Vec::new();
        for (index, question) in self.questions.into_iter().enumerate() {
            questions.extend(refusals.nest(&format!("questions.{index}"), question.parse())?);
        }
        match (code, title) {
            (Some(code), Some(title)) if refusals.is_empty() => Ok(Section { code, title, questions }),
            _ => Err(refusals.into()),
        }
    }
}

impl QuestionInput {
    fn parse(self) -> Result<Question, Error> {
        let mut refusals = Refusals::new();
        let code = refusals.check("code", Code::parse(&self.code));
        let text = refusals.nest("text", TextInput::from(self.text).parse(LONG_TEXT))?;
        let help = match self.help {
            Some(help) => refusals.nest("help", TextInput::from(help).parse(LONG_TEXT))?,
            None => None,
        };
        let visible_when = self.visible_when.and_then(|rule| read_rule(&mut refusals, &rule));
        base::at_most(&mut refusals, "options", &self.options, 100);
        let mut options = Vec::new();
        for (index, option) in self.options.into_iter().enumerate() {
            options.extend(refusals.nest(&format!("options.{index}"), option.parse())?);
        }
        let (Some(code), Some(text), true) = (code, text, refusals.is_empty()) else {
            return Err(refusals.into());
        };
        Ok(Question {
            code,
            kind: self.kind.into(),
            text,
            help,
            visible_when,
            required: self.required,
            allows_dont_know: self.allows_dont_know,
            allows_not_relevant: self.allows_not_relevant,
            options,
        })
    }
}

fn read_rule(refusals: &mut Refusals, text: &str) -> Option<Expression> {
    match visibility::read_rule(text) {
        Ok(rule) => Some(rule),
        Err(problems) => {
            for problem in problems {
                refusals.add("visibleWhen", problem);
            }
            None
        }
    }
}

impl OptionInput {
    fn parse(self) -> Result<Choice, Error> {
        let mut refusals = Refusals::new();
        let code = refusals.check("code", Code::parse(&self.code));
        let label = refusals.nest("label", TextInput::from(self.label).parse(LONG_TEXT))?;
        let score = self.score.map(share).transpose();
        let score = refusals.check("score", score);
        match (code, label, score) {
            (Some(code), Some(label), Some(score)) => Ok(Choice { code, label, score }),
            _ => Err(refusals.into()),
        }
    }
}
