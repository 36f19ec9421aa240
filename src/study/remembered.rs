//! What history keeps of a frame: who came in, what was said of them, and who was taken out.

use ::entity::id::{OrganizationId, StudyId};
use serde_json::json;

use super::{frame_member, stakeholder_position};
use crate::Cx;
use crate::db::stored_name;
use crate::history::{self, Action, Fields, Subject, SubjectKind, history_entry};

/// What a study says of an owner.
#[derive(Clone, Debug)]
pub struct Said {
    /// Its place in the frame.
    pub member: frame_member::Model,
    /// Where it stands, as far as somebody has said.
    pub position: Option<stakeholder_position::Model>,
}

/// What is remembered of saying something of an owner, or of saying it for the first time; nothing where nothing changes.
pub(super) fn entry_of_saying(cx: &Cx, before: Option<&Said>, after: &Said) -> Option<history_entry::Model> {
    let (action, changes) = match before {
        Some(before) => (Action::Changed, history::between(fields(before), fields(after))),
        None => (Action::Created, history::from_nothing(fields(after))),
    };
    let is_something = before.is_none() || !changes.is_empty();
    is_something.then(|| history::entry(cx, subject(after), action, changes))
}

/// What is remembered of taking an owner out.
pub(super) fn entry_of_removal(cx: &Cx, said: &Said) -> history_entry::Model {
    history::entry(cx, subject(said), Action::Removed, history::to_nothing(fields(said)))
}

fn subject(said: &Said) -> Subject {
    let (study, owner): (StudyId, OrganizationId) = (said.member.study_id, said.member.organization_id);
    Subject { kind: SubjectKind::Organization, id: owner.0, owner: Some(owner), study: Some(study) }
}

fn fields(Said { member, position }: &Said) -> Fields {
    let position = position.as_ref();
    vec![
        ("stratum", json!(member.stratum)),
        ("followedUp", json!(member.followed_up)),
        ("reason", json!(member.reason)),
        ("influence", json!(position.map(|position| stored_name(&position.influence)))),
        ("interest", json!(position.map(|position| stored_name(&position.interest)))),
        ("attitude", json!(position.and_then(|position| position.attitude.as_ref().map(stored_name)))),
        ("expectations", json!(position.and_then(|position| position.expectations.as_deref()))),
    ]
}
