//! History in the schema.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};

use super::{Of, history_entry};
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

    /// Key of what was changed, as `node` takes it.
    async fn subject_id(&self) -> ID {
        base::id(kind_name(self.0.subject_kind), self.0.subject_id)
    }

    /// What was done.
    async fn action(&self) -> HistoryAction {
        self.0.action.into()
    }

    /// Which fields were changed; at most 50.
    async fn changes(&self) -> Vec<FieldChange> {
        let written = |value: &serde_json::Value| (!value.is_null()).then(|| value.to_string());
        let change = |change: &history_entry::FieldChange| FieldChange {
            field: change.field.clone(),
            from: written(&change.from),
            to: written(&change.to),
        };
        self.0.changes.0.iter().map(change).collect()
    }
}

const KINDS: [super::SubjectKind; 4] = [
    super::SubjectKind::Organization,
    super::SubjectKind::Contact,
    super::SubjectKind::Service,
    super::SubjectKind::Capability,
];

const fn kind_name(kind: super::SubjectKind) -> &'static str {
    match kind {
        super::SubjectKind::Organization => "organization",
        super::SubjectKind::Contact => "contact",
        super::SubjectKind::Service => "service",
        super::SubjectKind::Capability => "capability",
    }
}

/// Questions about history.
#[derive(Default)]
pub struct HistoryQuery;

#[Object]
impl HistoryQuery {
    /// What was done to a service owner, a contact, a service or a capability, the latest first; nothing for keys of
    /// other things. For those who may change the registry.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Key of the thing.")] of: ID,
        #[graphql(
            default,
            desc = "Of a service owner: together with everything that belongs to it, its contacts and services."
        )]
        with_belongings: bool,
        #[graphql(desc = "How many, 1 to 100; 25 where not said.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
    ) -> Result<Option<Paged<HistoryEntry>>> {
        let cx = Cx::of(ctx)?;
        let page = base::page(first, after)?;
        let asked = base::split_id(&of)
            .and_then(|(name, key)| Some((KINDS.into_iter().find(|kind| kind_name(*kind) == name)?, key)));
        let of = match asked {
            Some((super::SubjectKind::Organization, key)) if with_belongings => Of::Owner(key.into()),
            Some((kind, key)) => Of::Thing(kind, key),
            None => {
                cx.actor.require_someone().map_err(base::to_graphql)?;
                return Ok(None);
            }
        };
        let found = base::found(super::list(cx, of, &page).await)?;
        Ok(found.map(|found| base::connection(&page, found, |row| row.id.0, HistoryEntry)))
    }
}
