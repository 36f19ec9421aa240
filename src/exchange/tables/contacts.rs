use std::collections::HashMap;

use ::entity::id::{ContactId, OrganizationId, StudyId};

use super::super::cell::Cell;
use super::super::columns::{Column, Kind, Need, ORGNR};
use super::super::queries;
use super::super::record::{Change, Fault, Record};
use super::{Accepted, At, LANGUAGES, Table, distinct, orgnr_of, owner_of, sure, word};
use crate::Cx;
use crate::db::stored_name;
use crate::error::{Error, Problem};
use crate::registry::contacts::{MOST, NewContact, row_of};
use crate::registry::many::{self, Write};
use crate::registry::{contact, organization};
use crate::value::Email;

/// People at service owners. Personal data.
#[derive(Default)]
pub(in crate::exchange) struct Contacts {
    /// Owners of the batch, by number.
    owners: HashMap<String, organization::Model>,
    /// Contacts of these owners, by owner and address.
    known: HashMap<(OrganizationId, String), Vec<contact::Model>>,
    /// What the file makes of every owner that it has named so far.
    standing: HashMap<OrganizationId, Standing>,
}

/// Who is at an owner, after the rows seen so far.
struct Standing {
    name: String,
    contacts: u64,
    /// Address of who was the primary contact before the file, whatever its order.
    was: Option<String>,
    /// Address of the primary contact.
    primary: Option<String>,
    /// The row that says who is primary.
    claimed: Option<u32>,
    /// The first row after which nobody is.
    blamed: u32,
}

impl Contacts {
    fn owner(&self, row: &Record) -> Result<&organization::Model, Vec<Fault>> {
        owner_of(&self.owners, row)
    }

    fn record(&self, orgnr: &str, row: &contact::Model) -> Record {
        let was = self.standing.get(&row.organization_id).and_then(|standing| standing.was.as_ref());
        record(orgnr, row).with("primary", Cell::Flag(was == Some(&address(&row.email))))
    }
}

impl Table for Contacts {
    const COLUMNS: &'static [Column] = &[
        ORGNR,
        Column {
            names: &["E-post", "E-post", "E-mail", "email", "E-postadresse", "Epostadresse"],
            kind: Kind::Email,
            need: Need::Key,
        },
        Column { names: &["Navn", "Namn", "Name", "name"], kind: Kind::Line, need: Need::Filled },
        Column {
            names: &["Målform", "Målform", "Language", "language", "Språk"],
            kind: Kind::Choice(LANGUAGES),
            need: Need::Free,
        },
        Column {
            names: &["Hovedkontakt", "Hovudkontakt", "Primary contact", "primary"],
            kind: Kind::Flag,
            need: Need::Free,
        },
    ];

    type After = (String, ContactId);

    async fn look_up(&mut self, at: &At<'_>, rows: &[Record]) -> Result<(), Error> {
        let owners = queries::owners_by_orgnr(at.txn, distinct(rows, "orgnr"), at.lock).await?;
        let ids = owners.iter().map(|owner| owner.id).collect();
        let mut of_owner: HashMap<OrganizationId, Vec<contact::Model>> = HashMap::new();
        for contact in queries::contacts_of(at.txn, ids).await? {
            of_owner.entry(contact.organization_id).or_default().push(contact);
        }
        self.known.clear();
        for owner in &owners {
            let contacts = of_owner.remove(&owner.id).unwrap_or_default();
            let primary = contacts.iter().find(|contact| contact.is_primary);
            let primary = primary.map(|contact| address(&contact.email));
            self.standing.entry(owner.id).or_insert_with(|| Standing {
                name: owner.name.nb.clone(),
                contacts: contacts.len() as u64,
                was: primary.clone(),
                primary,
                claimed: None,
                blamed: 0,
            });
            for contact in contacts {
                self.known.entry((owner.id, address(&contact.email))).or_default().push(contact);
            }
        }
        self.owners = owners.into_iter().map(|owner| (owner.orgnr.clone(), owner)).collect();
        Ok(())
    }

    fn before(&self, row: &Record) -> Result<Option<Record>, Vec<Fault>> {
        let owner = self.owner(row)?;
        match self.known.get(&(owner.id, address(row.filled("email")))).map(Vec::as_slice) {
            None | Some([]) => Ok(None),
            Some([contact]) => Ok(Some(self.record(&owner.orgnr, contact))),
            Some(_) => Err(vec![Fault::new("email", Problem::SeveralFit)]),
        }
    }

    /// The first contact of an owner is the primary one, as where it is added by hand.
    fn blank(&self, row: &Record) -> Record {
        let standing = self.owner(row).ok().and_then(|owner| self.standing.get(&owner.id));
        let is_first = standing.is_some_and(|standing| standing.contacts == 0);
        Record::empty(Self::COLUMNS).with("primary", Cell::Flag(is_first))
    }

    /// An owner has at most a hundred contacts, and says once who is the primary one. Whoever was it before is no longer,
    /// which the row tells that makes somebody else it: there may be no row about them.
    fn accept(
        &mut self,
        number: u32,
        before: Option<&Record>,
        after: &Record,
    ) -> Result<Vec<Change>, Vec<Fault>> {
        let owner = self.owner(after)?.id;
        let Some(standing) = self.standing.get_mut(&owner) else { return Ok(Vec::new()) };
        let own = address(after.filled("email"));
        let (was, is) = (before.is_some_and(|before| before.flag("primary")), after.flag("primary"));
        if let Some(row) = standing.claimed.filter(|_| is) {
            return Err(vec![Fault::new("primary", Problem::SameAsRow { row })]);
        }
        if before.is_none() {
            if standing.contacts >= MOST {
                return Err(vec![Fault::new("orgnr", Problem::NoRoom { max: 100 })]);
            }
            standing.contacts += 1;
        }
        if is {
            standing.claimed = Some(number);
            standing.primary = Some(own.clone());
        } else if standing.primary.as_ref() == Some(&own) {
            standing.primary = None;
        }
        if standing.primary.is_none() && standing.blamed == 0 {
            standing.blamed = number;
        }
        let other = standing.was.as_ref().filter(|other| is && !was && **other != own);
        Ok(other.map(|other| no_longer_primary(after.filled("orgnr"), other)).into_iter().collect())
    }

    /// Somebody has to be the one who is invited.
    fn at_end(&self) -> Vec<(u32, Fault)> {
        let nobody = |standing: &&Standing| standing.primary.is_none() && standing.blamed > 0;
        let fault = |standing: &Standing| {
            let problem = Problem::NoPrimaryContact { organization: standing.name.clone() };
            (standing.blamed, Fault::new("primary", problem))
        };
        let mut faults: Vec<_> = self.standing.values().filter(nobody).map(fault).collect();
        faults.sort_by_key(|(number, _)| *number);
        faults
    }

    async fn write(&mut self, at: &At<'_>, rows: Vec<Accepted>) -> Result<(), Error> {
        let mut writes = Vec::with_capacity(rows.len());
        for Accepted { after, .. } in rows {
            let owner = sure(self.owner(&after))?.id;
            let email = sure(Email::parse(after.filled("email")))?;
            let before = self.known.remove(&(owner, email.key())).and_then(|mut found| found.pop());
            let name = after.filled("name").to_owned();
            let language = after.text("language").map(|_| word(&after, "language")).transpose()?;
            let is_primary = after.flag("primary");
            let row = match &before {
                Some(before) => {
                    contact::Model { name, email: email.to_string(), language, is_primary, ..before.clone() }
                }
                None => row_of(at.cx, owner, NewContact { name, email, language }, is_primary),
            };
            writes.push(Write { before, after: row });
        }
        many::write_contacts(at.cx, at.txn, writes).await
    }

    async fn page(
        cx: &Cx,
        _: Option<StudyId>,
        after: Option<(String, ContactId)>,
        most: u64,
    ) -> Result<(Vec<Record>, Option<(String, ContactId)>), Error> {
        let rows = queries::contacts_page(cx.db(), after, most).await?;
        let last = rows.last().map(|(contact, owner)| (orgnr_of(owner.as_ref()), contact.id));
        let row = |(contact, owner): &(contact::Model, Option<organization::Model>)| {
            record(&orgnr_of(owner.as_ref()), contact).with("primary", Cell::Flag(contact.is_primary))
        };
        Ok((rows.iter().map(row).collect(), last))
    }
}

/// What becomes of the one who was the primary contact, where another becomes it.
fn no_longer_primary(orgnr: &str, email: &str) -> Change {
    Change {
        field: "primary".to_owned(),
        before: Some("true".to_owned()),
        after: Some("false".to_owned()),
        key: Some(format!("{orgnr} / {email}")),
    }
}

/// An address as it is compared: see [`Email::key`].
fn address(email: &str) -> String {
    email.to_lowercase()
}

fn record(orgnr: &str, row: &contact::Model) -> Record {
    let language = row.language.map(|language| stored_name(&language));
    Record::empty(Contacts::COLUMNS)
        .with("orgnr", Cell::text(orgnr))
        .with("email", Cell::text(&row.email))
        .with("name", Cell::text(&row.name))
        .with("language", Cell::optional(language.as_deref()))
}
