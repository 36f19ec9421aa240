//! Writing the mails of a round: texts of its own, what they look like to somebody, a test mail to oneself.

use ::entity::Language;
use ::entity::id::{OrganizationId, RoundId};
use ::entity::mail_message::MailKind;
use ::entity::round_history::RoundAction;

use super::languages::language_of;
use super::mailing::{Texts, facts};
use super::receipt_mail::Received;
use super::recipients::{self, Recipient};
use super::texts::{Handed, check, letter};
use super::{Phase, ScopedRound, Text, TextKind, find, languages, phase, queries, remembered, round};
use crate::Cx;
use crate::auth::{self, Permission};
use crate::db::{Executor, stored_name};
use crate::error::{Error, Problem, Refusals};
use crate::mail::{self, Envelope, Letter, Rendered};
use crate::value::Email;

/// Every kind of mail that a round sends.
pub(super) const TEXT_KINDS: [TextKind; 7] = [
    TextKind::Invitation,
    TextKind::Reminder,
    TextKind::LastCall,
    TextKind::HandOver,
    TextKind::Approval,
    TextKind::Receipt,
    TextKind::Thanks,
];

/// What a kind of mail says in a language.
pub struct MailText {
    /// What the mail is for.
    pub kind: TextKind,
    /// The language.
    pub language: Language,
    /// What it says.
    pub text: Text,
    /// The round has it of its own; else it is what is there before anybody writes any.
    pub is_own: bool,
}

/// What the mails of a round say, by kind and language.
///
/// # Errors
/// [`Error::NotFound`] for a round that is not theirs.
pub async fn mail_texts(cx: &Cx, id: RoundId) -> Result<Vec<MailText>, Error> {
    find::authorized(cx, id, Permission::ManageRounds).await?;
    let texts = Texts::of(cx.db(), id).await?;
    let each = TEXT_KINDS.into_iter().flat_map(|kind| languages::ALL.map(|language| (kind, language)));
    Ok(each
        .map(|(kind, language)| MailText {
            kind,
            language,
            text: texts.get(kind, language),
            is_own: texts.is_own(kind, language),
        })
        .collect())
}

/// Lets a kind of mail of a round say something of its own in a language; `None` for what is there before anybody writes any.
/// Mails that are in the outbox already stay as they are.
///
/// # Errors
/// [`Error::Refused`] naming every placeholder that stands for nothing, where the link is missing, or the round has closed.
pub async fn set_mail_text(
    cx: &Cx,
    id: RoundId,
    kind: TextKind,
    language: Language,
    text: Option<Text>,
) -> Result<round::Model, Error> {
    find::authorized(cx, id, Permission::ManageRounds).await?;
    if let Some(text) = &text {
        let mut refusals = Refusals::new();
        check(&mut refusals, kind, text);
        refusals.done()?;
    }
    let txn = cx.begin().await?;
    let (round, _) = queries::lock_round(&txn, id).await?.ok_or(Error::NotFound)?;
    if phase(&round, cx.now()) == Phase::Closed {
        return Err(Error::refused("roundId", Problem::RoundClosed));
    }
    let before = Texts::of(&txn, id).await?;
    let before = before.is_own(kind, language).then(|| before.get(kind, language));
    let field = format!("mailTexts.{}.{}", stored_name(&kind), stored_name(&language));
    let changes = remembered::mail_text(field, before.as_ref(), text.as_ref());
    let changes = changes.into_iter().collect();
    remembered::record(&cx.actor, cx.now(), &txn, &round, RoundAction::Changed, changes).await?;
    queries::set_mail_text(&txn, id, kind, language, text).await?;
    txn.commit().await?;
    Ok(round)
}

/// A mail as somebody would get it.
pub struct Preview {
    /// Name of the person.
    pub to_name: String,
    /// Their address.
    pub to: String,
    /// In which language.
    pub language: Language,
    /// What it says.
    pub rendered: Rendered,
}

/// A kind of mail as an owner of the round would get it now, with a link that leads nowhere; in their own language where none is
/// said.
///
/// # Errors
/// [`Error::Refused`] where the owner is not asked in this round, or has no primary contact.
pub async fn preview(
    cx: &Cx,
    id: RoundId,
    kind: TextKind,
    owner: OrganizationId,
    language: Option<Language>,
) -> Result<Preview, Error> {
    find::authorized(cx, id, Permission::ManageRounds).await?;
    let (recipient, letter, language) = written(cx, cx.db(), id, kind, owner, language).await?;
    let Recipient { contact, .. } = recipient;
    Ok(Preview { to_name: contact.name, to: contact.email, language, rendered: letter.render(language) })
}

/// Sends a kind of mail, as an owner of the round would get it, to whoever asks, with a link that leads nowhere; returns their
/// address.
///
/// # Errors
/// As [`preview`].
pub async fn send_test(
    cx: &Cx,
    id: RoundId,
    kind: TextKind,
    owner: OrganizationId,
    language: Option<Language>,
) -> Result<String, Error> {
    find::authorized(cx, id, Permission::ManageRounds).await?;
    let account = auth::viewer(cx).await?.ok_or(Error::Forbidden)?;
    let mut txn = cx.begin().await?;
    let (_, letter, language) = written(cx, &txn, id, kind, owner, language).await?;
    let to = Email::parse(&account.email);
    let envelope = Envelope {
        kind: MailKind::Test,
        to: to.map_err(|_| anyhow::anyhow!("an account has no valid address"))?,
        to_name: Some(account.name),
        language,
        about: None,
        unsubscribe: None,
        not_before: None,
        expires_at: None,
    };
    mail::queue(&mut txn, &cx.app, envelope, letter).await?;
    txn.commit().await?;
    Ok(account.email)
}

async fn written(
    cx: &Cx,
    db: &impl Executor,
    id: RoundId,
    kind: TextKind,
    owner: OrganizationId,
    language: Option<Language>,
) -> Result<(Recipient, Letter, Language), Error> {
    let ScopedRound { round, study } = queries::round_and_study(db, id).await?.ok_or(Error::NotFound)?;
    if !queries::is_asked(db, id, owner).await? {
        return Err(Error::refused("organizationId", Problem::Unknown));
    }
    let (mut found, without) = recipients::with_contacts(db, &[owner]).await?;
    let Some(recipient) = found.pop() else {
        let organization = without.first().map(|owner| owner.name.nb.clone()).unwrap_or_default();
        return Err(Error::refused("organizationId", Problem::NoPrimaryContact { organization }));
    };
    let own = language_of(&round, &recipient.contact, &recipient.owner);
    let language = language.unwrap_or(own);
    let text = Texts::of(db, id).await?.get(kind, language);
    let link = format!("{}/svar/test", cx.app.settings.http.public_url);
    let to = (&recipient.owner, &recipient.contact);
    let mut facts = facts(&cx.app, &round, &study.name, to, language, link);
    if matches!(kind, TextKind::HandOver | TextKind::Approval) {
        // As if it were handed on to the one who would hand it on.
        let version = cx.app.published.get(db, round.version_id).await?;
        let title = version.sections.first().map(|section| section.row.title.in_language(language));
        let sections = title.unwrap_or_default().to_owned();
        facts.handed = Some(Handed { by: facts.contact.clone(), sections, word: String::new() });
    }
    if kind == TextKind::Receipt {
        facts.submitted = Some(Received { number: 1, at: cx.now(), hash: &"0".repeat(64) }.told(language));
    }
    let letter = letter(&text, &facts);
    Ok((recipient, letter, language))
}
