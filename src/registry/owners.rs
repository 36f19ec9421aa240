//! Service owners: registering and changing them.

use std::collections::BTreeSet;

use ::entity::Language;
use ::entity::LocalizedText;
use ::entity::id::OrganizationId;
use ::entity::organization::Aliases;
use chrono::{DateTime, Utc};
use serde_json::json;

use super::contacts::{self, NewContact};
use super::kept::{self, Kept, renamed};
use super::{organization, queries};
use crate::Cx;
use crate::auth::Permission;
use crate::db::Txn;
use crate::error::{Error, Problem};
use crate::history::{Fields, Subject, SubjectKind};
use crate::value::{OrgNumber, SystemCode, TextChange, folding};

/// Most other names of an owner.
pub const MOST_ALIASES: usize = 20;

/// What is known of an owner besides its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnerFacts {
    /// What it is called.
    pub name: LocalizedText,
    /// Other names it goes by; found by them too.
    pub aliases: Vec<String>,
    /// The written standard it has chosen.
    pub language: Language,
    /// The part of the public sector, or else, that it belongs to.
    pub sector: Option<String>,
    /// The stratum it is put in where a study does not say otherwise.
    pub stratum: Option<String>,
    /// What the platform calls it; unique.
    pub platform_code: Option<SystemCode>,
}

/// An owner to be registered.
pub struct NewOrganization {
    /// Organization number.
    pub orgnr: OrgNumber,
    /// What is known of it.
    pub facts: OwnerFacts,
    /// Whom to write to; the first is the primary contact.
    pub contacts: Vec<NewContact>,
}

/// What to change about an owner; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct OwnerChange {
    /// What it is called.
    pub name: Option<TextChange>,
    /// Other names it goes by.
    pub aliases: Option<Vec<String>>,
    /// The written standard it has chosen.
    pub language: Option<Language>,
    /// Its sector, or none.
    pub sector: Option<Option<String>>,
    /// Its stratum, or none.
    pub stratum: Option<Option<String>>,
    /// What the platform calls it, or nothing.
    pub platform_code: Option<Option<SystemCode>>,
}

/// Registers an owner with its contacts.
///
/// # Errors
/// [`Error::Refused`] where the number or the platform's code is registered already.
pub async fn register(cx: &Cx, new: NewOrganization) -> Result<organization::Model, Error> {
    cx.actor.require(Permission::EditRegistry)?;
    let row = new_row(cx, &new.orgnr, new.facts);
    let txn = cx.begin().await?;
    row.check(&txn).await?;
    if !queries::insert_owner(&txn, &row).await? {
        return Err(Error::refused("orgnr", Problem::Taken));
    }
    kept::record_new(cx, &txn, &row).await?;
    contacts::insert_all(cx, &txn, row.id, new.contacts).await?;
    txn.commit().await?;
    Ok(row)
}

/// Changes what is known of an owner. What is asked for and holds already is no change.
///
/// # Errors
/// [`Error::NotFound`] where there is none; [`Error::Refused`] where another has the platform's code.
pub async fn change(cx: &Cx, id: OrganizationId, change: OwnerChange) -> Result<organization::Model, Error> {
    cx.actor.require(Permission::EditRegistry)?;
    kept::change(cx, id, |row: &mut organization::Model| {
        let facts = change.applied_to(facts(row));
        set_facts(row, facts);
    })
    .await
}

/// Retires an owner: it is no longer offered for new rounds, and what it has answered stays. Retiring again changes
/// nothing.
///
/// # Errors
/// [`Error::NotFound`] where there is none.
pub async fn retire(cx: &Cx, id: OrganizationId) -> Result<organization::Model, Error> {
    cx.actor.require(Permission::EditRegistry)?;
    kept::retire(cx, id).await
}

/// Brings a retired owner back; one that is not retired stays as it is.
///
/// # Errors
/// [`Error::NotFound`] where there is none.
pub async fn bring_back(cx: &Cx, id: OrganizationId) -> Result<organization::Model, Error> {
    cx.actor.require(Permission::EditRegistry)?;
    kept::bring_back(cx, id).await
}

/// A row for an owner that is about to be registered.
#[must_use]
pub fn new_row(cx: &Cx, orgnr: &OrgNumber, facts: OwnerFacts) -> organization::Model {
    let now = cx.now();
    let mut row = organization::Model {
        id: OrganizationId::new(),
        orgnr: orgnr.to_string(),
        name: facts.name.clone(),
        aliases: Aliases::default(),
        sector: None,
        stratum: None,
        platform_code: None,
        language: facts.language,
        search_text: String::new(),
        sort_key: Vec::new(),
        created_at: now,
        updated_at: now,
        retired_at: None,
    };
    set_facts(&mut row, facts);
    row
}

impl OwnerChange {
    fn applied_to(self, facts: OwnerFacts) -> OwnerFacts {
        OwnerFacts {
            name: renamed(self.name, facts.name),
            aliases: self.aliases.unwrap_or(facts.aliases),
            language: self.language.unwrap_or(facts.language),
            sector: self.sector.unwrap_or(facts.sector),
            stratum: self.stratum.unwrap_or(facts.stratum),
            platform_code: self.platform_code.unwrap_or(facts.platform_code),
        }
    }
}

fn facts(row: &organization::Model) -> OwnerFacts {
    OwnerFacts {
        name: row.name.clone(),
        aliases: row.aliases.0.clone(),
        language: row.language,
        sector: row.sector.clone(),
        stratum: row.stratum.clone(),
        // It was checked when it was written.
        platform_code: row.platform_code.as_deref().and_then(|code| SystemCode::parse(code).ok()),
    }
}

/// Puts what is known of an owner in its row, with what is derived from it.
pub fn set_facts(row: &mut organization::Model, facts: OwnerFacts) {
    row.sort_key = folding::sort_key(&facts.name.nb);
    row.name = facts.name;
    row.aliases = Aliases(each_once(facts.aliases));
    row.language = facts.language;
    row.sector = facts.sector;
    row.stratum = facts.stratum;
    row.platform_code = facts.platform_code.map(|code| code.to_string());
    row.search_text = search_text(row);
}

/// Names without those that are there already, in small or capital letters.
#[must_use]
pub fn each_once(names: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    names.into_iter().filter(|name| seen.insert(name.to_lowercase())).collect()
}

fn search_text(row: &organization::Model) -> String {
    let names = [Some(&row.name.nb), row.name.nn.as_ref(), row.name.en.as_ref(), row.platform_code.as_ref()];
    let names = names.into_iter().flatten().chain(&row.aliases.0).chain([&row.orgnr]);
    folding::searchable(names.map(String::as_str))
}

impl Kept for organization::Model {
    type Id = OrganizationId;

    async fn lock(txn: &Txn, id: OrganizationId) -> Result<Option<Self>, Error> {
        Ok(queries::lock_owner(txn, id).await?)
    }

    async fn store(&self, txn: &Txn) -> Result<(), Error> {
        Ok(queries::update_owner(txn, self.clone()).await?)
    }

    async fn store_all(txn: &Txn, rows: Vec<Self>) -> Result<(), Error> {
        Ok(queries::store_owners(txn, rows).await?)
    }

    /// No other owner has the platform's code.
    async fn check(&self, txn: &Txn) -> Result<(), Error> {
        if let Some(code) = &self.platform_code
            && queries::code_is_taken(txn, code, self.id).await?
        {
            return Err(Error::refused("platformCode", Problem::Taken));
        }
        Ok(())
    }

    fn subject(&self) -> Subject {
        Subject { kind: SubjectKind::Organization, id: self.id.0, owner: Some(self.id), study: None }
    }

    fn fields(&self) -> Fields {
        vec![
            ("orgnr", json!(self.orgnr)),
            ("name", json!(self.name)),
            ("aliases", json!(self.aliases)),
            ("language", json!(self.language)),
            ("sector", json!(self.sector)),
            ("stratum", json!(self.stratum)),
            ("platformCode", json!(self.platform_code)),
        ]
    }

    fn retired_at(&mut self) -> &mut Option<DateTime<Utc>> {
        &mut self.retired_at
    }

    fn updated_at(&mut self) -> &mut DateTime<Utc> {
        &mut self.updated_at
    }
}
