//! History in the schema.

use ::entity::id::StudyId;
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};

use super::{Of, SubjectKind, history_entry};
use crate::Cx;
use crate::auth::AccountById;
use crate::auth::graphql::Account;
use crate::graphql::base::{self, Paged, Result};

/// What was done to something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(name = "HistoryAction", remote = "super::Action")]
pub enum HistoryAction {
    /// It was made.
    Created,
    /// Something about it was changed.
    Changed,
    /// It was retired.
    Retired,
    /// It was brought back.
    BroughtBack,
    /// It was removed.
    Removed,
}

/// What kind of thing was changed. New kinds may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum HistorySubject {
    /// A service owner.
    Organization,
    /// A contact.
    Contact,
    /// A service.
    Service,
    /// A capability of the platform.
    Capability,
    /// What a study says of a service owner: its place in the frame, and where it stands.
    FrameMember,
}

/// What kind of person or program made a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "super::ByWhom")]
pub enum ByWhom {
    /// A command, or the demo.
    System,
    /// A person with an account.
    Account,
    /// A service owner, by a personal link.
    Respondent,
}

/// One field, before and after.
#[derive(SimpleObject)]
pub struct FieldChange {
    /// Its name, as in the schema.
    pub field: String,
    /// What it was, as JSON; null where it was nothing, and for what is known of people.
    pub from: Option<String>,
    /// What it is since, as JSON; null where it is nothing, and for what is known of people.
    pub to: Option<String>,
}

impl From<&history_entry::FieldChange> for FieldChange {
    fn from(change: &history_entry::FieldChange) -> Self {
        let written = |value: &serde_json::Value| (!value.is_null()).then(|| value.to_string());
        Self { field: change.field.clone(), from: written(&change.from), to: written(&change.to) }
    }
}

/// Something that somebody did.
pub struct HistoryEntry(history_entry::Model);

/// Something that somebody did.
#[Object]
impl HistoryEntry {
    /// Key.
    async fn id(&self) -> ID {
        base::id("historyEntry", self.0.id.0)
    }

    /// When.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }

    /// What kind of person or program it was.
    async fn by_whom(&self) -> ByWhom {
        self.0.by_whom.into()
    }

    /// The account, where it was one.
    async fn account(&self, ctx: &Context<'_>) -> Result<Option<Account>> {
        let Some(id) = self.0.account_id else { return Ok(None) };
        Ok(base::load(ctx, AccountById(id)).await?.map(|row| Account(row.into())))
    }

    /// What kind of thing was changed.
    async fn subject_kind(&self) -> HistorySubject {
        match self.0.subject_kind {
            _ if self.0.study_id.is_some() => HistorySubject::FrameMember,
            SubjectKind::Organization => HistorySubject::Organization,
            SubjectKind::Contact => HistorySubject::Contact,
            SubjectKind::Service => HistorySubject::Service,
            SubjectKind::Capability => HistorySubject::Capability,
        }
    }

    /// Key of the study, where it is about an owner's place in its frame; else null.
    async fn study_id(&self) -> Option<ID> {
        self.0.study_id.map(|study| base::id("study", study.0))
    }

    /// Key of what was changed, as `node` takes it; of a frame member that of the owner.
    async fn subject_id(&self) -> ID {
        base::id(kind_name(self.0.subject_kind), self.0.subject_id)
    }

    /// What was done.
    async fn action(&self) -> HistoryAction {
        self.0.action.into()
    }

    /// Which fields were changed; at most 50.
    async fn changes(&self) -> Vec<FieldChange> {
        self.0.changes.0.iter().map(Into::into).collect()
    }
}

const KINDS: [SubjectKind; 4] =
    [SubjectKind::Organization, SubjectKind::Contact, SubjectKind::Service, SubjectKind::Capability];

const fn kind_name(kind: SubjectKind) -> &'static str {
    match kind {
        SubjectKind::Organization => "organization",
        SubjectKind::Contact => "contact",
        SubjectKind::Service => "service",
        SubjectKind::Capability => "capability",
    }
}

/// Whose history a key asks for; nothing for keys of other things.
fn asked(of: &ID, with_belongings: bool, study: Option<StudyId>) -> Option<Of> {
    let (name, key) = base::split_id(of)?;
    if name == "study" {
        let same = study.is_none_or(|study| study.0 == key);
        return same.then_some(Of::Frame(key.into()));
    }
    let kind = KINDS.into_iter().find(|kind| kind_name(*kind) == name)?;
    match (kind, study) {
        (SubjectKind::Organization, Some(study)) => Some(Of::Framed(study, key.into())),
        (_, Some(_)) => None,
        (SubjectKind::Organization, None) if with_belongings => Some(Of::Owner(key.into())),
        (kind, None) => Some(Of::Thing(kind, key)),
    }
}

/// Questions about history.
#[derive(Default)]
pub struct HistoryQuery;

#[Object]
impl HistoryQuery {
    /// What was done to a service owner, a contact, a service or a capability, or to the frame of a study, the latest
    /// first; nothing for keys of other things. For those who may change the registry, or the frame of that study.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Key of the thing.")] of: ID,
        #[graphql(
            default,
            desc = "Of a service owner: together with everything that belongs to it, its contacts and services, and its \
                    places in the frames of studies that are yours."
        )]
        with_belongings: bool,
        #[graphql(desc = "Of a service owner: only what this study says of it.")] study_id: Option<ID>,
        #[graphql(desc = "How many, 1 to 100; 25 where not said.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
    ) -> Result<Option<Paged<HistoryEntry>>> {
        let cx = Cx::of(ctx)?;
        let page = base::page(first, after)?;
        let study = base::optional_id("study", study_id.as_ref())?;
        let Some(of) = asked(&of, with_belongings, study) else {
            cx.actor.require_someone().map_err(base::to_graphql)?;
            return Ok(None);
        };
        let found = base::found(super::list(cx, of, &page).await)?;
        Ok(found.map(|found| base::connection(&page, found, |row| row.id.0, HistoryEntry)))
    }
}
