//! Owners that have come furthest, or fallen back most, since an earlier round.

use ::entity::id::{DimensionId, RoundId};
use ::entity::organization;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::change::MeanChange;
use super::queries;
use super::sums::OVERALL;
use super::trend::{Break, Measured};
use crate::Cx;
use crate::auth::Permission;
use crate::db::{Page, Slice};
use crate::error::{Error, Problem};
use crate::round;

/// Whose change is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moving {
    /// In this round.
    pub round: RoundId,
    /// Since this round of the study; absent for the one that opened right before.
    pub since: Option<RoundId>,
    /// In a dimension of the model that the later round is scored by; absent over all of them.
    pub dimension: Option<DimensionId>,
    /// Those that fell back most come first.
    pub down: bool,
}

/// An owner with a point in both rounds.
#[derive(Clone, Debug)]
pub struct Mover {
    /// The owner.
    pub organization: organization::Model,
    /// Its point in the earlier round, 0 to 1, to the sixth decimal.
    pub before: f64,
    /// Its point in the later round.
    pub after: f64,
    /// How much more the later one is; less than 0 where it is less.
    pub change: f64,
}

/// Where an owner stands among movers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoverPlace {
    /// The list.
    pub of: Moving,
    /// The bits of its change, so that it comes back as it was.
    pub bits: u64,
    /// Where its name stands.
    pub sort_key: Vec<u8>,
    /// Its key.
    pub id: Uuid,
}

/// What came of looking for movers.
pub struct Movers {
    /// The earlier round; absent where there is none.
    pub since: Option<round::round::Model>,
    /// Why points are not to be compared; then nobody is listed.
    pub breaks: Vec<Break>,
    /// By how much those with a point in both rounds have changed altogether.
    pub change: MeanChange,
    /// Owners with a point in both rounds, by their change; of the same change by name.
    pub owners: Slice<Mover>,
}

impl Mover {
    /// Where it stands in a list.
    #[must_use]
    pub fn place(&self, of: Moving) -> MoverPlace {
        let (sort_key, id) = (self.organization.sort_key.clone(), self.organization.id.0);
        MoverPlace { of, bits: self.change.to_bits(), sort_key, id }
    }
}

/// The owners of a round by how much their points have changed since an earlier one. Nobody where something else was measured then: a
/// change of what is measured is no change of an owner.
///
/// # Errors
/// [`Error::NotFound`] for a round that is not theirs; [`Error::Refused`] about `comparedTo` for a round that is not an earlier one of the
/// same study, and about `dimensionId` for a dimension that the model does not have.
pub async fn movers(cx: &Cx, moving: Moving, page: &Page<MoverPlace>) -> Result<Movers, Error> {
    cx.actor.require_someone()?;
    let id = moving.round;
    let scoped = round::round_and_study(cx.db(), id).await?.ok_or(Error::NotFound)?;
    cx.actor.require_in(scoped.study.id, Permission::ReadDashboards)?;
    let nobody = || (MeanChange::default(), Slice { rows: Vec::new(), total: 0 });
    let db = cx.db().snapshot().await?;
    let since = queries::before(&db, &scoped.round, moving.since).await?;
    if since.is_none() && moving.since.is_some() {
        return Err(Error::refused("comparedTo", Problem::Unknown));
    }
    let version = cx.app.published.get(&db, scoped.round.version_id).await?;
    let (model, is) = Measured::of(&db, version, scoped.study.id, id).await?;
    let code = match moving.dimension {
        None => None,
        Some(id) => {
            let mut dimensions = model.iter().flat_map(|model| &model.dimensions);
            let found = dimensions.find(|dimension| dimension.id == id);
            Some(found.ok_or_else(|| Error::refused("dimensionId", Problem::Unknown))?.code.clone())
        }
    };
    let Some(since) = since else {
        let (change, owners) = nobody();
        return Ok(Movers { since, breaks: Vec::new(), change, owners });
    };
    let version = cx.app.published.get(&db, since.version_id).await?;
    let (earlier, was) = Measured::of(&db, version, scoped.study.id, since.id).await?;
    let mut breaks = is.breaks_after(&was)?;
    let mut breaks = match &code {
        Some(code) => breaks.dimensions.remove(code).unwrap_or_default(),
        None => breaks.overall,
    };
    breaks.retain(Break::is_of_points);
    let same = |code: &String| {
        let mut dimensions = earlier.iter().flat_map(|model| &model.dimensions);
        dimensions.find(|dimension| dimension.code == *code).map(|dimension| dimension.id)
    };
    let then = code.as_ref().map_or(Some(OVERALL), same);
    let (change, owners) = match then {
        Some(then) if breaks.is_empty() => {
            let now = (id, moving.dimension.unwrap_or(OVERALL));
            queries::movers(&db, (since.id, then), now, moving.down, page).await?
        }
        _ => nobody(),
    };
    Ok(Movers { since: Some(since), breaks, change, owners })
}
