use std::collections::HashMap;

use ::entity::id::{OrganizationId, StudyId};

use super::super::cell::Cell;
use super::super::columns::{Column, Kind, Need, ORGNR};
use super::super::queries;
use super::super::record::{Fault, Record};
use super::{Accepted, At, Table, distinct, orgnr_of, owner_of, sure};
use crate::Cx;
use crate::error::Error;
use crate::registry::organization;
use crate::study::frame_member;

/// Which owners belong to a study. A row adds its owner, or changes what the study says of it; nobody is taken out.
/// An owner that is retired may be in it: a file says what is so.
#[derive(Default)]
pub(in crate::exchange) struct Frame {
    owners: HashMap<String, organization::Model>,
    known: HashMap<OrganizationId, frame_member::Model>,
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
    ];

    type After = String;

    async fn look_up(&mut self, at: &At<'_>, rows: &[Record]) -> Result<(), Error> {
        let Some(study) = at.study else { return Err(Error::NotFound) };
        let owners = queries::owners_by_orgnr(at.txn, distinct(rows, "orgnr"), false).await?;
        let ids = owners.iter().map(|owner| owner.id).collect();
        self.owners = owners.into_iter().map(|owner| (owner.orgnr.clone(), owner)).collect();
        let known = queries::frame_members(at.txn, study, ids, at.lock).await?;
        self.known = known.into_iter().map(|member| (member.organization_id, member)).collect();
        Ok(())
    }

    fn before(&self, row: &Record) -> Result<Option<Record>, Vec<Fault>> {
        let owner = self.owner(row)?;
        Ok(self.known.get(&owner.id).map(|member| record(&owner.orgnr, member)))
    }

    /// An owner is counted in the stratum that it is registered with, where the file does not say otherwise.
    fn blank(&self, row: &Record) -> Record {
        let stratum = self.owner(row).ok().and_then(|owner| owner.stratum.as_deref());
        Record::empty(Self::COLUMNS)
            .with("stratum", Cell::optional(stratum))
            .with("followedUp", Cell::Flag(false))
    }

    async fn write(&mut self, at: &At<'_>, rows: Vec<Accepted>) -> Result<(), Error> {
        let Some(study_id) = at.study else { return Err(Error::NotFound) };
        let row = |Accepted { after, .. }: Accepted| {
            let organization_id = sure(self.owner(&after))?.id;
            let created_at =
                self.known.get(&organization_id).map_or_else(|| at.cx.now(), |member| member.created_at);
            Ok(frame_member::Model {
                study_id,
                organization_id,
                stratum: after.owned("stratum"),
                followed_up: after.flag("followedUp"),
                reason: after.owned("reason"),
                created_at,
            })
        };
        let rows = rows.into_iter().map(row).collect::<Result<_, Error>>()?;
        Ok(queries::store_frame(at.txn, rows).await?)
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
        let record = |(member, owner): &(frame_member::Model, Option<organization::Model>)| {
            record(&orgnr_of(owner.as_ref()), member)
        };
        Ok((rows.iter().map(record).collect(), last))
    }
}

fn record(orgnr: &str, row: &frame_member::Model) -> Record {
    Record::empty(Frame::COLUMNS)
        .with("orgnr", Cell::text(orgnr))
        .with("stratum", Cell::optional(row.stratum.as_deref()))
        .with("followedUp", Cell::Flag(row.followed_up))
        .with("reason", Cell::optional(row.reason.as_deref()))
}
