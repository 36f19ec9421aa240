//! The rounds of the example study: each opens, is answered and closes in its own time.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;
use chrono::{DateTime, Duration, NaiveTime, Utc};
use serde_json::{Value, json};

use super::answers::{self, Answer, Respondent, Said, Service};
use super::api::{Api, text};
use super::links::Links;
use super::story::example;
use super::study::{Questionnaire, Round, Study};
use crate::{mail, round};

/// Answers come from this share of the time that a round has been open …
const FIRST_ANSWER: f64 = 0.02;
/// … to this one.
const LAST_ANSWER: f64 = 0.97;
/// A reminder that is due on a holiday leaves no more than so many days later.
const REMINDED_WITHIN_DAYS: i64 = 5;
/// When one looks for what is due, in hours after midnight (UTC): people work in Norway then, in summer and in winter.
const LOOKS_AT: Duration = Duration::hours(9);

/// What all rounds share.
pub(super) struct Rounds<'a> {
    pub(super) study: &'a Study,
    pub(super) questionnaire: &'a Questionnaire,
    /// Nobody yet.
    pub(super) api: &'a Api,
    /// Key of the study.
    pub(super) study_id: String,
    /// Key of the version that is asked.
    pub(super) version: String,
    /// The owners that were followed up.
    pub(super) followed_up: BTreeSet<String>,
    pub(super) keys: Keys,
    pub(super) links: Links,
}

/// What a round came to.
pub(super) struct Told {
    /// Its key.
    pub(super) id: String,
    /// The first of those who answer nothing: the owner's name, and the token of its link.
    pub(super) waiting: Option<(String, String)>,
}

/// An owner that is asked.
struct Asked {
    code: String,
    name: String,
    email: String,
}

/// What happens in a round.
enum Event<'a> {
    Answer {
        owner: &'a Asked,
        submit: bool,
    },
    Decline {
        owner: &'a Asked,
        reason: &'a str,
    },
    /// What is due is done, and mails leave.
    Look,
}

impl Rounds<'_> {
    /// Opens a round, lets owners answer it, and sees it through to its end, or to now. `desk` is an analyst who has just signed in.
    pub(super) async fn tell(
        &mut self,
        plan: &Round,
        desk: &Api,
        now: DateTime<Utc>,
        say: &impl Fn(&str) -> anyhow::Result<()>,
    ) -> anyhow::Result<Told> {
        let app = desk.app();
        let (opens, closes) = plan.time.at(now);
        let id = self.open(plan, desk, opens, closes).await?;
        mail::deliver_due(app).await?;
        self.links.read_new(&app.settings.mail.folder)?;
        let asked = asked(desk, &id).await?;
        let left = left_by_owner(desk).await?;

        let (mut submitted, answering) = (0, asked.iter().filter(|owner| submits(plan, owner)).count());
        for (at, event) in self.events(plan, &asked, opens, closes.min(now)) {
            app.clock.move_to(at);
            match event {
                Event::Look => look(desk).await?,
                Event::Decline { owner, reason } => self.decline(owner, reason).await?,
                Event::Answer { owner, submit } => {
                    let left = left.get(&owner.code).map(Vec::as_slice).unwrap_or_default();
                    self.respond(plan, owner, left, submit).await?;
                    submitted += usize::from(submit);
                    if submit && (submitted % 20 == 0 || submitted == answering) {
                        say(&format!("  {submitted} of {} have answered", asked.len()))?;
                    }
                }
            }
        }
        if closes < now {
            app.clock.move_to(closes + Duration::hours(1));
        }
        look(desk).await?;
        let first = plan.silent.first();
        let waiting = asked.iter().find(|owner| first == Some(&owner.code));
        let waiting = waiting.map(|owner| {
            Ok::<_, anyhow::Error>((owner.name.clone(), self.links.to(&owner.email)?.to_owned()))
        });
        Ok(Told { id, waiting: waiting.transpose()? })
    }

    async fn open(
        &self,
        plan: &Round,
        desk: &Api,
        opens: DateTime<Utc>,
        closes: DateTime<Utc>,
    ) -> anyhow::Result<String> {
        let input = json!({
            "studyId": self.study_id,
            "versionId": self.version,
            "name": plan.name,
            "closesAt": closes.to_rfc3339(),
            "sendsReceipts": plan.receipts,
            "reminders": [{
                "at": (opens + Duration::days(plan.reminder_after_days)).to_rfc3339(),
                "kind": "REMINDER",
            }],
        });
        let opened = desk.run(example!("open-round"), json!({ "input": input })).await?;
        text(&opened, "/round/id")
    }

    /// What happens from the opening until then, in order.
    fn events<'e>(
        &self,
        plan: &'e Round,
        asked: &'e [Asked],
        opens: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Vec<(DateTime<Utc>, Event<'e>)> {
        let open_for = until - opens;
        let moment = |share: f64| {
            let thousandths = i32::try_from(answers::place(share, 1_000)).unwrap_or_default();
            opens + open_for / 1_000 * thousandths
        };
        let mut events = Vec::new();
        for owner in asked {
            let drawn = answers::draw(self.study.seed, &[&owner.code, &plan.code, "when"]);
            let at = moment(FIRST_ANSWER + (LAST_ANSWER - FIRST_ANSWER) * drawn);
            match plan.declined.get(&owner.code) {
                Some(reason) => events.push((at, Event::Decline { owner, reason })),
                None if plan.silent.contains(&owner.code) => {}
                None => events.push((at, Event::Answer { owner, submit: submits(plan, owner) })),
            }
        }
        let due = opens + Duration::days(plan.reminder_after_days);
        let midnight = due.date_naive().and_time(NaiveTime::MIN).and_utc();
        let looks = (0..=REMINDED_WITHIN_DAYS).map(|days| midnight + Duration::days(days) + LOOKS_AT);
        events.extend(looks.filter(|at| (due..until).contains(at)).map(|at| (at, Event::Look)));
        events.sort_by_key(|(at, _)| *at);
        events
    }

    /// Follows the link in an owner's mail.
    async fn follow(&self, owner: &Asked) -> anyhow::Result<Api> {
        let token = self.links.to(&owner.email)?;
        let opened = self.api.run(example!("open-invitation"), json!({ "token": token })).await?;
        Ok(self.api.with_token(text(&opened, "/accessToken")?))
    }

    async fn decline(&self, owner: &Asked, reason: &str) -> anyhow::Result<()> {
        let respondent = self.follow(owner).await?;
        respondent.run(example!("decline-invitation"), json!({ "reason": reason })).await.map(drop)
    }

    /// Follows the link in an owner's mail, answers, and submits.
    async fn respond(
        &self,
        plan: &Round,
        owner: &Asked,
        left: &[Service],
        submit: bool,
    ) -> anyhow::Result<()> {
        let respondent = self.follow(owner).await?;
        let followed_up = self.followed_up.contains(&owner.code);
        let who = Respondent { code: &owner.code, followed_up, left };
        let mut said = answers::answers(self.study, self.questionnaire, plan, &who);
        if !submit {
            said.truncate(said.len() / 2);
        }
        let answers =
            said.iter().map(|answer| self.keys.input(answer)).collect::<anyhow::Result<Vec<_>>>()?;
        let saved = respondent.run(example!("save-answers"), json!({ "answers": answers })).await?;
        let clashes = saved["clashes"].as_array().map_or(0, Vec::len);
        anyhow::ensure!(clashes == 0, "answers of {} clash: {saved}", owner.name);
        if submit {
            let submitted = respondent.run(example!("submit-response"), json!({})).await;
            submitted.with_context(|| format!("{} cannot submit", owner.name))?;
        }
        Ok(())
    }
}

fn submits(plan: &Round, owner: &Asked) -> bool {
    !plan.silent.contains(&owner.code) && !plan.started.contains(&owner.code)
}

/// Does what is due: what the workers of a server do.
async fn look(desk: &Api) -> anyhow::Result<()> {
    round::run_due(desk.app()).await?;
    mail::deliver_due(desk.app()).await?;
    Ok(())
}

/// Everybody that a round has written to.
async fn asked(desk: &Api, round: &str) -> anyhow::Result<Vec<Asked>> {
    let pages = every_page(desk, example!("invitations"), json!({ "roundId": round })).await?;
    let one = |invitation: &Value| {
        Ok(Asked {
            code: text(invitation, "/organization/platformCode")?,
            name: text(invitation, "/organization/name")?,
            email: text(invitation, "/contact/email")?,
        })
    };
    pages.iter().map(one).collect()
}

/// The services that have not moved, by owner.
async fn left_by_owner(desk: &Api) -> anyhow::Result<BTreeMap<String, Vec<Service>>> {
    let filter = json!({ "statuses": ["NOT_STARTED", "MAPPING", "DEVELOPING", "TESTING"] });
    let mut left: BTreeMap<String, Vec<Service>> = BTreeMap::new();
    for service in every_page(desk, example!("services"), json!({ "filter": filter })).await? {
        let owner = text(&service, "/organization/platformCode")?;
        left.entry(owner).or_default().push(serde_json::from_value(service)?);
    }
    Ok(left)
}

/// All nodes of a connection, page by page.
async fn every_page(desk: &Api, document: &str, mut variables: Value) -> anyhow::Result<Vec<Value>> {
    let mut nodes = Vec::new();
    loop {
        let page = desk.run(document, variables.clone()).await?;
        nodes.extend(page["nodes"].as_array().into_iter().flatten().cloned());
        if page["pageInfo"]["hasNextPage"] != json!(true) {
            return Ok(nodes);
        }
        variables["after"] = page["pageInfo"]["endCursor"].clone();
    }
}

/// The keys of questions, their rows and their options, which answers name.
#[derive(Default)]
pub(super) struct Keys {
    questions: BTreeMap<(String, Option<String>), String>,
    options: BTreeMap<(String, String), String>,
}

impl Keys {
    /// Of a version, as `read-questionnaire.graphql` answers.
    pub(super) fn of(version: &Value) -> anyhow::Result<Self> {
        let mut keys = Self::default();
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        for question in list(&version["sections"]).iter().flat_map(|section| list(&section["questions"])) {
            let code = text(&question, "/code")?;
            keys.questions.insert((code.clone(), None), text(&question, "/id")?);
            for part in list(&question["parts"]) {
                let part_code = text(&part, "/code")?;
                for option in list(&part["options"]) {
                    let of = format!("{code}.{part_code}");
                    keys.options.insert((of, text(&option, "/code")?), text(&option, "/id")?);
                }
                keys.questions.insert((code.clone(), Some(part_code)), text(&part, "/id")?);
            }
            for option in list(&question["options"]) {
                keys.options.insert((code.clone(), text(&option, "/code")?), text(&option, "/id")?);
            }
        }
        Ok(keys)
    }

    /// An answer as `saveAnswers` takes it.
    fn input(&self, answer: &Answer) -> anyhow::Result<Value> {
        let unknown = || format!("the questionnaire does not ask {answer:?}");
        let asked = (answer.question.clone(), answer.part.clone());
        let mut input =
            json!({ "questionId": self.questions.get(&asked).with_context(unknown)?, "state": "ANSWERED" });
        if let Some(item) = &answer.item {
            input["item"] = json!(item);
        }
        match &answer.said {
            Said::Options(codes) => {
                // The options of a matrix belong to the whole, those of a group to its fields.
                let of = match (&answer.part, &answer.item) {
                    (Some(part), Some(_)) => format!("{}.{part}", answer.question),
                    _ => answer.question.clone(),
                };
                let id = |code: &String| self.options.get(&(of.clone(), code.clone()));
                let ids = codes.iter().map(id).collect::<Option<Vec<_>>>().with_context(unknown)?;
                input["optionIds"] = json!(ids);
            }
            Said::Number(number) => input["number"] = json!(number),
            Said::Text(text) => input["text"] = json!(text),
            Said::Date(day) => input["date"] = json!(day),
            Said::DontKnow => input["state"] = json!("DONT_KNOW"),
            Said::NotRelevant => input["state"] = json!("NOT_RELEVANT"),
        }
        Ok(input)
    }
}
