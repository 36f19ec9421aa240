//! What these tests listen to, put into the database as it is.

use entity::id::{
    ContactId, InvitationId, OrganizationId, QuestionnaireId, QuestionnaireVersionId, RoundId, StudyId,
};
use entity::invitation::InvitationStatus;
use entity::questionnaire_version::VersionStatus;
use entity::{
    Language, LocalizedText, contact, invitation, organization, questionnaire, questionnaire_version, round,
    study,
};
use sea_orm::{ActiveModelTrait as _, IntoActiveModel as _};
use trespor::events::Event;

use crate::harness::TestApp;

fn text(nb: &str) -> LocalizedText {
    LocalizedText { nb: nb.to_owned(), nn: None, en: None }
}

/// A round of an empty questionnaire to which nobody is invited.
pub(super) async fn empty_round(app: &TestApp) -> RoundId {
    let cx = app.system();
    let now = cx.now();
    let txn = cx.begin().await.unwrap();
    let study = study::Model {
        id: StudyId::new(),
        name: text("S"),
        language: Language::Nb,
        smallest_group: 5,
        synthetic: true,
        created_at: now,
    };
    let asked = questionnaire::Model {
        id: QuestionnaireId::new(),
        study_id: study.id,
        code: "Q".to_owned(),
        created_at: now,
    };
    let version = questionnaire_version::Model {
        id: QuestionnaireVersionId::new(),
        questionnaire_id: asked.id,
        number: 1,
        revision: 1,
        title: text("V"),
        status: VersionStatus::Draft,
        content_hash: None,
        created_at: now,
        published_at: None,
        retired_at: None,
    };
    let round = round::Model {
        id: RoundId::new(),
        study_id: study.id,
        version_id: version.id,
        name: text("R"),
        opens_at: now,
        closes_at: now + chrono::Duration::days(1),
        created_at: now,
        client_key: None,
        invited_at: Some(now),
        paused_at: None,
        mails_per_minute: None,
        sends_receipts: true,
        sends_thanks: false,
        start_from: round::StartFrom::Nothing,
        start_round_id: None,
        languages: None,
        anonymous: false,
        settled_at: None,
        needs_approval: false,
    };
    let id = round.id;
    study.into_active_model().insert(&*txn).await.unwrap();
    asked.into_active_model().insert(&*txn).await.unwrap();
    version.into_active_model().insert(&*txn).await.unwrap();
    round.into_active_model().insert(&*txn).await.unwrap();
    txn.commit().await.unwrap();
    id
}

/// Invites an owner to the round; `told` says whether those who listen are told.
pub(super) async fn invite_one(app: &TestApp, round: RoundId, told: bool) {
    let cx = app.system();
    let now = cx.now();
    let mut txn = cx.begin().await.unwrap();
    let owner = organization::Model {
        id: OrganizationId::new(),
        orgnr: "974760673".to_owned(),
        name: text("O"),
        aliases: organization::Aliases::default(),
        sector: None,
        stratum: None,
        platform_code: None,
        language: Language::Nb,
        search_text: "o".to_owned(),
        sort_key: vec![1],
        created_at: now,
        updated_at: now,
        retired_at: None,
    };
    let person = contact::Model {
        id: ContactId::new(),
        organization_id: owner.id,
        name: "P".to_owned(),
        email: "p@etat.example".to_owned(),
        language: None,
        is_primary: true,
        created_at: now,
    };
    let invited = invitation::Model {
        id: InvitationId::new(),
        round_id: round,
        organization_id: owner.id,
        contact_id: person.id,
        status: InvitationStatus::Queued,
        language: Language::Nb,
        queued_at: now,
        sent_at: None,
        opened_at: None,
        started_at: None,
        submitted_at: None,
        declined_at: None,
        decline_reason: None,
        reminded_at: None,
        thanked_at: None,
        revoked_at: None,
    };
    owner.into_active_model().insert(&*txn).await.unwrap();
    person.into_active_model().insert(&*txn).await.unwrap();
    invited.into_active_model().insert(&*txn).await.unwrap();
    if told {
        txn.announce(Event::Round(round));
    }
    txn.commit().await.unwrap();
}
