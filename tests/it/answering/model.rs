//! Saving against a simple model: any order, any retry, any number of people. What was acknowledged is there, and nobody's answer is
//! replaced by one who had not seen it.

use std::collections::{BTreeMap, HashMap};

use entity::id::QuestionId;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestRunner};
use sea_orm::ConnectionTrait as _;
use trespor::Cx;
use trespor::graphql::base;
use trespor::response::{ClientKey, Given, SaveAnswer, Saved, Saving, save};

use crate::harness::{TestApp, both};
use crate::question_kinds::{Asked, find};
use crate::world::text;

const CASES: usize = 24;
const PEOPLE: usize = 3;
/// What is answered: a question or part, and a row.
const CELLS: [(&str, &str); 6] = [
    ("number", ""),
    ("grid.form", ""),
    ("grid.link", ""),
    ("group.volume", "r1"),
    ("group.volume", "r2"),
    ("group.volume", "r3"),
];

/// What somebody does.
#[derive(Clone, Debug)]
enum Act {
    /// Saves these: a cell and a number, -1 for one that no question takes, -2 for nothing any more.
    Save { person: usize, cells: Vec<(usize, i32)>, with_key: bool, reply_is_lost: bool },
    /// Sends again what was last sent, to the letter.
    Retry { person: usize },
    /// Looks at what is stored.
    Read { person: usize },
}

fn act() -> impl Strategy<Value = Act> {
    let person = 0..PEOPLE;
    let cells = proptest::collection::vec((0..CELLS.len(), -2..3_i32), 1..5);
    prop_oneof![
        6 => (person.clone(), cells, any::<bool>(), any::<bool>()).prop_map(|(person, cells, with_key, reply_is_lost)| {
            Act::Save { person, cells, with_key, reply_is_lost }
        }),
        2 => person.clone().prop_map(|person| Act::Retry { person }),
        1 => person.prop_map(|person| Act::Read { person }),
    ]
}

/// What was sent: cells with numbers and the revisions that they replace, and perhaps a key.
#[derive(Clone, Debug)]
struct Sent {
    cells: Vec<(usize, i32, Option<i32>)>,
    key: Option<String>,
}

/// By cell, what is stored (-2 for nothing any more) and its revision.
type Stored = BTreeMap<usize, (i32, i32)>;

/// What saving comes to, as simply as it can be said.
#[derive(Default)]
struct Model {
    stored: Stored,
    decided: HashMap<String, Vec<(usize, &'static str)>>,
}

impl Model {
    fn save(&mut self, sent: &Sent) -> Vec<(usize, &'static str)> {
        if let Some(known) = sent.key.as_ref().and_then(|key| self.decided.get(key)) {
            return known.clone();
        }
        let mut refused = Vec::new();
        let mut seen = Vec::new();
        for (place, (cell, number, base)) in sent.cells.iter().enumerate() {
            let again = seen.contains(cell);
            seen.push(*cell);
            match self.stored.get(cell) {
                _ if again => refused.push((place, "Duplicate")),
                _ if *number == -1 => refused.push((place, "TooSmall")),
                None if *number == -2 => {}
                None => {
                    self.stored.insert(*cell, (*number, 1));
                }
                Some((there, _)) if there == number => {}
                Some((_, revision)) if Some(*revision) != *base => refused.push((place, "AnswerChanged")),
                Some((_, revision)) => {
                    let next = revision + 1;
                    self.stored.insert(*cell, (*number, next));
                }
            }
        }
        // Before anything was ever saved there is nothing to remember it by.
        if let Some(key) = &sent.key
            && !self.stored.is_empty()
        {
            self.decided.insert(key.clone(), refused.clone());
        }
        refused
    }
}

/// The cells, as the server knows them.
struct Server {
    cx: Cx,
    questions: Vec<QuestionId>,
}

impl Server {
    async fn of(app: &TestApp, asked: &Asked) -> Self {
        let actor = app.app.authenticate(asked.respondent.token()).await.unwrap();
        let question = |(code, _): &(&str, &str)| {
            base::parse_id("question", &text(&find(&asked.version, code), "/id").into()).unwrap()
        };
        Self { cx: Cx::new(app.app.clone(), actor), questions: CELLS.iter().map(question).collect() }
    }

    async fn save(&self, sent: &Sent) -> Saved {
        let answer = |(cell, number, base_revision): &(usize, i32, Option<i32>)| {
            Ok(SaveAnswer {
                question: self.questions[*cell],
                item: CELLS[*cell].1.to_owned(),
                given: if *number == -2 { Given::Nothing } else { Given::Number(f64::from(*number)) },
                base_revision: *base_revision,
            })
        };
        let client_key =
            sent.key.clone().map(|key| ClientKey { key, content_hash: format!("{:?}", sent.cells) });
        save(&self.cx, Saving { answers: sent.cells.iter().map(answer).collect(), client_key }).await.unwrap()
    }

    fn stored(&self, saved: &Saved) -> Stored {
        let mut stored = Stored::new();
        for answer in &saved.answers {
            let is_it = |(cell, question): &(usize, &QuestionId)| {
                **question == answer.row.question_id && CELLS[*cell].1 == answer.row.item
            };
            let (cell, _) = self.questions.iter().enumerate().find(is_it).unwrap();
            #[expect(clippy::cast_possible_truncation, reason = "small whole numbers went in")]
            let number = answer.row.number.map_or(-2, |number| number as i32);
            stored.insert(cell, (number, answer.row.revision));
        }
        stored
    }
}

fn told(saved: &Saved) -> Vec<(usize, String)> {
    let one = |refusal: &trespor::error::Refusal| {
        let name = format!("{:?}", refusal.problem);
        let name = name.split([' ', '{']).next().unwrap_or_default().to_owned();
        (refusal.field[1].parse().unwrap(), name)
    };
    saved.refusals.iter().map(one).collect()
}

/// Begins anew.
async fn forget(app: &TestApp) {
    let txn = app.system().begin().await.unwrap();
    txn.execute_unprepared("DELETE FROM response").await.unwrap();
    txn.commit().await.unwrap();
}

async fn follow(server: &Server, acts: &[Act]) {
    let mut model = Model::default();
    let mut views: Vec<Stored> = vec![Stored::new(); PEOPLE];
    let mut last: Vec<Option<Sent>> = vec![None; PEOPLE];
    for (number, act) in acts.iter().enumerate() {
        let (person, sent, reply_is_lost) = match act {
            Act::Read { person } => {
                views[*person] = model.stored.clone();
                continue;
            }
            Act::Retry { person } => match last[*person].clone() {
                Some(sent) => (*person, sent, false),
                None => continue,
            },
            Act::Save { person, cells, with_key, reply_is_lost } => {
                let base = |cell: usize| views[*person].get(&cell).map(|(_, revision)| *revision);
                let cells = cells.iter().map(|(cell, number)| (*cell, *number, base(*cell))).collect();
                (*person, Sent { cells, key: with_key.then(|| format!("key {number}")) }, *reply_is_lost)
            }
        };
        last[person] = Some(sent.clone());
        let wanted = model.save(&sent);
        let saved = server.save(&sent).await;
        let wanted: Vec<(usize, String)> =
            wanted.into_iter().map(|(place, problem)| (place, problem.to_owned())).collect();
        assert_eq!(told(&saved), wanted, "{number} of {acts:?}");
        assert_eq!(server.stored(&saved), model.stored, "{number} of {acts:?}");
        let clashes = wanted.iter().filter(|(_, problem)| problem == "AnswerChanged").count();
        assert_eq!(saved.clashes.len(), clashes);
        if !reply_is_lost {
            views[person].clone_from(&model.stored);
        }
    }
}

/// What came of one of several saves at once: its cells, and what was acknowledged of them.
async fn at_once(server: &Server, acts: Vec<Vec<(usize, i32)>>) {
    let all = Sent { cells: (0..CELLS.len()).map(|cell| (cell, 0, None)).collect(), key: None };
    let mut before = server.stored(&server.save(&all).await);
    for turn in acts.chunks(PEOPLE) {
        let sents: Vec<Sent> = turn
            .iter()
            .map(|cells| {
                let cells: BTreeMap<usize, i32> = cells.iter().copied().collect();
                let cells = cells.into_iter().map(|(cell, number)| (cell, number, Some(before[&cell].1)));
                Sent { cells: cells.collect(), key: None }
            })
            .collect();
        let saved = futures_util::future::join_all(sents.iter().map(|sent| server.save(sent))).await;
        let after = server.stored(&server.save(&Sent { cells: vec![(0, -1, None)], key: None }).await);
        for cell in 0..CELLS.len() {
            let acknowledged = sents.iter().zip(&saved).flat_map(|(sent, saved)| {
                let refused: Vec<usize> = told(saved).into_iter().map(|(place, _)| place).collect();
                let there = sent.cells.iter().enumerate();
                there
                    .filter(move |(place, _)| !refused.contains(place))
                    .map(|(_, one)| *one)
                    .collect::<Vec<_>>()
            });
            let of_cell: Vec<i32> =
                acknowledged.filter(|(of, ..)| *of == cell).map(|(_, number, _)| number).collect();
            let (there, revision) = after[&cell];
            // All built on the same revision: at most one of them replaced it, and the others wanted the same or were told.
            assert!(revision <= before[&cell].1 + 1, "{turn:?}");
            let kept = |number: &i32| *number == there || *number == before[&cell].0;
            assert!(of_cell.iter().all(kept), "cell {cell}: {of_cell:?} and {there} of {turn:?}");
            assert!(revision > before[&cell].1 || there == before[&cell].0);
        }
        before = after;
    }
}

both! {
    async fn saving_keeps_to_the_model(app: TestApp) {
        let asked = Asked::new(&app).await;
        let server = Server::of(&app, &asked).await;
        let mut runner = TestRunner::new(Config::default());
        let acts = proptest::collection::vec(act(), 1..16);
        for _ in 0..CASES {
            let acts = acts.new_tree(&mut runner).unwrap().current();
            follow(&server, &acts).await;
            forget(&app).await;
        }
    }

    async fn of_saves_at_the_same_time_none_is_lost_unseen(app: TestApp) {
        let asked = Asked::new(&app).await;
        let server = Server::of(&app, &asked).await;
        let mut runner = TestRunner::new(Config::default());
        let cells = proptest::collection::vec((0..CELLS.len(), 0..3_i32), 1..5);
        let acts = proptest::collection::vec(cells, 30..31);
        let acts = acts.new_tree(&mut runner).unwrap().current();
        at_once(&server, acts).await;
    }
}
