//! Looking organizations up in Enhetsregisteret.

use async_graphql::{Context, Enum, Object, SimpleObject};

use super::owner::Organization;
use crate::Cx;
use crate::brreg::{self, LookUp, Named, Removed, Unavailable, Units};
use crate::error::{Error, Problem};
use crate::graphql::base::{self, Date, GqlLanguage, Result};
use crate::registry::{OrganizationByNumber, look_up};
use crate::value::{OrgNumber, text};

/// Longest name to search for, in characters.
const LONGEST_NAME: usize = 180;

/// What came of a look-up by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
enum LookUpOutcome {
    /// There is such a unit.
    Found,
    /// There was one, and it was deleted.
    Deleted,
    /// Enhetsregisteret knows of none.
    NotFound,
    /// Enhetsregisteret cannot tell now; that says nothing of whether there is one.
    Unavailable,
}

/// Why Enhetsregisteret cannot tell. New reasons may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Unavailable")]
enum UnavailableReason {
    /// Look-ups are turned off in this installation.
    Off,
    /// It did not answer in time, or not at all, or said that it cannot.
    Unanswered,
    /// It has not answered lately, and is left alone for half a minute.
    Resting,
    /// Too many are asking at once.
    Busy,
    /// It answered something else than it should.
    NotUnderstood,
}

/// That Enhetsregisteret cannot tell, and why.
#[derive(SimpleObject)]
struct RegisterUnavailable {
    /// For programs.
    reason: UnavailableReason,
    /// For people, in the language of the request; says what to do.
    message: &'static str,
}

impl RegisterUnavailable {
    fn new(cx: &Cx, why: Unavailable) -> Self {
        Self { reason: why.into(), message: why.message(cx.language) }
    }
}

/// What Enhetsregisteret says of a number.
struct OrganizationLookUp {
    orgnr: OrgNumber,
    answer: std::result::Result<LookUp, Unavailable>,
}

impl OrganizationLookUp {
    fn removed(&self) -> Option<&Removed> {
        match &self.answer {
            Ok(LookUp::Deleted(removed)) => Some(removed),
            _ => None,
        }
    }
}

/// What Enhetsregisteret says of a number.
#[Object]
impl OrganizationLookUp {
    /// What came of it.
    async fn outcome(&self) -> LookUpOutcome {
        match &self.answer {
            Ok(LookUp::Found(_)) => LookUpOutcome::Found,
            Ok(LookUp::Deleted(_)) => LookUpOutcome::Deleted,
            Ok(LookUp::NotFound) => LookUpOutcome::NotFound,
            Err(_) => LookUpOutcome::Unavailable,
        }
    }

    /// The unit. Null where none was found; of a deleted one it may be null too, where nothing more is told of it.
    async fn unit(&self) -> Option<RegisterUnit> {
        let unit = match &self.answer {
            Ok(LookUp::Found(unit)) => Some(unit),
            _ => self.removed().and_then(|removed| removed.unit.as_ref()),
        };
        unit.cloned().map(RegisterUnit)
    }

    /// When it was deleted; null where it was not, or where that is not told.
    async fn deleted_on(&self) -> Option<Date> {
        self.removed().and_then(|removed| removed.on).map(Date)
    }

    /// Why Enhetsregisteret cannot tell; null where it did.
    async fn unavailable(&self, ctx: &Context<'_>) -> Result<Option<RegisterUnavailable>> {
        let cx = Cx::of(ctx)?;
        Ok(self.answer.as_ref().err().map(|why| RegisterUnavailable::new(cx, *why)))
    }

    /// The service owner with this number in our own registry, whatever Enhetsregisteret says; null where there is none.
    /// Retired ones too.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        owner_with(ctx, &self.orgnr).await
    }
}

/// A unit as Enhetsregisteret knows it. What it does not tell is null.
struct RegisterUnit(brreg::Unit);

/// A unit as Enhetsregisteret knows it. What it does not tell is null.
#[Object]
impl RegisterUnit {
    /// Nine-digit organization number.
    async fn orgnr(&self) -> &str {
        self.0.orgnr.as_str()
    }

    /// What it is called, as Enhetsregisteret writes it: usually in capitals.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What kind of organization it is, such as `ORGL`, «Organisasjonsledd».
    async fn form(&self) -> Option<RegisterCode> {
        self.0.form.as_ref().map(Into::into)
    }

    /// The written standard it has chosen.
    async fn language(&self) -> Option<GqlLanguage> {
        self.0.language.map(Into::into)
    }

    /// The institutional sector that it belongs to, such as `6100`, «Statsforvaltningen».
    async fn sector(&self) -> Option<RegisterCode> {
        self.0.sector.as_ref().map(Into::into)
    }

    /// Organization number of the unit that it is part of.
    async fn parent_orgnr(&self) -> Option<&str> {
        self.0.parent.as_ref().map(OrgNumber::as_str)
    }

    /// The municipality that it is in, such as `0301`, «OSLO».
    async fn municipality(&self) -> Option<RegisterCode> {
        self.0.municipality.as_ref().map(Into::into)
    }

    /// Its address on the web as it was reported: often without `https://`, and not checked.
    async fn homepage(&self) -> Option<&str> {
        self.0.homepage.as_deref()
    }

    /// Other names that people may know it by, from its address on the web: `www.brreg.no` gives «brreg». To be sent as
    /// `aliases` where they fit.
    async fn aliases(&self) -> Vec<String> {
        look_up::aliases(&self.0)
    }

    /// Whether it is a sub-unit (underenhet), a place where another unit works.
    async fn is_sub_unit(&self) -> bool {
        self.0.is_sub_unit
    }

    /// The service owner with its number in our own registry; null where there is none. Retired ones too.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        owner_with(ctx, &self.0.orgnr).await
    }
}

/// A code of Enhetsregisteret and what it means.
#[derive(SimpleObject)]
struct RegisterCode {
    /// The code.
    code: String,
    /// What it means, in Norwegian; null where that is not told.
    name: Option<String>,
}

impl From<&Named> for RegisterCode {
    fn from(named: &Named) -> Self {
        Self { code: named.code.clone(), name: named.name.clone() }
    }
}

/// Units of Enhetsregisteret that were found by name.
struct UnitSearch(std::result::Result<Units, Unavailable>);

/// Units of Enhetsregisteret that were found by name.
#[Object]
impl UnitSearch {
    /// The units whose names are most like the one that was asked for, the most like first. Empty where Enhetsregisteret
    /// cannot tell: `unavailable` says so.
    async fn nodes(&self) -> Vec<RegisterUnit> {
        let units = self.0.as_ref().map(|found| found.units.clone()).unwrap_or_default();
        units.into_iter().map(RegisterUnit).collect()
    }

    /// How many there are in all; null where Enhetsregisteret cannot tell.
    async fn total_count(&self) -> Option<i32> {
        self.0.as_ref().ok().map(|found| i32::try_from(found.total).unwrap_or(i32::MAX))
    }

    /// Why Enhetsregisteret cannot tell; null where it did.
    async fn unavailable(&self, ctx: &Context<'_>) -> Result<Option<RegisterUnavailable>> {
        let cx = Cx::of(ctx)?;
        Ok(self.0.as_ref().err().map(|why| RegisterUnavailable::new(cx, *why)))
    }
}

async fn owner_with(ctx: &Context<'_>, orgnr: &OrgNumber) -> Result<Option<Organization>> {
    Ok(base::load(ctx, OrganizationByNumber(orgnr.clone())).await?.map(Organization))
}

fn read<T>(argument: &str, parsed: std::result::Result<T, Problem>) -> Result<T> {
    parsed.map_err(|problem| base::to_graphql(Error::refused(argument, problem)))
}

/// Questions to Enhetsregisteret.
#[derive(Default)]
pub struct LookUpQuery;

#[Object]
impl LookUpQuery {
    /// What Enhetsregisteret says of an organization number. Nothing is stored: send what is to be kept by
    /// `registerOrganization` or `changeOrganization`. Null only together with an error.
    async fn organization_look_up(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Organization number, with or without spaces.")] orgnr: String,
    ) -> Result<Option<OrganizationLookUp>> {
        let cx = Cx::of_somebody(ctx)?;
        let orgnr = read("orgnr", OrgNumber::parse(&orgnr))?;
        let answer = look_up::by_number(cx, &orgnr).await.map_err(base::to_graphql)?;
        Ok(Some(OrganizationLookUp { orgnr, answer }))
    }

    /// Units of Enhetsregisteret by name, sub-units not among them. There are no further pages: a longer name finds
    /// fewer. Null only together with an error.
    async fn unit_search(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it is called, or part of that; at most 180 characters.")] name: String,
        #[graphql(desc = "How many at most, 1 to 100; 25 where not said.")] first: Option<i32>,
    ) -> Result<Option<UnitSearch>> {
        let cx = Cx::of_somebody(ctx)?;
        let first = base::page::<u64>(first, None)?.first;
        let name = read("name", text(&name, LONGEST_NAME))?;
        let answer = look_up::by_name(cx, &name, first).await.map_err(base::to_graphql)?;
        Ok(Some(UnitSearch(answer)))
    }
}
