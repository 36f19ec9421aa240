use std::collections::{BTreeMap, BTreeSet};

use ::entity::Language;
use ::entity::id::{CapabilityId, OrganizationId};

use super::{ServiceKind, ServiceStatus, contact, organization, queries, service};
use crate::Cx;
use crate::auth::{Actor, Permission};
use crate::db::{self, Page, Slice};
use crate::error::Error;
use crate::value::Search;

/// Where a page of things in Norwegian order begins: the sort key and the key of the entry before.
pub type NameCursor = (Vec<u8>, uuid::Uuid);

/// Whether what is retired is listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Retired {
    /// Only what is not.
    #[default]
    Without,
    /// Everything.
    With,
    /// Only what is.
    Only,
}

/// Which owners to list; everything that is said must hold.
#[derive(Clone, Debug, Default)]
pub struct OwnerFilter {
    /// Their names, codes or numbers hold each of these words.
    pub search: Search,
    /// Of this sector.
    pub sector: Option<String>,
    /// Of this stratum.
    pub stratum: Option<String>,
    /// Whether retired ones are listed.
    pub retired: Retired,
}

/// Which services to list; everything that is said must hold.
#[derive(Clone, Debug, Default)]
pub struct ServiceFilter {
    /// Their names or codes hold each of these words.
    pub search: Search,
    /// Of this owner.
    pub owner: Option<OrganizationId>,
    /// Of one of these kinds, or of any where there is none.
    pub kinds: Vec<ServiceKind>,
    /// That have come so far: one of these, or any where there is none.
    pub statuses: Vec<ServiceStatus>,
    /// That run here now.
    pub runs_on: Option<String>,
    /// That shall go here; `Some(None)`: for which that is not settled.
    pub target: Option<Option<String>>,
    /// That need this of the platform.
    pub needs: Option<CapabilityId>,
    /// Whether retired ones are listed; a service is retired with its owner.
    pub retired: Retired,
}

/// Owners in Norwegian order.
///
/// # Errors
/// [`Error::Forbidden`] for those without a part in any study.
pub async fn list_owners(
    cx: &Cx,
    filter: &OwnerFilter,
    page: &Page<NameCursor>,
) -> Result<Slice<organization::Model>, Error> {
    cx.actor.require(Permission::ReadRegistry)?;
    Ok(queries::list_owners(cx.db(), filter, page).await?)
}

/// Services in Norwegian order.
///
/// # Errors
/// [`Error::Forbidden`] for those without a part in any study.
pub async fn list_services(
    cx: &Cx,
    filter: &ServiceFilter,
    page: &Page<NameCursor>,
) -> Result<Slice<service::Model>, Error> {
    cx.actor.require(Permission::ReadRegistry)?;
    Ok(queries::list_services(cx.db(), filter, page).await?)
}

/// One owner. A respondent sees the one they answer for.
///
/// # Errors
/// [`Error::NotFound`] where there is none, or it is not theirs.
pub async fn by_id(cx: &Cx, id: OrganizationId) -> Result<organization::Model, Error> {
    match &cx.actor {
        Actor::Respondent(respondent) if respondent.organization_id == id => {}
        Actor::Respondent(_) => return Err(Error::NotFound),
        actor => actor.require(Permission::ReadRegistry)?,
    }
    queries::owner(cx.db(), id).await?.ok_or(Error::NotFound)
}

/// What rules may know of an owner; [`facts`] says what it is, and so does `web/src/answer/outcome.ts` on the page.
pub const FACTS: [&str; 3] = ["sector", "stratum", "language"];

/// What a fact may be, where that is a closed set.
#[must_use]
pub fn fact_values(name: &str) -> Option<BTreeSet<String>> {
    (name == "language").then(|| db::stored_names::<Language>().collect())
}

/// What texts of a questionnaire may say of an owner; [`text_facts`] says what it is.
pub const TEXT_FACTS: [&str; 4] = ["name", "orgnr", "sector", "stratum"];

/// What texts may say of an owner, by the names in [`TEXT_FACTS`]; what is not known is not there.
#[must_use]
pub fn text_facts(owner: &organization::Model, language: Language) -> BTreeMap<&'static str, String> {
    let known = [
        Some(owner.name.in_language(language).to_owned()),
        Some(owner.orgnr.clone()),
        owner.sector.clone(),
        owner.stratum.clone(),
    ];
    TEXT_FACTS.into_iter().zip(known).filter_map(|(name, value)| Some((name, value?))).collect()
}

/// What rules may know of an owner, by the names in [`FACTS`]; what is not known is not there. Called by later stages, inside their own use cases.
///
/// # Errors
/// [`Error::Fault`] where the database fails.
pub async fn facts(db: &impl db::Executor, id: OrganizationId) -> Result<BTreeMap<String, String>, Error> {
    Ok(queries::owner(db, id).await?.map(facts_of).unwrap_or_default())
}

/// What rules know of an owner, as its row says it.
#[must_use]
pub fn facts_of(owner: organization::Model) -> BTreeMap<String, String> {
    let known = [owner.sector, owner.stratum, Some(db::stored_name(&owner.language))];
    let known = FACTS.into_iter().zip(known);
    known.filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

/// The primary contacts of owners, for writing to them. Called by later stages, inside their own use cases.
///
/// # Errors
/// [`Error::Fault`] where the database fails.
pub async fn contact_for_mail(
    db: &impl db::Executor,
    organizations: &[OrganizationId],
) -> Result<Vec<contact::Model>, Error> {
    Ok(queries::primary_contacts(db, organizations).await?)
}
