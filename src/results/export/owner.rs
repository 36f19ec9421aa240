use std::collections::{BTreeSet, HashMap, HashSet};

use ::entity::id::{OrganizationId, QuestionId};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};

use crate::questionnaire::content::Kind as _;
use crate::questionnaire::{Answerable, StoredQuestion};
use crate::results::queries::{Exported, NotShown, SaidRow};

/// What was said to a question, row or field.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    /// The state, by the name that is stored.
    pub(super) state: String,
    pub(super) number: Option<f64>,
    pub(super) text: Option<String>,
    pub(super) date: Option<NaiveDate>,
    /// Codes of the options chosen.
    pub(super) options: Vec<String>,
    /// What it is to what was said in an earlier round, by the name that is stored.
    pub(super) origin: Option<String>,
}

/// An owner of the population with all that it said, or an anonymous response.
#[derive(Clone, Debug)]
pub(super) struct OwnerAnswers {
    pub(super) exported: Exported,
    /// When the response that counts was submitted; absent where there is none, and of an anonymous one.
    pub(super) submitted_at: Option<String>,
    said: HashMap<(QuestionId, String), Said>,
    not_shown: HashSet<QuestionId>,
}

/// How an owner stands to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stand {
    Answered,
    DontKnow,
    NotRelevant,
    NotShown,
    NotAnswered,
    NonRespondent,
}

impl Stand {
    /// All of them.
    pub(super) const ALL: [Self; 6] = [
        Self::Answered,
        Self::DontKnow,
        Self::NotRelevant,
        Self::NotShown,
        Self::NotAnswered,
        Self::NonRespondent,
    ];

    /// Its code.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::DontKnow => "dont_know",
            Self::NotRelevant => "not_relevant",
            Self::NotShown => "not_shown",
            Self::NotAnswered => "not_answered",
            Self::NonRespondent => "non_respondent",
        }
    }

    /// Its code as it stands among those of options, which never have brackets.
    pub(super) const fn in_brackets(self) -> &'static str {
        match self {
            Self::Answered => "[answered]",
            Self::DontKnow => "[dont_know]",
            Self::NotRelevant => "[not_relevant]",
            Self::NotShown => "[not_shown]",
            Self::NotAnswered => "[not_answered]",
            Self::NonRespondent => "[non_respondent]",
        }
    }

    fn of(state: &str) -> Self {
        match state {
            "answered" => Self::Answered,
            "dont_know" => Self::DontKnow,
            "not_relevant" => Self::NotRelevant,
            _ => Self::NotAnswered,
        }
    }
}

impl OwnerAnswers {
    /// Whether there is a response that counts.
    pub(super) fn has_responded(&self) -> bool {
        self.submitted_at.is_some() || self.exported.owner().is_none()
    }

    /// The same as a code.
    pub(super) fn status(&self) -> &'static str {
        if self.has_responded() { "responded" } else { Stand::NonRespondent.code() }
    }

    /// What was said to a question or row, or to a field in a row of its group.
    pub(super) fn said(&self, asked: QuestionId, item: &str) -> Option<&Said> {
        // The row is a text of its own in the key; few answers are in one.
        self.said.get(&(asked, item.to_owned()))
    }

    /// How the owner stands to a question as a whole, or to a row of it.
    pub(super) fn stand(&self, question: &StoredQuestion, asked: &Answerable<'_>) -> Stand {
        if !self.has_responded() {
            return Stand::NonRespondent;
        }
        if self.not_shown.contains(&asked.id) {
            return Stand::NotShown;
        }
        let whole = self.said(question.question.id, "");
        if let Some(said) = whole.or_else(|| self.said(asked.id, "")) {
            return Stand::of(&said.state);
        }
        let is_whole = asked.id == question.question.id;
        let has_parts = is_whole && question.asked.kind.has_parts();
        if has_parts && !self.items(question).is_empty() { Stand::Answered } else { Stand::NotAnswered }
    }

    /// How the owner stands to a field in a row of its group.
    pub(super) fn stand_in_row(&self, field: QuestionId, item: &str) -> Stand {
        self.said(field, item).map_or(Stand::NotAnswered, |said| Stand::of(&said.state))
    }

    /// The rows in which anything is said, in order; of what has no rows of its own, one without a name where it is.
    pub(super) fn items(&self, question: &StoredQuestion) -> BTreeSet<&str> {
        let parts: HashSet<QuestionId> = question.parts.iter().map(|part| part.question.id).collect();
        let beneath = self.said.keys().filter(|(asked, _)| parts.contains(asked));
        beneath.map(|(_, item)| item.as_str()).collect()
    }
}

/// Gives each owner what it said.
pub(super) fn put_together(
    owners: Vec<Exported>,
    submitted: Vec<(OrganizationId, DateTime<Utc>)>,
    said: Vec<SaidRow>,
    chosen: Vec<(OrganizationId, QuestionId, String, String)>,
    not_shown: Vec<NotShown>,
) -> Vec<OwnerAnswers> {
    let mut submitted: HashMap<OrganizationId, DateTime<Utc>> = submitted.into_iter().collect();
    let mut found: HashMap<OrganizationId, OwnerAnswers> = HashMap::new();
    let order: Vec<OrganizationId> = owners.iter().map(|owner| owner.id).collect();
    for exported in owners {
        let at = submitted.remove(&exported.id).map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true));
        let answers =
            OwnerAnswers { submitted_at: at, said: HashMap::new(), not_shown: HashSet::new(), exported };
        found.insert(answers.exported.id, answers);
    }
    for SaidRow { owner, question, item, state, number, text, date } in said {
        if let Some(answers) = found.get_mut(&owner) {
            let said = Said { state, number, text, date, options: Vec::new(), origin: None };
            answers.said.insert((question, item), said);
        }
    }
    for (owner, question, item, code) in chosen {
        let said = found.get_mut(&owner).and_then(|answers| answers.said.get_mut(&(question, item)));
        if let Some(said) = said {
            said.options.push(code);
        }
    }
    for (owner, question) in not_shown {
        if let Some(answers) = found.get_mut(&owner) {
            answers.not_shown.insert(question);
        }
    }
    order.iter().filter_map(|owner| found.remove(owner)).collect()
}

/// Gives each answer what it is to what was said in an earlier round.
pub(super) fn add_origins(
    owners: &mut [OwnerAnswers],
    origins: Vec<(OrganizationId, QuestionId, String, String)>,
) {
    let mut by_owner: HashMap<OrganizationId, Vec<(QuestionId, String, String)>> = HashMap::new();
    for (owner, question, item, origin) in origins {
        by_owner.entry(owner).or_default().push((question, item, origin));
    }
    for answers in owners {
        for (question, item, origin) in by_owner.remove(&answers.exported.id).unwrap_or_default() {
            if let Some(said) = answers.said.get_mut(&(question, item)) {
                said.origin = Some(origin);
            }
        }
    }
}
