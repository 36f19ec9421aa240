use std::collections::{HashMap, HashSet};

use ::entity::id::QuestionId;

use super::SaveAnswer;
use super::check::MOST_ROWS;
use super::plan::{Against, Key, is_answer};
use super::queries::StoredAnswer;
use crate::error::Problem;
use crate::questionnaire::{Answerable, StoredQuestion};

/// How many rows may ever have had an answer, for each that there is room for; and how many in any case.
const KNOWN: usize = 4;
const LEAST_KNOWN: usize = 100;

/// The rows of repeating groups that there is no room for.
pub(super) struct Rows(HashMap<QuestionId, Full>);

struct Full {
    max: usize,
    items: HashSet<String>,
}

impl Rows {
    /// Reckons with what is there when all of these are saved: a row that is cleared makes room for another.
    pub(super) fn after(
        asked: &HashMap<QuestionId, Answerable<'_>>,
        stored: &HashMap<Key, &StoredAnswer>,
        saves: &[&SaveAnswer],
    ) -> Self {
        let group_of = |question: &QuestionId| asked.get(question).and_then(|asked| asked.group);
        let mut cells: HashMap<(QuestionId, &str), bool> = stored
            .iter()
            .map(|((question, item), answer)| ((*question, item.as_str()), is_answer(&answer.given())))
            .collect();
        cells.extend(saves.iter().map(|save| ((save.question, save.item.as_str()), is_answer(&save.given))));
        let mut groups: HashMap<QuestionId, Counted<'_>> = HashMap::new();
        for (question, item) in stored.keys() {
            if let Some(group) = group_of(question) {
                groups.entry(group.question.id).or_insert_with(|| Counted::of(group)).known.insert(item);
            }
        }
        for ((question, item), _) in cells.iter().filter(|(_, answered)| **answered) {
            if let Some(group) = group_of(question) {
                groups.entry(group.question.id).or_insert_with(|| Counted::of(group)).filled.insert(item);
            }
        }
        let had = stored.iter().filter(|(_, answer)| is_answer(&answer.given()));
        let had: HashSet<(QuestionId, &str)> = had
            .filter_map(|((question, item), _)| Some((group_of(question)?.question.id, item.as_str())))
            .collect();
        let order: Vec<&str> = saves.iter().map(|save| save.item.as_str()).collect();
        Self(groups.into_iter().filter_map(|(id, group)| Some((id, group.full(id, &had, &order)?))).collect())
    }

    /// Whether there is room for the row that the answer is for.
    pub(super) fn check(&self, asked: &Answerable<'_>, save: &SaveAnswer) -> Result<(), Against> {
        let full = asked.group.and_then(|group| self.0.get(&group.question.id));
        match full {
            Some(full) if is_answer(&save.given) && full.items.contains(&save.item) => {
                Err((".item", Problem::NoRoom { max: full.max }))
            }
            _ => Ok(()),
        }
    }
}

/// The rows of a repeating group once all is saved.
struct Counted<'a> {
    max: usize,
    /// Those that something was ever answered in.
    known: HashSet<&'a str>,
    /// Those that something is answered in.
    filled: HashSet<&'a str>,
}

impl<'a> Counted<'a> {
    fn of(group: &StoredQuestion) -> Self {
        let most = group.row.format.most_rows.unwrap_or(MOST_ROWS);
        Self { max: usize::try_from(most).unwrap_or(0), known: HashSet::new(), filled: HashSet::new() }
    }

    /// The rows that are too many, of those that had no answer before, the last ones first; `None` where there is room for all.
    fn full(self, id: QuestionId, had: &HashSet<(QuestionId, &str)>, order: &[&'a str]) -> Option<Full> {
        let fresh = order.iter().filter(|item| self.filled.contains(*item) && !had.contains(&(id, **item)));
        let mut seen = HashSet::new();
        let fresh: Vec<&str> = fresh.copied().filter(|item| seen.insert(*item)).collect();
        let room = self.max.saturating_sub(self.filled.len() - fresh.len());
        // Rows that were cleared leave something behind, so that they are limited too.
        let most_known = (self.max * KNOWN).max(LEAST_KNOWN);
        let mut new = most_known.saturating_sub(self.known.len());
        let mut items = HashSet::new();
        for (place, item) in fresh.into_iter().enumerate() {
            let is_known = self.known.contains(item);
            if place >= room || (!is_known && new == 0) {
                items.insert(item.to_owned());
            } else if !is_known {
                new -= 1;
            }
        }
        (!items.is_empty()).then_some(Full { max: self.max, items })
    }
}
