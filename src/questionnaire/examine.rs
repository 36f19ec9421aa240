//! What speaks against publishing a version, and what had better be known beforehand.

use std::collections::HashSet;

use ::entity::id::QuestionnaireVersionId;
use ::entity::questionnaire_version::VersionStatus;
use chrono::NaiveDate;

use super::content::Content;
use super::dry_run::{self, Setup};
use super::{find, queries, questionnaire_version};
use crate::Cx;
use crate::auth::Permission;
use crate::error::{Error, Problem, Refusal, Refusals};

/// Synthetic respondents that look a version over before it is published.
const RESPONDENTS: u32 = 300;
/// Work that they may be.
const WORK: usize = 1_000_000;

/// What speaks against publishing a version.
#[derive(Clone, Debug, PartialEq)]
pub struct Examined {
    /// What keeps it from being published: what is missing, and what is certain to stop respondents.
    pub obstacles: Vec<Refusal>,
    /// What it can be published with, but had better not be: texts without English, and where synthetic respondents got no further.
    pub warnings: Vec<Refusal>,
}

/// What would keep a version from being published; it is not published by this.
///
/// # Errors
/// [`Error::NotFound`] where there is no such version, or it is not theirs.
pub async fn publishability(
    cx: &Cx,
    id: QuestionnaireVersionId,
) -> Result<(questionnaire_version::Model, Examined), Error> {
    let version = find::authorized(cx, id, Permission::EditQuestionnaires).await?;
    let mut examined = of(cx, &version).await?;
    if version.status != VersionStatus::Draft {
        examined.obstacles.insert(0, Refusal::new("versionId", Problem::NotADraft));
    }
    Ok((version, examined))
}

/// Examines a version that the caller may publish. Outside any transaction: it takes its time.
pub(super) async fn of(cx: &Cx, version: &questionnaire_version::Model) -> Result<Examined, Error> {
    let stored = queries::with_content(cx.db(), vec![version.clone()]).await?.pop().ok_or(Error::NotFound)?;
    let content = stored.content()?;
    let today = cx.now().with_timezone(&chrono_tz::Europe::Oslo).date_naive();
    dry_run::in_turn(move || examine(&content, today)).await
}

/// Examines what a version asks, on this day. This blocks, for no longer than a small dry run.
#[must_use]
pub fn examine(content: &Content, today: NaiveDate) -> Examined {
    let mut refusals = Refusals::new();
    content.check_publishable(&mut refusals);
    let obstacles = refusals.into_reasons();
    let mut examined = Examined { obstacles, warnings: content.warnings() };
    examined.try_out(content, today);
    examined
}

impl Examined {
    /// Adds what synthetic respondents met, of questions that nothing is said of yet.
    fn try_out(&mut self, content: &Content, today: NaiveDate) {
        let told: HashSet<String> = self
            .obstacles
            .iter()
            .filter(|obstacle| is_of_question(obstacle))
            .map(|obstacle| obstacle.field[1].clone())
            .collect();
        let report =
            dry_run::dry_run(content, Setup { respondents: RESPONDENTS, seed: 1, today, work: WORK });
        for unreached in report.unreached.iter().filter(|one| !told.contains(&one.code)) {
            let path = format!("questions.{}.visibleWhen", unreached.code);
            self.warnings.push(Refusal::new(&path, Problem::PerhapsNeverShown));
        }
        for end in &report.dead_ends {
            match &end.code {
                None => self.warnings.push(Refusal::new("sections", Problem::NothingAsked)),
                Some(code) if told.contains(code) => {}
                // Where nobody can get further whatever is answered, the check of the rules has said so. Here it is one respondent:
                // others may have answered what this one skipped, be another owner, or come on another day.
                Some(code) => {
                    let path = format!("questions.{code}.validWhen");
                    self.warnings.push(Refusal::new(&path, Problem::PerhapsDeadEnd));
                }
            }
        }
    }
}

/// Whether it is about one question otherwise than in a text.
fn is_of_question(obstacle: &Refusal) -> bool {
    obstacle.field.first().is_some_and(|first| first == "questions")
        && obstacle.field.len() > 1
        && obstacle.problem != Problem::TranslationMissing
}
