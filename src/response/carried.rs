//! Which answers of an earlier submission can be carried over to what is asked now. Pure.

use std::collections::{HashMap, HashSet};

use ::entity::id::QuestionId;

use super::check::{Given, check};
use super::frozen::{FrozenAnswer, FrozenState};
use super::plan::Key;
use crate::questionnaire::difference::{About, Verdict, What, difference};
use crate::questionnaire::{Answerable, StoredQuestion, StoredSection, StoredVersion};

/// An earlier answer to something that is asked now.
#[derive(Clone, Debug, PartialEq)]
pub struct EarlierAnswer {
    /// The question, row or field.
    pub question: QuestionId,
    /// The row of the repeating group that it belongs to; empty elsewhere.
    pub item: String,
    /// What was said.
    pub given: Given,
}

impl EarlierAnswer {
    /// Under what it would be stored.
    pub(super) fn key(&self) -> Key {
        (self.question, self.item.clone())
    }
}

/// An earlier answer that is not carried over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotCarried {
    /// Code of the question; of a part after that of its question and a dot.
    pub question: String,
    /// The row of the repeating group that it belonged to; empty elsewhere.
    pub item: String,
    /// Why.
    pub why: WhyNotCarried,
}

/// Why an earlier answer is not carried over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyNotCarried {
    /// It is not asked any more.
    NoLongerAsked,
    /// It is asked so differently that answers from before mean something else.
    AskedDifferently,
    /// The question no longer takes such an answer.
    NoLongerTaken,
}

/// The earlier answers to what is asked now, and those that are not carried over, in the order in which they were asked.
///
/// # Errors
/// Where a version as it is stored is broken.
pub(super) fn carry(
    from: &StoredVersion,
    to: &StoredVersion,
    answers: &[FrozenAnswer],
) -> anyhow::Result<(Vec<EarlierAnswer>, Vec<NotCarried>)> {
    let broken = Broken::between(from, to)?;
    let asked: HashMap<&str, Answerable<'_>> = to.answerable().map(|asked| (asked.code, asked)).collect();
    let (mut carried, mut left) = (Vec::new(), Vec::new());
    for answer in answers {
        match one(&asked, &broken, answer) {
            Ok(earlier) => carried.push(earlier),
            Err(why) => {
                left.push(NotCarried { question: answer.question.clone(), item: answer.item.clone(), why });
            }
        }
    }
    Ok((carried, left))
}

fn one(
    asked: &HashMap<&str, Answerable<'_>>,
    broken: &Broken,
    answer: &FrozenAnswer,
) -> Result<EarlierAnswer, WhyNotCarried> {
    let asked = asked.get(answer.question.as_str()).ok_or(WhyNotCarried::NoLongerAsked)?;
    if broken.is_about(answer) {
        return Err(WhyNotCarried::AskedDifferently);
    }
    let given = given(asked, answer).ok_or(WhyNotCarried::NoLongerTaken)?;
    let fits = asked.group.is_some() != answer.item.is_empty();
    if !fits || check(asked, &given).is_err() {
        return Err(WhyNotCarried::NoLongerTaken);
    }
    Ok(EarlierAnswer { question: asked.id, item: answer.item.clone(), given })
}

/// What was said, with the options as they are now; `None` where one of them is gone.
fn given(asked: &Answerable<'_>, answer: &FrozenAnswer) -> Option<Given> {
    match answer.state {
        FrozenState::DontKnow => return Some(Given::DontKnow),
        FrozenState::NotRelevant => return Some(Given::NotRelevant),
        FrozenState::Answered => {}
    }
    let value = answer.number.map(Given::Number).or_else(|| answer.text.clone().map(Given::Text));
    if let Some(value) = value.or(answer.date.map(Given::Date)) {
        return Some(value);
    }
    let of_code = |code: &String| asked.options.iter().find(|option| option.code == *code);
    let mut chosen = answer
        .options
        .iter()
        .map(|code| of_code(code).map(|option| option.id))
        .collect::<Option<Vec<_>>>()?;
    chosen.sort_unstable();
    Some(Given::Options(chosen))
}

/// What answers from before no longer mean.
#[derive(Default)]
struct Broken {
    /// The codes of the questions, rows and fields whose answers mean something else.
    asked: HashSet<String>,
    /// The options that are called something else, with the codes of what they are chosen for.
    options: HashSet<(String, String)>,
}

impl Broken {
    fn between(from: &StoredVersion, to: &StoredVersion) -> anyhow::Result<Self> {
        let mut broken = Self::default();
        if from.row.id == to.row.id {
            return Ok(broken);
        }
        for change in difference(&from.content()?, &to.content()?) {
            let about = || codes(to, &change.about);
            match (change.verdict(), change.what) {
                (Verdict::Safe, _) => {}
                (Verdict::BreaksTrend, _) | (_, What::UnitChanged) => broken.asked.extend(about()),
                (Verdict::NeedsMapping, What::LabelChanged) => {
                    let option = change.path.iter().skip_while(|step| *step != "options").nth(1);
                    let option = option.cloned().unwrap_or_default();
                    broken.options.extend(about().into_iter().map(|code| (code, option.clone())));
                }
                (Verdict::NeedsMapping, _) => {}
            }
        }
        Ok(broken)
    }

    fn is_about(&self, answer: &FrozenAnswer) -> bool {
        let of_option = |option: &String| (answer.question.clone(), option.clone());
        self.asked.contains(&answer.question)
            || answer.options.iter().any(|option| self.options.contains(&of_option(option)))
    }
}

/// The codes of all that is answered to what a change is about.
fn codes(version: &StoredVersion, about: &About) -> Vec<String> {
    if let About::Part(code) = about {
        return vec![code.clone()];
    }
    let is_meant = |section: &StoredSection, question: &StoredQuestion| match about {
        About::Everything => true,
        About::Section(code) => section.row.code == *code,
        About::Question(code) | About::Part(code) => question.question.code == *code,
    };
    let mut codes = Vec::new();
    for section in &version.sections {
        for question in section.questions.iter().filter(|question| is_meant(section, question)) {
            codes.extend(question.answerable().map(|asked| asked.code.to_owned()));
        }
    }
    codes
}
