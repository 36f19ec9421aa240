//! What owners of the example study answer: drawn from the seed of the study, after their archetype. Pure: the same study, round
//! and owner answer the same, whoever else there is and in whatever order they are asked.

use serde::Deserialize;

use super::study::{Archetype, ByCode, Choice, Part, Question, Questionnaire, Round, Study};

/// How far answers lie from the level of their owner at most.
const SPREAD: f64 = 0.35;
/// How far the level of an owner lies from that of its archetype at most.
const BETWEEN_OWNERS: f64 = 0.08;
/// How often something is written where one may.
const WRITES: f64 = 0.45;
/// How often an owner goes through its services one by one where one may.
const FILLS_IN: f64 = 0.5;

/// Who answers.
pub(super) struct Respondent<'a> {
    /// The code that the platform has for the owner.
    pub(super) code: &'a str,
    /// Whether the study followed it up.
    pub(super) followed_up: bool,
    /// Its services that have not moved yet.
    pub(super) left: &'a [Service],
}

/// A service as the registry has it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Service {
    /// Its key.
    pub(super) id: String,
    pub(super) code: Option<String>,
    pub(super) name: String,
    /// Such as `SUBMISSION`.
    pub(super) kind: String,
    pub(super) target: Option<String>,
    pub(super) status: String,
    pub(super) planned_on: Option<String>,
    pub(super) obstacle: Option<String>,
}

/// An answer to a question, or to a row of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) question: String,
    pub(super) part: Option<String>,
    /// The service that it is about, in a row of its own.
    pub(super) item: Option<String>,
    pub(super) said: Said,
}

/// What is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// These options, by their codes.
    Options(Vec<String>),
    Number(usize),
    Text(String),
    /// A day.
    Date(String),
    DontKnow,
    NotRelevant,
}

/// All answers of an owner in a round, in the order of the questionnaire; questions that are not shown have none.
pub(super) fn answers(
    study: &Study,
    questionnaire: &Questionnaire,
    round: &Round,
    who: &Respondent<'_>,
) -> Vec<Answer> {
    let Some((kind, archetype)) = study.archetype_of(who.code) else { return Vec::new() };
    let mut mind = Mind { study, round, who, kind, archetype, said: Vec::new() };
    for section in &questionnaire.sections {
        for question in &section.questions {
            if mind.is_asked(&question.code) {
                mind.answer(&section.code, question);
            }
        }
    }
    mind.said
}

/// An owner while it answers.
struct Mind<'a> {
    study: &'a Study,
    round: &'a Round,
    who: &'a Respondent<'a>,
    kind: &'a str,
    archetype: &'a Archetype,
    said: Vec<Answer>,
}

impl Mind<'_> {
    /// As the rules of the questionnaire have it; the group with a row for each service is optional.
    fn is_asked(&self, question: &str) -> bool {
        match question {
            "Q14" | "Q17" => !self.who.left.is_empty(),
            "Q22" => !self.has_said("Q21", &["a"]),
            "Q24" => self.has_said("Q23", &["p", "m"]),
            _ => true,
        }
    }

    fn has_said(&self, question: &str, options: &[&str]) -> bool {
        let chose = |said: &Said| match said {
            Said::Options(chosen) => chosen.iter().any(|code| options.contains(&code.as_str())),
            _ => false,
        };
        self.said.iter().any(|answer| answer.question == question && chose(&answer.said))
    }

    fn answer(&mut self, dimension: &str, question: &Question) {
        match question.kind.as_str() {
            "NUMBER" => self.say(question, None, Said::Number(self.who.left.len())),
            "NUMBER_GRID" => self.count_kinds(question),
            "LONG_TEXT" => self.write(question),
            "REPEATING_GROUP" => self.fill_in(dimension, question),
            "MATRIX" => {
                for row in &question.parts {
                    let said = self.of_row(dimension, question, &row.code);
                    self.say(question, Some(&row.code), said);
                }
            }
            "MULTIPLE_CHOICE" => {
                let chosen = self.choose_some(question);
                self.say(question, None, Said::Options(chosen));
            }
            _ => {
                let said = self.of_choice(dimension, question);
                self.say(question, None, said);
            }
        }
    }

    fn say(&mut self, question: &Question, part: Option<&str>, said: Said) {
        self.said.push(Answer {
            question: question.code.clone(),
            part: part.map(str::to_owned),
            item: None,
            said,
        });
    }

    /// 0 to 1, always the same about the same thing.
    fn draw(&self, question: &str, about: &str) -> f64 {
        draw(self.study.seed, &[self.who.code, &self.round.code, question, about])
    }

    /// What sets this owner apart from others of its archetype, in all rounds: −1 to 1.
    fn bent(&self) -> f64 {
        2.0 * draw(self.study.seed, &[self.who.code]) - 1.0
    }

    fn level(&self, dimension: &str) -> f64 {
        let of = |levels: &ByCode| levels.get(dimension).copied().unwrap_or(0.0);
        let followed_up = if self.who.followed_up { of(&self.study.followed_up.levels) } else { 0.0 };
        of(&self.archetype.levels) + followed_up + self.round.level + BETWEEN_OWNERS * self.bent()
    }

    fn does_not_know(&self, question: &Question, about: &str) -> bool {
        let base = self.archetype.dont_know;
        let here = base + self.study.uncertain.get(&question.code).unwrap_or(&0.0) * base / 0.2;
        let followed_up = if self.who.followed_up { self.study.followed_up.dont_know } else { 1.0 };
        let likely = here * followed_up * self.round.dont_know * (1.0 - 0.5 * self.bent());
        question.allows_dont_know && self.draw(&question.code, about) < likely.min(0.9)
    }

    /// The option whose score is nearest to where the answer lies.
    fn nearest<'q>(
        &self,
        level: f64,
        question: &str,
        about: &str,
        options: &[&'q Choice],
    ) -> Option<&'q Choice> {
        let (one, other) =
            (self.draw(question, &format!("{about}/1")), self.draw(question, &format!("{about}/2")));
        let lies = level + SPREAD * (one + other - 1.0);
        let distance = |choice: &Choice| choice.score.map_or(f64::INFINITY, |score| (score - lies).abs());
        options.iter().copied().min_by(|a, b| distance(a).total_cmp(&distance(b)))
    }

    fn of_choice(&self, dimension: &str, question: &Question) -> Said {
        let code = &question.code;
        if self.draw(code, "not relevant") < *self.archetype.not_relevant.get(code).unwrap_or(&0.0) {
            return Said::NotRelevant;
        }
        let is_done = code == "Q21" && self.who.left.is_empty();
        if !is_done && self.does_not_know(question, "don't know") {
            return Said::DontKnow;
        }
        // Nobody is done who has services left, and nobody has any who is done.
        let is_open = |choice: &&Choice| code != "Q21" || (choice.code == "a") == is_done;
        let scored: Vec<&Choice> =
            question.options.iter().filter(|choice| choice.score.is_some()).filter(is_open).collect();
        match self.nearest(self.level(dimension), code, "value", &scored) {
            Some(choice) => Said::Options(vec![choice.code.clone()]),
            None => Said::Options(self.weighed(question, "1", &[]).into_iter().collect()),
        }
    }

    fn of_row(&self, dimension: &str, question: &Question, row: &str) -> Said {
        let code = &question.code;
        let unneeded = question.options.iter().find(|choice| choice.score.is_none());
        if let Some(unneeded) = unneeded
            && self.draw(code, &format!("{row} needed")) < self.archetype.not_needed
        {
            return Said::Options(vec![unneeded.code.clone()]);
        }
        if self.does_not_know(question, row) {
            return Said::DontKnow;
        }
        let level = self.level(dimension) + self.archetype.rows.get(row).unwrap_or(&0.0);
        let scored: Vec<&Choice> = question.options.iter().filter(|choice| choice.score.is_some()).collect();
        let chosen = self.nearest(level, code, row, &scored);
        Said::Options(chosen.map(|choice| choice.code.clone()).into_iter().collect())
    }

    /// How many services there are of each kind, in the words of the questionnaire.
    fn count_kinds(&mut self, question: &Question) {
        let row_of = |kind: &str| match kind {
            "SUBMISSION" => "a",
            "LINK" => "b",
            "MESSAGE" => "c",
            "BROKER" => "d",
            "CONSENT" => "e",
            "API" => "g",
            _ => "f",
        };
        for row in &question.parts {
            let count = self.who.left.iter().filter(|service| row_of(&service.kind) == row.code).count();
            self.say(question, Some(&row.code), Said::Number(count));
        }
    }

    /// Goes through the services that are left: says what is on file of each again, and how sure one is of the plan.
    fn fill_in(&mut self, dimension: &str, question: &Question) {
        if self.draw(&question.code, "fills in") >= FILLS_IN {
            return;
        }
        for service in self.who.left {
            for part in &question.parts {
                let said = self.of_service(dimension, question, part, service);
                self.said.extend(said.map(|said| Answer {
                    question: question.code.clone(),
                    part: Some(part.code.clone()),
                    item: Some(service.id.clone()),
                    said,
                }));
            }
        }
    }

    fn of_service(
        &self,
        dimension: &str,
        question: &Question,
        part: &Part,
        service: &Service,
    ) -> Option<Said> {
        let text = |text: &Option<String>| text.clone().filter(|text| !text.is_empty()).map(Said::Text);
        let option = |code: &str| {
            let known = part.options.iter().any(|choice| choice.code == code);
            known.then(|| Said::Options(vec![code.to_owned()]))
        };
        match part.code.as_str() {
            "navn" => Some(Said::Text(service.name.clone())),
            "kode" => text(&service.code),
            "type" => option(&service.kind.to_lowercase()),
            "maal" => option(service.target.as_deref().unwrap_or("undecided")),
            "status" => option(&service.status.to_lowercase()),
            "produksjon" => service.planned_on.clone().map(Said::Date),
            "hinder" => text(&service.obstacle),
            "sikkerhet" => {
                // Keys differ from one making of the study to the next; names do not.
                let drawn = self.draw(&question.code, &service.name) - 0.5;
                let sure = (self.level(dimension) + SPREAD * drawn).clamp(0.0, 0.999);
                let choice = part.options.get(place(sure, part.options.len()))?;
                Some(Said::Options(vec![choice.code.clone()]))
            }
            _ => None,
        }
    }

    fn write(&mut self, question: &Question) {
        let texts = self.study.texts.get(&question.code).and_then(|texts| texts.get(self.kind));
        let Some(texts) = texts.filter(|texts| !texts.is_empty()) else { return };
        if self.draw(&question.code, "writes") < WRITES {
            let place = place(self.draw(&question.code, "text"), texts.len());
            self.say(question, None, Said::Text(texts[place].clone()));
        }
    }

    /// One to three options, those that weigh more rather than others, in the order in which they stand.
    fn choose_some(&self, question: &Question) -> Vec<String> {
        let most = question.format.at_most.unwrap_or(3).min(3);
        let wanted = 1 + place(self.draw(&question.code, "how many"), most);
        let alone = self.study.alone.get(&question.code);
        let mut chosen: Vec<String> = Vec::new();
        for turn in 0..wanted {
            let Some(code) = self.weighed(question, &turn.to_string(), &chosen) else { break };
            if alone == Some(&code) {
                if chosen.is_empty() {
                    chosen.push(code);
                    break;
                }
                continue;
            }
            chosen.push(code);
        }
        let in_order = question.options.iter().filter(|choice| chosen.contains(&choice.code));
        in_order.map(|choice| choice.code.clone()).collect()
    }

    /// One option by weight, none of those that were taken; each as likely as others where nothing is said.
    fn weighed(&self, question: &Question, turn: &str, taken: &[String]) -> Option<String> {
        let weights = self.archetype.choices.get(&question.code);
        let weight = |code: &str| weights.map_or(1.0, |weights| weights.get(code).copied().unwrap_or(0.0));
        let free: Vec<&Choice> =
            question.options.iter().filter(|choice| !taken.contains(&choice.code)).collect();
        let whole: f64 = free.iter().map(|choice| weight(&choice.code)).sum();
        let mut rest = self.draw(&question.code, turn) * whole;
        for choice in free.iter().filter(|choice| weight(&choice.code) > 0.0) {
            rest -= weight(&choice.code);
            if rest < 0.0 {
                return Some(choice.code.clone());
            }
        }
        None
    }
}

/// The place in a list of so many that a draw falls on.
pub(super) fn place(draw: f64, length: usize) -> usize {
    (0..length).find(|place| draw * as_f64(length) < as_f64(place + 1)).unwrap_or(0)
}

fn as_f64(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}

/// 0 to 1, 1 excluded: always the same about the same thing. FNV-1a over what it is about, mixed as SplitMix64 does (Steele, Lea and
/// Flood, Fast splittable pseudorandom number generators, OOPSLA 2014), and cut to 32 bits.
pub(super) fn draw(seed: u64, about: &[&str]) -> f64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ seed;
    for part in about {
        for byte in part.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    let mut mixed = hash.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^= mixed >> 31;
    let upper = u32::try_from(mixed >> 32).unwrap_or(u32::MAX);
    f64::from(upper) / (f64::from(u32::MAX) + 1.0)
}

#[cfg(test)]
mod tests;
