//! Whom a study is about: its population, and where the owners in it stand.

use ::entity::id::{OrganizationId, StudyId};
use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object};

use super::Study;
use super::position::{Attitude, Extent, PowerInterest, StakeholderPosition};
use crate::Cx;
use crate::error::{Error, Problem, Refusals};
use crate::graphql::base::{self, Paged, Result};
use crate::payload;
use crate::registry::graphql::Organization;
use crate::study::{self, FrameChange, FrameFilter, Framed, Position};
use crate::value::{LONG_TEXT, SHORT_TEXT, optional_text};

/// An owner in the population of a study.
pub struct FrameMember(Framed);

/// An owner in the population of a study.
#[Object]
impl FrameMember {
    /// The owner.
    async fn organization(&self) -> Organization {
        Organization(self.0.organization.clone())
    }

    /// The stratum that it is counted in.
    async fn stratum(&self) -> Option<&str> {
        self.0.member.stratum.as_deref()
    }

    /// Whether it was chosen for being followed up.
    async fn followed_up(&self) -> bool {
        self.0.member.followed_up
    }

    /// Why it was chosen, or not.
    async fn reason(&self) -> Option<&str> {
        self.0.member.reason.as_deref()
    }

    /// Where it stands; null where nobody has said.
    async fn position(&self) -> Option<StakeholderPosition> {
        self.0.position.clone().map(StakeholderPosition)
    }
}

/// Which owners of a population to list; everything that is said must hold.
#[derive(InputObject, Default)]
#[graphql(name = "FrameFilter")]
pub struct FrameFilterInput {
    /// Counted in this stratum.
    stratum: Option<String>,
    /// Followed up, or not.
    followed_up: Option<bool>,
    /// With so much influence: one of these.
    influence: Option<Vec<Extent>>,
    /// With so much interest: one of these.
    interest: Option<Vec<Extent>>,
    /// Of one of these attitudes.
    attitude: Option<Vec<Attitude>>,
}

impl From<FrameFilterInput> for FrameFilter {
    fn from(input: FrameFilterInput) -> Self {
        Self {
            stratum: input.stratum,
            followed_up: input.followed_up,
            influence: input.influence.unwrap_or_default().into_iter().map(Into::into).collect(),
            interest: input.interest.unwrap_or_default().into_iter().map(Into::into).collect(),
            attitude: input.attitude.unwrap_or_default().into_iter().map(Into::into).collect(),
        }
    }
}

/// Questions about populations.
#[derive(Default)]
pub struct FrameQuery;

#[Object]
impl FrameQuery {
    /// The owners in the population of a study, in Norwegian order; null for a study that is not yours. `frameMembers`
    /// also has what the study says of each.
    async fn frame(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The study.")] study_id: ID,
        #[graphql(desc = "How many, 1 to 100; 25 where not said.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
    ) -> Result<Option<Paged<Organization>>> {
        let page = base::page(first, after)?;
        let Ok(study) = base::parse_id("study", &study_id) else { return Ok(None) };
        let found = study::list_frame(Cx::of(ctx)?, study, &FrameFilter::default(), &page).await;
        let cursor = |row: &crate::registry::organization::Model| (row.sort_key.clone(), row.id.0);
        Ok(base::found(found)?.map(|found| base::connection(&page, found, cursor, Organization)))
    }

    /// The owners in the population of a study with what the study says of each, in Norwegian order; null for a study
    /// that is not yours.
    async fn frame_members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The study.")] study_id: ID,
        #[graphql(desc = "How many, 1 to 100; 25 where not said.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "Only these.")] filter: Option<FrameFilterInput>,
    ) -> Result<Option<Paged<FrameMember>>> {
        let page = base::page(first, after)?;
        let Ok(study) = base::parse_id("study", &study_id) else { return Ok(None) };
        let filter = filter.unwrap_or_default().into();
        let found = study::list_frame_members(Cx::of(ctx)?, study, &filter, &page).await;
        let cursor = |row: &Framed| (row.organization.sort_key.clone(), row.organization.id.0);
        Ok(base::found(found)?.map(|found| base::connection(&page, found, cursor, FrameMember)))
    }

    /// How many owners of a study's population have how much influence and interest; null for a study that is not yours.
    async fn power_interest(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The study.")] study_id: ID,
    ) -> Result<Option<PowerInterest>> {
        let Ok(study) = base::parse_id("study", &study_id) else { return Ok(None) };
        let found = base::found(study::power_interest(Cx::of(ctx)?, study).await)?;
        Ok(found.map(|found| PowerInterest::new(study, found)))
    }
}

/// Owners to add to the population of a study; those that are in it already stay as they are.
#[derive(InputObject)]
struct AddToFrameInput {
    /// The study.
    study_id: ID,
    /// The owners, at most 1,000; those that are in it already stay.
    organization_ids: Vec<ID>,
}

/// Owners to take out of the population of a study; those that are not in it stay out.
#[derive(InputObject)]
struct RemoveFromFrameInput {
    /// The study.
    study_id: ID,
    /// The owners, at most 1,000.
    organization_ids: Vec<ID>,
}

fn study_and_owners(study: &ID, owners: &[ID]) -> std::result::Result<(StudyId, Vec<OrganizationId>), Error> {
    let mut refusals = Refusals::new();
    let study = refusals.check("studyId", base::parse_id("study", study));
    base::at_most(&mut refusals, "organizationIds", owners, 1_000);
    let mut found = Vec::new();
    for (index, id) in owners.iter().enumerate() {
        let id = base::parse_id::<OrganizationId>("organization", id);
        found.extend(refusals.check(&format!("organizationIds.{index}"), id));
    }
    match study.filter(|_| refusals.is_empty()) {
        Some(study) => Ok((study, found)),
        None => Err(refusals.into()),
    }
}

/// What to change about an owner's place in a population. What is left out stays; what is null is taken away.
#[derive(InputObject)]
struct DescribeFrameMemberInput {
    /// The study.
    study_id: ID,
    /// The owner.
    organization_id: ID,
    /// The stratum that it is counted in.
    stratum: MaybeUndefined<String>,
    /// It was chosen for being followed up.
    followed_up: Option<bool>,
    /// Why it was chosen, or not.
    reason: MaybeUndefined<String>,
}

fn study_and_owner(refusals: &mut Refusals, study: &ID, owner: &ID) -> Option<(StudyId, OrganizationId)> {
    let study = refusals.check("studyId", base::parse_id("study", study));
    let owner = refusals.check("organizationId", base::parse_id("organization", owner));
    study.zip(owner)
}

/// Where an owner stands.
#[derive(InputObject)]
struct PositionInput {
    /// How much it can do to the outcome.
    influence: Extent,
    /// How much the outcome matters to it.
    interest: Extent,
    /// What it thinks of the move; left out where nobody knows.
    attitude: Option<Attitude>,
    /// What it expects.
    expectations: Option<String>,
}

/// Where an owner stands in a study.
#[derive(InputObject)]
struct SetStakeholderPositionInput {
    /// The study.
    study_id: ID,
    /// The owner.
    organization_id: ID,
    /// Where it stands, in place of what was said before; null takes that back. Left out it says nothing, and is refused
    /// (`REQUIRED`).
    position: MaybeUndefined<PositionInput>,
}

payload! {
    /// What came of adding owners to a population.
    AddToFramePayload {
        /// The study.
        study: Study,
        /// How many owners its population has now.
        frame_size: i32,
    }
}

payload! {
    /// What came of taking owners out of a population.
    RemoveFromFramePayload {
        /// The study.
        study: Study,
        /// How many owners its population has now.
        frame_size: i32,
    }
}

payload! {
    /// What came of describing an owner's place in a population.
    DescribeFrameMemberPayload {
        /// The owner with what the study says of it.
        frame_member: FrameMember,
    }
}

payload! {
    /// What came of saying where an owner stands.
    SetStakeholderPositionPayload {
        /// The owner with what the study says of it.
        frame_member: FrameMember,
    }
}

/// Changes to populations.
#[derive(Default)]
pub struct FrameMutation;

#[Object]
impl FrameMutation {
    /// Adds owners to the population of a study, each in the stratum that it is registered with.
    async fn add_to_frame(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: AddToFrameInput,
    ) -> Result<AddToFramePayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let (study, owners) = study_and_owners(&input.study_id, &input.organization_ids)?;
            study::add_to_frame(cx, study, &owners).await
        });
        base::payload(cx, outcome.await, |(row, size)| {
            AddToFramePayload::done(Study(row), i32::try_from(size).unwrap_or(i32::MAX))
        })
    }

    /// Takes owners out of the population of a study, with where they stand in it. Rounds that were opened keep the
    /// population that they had.
    async fn remove_from_frame(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: RemoveFromFrameInput,
    ) -> Result<RemoveFromFramePayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let (study, owners) = study_and_owners(&input.study_id, &input.organization_ids)?;
            study::remove_from_frame(cx, study, &owners).await
        });
        base::payload(cx, outcome.await, |(row, size)| {
            RemoveFromFramePayload::done(Study(row), i32::try_from(size).unwrap_or(i32::MAX))
        })
    }

    /// Says in which stratum of the population an owner is, whether it was followed up, and why.
    async fn describe_frame_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: DescribeFrameMemberInput,
    ) -> Result<DescribeFrameMemberPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let mut refusals = Refusals::new();
            let named = study_and_owner(&mut refusals, &input.study_id, &input.organization_id);
            let text = |max| move |raw: String| optional_text(Some(&raw), max);
            let stratum = base::change(&mut refusals, "stratum", input.stratum, text(SHORT_TEXT));
            let reason = base::change(&mut refusals, "reason", input.reason, text(LONG_TEXT));
            let Some((study, owner)) = named.filter(|_| refusals.is_empty()) else {
                return Err(refusals.into());
            };
            let change = FrameChange { stratum, followed_up: input.followed_up, reason };
            study::describe_frame_member(cx, study, owner, change).await
        });
        base::payload(cx, outcome.await, |framed| DescribeFrameMemberPayload::done(FrameMember(framed)))
    }

    /// Says where an owner of the population stands.
    async fn set_stakeholder_position(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: SetStakeholderPositionInput,
    ) -> Result<SetStakeholderPositionPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let mut refusals = Refusals::new();
            let named = study_and_owner(&mut refusals, &input.study_id, &input.organization_id);
            if input.position.is_undefined() {
                refusals.add("position", Problem::Required);
            }
            let position = input.position.take();
            let said = position.as_ref().and_then(|position| position.expectations.as_deref());
            let expectations =
                refusals.check("position.expectations", optional_text(said, LONG_TEXT)).flatten();
            let Some((study, owner)) = named.filter(|_| refusals.is_empty()) else {
                return Err(refusals.into());
            };
            let position = position.map(|position| Position {
                influence: position.influence.into(),
                interest: position.interest.into(),
                attitude: position.attitude.map(Into::into),
                expectations,
            });
            study::set_position(cx, study, owner, position).await
        });
        base::payload(cx, outcome.await, |framed| SetStakeholderPositionPayload::done(FrameMember(framed)))
    }
}
