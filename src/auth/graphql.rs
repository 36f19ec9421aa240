//! Signing in and accounts, in the schema.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};

use super::accounts::{self, NewAccount};
use crate::Cx;
use crate::error::{Error, Problem, Refusals};
use crate::graphql::base::{self, GqlLanguage, Result};
use crate::payload;

/// A person who signs in: an analyst, a leader, an administrator.
pub struct Account(pub super::Account);

/// A person who signs in: an analyst, a leader, an administrator.
#[Object]
impl Account {
    /// Key.
    pub async fn id(&self) -> ID {
        base::id("account", self.0.id.0)
    }

    /// Address used to sign in.
    async fn email(&self) -> &str {
        &self.0.email
    }

    /// Name shown to colleagues.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Language of mail and messages to this person.
    async fn language(&self) -> GqlLanguage {
        self.0.language.into()
    }

    /// May make studies and accounts, and is let into every study as its administrator.
    async fn system_admin(&self) -> bool {
        self.0.system_admin
    }
}

/// What an account may do in a study.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "::entity::membership::Role")]
pub enum Role {
    /// Everything an analyst may, and decides who takes part.
    Admin,
    /// Registers, asks, reads every answer.
    Analyst,
    /// Reads dashboards and progress.
    Leader,
}

/// The one who asks.
#[derive(SimpleObject)]
pub struct Viewer {
    /// The account that is signed in.
    pub account: Account,
}

/// What a client sends along to say who asks, and how it gets the next.
#[derive(SimpleObject)]
pub struct Tokens {
    /// Goes with each request as `Authorization: Bearer …`.
    pub access_token: String,
    /// When the access token stops being good.
    pub access_token_expires_at: DateTime<Utc>,
    /// Exchanges for the next pair, once. Keep it as you would a password.
    pub refresh_token: String,
    /// When the session ends, however often it was refreshed.
    pub refresh_token_expires_at: DateTime<Utc>,
}

impl From<super::Tokens> for (Tokens, Account) {
    fn from(handed_out: super::Tokens) -> Self {
        let tokens = Tokens {
            access_token: handed_out.access.token,
            access_token_expires_at: handed_out.access.expires_at,
            refresh_token: handed_out.refresh.text(),
            refresh_token_expires_at: handed_out.refresh_expires_at,
        };
        (tokens, Account(handed_out.account))
    }
}

/// Questions about the one who asks.
#[derive(Default)]
pub struct AuthQuery;

#[Object]
impl AuthQuery {
    /// You; null where nobody is signed in with an account.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Option<Viewer>> {
        let found = super::viewer(Cx::of(ctx)?).await.map_err(base::to_graphql)?;
        Ok(found.map(|account| Viewer { account: Account(account) }))
    }
}

/// What proves who one is.
#[derive(InputObject)]
struct SignInInput {
    /// Address of the account.
    email: String,
    /// Its password.
    password: String,
}

/// A refresh token to exchange.
#[derive(InputObject)]
struct RefreshSessionInput {
    /// The refresh token of the last pair.
    refresh_token: String,
}

/// Where to sign out.
#[derive(InputObject)]
struct SignOutInput {
    /// Ends every session of the account instead of this one.
    #[graphql(default)]
    everywhere: bool,
}

/// Whose password to choose anew.
#[derive(InputObject)]
struct RequestPasswordResetInput {
    /// Address of the account.
    email: String,
}

/// A new password, by the link from a mail.
#[derive(InputObject)]
struct ResetPasswordInput {
    /// The last part of the link's address.
    token: String,
    /// The password from now on: 12 to 128 characters that are not easy to guess.
    new_password: String,
}

/// A new password, by the current one.
#[derive(InputObject)]
struct ChangePasswordInput {
    /// The password until now.
    current_password: String,
    /// The password from now on: 12 to 128 characters that are not easy to guess.
    new_password: String,
}

/// An account to make.
#[derive(InputObject)]
struct CreateAccountInput {
    /// Address used to sign in.
    email: String,
    /// Name shown to colleagues.
    name: String,
    /// Language of mail and messages to this person.
    language: GqlLanguage,
    /// The first password, for system administrators only. Where absent, the person gets a mail to choose one.
    password: Option<String>,
    /// A study to give a role in; needed unless you are a system administrator.
    study_id: Option<ID>,
    /// The role in that study.
    role: Option<Role>,
}

impl CreateAccountInput {
    fn parse(self) -> std::result::Result<NewAccount, Error> {
        let mut refusals = Refusals::new();
        let role = match (self.study_id, self.role) {
            (None, None) => None,
            (Some(_), None) => refusals.check("role", Err(Problem::Required)),
            (None, Some(_)) => refusals.check("studyId", Err(Problem::Required)),
            (Some(study), Some(role)) => {
                refusals.check("studyId", base::parse_id("study", &study)).map(|study| (study, role.into()))
            }
        };
        refusals.done()?;
        let Self { email, name, language, password, .. } = self;
        Ok(NewAccount { email, name, language: language.into(), system_admin: false, password, role })
    }
}

payload! {
    /// What came of signing in.
    SignInPayload {
        /// What to send along from now on.
        tokens: Tokens,
        /// Who has signed in.
        account: Account,
    }
}

payload! {
    /// What came of exchanging a refresh token.
    RefreshSessionPayload {
        /// What to send along from now on.
        tokens: Tokens,
        /// Who is signed in.
        account: Account,
    }
}

payload! {
    /// What came of signing out.
    SignOutPayload {
        /// True: the access tokens of the session do not work any more.
        signed_out: bool,
    }
}

payload! {
    /// What came of asking for a mail to choose a password.
    RequestPasswordResetPayload {
        /// True, whether or not there is such an account.
        accepted: bool,
    }
}

payload! {
    /// What came of choosing a password by a link.
    ResetPasswordPayload {
        /// True: sign in with the new password; every session of the account has ended.
        changed: bool,
    }
}

payload! {
    /// What came of changing a password.
    ChangePasswordPayload {
        /// True: every other session of the account has ended.
        changed: bool,
    }
}

payload! {
    /// What came of making an account.
    CreateAccountPayload {
        /// The account.
        account: Account,
    }
}

/// Signing in and out, passwords, accounts.
#[derive(Default)]
pub struct AuthMutation;

#[Object]
impl AuthMutation {
    /// Signs in with e-mail and password.
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: SignInInput,
    ) -> Result<SignInPayload> {
        let cx = Cx::of(ctx)?;
        let outcome = super::sign_in(cx, &input.email, &input.password).await;
        base::payload(cx, outcome.map(Into::into), |(tokens, account)| SignInPayload::done(tokens, account))
    }

    /// Exchanges a refresh token for the next pair of tokens. A token that was used before ends the session.
    async fn refresh_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: RefreshSessionInput,
    ) -> Result<RefreshSessionPayload> {
        let cx = Cx::of(ctx)?;
        let outcome = super::refresh(cx, &input.refresh_token).await;
        base::payload(cx, outcome.map(Into::into), |(tokens, account)| {
            RefreshSessionPayload::done(tokens, account)
        })
    }

    /// Signs out: here, or everywhere. Access tokens stop working at once.
    async fn sign_out(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: SignOutInput,
    ) -> Result<SignOutPayload> {
        let cx = Cx::of(ctx)?;
        let outcome = match input.everywhere {
            true => super::sign_out_everywhere(cx).await,
            false => super::sign_out_here(cx).await,
        };
        base::payload(cx, outcome, |()| SignOutPayload::done(true))
    }

    /// Sends a mail with a link to choose a new password, if there is an account with this address.
    async fn request_password_reset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: RequestPasswordResetInput,
    ) -> Result<RequestPasswordResetPayload> {
        let cx = Cx::of(ctx)?;
        let outcome = super::request_password_reset(cx, &input.email).await;
        base::payload(cx, outcome, |()| RequestPasswordResetPayload::done(true))
    }

    /// Chooses a new password by the link from a mail.
    async fn reset_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: ResetPasswordInput,
    ) -> Result<ResetPasswordPayload> {
        let cx = Cx::of(ctx)?;
        let outcome = super::reset_password(cx, &input.token, &input.new_password).await;
        base::payload(cx, outcome, |()| ResetPasswordPayload::done(true))
    }

    /// Changes your own password.
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: ChangePasswordInput,
    ) -> Result<ChangePasswordPayload> {
        let cx = Cx::of(ctx)?;
        let outcome = super::change_password(cx, &input.current_password, &input.new_password).await;
        base::payload(cx, outcome, |()| ChangePasswordPayload::done(true))
    }

    /// Makes an account. For system administrators; for a study's administrators together with a role in their study.
    async fn create_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: CreateAccountInput,
    ) -> Result<CreateAccountPayload> {
        let cx = Cx::of(ctx)?;
        let outcome = Box::pin(async { accounts::create(cx, input.parse()?).await }).await;
        base::payload(cx, outcome, |account| CreateAccountPayload::done(Account(account)))
    }
}
