//! Studies in the schema: who works in them, and in `frame` whom they are about.

pub mod frame;
pub mod position;

use ::entity::id::{AccountId, StudyId};
use async_graphql::{Context, ID, InputObject, Object};
use chrono::{DateTime, Utc};

pub use frame::{FrameMutation, FrameQuery};

use super::{NewStudy, StudyChange, membership, study};
use crate::Cx;
use crate::auth::AccountById;
use crate::auth::graphql::{Account, Role};
use crate::error::{Error, Problem, Refusals};
use crate::graphql::base::{self, GqlLanguage, LocalizedTextInput, Paged, Result};
use crate::payload;
use crate::value::{SHORT_TEXT, TextInput};

/// One stakeholder analysis, with its population, method and rounds.
pub struct Study(pub study::Model);

/// One stakeholder analysis, with its population, method and rounds.
#[Object]
impl Study {
    /// Key.
    pub async fn id(&self) -> ID {
        base::id("study", self.0.id.0)
    }

    /// What it is called, in this language or else in that of the request.
    async fn name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<String> {
        base::localized(ctx, &self.0.name, language)
    }

    /// Aggregates over fewer owners than this are withheld from respondents.
    async fn smallest_group(&self) -> i32 {
        self.0.smallest_group
    }

    /// The language of what is written to people where neither they nor their owner have chosen one that a round is offered in.
    async fn language(&self) -> GqlLanguage {
        self.0.language.into()
    }

    /// Its answers are made up for a demonstration; say so wherever a figure is shown.
    async fn synthetic(&self) -> bool {
        self.0.synthetic
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }
}

/// A person who has a part in a study.
pub struct Member(membership::Model);

/// A person who has a part in a study.
#[Object]
impl Member {
    /// The account that they sign in with.
    async fn account(&self, ctx: &Context<'_>) -> Result<Account> {
        Ok(Account(base::there(base::load(ctx, AccountById(self.0.account_id)).await?)?.into()))
    }

    /// What they may do in the study.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// Since when they have had a part in it.
    async fn since(&self) -> DateTime<Utc> {
        self.0.created_at
    }
}

/// Questions about studies.
#[derive(Default)]
pub struct StudyQuery;

#[Object]
impl StudyQuery {
    /// The studies that you have a part in, oldest first.
    async fn studies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 25 where not said.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
    ) -> Result<Paged<Study>> {
        let page = base::page(first, after)?;
        let found = super::list(Cx::of(ctx)?, &page).await.map_err(base::to_graphql)?;
        Ok(base::connection(&page, found, |row| row.id.0, Study))
    }

    /// Who has a part in a study, the oldest account first; null for a study that is not yours. For the study's
    /// administrators. System administrators may do everything in it without being listed.
    async fn members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The study.")] study_id: ID,
        #[graphql(desc = "How many, 1 to 100; 25 where not said.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
    ) -> Result<Option<Paged<Member>>> {
        let page = base::page(first, after)?;
        let Ok(study) = base::parse_id("study", &study_id) else { return Ok(None) };
        let found = base::found(super::list_members(Cx::of(ctx)?, study, &page).await)?;
        Ok(found.map(|found| base::connection(&page, found, |row| row.account_id.0, Member)))
    }

    /// One study; null where there is none, or you have no part in it.
    async fn study(&self, ctx: &Context<'_>, #[graphql(desc = "Its key.")] id: ID) -> Result<Option<Study>> {
        let Ok(id) = base::parse_id("study", &id) else {
            return Ok(None);
        };
        base::found(super::by_id(Cx::of(ctx)?, id).await.map(Study))
    }
}

/// A study to make.
#[derive(InputObject)]
struct CreateStudyInput {
    /// What it is called.
    name: LocalizedTextInput,
    /// Aggregates over fewer owners are withheld from respondents; 2 to 100.
    #[graphql(default = 5)]
    smallest_group: i32,
    /// Its answers are made up for a demonstration.
    #[graphql(default)]
    synthetic: bool,
    /// The language of what is written to people where neither they nor their owner have chosen one that a round is offered in.
    #[graphql(default_with = "GqlLanguage::Nb")]
    language: GqlLanguage,
}

impl CreateStudyInput {
    fn parse(self) -> std::result::Result<NewStudy, Error> {
        let mut refusals = Refusals::new();
        let name = refusals.nest("name", TextInput::from(self.name).parse(SHORT_TEXT))?;
        if !(2..=100).contains(&self.smallest_group) {
            refusals.add("smallestGroup", Problem::OutOfRange { min: 2.0, max: 100.0 });
        }
        match name {
            Some(name) if refusals.is_empty() => {
                let (smallest_group, synthetic) = (self.smallest_group, self.synthetic);
                Ok(NewStudy { name, smallest_group, synthetic, language: self.language.into() })
            }
            _ => Err(refusals.into()),
        }
    }
}

/// What to change about a study; what is left out stays.
#[derive(InputObject)]
struct ChangeStudyInput {
    /// The study.
    study_id: ID,
    /// What it is called. What was submitted keeps the name of then.
    name: Option<LocalizedTextInput>,
    /// The language of what is written to people where neither they nor their owner have chosen one that a round is offered in. Rounds that
    /// there are keep theirs, planned ones until their `languages` are changed.
    language: Option<GqlLanguage>,
}

impl ChangeStudyInput {
    fn parse(self) -> std::result::Result<(StudyId, StudyChange), Error> {
        let mut refusals = Refusals::new();
        let id = refusals.check("studyId", base::parse_id("study", &self.study_id));
        let name = self.name.map(|name| TextInput::from(name).parse(SHORT_TEXT)).transpose();
        let name = refusals.nest("name", name)?;
        match (id, name) {
            (Some(id), Some(name)) => Ok((id, StudyChange { name, language: self.language.map(Into::into) })),
            _ => Err(refusals.into()),
        }
    }
}

/// A role to give.
#[derive(InputObject)]
struct GrantRoleInput {
    /// The study.
    study_id: ID,
    /// The account.
    account_id: ID,
    /// The role that it shall have, in place of the one it has.
    role: Role,
}

/// A role to take away.
#[derive(InputObject)]
struct RevokeRoleInput {
    /// The study.
    study_id: ID,
    /// The account.
    account_id: ID,
}

fn study_and_account(study: &ID, account: &ID) -> std::result::Result<(StudyId, AccountId), Error> {
    let mut refusals = Refusals::new();
    let study = refusals.check("studyId", base::parse_id("study", study));
    let account = refusals.check("accountId", base::parse_id("account", account));
    study.zip(account).ok_or(refusals.into())
}

payload! {
    /// What came of making a study.
    CreateStudyPayload {
        /// The study; you are its first administrator.
        study: Study,
    }
}

payload! {
    /// What came of changing a study.
    ChangeStudyPayload {
        /// The study.
        study: Study,
    }
}

payload! {
    /// What came of giving a role.
    GrantRolePayload {
        /// The study.
        study: Study,
    }
}

payload! {
    /// What came of taking a role away.
    RevokeRolePayload {
        /// The study.
        study: Study,
    }
}

/// Changes to studies.
#[derive(Default)]
pub struct StudyMutation;

#[Object]
impl StudyMutation {
    /// Makes a study. For system administrators.
    async fn create_study(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: CreateStudyInput,
    ) -> Result<CreateStudyPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async { super::create(cx, input.parse()?).await }).await;
        base::payload(cx, outcome, |row| CreateStudyPayload::done(Study(row)))
    }

    /// Changes a study. For its administrators.
    async fn change_study(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: ChangeStudyInput,
    ) -> Result<ChangeStudyPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let (id, change) = input.parse()?;
            super::change(cx, id, change).await
        });
        base::payload(cx, outcome.await, |row| ChangeStudyPayload::done(Study(row)))
    }

    /// Gives an account a role in a study, in place of the one it has. For the study's administrators.
    async fn grant_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: GrantRoleInput,
    ) -> Result<GrantRolePayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let (study, account) = study_and_account(&input.study_id, &input.account_id)?;
            super::grant_role(cx, study, account, input.role.into()).await
        });
        base::payload(cx, outcome.await, |row| GrantRolePayload::done(Study(row)))
    }

    /// Takes the role of an account in a study away. For the study's administrators.
    async fn revoke_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: RevokeRoleInput,
    ) -> Result<RevokeRolePayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let (study, account) = study_and_account(&input.study_id, &input.account_id)?;
            super::revoke_role(cx, study, account).await
        });
        base::payload(cx, outcome.await, |row| RevokeRolePayload::done(Study(row)))
    }
}
