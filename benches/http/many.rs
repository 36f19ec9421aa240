//! A round of very many owners, beside one of sixty: what a director looks at first must take as long for both.
//!
//! The large round is made from the small one, which came to be through the API: each owner of it stands for many, with a number, a
//! name and keys of its own, and the same contact, invitation, response and scores. Submissions are kept without their answers, since no
//! figure that is measured here reads them.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use entity::id::{ContactId, InvitationId, OrganizationId, ResponseId, RoundId, SubmissionId};
use entity::{
    contact, figure_due, frame_member, invitation, organization, overall_score, population_member, response,
    round, round_model, score, submission,
};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait, IntoActiveModel, ModelTrait, QueryFilter as _,
};
use serde_json::{Value, json};
use trespor::Cx;
use trespor::app::App;
use trespor::auth::Actor;
use trespor::clock::Clock;
use trespor::graphql::base;

use crate::database::Database;
use crate::load::{self, Expected, Lane, post};
use crate::scenarios::{CONNECTIONS, DASHBOARD, Scenario};
use crate::servers::Server;
use crate::study::Study;

/// By which it is chosen.
pub(crate) const NAME: &str = "many owners";

/// Owners that are written in one transaction.
const AT_ONCE: usize = 500;

const GROUPS: &str = "query Groups($roundId: ID!) { maturityDashboard(roundId: $roundId) {
    groups(by: { background: STRATUM }) { category { code } population responded dimensions { scored mean lower upper } }
} }";
const FIRST_PAGE: &str = "query FirstPage($roundId: ID!) { maturityDashboard(roundId: $roundId) {
    population responded
    owners(first: 25) { nodes { organization { name } submittedAt scores { point lower upper level { number } } } }
} }";
const MISSING: &str = "query Missing($roundId: ID!) { maturityDashboard(roundId: $roundId) {
    population responded nonRespondents(first: 25) { nodes { name } }
} }";

/// Makes a round of so many owners, from the round of the study. Waits until the server has brought its figures up to date.
pub(crate) async fn make(
    database: &Database,
    server: &Server,
    study: &Study,
    owners: usize,
) -> anyhow::Result<String> {
    let app = App::start(database.settings(&format!("http://{}", server.address))?, Clock::default()).await?;
    let cx = Cx::new(app.clone(), Actor::System);
    let begun = Instant::now();
    let small = base::parse_id("round", &study.round.as_str().into());
    let small = small.map_err(|problem| anyhow::anyhow!("{problem:?}"))?;
    let templates = templates(&cx, small).await?;
    let large = large_round(&cx, small).await?;
    for first in (0..owners).step_by(AT_ONCE) {
        let mut copies = Copies::default();
        for number in first..owners.min(first + AT_ONCE) {
            let template = &templates[number % templates.len()];
            copies.add(template, large, number);
        }
        copies.write(&cx).await?;
    }
    println!("a round of {owners} owners was written in {:.0?}", begun.elapsed());
    let begun = Instant::now();
    while figure_due::Entity::find().one(cx.db()).await?.is_some() {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    println!("its figures were up to date {:.0?} after it was written", begun.elapsed());
    app.db.clone().close().await;
    Ok(base::id("round", large.0).to_string())
}

/// An owner of the small round with all that is kept of it.
struct Template {
    organization: organization::Model,
    contact: contact::Model,
    frame_member: frame_member::Model,
    invitation: invitation::Model,
    answered: Option<Answered>,
}

struct Answered {
    response: response::Model,
    submission: submission::Model,
    scores: Vec<score::Model>,
    overall: overall_score::Model,
}

async fn templates(cx: &Cx, round: RoundId) -> anyhow::Result<Vec<Template>> {
    let db = cx.db();
    let invitations =
        invitation::Entity::find().filter(invitation::Column::RoundId.eq(round)).all(db).await?;
    let mut templates = Vec::new();
    for invitation in invitations {
        let organization = organization::Entity::find_by_id(invitation.organization_id).one(db).await?;
        let contact = contact::Entity::find_by_id(invitation.contact_id).one(db).await?;
        let member = frame_member::Entity::find()
            .filter(frame_member::Column::OrganizationId.eq(invitation.organization_id))
            .one(db)
            .await?;
        let response =
            response::Entity::find().filter(response::Column::InvitationId.eq(invitation.id)).one(db).await?;
        let answered = match response {
            Some(response) => Some(answered(cx, response).await?),
            None => None,
        };
        templates.push(Template {
            organization: organization.context("no owner")?,
            contact: contact.context("no contact")?,
            frame_member: member.context("not in the frame")?,
            invitation,
            answered,
        });
    }
    Ok(templates)
}

async fn answered(cx: &Cx, response: response::Model) -> anyhow::Result<Answered> {
    let (db, id) = (cx.db(), response.id);
    let submission = submission::Entity::find().filter(submission::Column::ResponseId.eq(id)).one(db).await?;
    let scores = score::Entity::find().filter(score::Column::ResponseId.eq(id)).all(db).await?;
    let overall = overall_score::Entity::find_by_id(id).one(db).await?;
    Ok(Answered {
        response,
        submission: submission.context("nothing submitted")?,
        scores,
        overall: overall.context("no score")?,
    })
}

/// A round like the small one, without owners, scored by the same model.
async fn large_round(cx: &Cx, small: RoundId) -> anyhow::Result<RoundId> {
    let txn = cx.begin().await?;
    let row = round::Entity::find_by_id(small).one(&txn).await?.context("no round")?;
    let model = round_model::Entity::find_by_id(small).one(&txn).await?.context("no model")?;
    let id = RoundId::new();
    insert(&txn, vec![round::Model { id, ..row }]).await?;
    insert(&txn, vec![round_model::Model { round_id: id, ..model }]).await?;
    txn.commit().await?;
    Ok(id)
}

/// Rows to be written together.
#[derive(Default)]
struct Copies {
    organizations: Vec<organization::Model>,
    contacts: Vec<contact::Model>,
    frame: Vec<frame_member::Model>,
    population: Vec<population_member::Model>,
    invitations: Vec<invitation::Model>,
    responses: Vec<response::Model>,
    submissions: Vec<submission::Model>,
    scores: Vec<score::Model>,
    overall: Vec<overall_score::Model>,
}

impl Copies {
    fn add(&mut self, template: &Template, round: RoundId, number: usize) {
        let (owner, contact, invitation) = (OrganizationId::new(), ContactId::new(), InvitationId::new());
        let mut organization = template.organization.clone();
        organization.id = owner;
        // A number that no owner made through the API has; its check digit is not looked at here.
        organization.orgnr = format!("9{number:08}");
        organization.platform_code = None;
        organization.sort_key.extend(format!("{number:08}").bytes());
        self.organizations.push(organization);
        let mut person = template.contact.clone();
        (person.id, person.organization_id) = (contact, owner);
        self.contacts.push(person);
        self.frame.push(frame_member::Model {
            organization_id: owner,
            stratum: Some(["stat", "kommune", "fylke"][number % 3].to_owned()),
            ..template.frame_member.clone()
        });
        self.population.push(population_member::Model { round_id: round, organization_id: owner });
        self.invitations.push(invitation::Model {
            id: invitation,
            round_id: round,
            organization_id: owner,
            contact_id: contact,
            ..template.invitation.clone()
        });
        if let Some(answered) = &template.answered {
            self.add_answered(answered, invitation, contact);
        }
    }

    fn add_answered(&mut self, answered: &Answered, invitation: InvitationId, contact: ContactId) {
        let id = ResponseId::new();
        self.responses.push(response::Model { id, invitation_id: invitation, ..answered.response.clone() });
        let mut submission = answered.submission.clone();
        (submission.id, submission.response_id) = (SubmissionId::new(), id);
        submission.submitted_by = contact;
        submission.content["answers"] = json!([]);
        self.submissions.push(submission);
        let scores = answered.scores.iter().map(|row| score::Model { response_id: id, ..row.clone() });
        self.scores.extend(scores);
        self.overall.push(overall_score::Model { response_id: id, ..answered.overall.clone() });
    }

    async fn write(self, cx: &Cx) -> anyhow::Result<()> {
        let txn = cx.begin().await?;
        insert(&txn, self.organizations).await?;
        insert(&txn, self.contacts).await?;
        insert(&txn, self.frame).await?;
        insert(&txn, self.population).await?;
        insert(&txn, self.invitations).await?;
        insert(&txn, self.responses).await?;
        insert(&txn, self.submissions).await?;
        insert(&txn, self.scores).await?;
        insert(&txn, self.overall).await?;
        Ok(txn.commit().await?)
    }
}

/// Rows of which one statement can hold the values on either database.
async fn insert<M>(db: &impl ConnectionTrait, rows: Vec<M>) -> anyhow::Result<()>
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    <M::Entity as EntityTrait>::ActiveModel: Send,
{
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model).peekable();
    while rows.peek().is_some() {
        let some: Vec<_> = rows.by_ref().take(1_000).collect();
        M::Entity::insert_many(some).exec_without_returning(db).await?;
    }
    Ok(())
}

/// The same asked of one server about the large round and about the small one.
pub(crate) async fn scenarios(server: &Server, study: &Study, large: &str) -> anyhow::Result<Vec<Scenario>> {
    let mut all = Vec::new();
    for (name, query) in [
        ("dashboard", DASHBOARD),
        ("by stratum", GROUPS),
        ("first page of owners", FIRST_PAGE),
        ("first page of who is missing", MISSING),
    ] {
        let mut lanes = Vec::new();
        for round in [large, &study.round] {
            let body: Value = json!({ "query": query, "variables": { "roundId": round } });
            let request = post(server.address, "/graphql", Some(&study.analyst), &body.to_string());
            let first = load::once(server.address, &request).await?;
            let answer: Value = serde_json::from_slice(&first)?;
            anyhow::ensure!(answer.get("errors").is_none(), "refused: {answer}");
            let expected = Expected::Length(first.len());
            let lane = || {
                let request = request.clone();
                Lane { request: Box::new(move |_| request.clone()), expected, sent: 0 }
            };
            lanes.push((0..CONNECTIONS).map(|_| lane()).collect());
        }
        let [large, small]: [Vec<Lane>; 2] = lanes.try_into().ok().context("two rounds")?;
        all.push(Scenario { name, lanes: [large, small] });
    }
    Ok(all)
}
