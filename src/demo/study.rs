//! What the example study is made from: `examples/demo/study.json` and the questionnaire, as values. Pure.

use std::collections::BTreeMap;

use anyhow::Context as _;
use chrono::{DateTime, Duration, NaiveTime, Utc};
use serde::Deserialize;
use serde_json::Value;

/// The questionnaire of the study, with its maturity model.
pub(super) const QUESTIONNAIRE: &str = include_str!("../../examples/questionnaires/altinn-maturity.json");
const STUDY: &str = include_str!("../../examples/demo/study.json");

/// When a round that is open now was opened, in hours after midnight (UTC) …
const OPENS_AT: Duration = Duration::hours(7);
/// … and when it closes.
const CLOSES_AT: Duration = Duration::hours(14);

/// Values by the code of a dimension, a question or an option.
pub(super) type ByCode<T = f64> = BTreeMap<String, T>;

/// The study: its rounds, and what kinds of owners there are.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Study {
    /// For whoever reads the file.
    #[serde(rename = "about")]
    _about: String,
    /// What all answers are drawn from.
    pub(super) seed: u64,
    /// What `createStudy` takes.
    pub(super) study: Value,
    pub(super) followed_up: FollowedUp,
    /// Options of multiple choices that are chosen alone.
    pub(super) alone: ByCode<String>,
    /// How much likelier «don't know» is to single questions, for an archetype that says so of one in five.
    pub(super) uncertain: ByCode,
    pub(super) rounds: Vec<Round>,
    pub(super) archetypes: ByCode<Archetype>,
    /// What is written to a question, by archetype.
    pub(super) texts: ByCode<ByCode<Vec<String>>>,
}

/// What being followed up does to answers.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct FollowedUp {
    /// Added to the level of each dimension.
    pub(super) levels: ByCode,
    /// «Don't know» is so many times as likely.
    pub(super) dont_know: f64,
}

/// A kind of owner.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Archetype {
    /// What it is called in the case.
    #[serde(rename = "is")]
    _is: String,
    /// Its owners, by the code that the platform has for them.
    pub(super) owners: Vec<String>,
    /// About where its answers lie in each dimension, 0 to 1.
    pub(super) levels: ByCode,
    /// How likely «don't know» is, 0 to 1.
    pub(super) dont_know: f64,
    /// How likely it is not to need something of the platform, 0 to 1.
    pub(super) not_needed: f64,
    /// How likely «not relevant» is to single questions, 0 to 1.
    #[serde(default)]
    pub(super) not_relevant: ByCode,
    /// Added to the level of single rows of a matrix.
    #[serde(default)]
    pub(super) rows: ByCode,
    /// Weights of options, for choices without scores; options that are not named are not chosen.
    pub(super) choices: ByCode<ByCode>,
}

/// A round.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Round {
    pub(super) code: String,
    /// What `openRound` takes.
    pub(super) name: Value,
    #[serde(flatten)]
    pub(super) time: Time,
    /// Tables of services that come to be known before it opens: files of `examples/demo`, without their ending.
    pub(super) tables: Vec<String>,
    /// Added to the level of every dimension.
    pub(super) level: f64,
    /// «Don't know» is so many times as likely.
    pub(super) dont_know: f64,
    /// Who answers nothing.
    pub(super) silent: Vec<String>,
    /// Who begins, and does not submit.
    pub(super) started: Vec<String>,
    /// Who of those who answer nothing says so, and why.
    #[serde(default)]
    pub(super) declined: ByCode<String>,
    /// When those who have not answered are reminded.
    pub(super) reminder_after_days: i64,
    /// Whether whoever submits gets a mail.
    pub(super) receipts: bool,
}

/// When a round takes answers.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Time {
    /// It is over.
    #[serde(rename_all = "camelCase")]
    Past { opens_at: DateTime<Utc>, closes_at: DateTime<Utc> },
    /// It is open now.
    #[serde(rename_all = "camelCase")]
    Now { opens_days_ago: i64, closes_in_days: i64 },
}

impl Time {
    /// When it opens and closes, where it is so late.
    pub(super) fn at(self, now: DateTime<Utc>) -> (DateTime<Utc>, DateTime<Utc>) {
        match self {
            Self::Past { opens_at, closes_at } => (opens_at, closes_at),
            Self::Now { opens_days_ago, closes_in_days } => {
                let midnight =
                    |days: i64| (now + Duration::days(days)).date_naive().and_time(NaiveTime::MIN).and_utc();
                (midnight(-opens_days_ago) + OPENS_AT, midnight(closes_in_days) + CLOSES_AT)
            }
        }
    }
}

impl Study {
    pub(super) fn read() -> anyhow::Result<Self> {
        serde_json::from_str(STUDY).context("examples/demo/study.json")
    }

    /// The archetype of an owner with its name.
    pub(super) fn archetype_of(&self, owner: &str) -> Option<(&str, &Archetype)> {
        let of = |archetype: &Archetype| archetype.owners.iter().any(|code| code == owner);
        self.archetypes.iter().find(|(_, found)| of(found)).map(|(name, found)| (name.as_str(), found))
    }
}

/// The questionnaire as far as answers need it.
#[derive(Debug, Deserialize)]
pub(super) struct Questionnaire {
    pub(super) sections: Vec<Section>,
}

/// A section; those that are scored have the code of their dimension.
#[derive(Debug, Deserialize)]
pub(super) struct Section {
    pub(super) code: String,
    pub(super) questions: Vec<Question>,
}

/// A question.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Question {
    pub(super) code: String,
    pub(super) kind: String,
    #[serde(default)]
    pub(super) options: Vec<Choice>,
    #[serde(default)]
    pub(super) parts: Vec<Part>,
    #[serde(default)]
    pub(super) allows_dont_know: bool,
    #[serde(default)]
    pub(super) format: Format,
}

/// An option.
#[derive(Debug, Deserialize)]
pub(super) struct Choice {
    pub(super) code: String,
    pub(super) score: Option<f64>,
}

/// A row of a matrix, or a field of a group.
#[derive(Debug, Deserialize)]
pub(super) struct Part {
    pub(super) code: String,
    #[serde(default)]
    pub(super) options: Vec<Choice>,
}

/// Limits.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Format {
    pub(super) at_most: Option<usize>,
}

impl Questionnaire {
    pub(super) fn read() -> anyhow::Result<Self> {
        serde_json::from_str(QUESTIONNAIRE).context("examples/questionnaires/altinn-maturity.json")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_as_large_as_the_case() {
        let study = Study::read().unwrap();
        let of = |name: &str| study.archetypes[name].owners.len();
        let archetypes = ["platform", "pilot", "planned", "small", "supplier", "silent"];
        assert_eq!(archetypes.map(of), [5, 6, 14, 22, 8, 5]);
        assert_eq!(study.rounds.len(), 3);
        for round in &study.rounds {
            for silent in &study.archetypes["silent"].owners {
                assert!(round.silent.contains(silent), "{silent} answers in {}", round.code);
            }
            assert!(round.declined.keys().all(|owner| round.silent.contains(owner)), "{}", round.code);
            for owner in round.silent.iter().chain(&round.started) {
                assert!(study.archetype_of(owner).is_some(), "nobody is {owner}");
            }
        }
        assert_eq!(study.rounds[1].silent.len(), 5, "55 of 60 answer in the sprint");
        let questionnaire = Questionnaire::read().unwrap();
        let questions = || questionnaire.sections.iter().flat_map(|section| &section.questions);
        assert_eq!(questions().count(), 40);
        let known = |code: &String| questions().any(|question| question.code == *code);
        let named =
            study.archetypes.values().flat_map(|kind| kind.choices.keys().chain(kind.not_relevant.keys()));
        assert!(named.chain(study.uncertain.keys()).chain(study.alone.keys()).all(known));
    }
}
