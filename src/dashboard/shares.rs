//! What owners add to the figures of a round, from what is so now.

use std::collections::{BTreeMap, HashMap};

use ::entity::id::{OrganizationId, ResponseId, RoundId};
use ::entity::question::QuestionKind;

use super::queries::{self, Facts};
use super::sums::{Cell, Group, Share};
use crate::db::Executor;
use crate::error::Error;
use crate::questionnaire::{StoredQuestion, StoredVersion};
use crate::response::{Frozen, FrozenState};
use crate::results::State;

/// What goes before the name of a place in which owners stand that have no value, such as «don't know».
const NO_VALUE: char = '~';
/// What goes before the code of a question in the name of an axis.
const BY_ANSWER: &str = "question:";

/// What owners can be grouped by: what is known of them, and questions that say nothing about maturity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Axis<'a> {
    Stratum,
    Sector,
    FollowedUp,
    Language,
    /// The code of a question.
    Question(&'a str),
}

impl Axis<'_> {
    /// Its name where figures are kept.
    pub(super) fn name(self) -> String {
        match self {
            Self::Stratum => "stratum".to_owned(),
            Self::Sector => "sector".to_owned(),
            Self::FollowedUp => "followed_up".to_owned(),
            Self::Language => "language".to_owned(),
            Self::Question(code) => format!("{BY_ANSWER}{code}"),
        }
    }

    /// The group of those with a value.
    pub(super) fn group_of(self, value: &str) -> Group {
        self.group(member(State::Answered, Some(value)))
    }

    fn group(self, member: String) -> Group {
        Group { axis: self.name(), member }
    }
}

/// Whether an axis of this name goes by what was answered.
pub(super) fn goes_by_answer(axis: &str) -> bool {
    axis.starts_with(BY_ANSWER)
}

/// The name of a group, where figures are kept.
fn member(state: State, code: Option<&str>) -> String {
    match code {
        None => format!("{NO_VALUE}{}", state.name()),
        // A value that begins so itself has it twice.
        Some(code) if code.starts_with(NO_VALUE) => format!("{NO_VALUE}{code}"),
        Some(code) => code.to_owned(),
    }
}

/// What the name of a group says.
pub(super) fn place(member: &str) -> (String, Option<String>) {
    match member.strip_prefix(NO_VALUE) {
        Some(value) if value.starts_with(NO_VALUE) => {
            (State::Answered.name().to_owned(), Some(value.to_owned()))
        }
        Some(state) => (state.to_owned(), None),
        None => (State::Answered.name().to_owned(), Some(member.to_owned())),
    }
}

/// The name of the stratum of an owner, where figures are kept; of those that have none as well.
pub(super) fn stratum(facts: &Facts) -> String {
    member(State::Unknown, facts.stratum.as_deref())
}

/// Whether owners are grouped by what they answered to a question: a choice whose options have no score.
pub(super) fn groups_owners(question: &StoredQuestion) -> bool {
    let is_choice = matches!(question.asked.kind, QuestionKind::SingleChoice | QuestionKind::MultipleChoice);
    is_choice && question.options.iter().all(|option| option.score.is_none())
}

/// Which groups are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Groups {
    /// All that there are.
    All,
    /// Those by what is known of owners; whether those by answers are there is left open.
    Background,
}

/// What these owners add to the figures of a round as it is now; of those that it does not ask, nothing. A bounded number of statements
/// for every thousand. Submissions are read only for the groups that go by what was answered.
pub(super) async fn shares(
    db: &impl Executor,
    version: &StoredVersion,
    round: RoundId,
    owners: &[OrganizationId],
    groups: Groups,
) -> Result<BTreeMap<OrganizationId, Share>, Error> {
    let facts = queries::facts(db, round, owners).await?;
    let responses: Vec<ResponseId> = facts.iter().filter_map(|facts| facts.response).collect();
    let scores = queries::scores(db, &responses).await?;
    let overall = queries::overall_scores(db, &responses).await?;
    let mut submitted = match groups {
        Groups::All if version.questions().any(groups_owners) => queries::submissions(db, &responses).await?,
        _ => HashMap::new(),
    };
    let mut shares = BTreeMap::new();
    for facts in facts {
        let mut groups = of_owner(&facts);
        let content = facts.response.and_then(|response| submitted.remove(&response));
        if let Some(content) = content {
            let frozen: Frozen = serde_json::from_value(content).map_err(anyhow::Error::from)?;
            groups.extend(of_answers(version, &frozen));
        }
        let in_each = facts.response.and_then(|response| scores.get(&response)).into_iter().flatten();
        let in_all = facts.response.and_then(|response| overall.get(&response));
        let cells = in_each.map(Cell::from).chain(in_all.map(Cell::from)).collect();
        let share = Share { invited: facts.invited, responded: facts.responded, groups, cells };
        shares.insert(facts.owner, share);
    }
    Ok(shares)
}

/// The groups that an owner is in by what is known of it.
fn of_owner(facts: &Facts) -> Vec<Group> {
    let group = |axis: Axis<'_>, value: Option<&str>| axis.group(member(State::Unknown, value));
    let followed_up = facts.followed_up.map(|yes| if yes { "yes" } else { "no" });
    vec![
        group(Axis::Stratum, facts.stratum.as_deref()),
        group(Axis::Sector, facts.sector.as_deref()),
        group(Axis::FollowedUp, followed_up),
        group(Axis::Language, Some(&facts.language)),
    ]
}

/// The groups that an owner is in by what it submitted: one for each question, or one for each option that it chose of several.
fn of_answers(version: &StoredVersion, frozen: &Frozen) -> Vec<Group> {
    let answers: HashMap<&str, _> =
        frozen.answers.iter().map(|answer| (answer.question.as_str(), answer)).collect();
    let hidden = frozen.not_shown.as_deref().unwrap_or_default();
    let mut groups = Vec::new();
    for question in version.questions().filter(|question| groups_owners(question)) {
        let code = question.question.code.as_str();
        let axis = Axis::Question(code);
        let without = |state| axis.group(member(state, None));
        match answers.get(code) {
            Some(answer) => match answer.state {
                FrozenState::Answered => {
                    groups.extend(answer.options.iter().map(|option| axis.group(option.clone())));
                }
                FrozenState::DontKnow => groups.push(without(State::DontKnow)),
                FrozenState::NotRelevant => groups.push(without(State::NotRelevant)),
            },
            None if hidden.iter().any(|hidden| hidden == code) => groups.push(without(State::NotShown)),
            None => groups.push(without(State::NotAnswered)),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_never_taken_for_a_state() {
        for value in ["stat", "", "~unknown", "~", "~~", "unknown"] {
            let told = place(&member(State::Unknown, Some(value)));
            assert_eq!(told, (State::Answered.name().to_owned(), Some(value.to_owned())));
        }
        let without = member(State::DontKnow, None);
        assert_eq!(place(&without), (State::DontKnow.name().to_owned(), None));
        assert_ne!(without, member(State::Unknown, Some(&without)));
    }
}
