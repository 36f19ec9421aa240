use std::collections::HashMap;

use ::entity::id::{OrganizationId, StudyId};

use super::super::cell::Cell;
use super::super::columns::{Choice, Column, Kind, Need, ORGNR};
use super::super::queries;
use super::super::record::{Change, Fault, Record};
use super::{Accepted, At, Table, distinct, orgnr_of, owner_of, sure, word};
use crate::Cx;
use crate::db::stored_name;
use crate::error::{Error, Problem};
use crate::registry::organization;
use crate::study::many::{self, FrameWrite};
use crate::study::{self, Said, frame_member, stakeholder_position};

/// How much there is of something.
const EXTENTS: &[Choice] = &[
    Choice { value: "none", names: ["ingen", "ingen", "None"] },
    Choice { value: "small", names: ["liten", "liten", "Small"] },
    Choice { value: "medium", names: ["middels", "middels", "Medium"] },
    Choice { value: "large", names: ["stor", "stor", "Large"] },
];

/// What an owner thinks of the move.
const ATTITUDES: &[Choice] = &[
    Choice { value: "against", names: ["imot", "imot", "Against"] },
    Choice { value: "sceptical", names: ["skeptisk", "skeptisk", "Sceptical"] },
    Choice { value: "neutral", names: ["nøytral", "nøytral", "Neutral"] },
    Choice { value: "positive", names: ["positiv", "positiv", "Positive"] },
    Choice { value: "driving", names: ["pådriver", "pådrivar", "Driving"] },
];

/// The columns that say where an owner stands; the first two go together, and the others do not go without them.
const POSITION: [&str; 4] = ["influence", "interest", "attitude", "expectations"];

/// Which owners belong to a study, and where they stand. A row adds its owner, or changes what the study says of it; nobody is taken out.
/// An owner that is retired may be in it: a file says what is so.
#[derive(Default)]
pub(in crate::exchange) struct Frame {
    owners: HashMap<String, organization::Model>,
    known: HashMap<OrganizationId, Said>,
}

impl Frame {
    fn owner(&self, row: &Record) -> Result<&organization::Model, Vec<Fault>> {
        owner_of(&self.owners, row)
    }
}

impl Table for Frame {
    const COLUMNS: &'static [Column] = &[
        ORGNR,
        Column { names: &["Stratum", "Stratum", "Stratum", "stratum"], kind: Kind::Line, need: Need::Free },
        Column {
            names: &["Fulgt opp", "Følgd opp", "Followed up", "followedUp"],
            kind: Kind::Flag,
            need: Need::Free,
        },
        Column {
            names: &["Begrunnelse", "Grunngiving", "Reason", "reason"],
            kind: Kind::Text,
            need: Need::Free,
        },
        Column {
            names: &["Innflytelse", "Innverknad", "Influence", "influence"],
            kind: Kind::Choice(EXTENTS),
            need: Need::Free,
        },
        Column {
            names: &["Interesse", "Interesse", "Interest", "interest"],
            kind: Kind::Choice(EXTENTS),
            need: Need::Free,
        },
        Column {
            names: &["Holdning", "Haldning", "Attitude", "attitude"],
            kind: Kind::Choice(ATTITUDES),
            need: Need::Free,
        },
        Column {
            names: &["Forventninger", "Forventingar", "Expectations", "expectations"],
            kind: Kind::Text,
            need: Need::Free,
        },
    ];

    type After = String;

    async fn look_up(&mut self, at: &At<'_>, rows: &[Record]) -> Result<(), Error> {
        let Some(study) = at.study else { return Err(Error::NotFound) };
        if at.lock {
            // Who is in it and who is not stays so until the rows are written: of those who are not there is nothing to lock.
            study::hold_frame(at.txn, study).await?;
        }
        let owners = queries::owners_by_orgnr(at.txn, distinct(rows, "orgnr"), false).await?;
        let ids: Vec<OrganizationId> = owners.iter().map(|owner| owner.id).collect();
        self.owners = owners.into_iter().map(|owner| (owner.orgnr.clone(), owner)).collect();
        let members = queries::frame_members(at.txn, study, ids.clone(), at.lock).await?;
        let mut positions = by_owner(queries::positions_of(at.txn, study, ids).await?);
        let said = |member: frame_member::Model| {
            let position = positions.remove(&member.organization_id);
            (member.organization_id, Said { member, position })
        };
        self.known = members.into_iter().map(said).collect();
        Ok(())
    }

    fn before(&self, row: &Record) -> Result<Option<Record>, Vec<Fault>> {
        let owner = self.owner(row)?;
        Ok(self.known.get(&owner.id).map(|said| record(&owner.orgnr, &said.member, said.position.as_ref())))
    }

    /// An owner is counted in the stratum that it is registered with, where the file does not say otherwise.
    fn blank(&self, row: &Record) -> Record {
        let stratum = self.owner(row).ok().and_then(|owner| owner.stratum.as_deref());
        Record::empty(Self::COLUMNS)
            .with("stratum", Cell::optional(stratum))
            .with("followedUp", Cell::Flag(false))
    }

    fn accept(&mut self, _: u32, _: Option<&Record>, after: &Record) -> Result<Vec<Change>, Vec<Fault>> {
        let is_said = POSITION.iter().any(|field| after.text(field).is_some());
        let lacking = POSITION.iter().take(2).filter(|field| is_said && after.text(field).is_none());
        let faults: Vec<Fault> = lacking.map(|field| Fault::new(field, Problem::Required)).collect();
        if faults.is_empty() { Ok(Vec::new()) } else { Err(faults) }
    }

    async fn write(&mut self, at: &At<'_>, rows: Vec<Accepted>) -> Result<(), Error> {
        let Some(study_id) = at.study else { return Err(Error::NotFound) };
        let mut writes = Vec::with_capacity(rows.len());
        for Accepted { after, .. } in rows {
            let organization_id = sure(self.owner(&after))?.id;
            let before = self.known.remove(&organization_id);
            let created_at = before.as_ref().map_or_else(|| at.cx.now(), |said| said.member.created_at);
            let member = frame_member::Model {
                study_id,
                organization_id,
                stratum: after.owned("stratum"),
                followed_up: after.flag("followedUp"),
                reason: after.owned("reason"),
                created_at,
            };
            let position = position(at, &member, &after)?;
            writes.push(FrameWrite { before, after: Said { member, position } });
        }
        many::write_frame(at.cx, at.txn, writes).await
    }

    async fn page(
        cx: &Cx,
        study: Option<StudyId>,
        after: Option<String>,
        most: u64,
    ) -> Result<(Vec<Record>, Option<String>), Error> {
        let Some(study) = study else { return Err(Error::NotFound) };
        let rows = queries::frame_page(cx.db(), study, after, most).await?;
        let last = rows.last().map(|(_, owner)| orgnr_of(owner.as_ref()));
        let owners = rows.iter().map(|(member, _)| member.organization_id).collect();
        let positions = by_owner(queries::positions_of(cx.db(), study, owners).await?);
        let row = |(member, owner): &(frame_member::Model, Option<organization::Model>)| {
            record(&orgnr_of(owner.as_ref()), member, positions.get(&member.organization_id))
        };
        Ok((rows.iter().map(row).collect(), last))
    }
}

fn by_owner(
    positions: Vec<stakeholder_position::Model>,
) -> HashMap<OrganizationId, stakeholder_position::Model> {
    positions.into_iter().map(|position| (position.organization_id, position)).collect()
}

/// Where a row says that an owner stands.
fn position(
    at: &At<'_>,
    member: &frame_member::Model,
    row: &Record,
) -> Result<Option<stakeholder_position::Model>, Error> {
    if row.text("influence").is_none() {
        return Ok(None);
    }
    Ok(Some(stakeholder_position::Model {
        study_id: member.study_id,
        organization_id: member.organization_id,
        influence: word(row, "influence")?,
        interest: word(row, "interest")?,
        attitude: row.text("attitude").map(|_| word(row, "attitude")).transpose()?,
        expectations: row.owned("expectations"),
        updated_at: at.cx.now(),
    }))
}

fn record(orgnr: &str, row: &frame_member::Model, position: Option<&stakeholder_position::Model>) -> Record {
    let influence = position.map(|position| stored_name(&position.influence));
    let interest = position.map(|position| stored_name(&position.interest));
    let attitude = position.and_then(|position| position.attitude.as_ref().map(stored_name));
    let expectations = position.and_then(|position| position.expectations.as_deref());
    Record::empty(Frame::COLUMNS)
        .with("orgnr", Cell::text(orgnr))
        .with("stratum", Cell::optional(row.stratum.as_deref()))
        .with("followedUp", Cell::Flag(row.followed_up))
        .with("reason", Cell::optional(row.reason.as_deref()))
        .with("influence", Cell::optional(influence.as_deref()))
        .with("interest", Cell::optional(interest.as_deref()))
        .with("attitude", Cell::optional(attitude.as_deref()))
        .with("expectations", Cell::optional(expectations))
}
