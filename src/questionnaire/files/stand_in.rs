//! What keeps one fault from hiding another: what is wrong is put aside, something harmless takes its place, and the rest is looked
//! at. What may come of the stand-in alone is not blamed on anybody.

use std::collections::HashSet;

use serde_json::Value;

use crate::error::{Error, Problem, Refusal, Refusals};
use crate::questionnaire::content::{Content, Question};
use crate::questionnaire::rules::Expression;
use crate::questionnaire::written::Written;

/// Putting one thing aside may show another that it hid, but hardly more often than this.
const ROUNDS: usize = 8;
/// A text in place of one that cannot be kept.
pub(super) const TEXT: &str = "–";
/// What rules and kinds do not depend on.
const HARMLESS: [&str; 9] =
    ["text", "help", "why", "label", "score", "unit", "visibleWhen", "requiredWhen", "validMessage"];

/// Everything that has a stand-in.
#[derive(Debug, Default)]
pub(super) struct Aside {
    paths: Vec<Vec<String>>,
    /// Codes of questions of which something that others may speak of is not known.
    doubtful: HashSet<String>,
    /// Questions are missing whose codes are not known.
    is_lost: bool,
}

impl Aside {
    /// After a first look that gave what it found wrong a stand-in.
    pub(super) fn after(found: &[Refusal]) -> Self {
        let paths: Vec<_> = found.iter().map(|reason| reason.field.clone()).collect();
        let is_lost = paths.iter().any(|path| is_questions(path));
        Self { paths, doubtful: HashSet::new(), is_lost }
    }

    /// Of a question with this code something is not known.
    pub(super) fn doubt(&mut self, code: String) {
        self.doubtful.insert(code);
    }

    /// Reads what is written, with stand-ins for what is wrong, which is listed. There is no content where even that did not do.
    pub(super) fn parse(&mut self, written: Written) -> Result<(Option<Content>, Vec<Refusal>), Error> {
        let mut found = Vec::new();
        let mut next = written;
        for _ in 0..ROUNDS {
            let reasons = match next.clone().parse() {
                Ok(content) => {
                    self.find_doubtful(&content);
                    return Ok((Some(content), found));
                }
                Err(Error::Refused(reasons)) => reasons,
                Err(other) => return Err(other),
            };
            let mut value = serde_json::to_value(&next).map_err(anyhow::Error::from)?;
            for reason in reasons {
                let is_excused = self.excuses(&reason);
                self.replace(&mut value, &reason);
                if !is_excused && !found.contains(&reason) {
                    found.push(reason);
                }
            }
            match serde_json::from_value(value) {
                Ok(mended) if mended != next => next = mended,
                _ => break,
            }
        }
        Ok((None, found))
    }

    /// Everything that keeps the content from being a draft, but for what may come of stand-ins.
    pub(super) fn check_draft(&mut self, content: &Content) -> Vec<Refusal> {
        let mut refusals = Refusals::new();
        content.check_draft(&mut refusals);
        let Err(Error::Refused(reasons)) = refusals.done() else { return Vec::new() };
        for reason in reasons.iter().filter(|reason| reason.problem == Problem::Duplicate) {
            let code = question_at(content, &reason.field).map(|question| question.code.to_string());
            self.doubtful.extend(code);
        }
        let is_blamed = |reason: &Refusal| {
            let rule = question_at(content, &reason.field)
                .zip(reason.field.last())
                .and_then(|(question, field)| rule(question, field));
            !self.excuses(reason) && rule.is_none_or(|rule| !self.excuses_rule(content, rule))
        };
        reasons.into_iter().filter(is_blamed).collect()
    }

    /// Whether nothing certain can be said of what this question or part of one is: `Q05`, `Q23.sign`.
    pub(super) fn is_doubtful(&self, question: &str, is_asked: bool) -> bool {
        let whole = question.split_once('.').map_or(question, |(whole, _)| whole);
        self.doubtful.contains(whole) || self.doubtful.contains(question) || (self.is_lost && !is_asked)
    }

    /// Whether it may come of a stand-in alone.
    pub(super) fn excuses(&self, reason: &Refusal) -> bool {
        let (field, problem) = (&reason.field, &reason.problem);
        let within = |path: &Vec<String>| !path.is_empty() && field.starts_with(path);
        let of_the_whole = matches!(problem, Problem::LevelsNotRising | Problem::Required);
        let around = |path: &Vec<String>| of_the_whole && path.starts_with(field) && !field.is_empty();
        if self.paths.iter().any(|path| within(path) || around(path)) {
            return true;
        }
        let is_of_kind = *problem == Problem::NotForThisKind
            || (*problem == Problem::Required && field.last().is_some_and(|last| last == "kind"));
        is_of_kind && self.is_of_unknown_kind(field)
    }

    /// Whether what says how this must look has a stand-in.
    fn is_of_unknown_kind(&self, field: &[String]) -> bool {
        let Some((question, rest)) = field.split_at_checked(4) else { return false };
        let has = |place: &[String], name: &[&str]| {
            self.paths.iter().any(|path| path.strip_prefix(place).is_some_and(|rest| rest == name))
        };
        let part = field.get(..6).filter(|_| rest.first().is_some_and(|first| first == "parts"));
        has(question, &["kind"])
            || part.is_some_and(|part| has(part, &["kind"]))
            || (rest == ["validMessage"] && has(question, &["validWhen"]))
            || (rest == ["requiredWhen"] && has(question, &["required"]))
            || (field.last().is_some_and(|last| last == "onFile") && has(question, &["format", "rowsFrom"]))
    }

    fn excuses_rule(&self, content: &Content, rule: &Expression) -> bool {
        rule.references().questions.iter().any(|named| {
            let is_asked = content.questions().any(|question| question.code.as_str() == named.code);
            self.is_doubtful(&named.code, is_asked)
        })
    }

    fn find_doubtful(&mut self, content: &Content) {
        for path in &self.paths {
            let is_harmless = path.iter().skip(4).any(|step| HARMLESS.contains(&step.as_str()));
            if let Some(question) = question_at(content, path).filter(|_| !is_harmless) {
                self.doubtful.insert(question.code.to_string());
            }
        }
    }

    fn replace(&mut self, value: &mut Value, reason: &Refusal) {
        let Some((last, above)) = reason.field.split_last() else { return };
        let Some(holder) = at(value, above).and_then(Value::as_object_mut) else { return };
        let stand_in = match (last.as_str(), &reason.problem) {
            ("code", _) => {
                self.doubtful.extend(holder.get("code").and_then(Value::as_str).map(str::to_owned));
                Some(format!("put-aside-{}", self.paths.len()).into())
            }
            ("nb", _) => Some(TEXT.into()),
            ("kind", Problem::Required) => Some("SHORT_TEXT".into()),
            (list, Problem::TooMany { max }) => {
                let mut kept = holder.get(list).cloned().unwrap_or_default();
                if let Some(items) = kept.as_array_mut() {
                    items.truncate(*max);
                }
                self.is_lost = true;
                Some(kept)
            }
            _ => None,
        };
        match stand_in {
            Some(stand_in) => holder.insert(last.clone(), stand_in),
            None => holder.remove(last),
        };
        if !matches!(reason.problem, Problem::TooMany { .. }) {
            self.paths.push(reason.field.clone());
        }
    }
}

fn at<'v>(value: &'v mut Value, path: &[String]) -> Option<&'v mut Value> {
    path.iter().try_fold(value, |value, step| match value {
        Value::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
        value => value.get_mut(step),
    })
}

/// Whether something is wrong with so much that codes of questions are not known.
fn is_questions(path: &[String]) -> bool {
    let steps: Vec<&str> = path.iter().map(String::as_str).collect();
    matches!(
        steps.as_slice(),
        ["sections"]
            | ["sections", _]
            | ["sections", _, "questions"]
            | ["sections", _, "questions", _]
            | ["sections", _, "questions", _, "code"]
    )
}

fn question_at<'c>(content: &'c Content, path: &[String]) -> Option<&'c Question> {
    let [sections, section, questions, question, _, ..] = path else { return None };
    if sections != "sections" || questions != "questions" {
        return None;
    }
    content.sections.get(section.parse::<usize>().ok()?)?.questions.get(question.parse::<usize>().ok()?)
}

fn rule<'q>(question: &'q Question, field: &str) -> Option<&'q Expression> {
    question.rules().find(|(name, ..)| *name == field).map(|(_, _, rule)| rule)
}
