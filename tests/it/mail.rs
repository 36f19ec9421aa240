//! Mail: the outbox, the worker, and a real mail server at the other end.

/// Each test once for each database.
macro_rules! on_both {
    ($($(#[$doc:meta])* async fn $name:ident($backend:ident: Backend) $body:block)*) => {$(
        mod $name {
            use super::*;

            $(#[$doc])*
            async fn run($backend: Backend) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                run(Backend::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                run(Backend::Postgres).await;
            }
        }
    )*};
}

mod office;
mod trouble;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::Utc;
use entity::id::MailMessageId;
use entity::mail_message::{Column, Entity, MailStatus};
use mail_parser::{HeaderValue, Message, MessageParser};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _};
use tokio_util::sync::CancellationToken;
use trespor::mail::{self, Mail};
use uuid::Uuid;

use self::office::{LINK, Office, envelope, letter, settings};
use crate::harness::smtp::{Received, SmtpServer};
use crate::harness::{Backend, Database};

fn message_ids(received: &[Received]) -> Vec<String> {
    received.iter().map(|mail| mail.parsed().message_id().unwrap_or_default().to_owned()).collect()
}

on_both! {
    async fn a_mail_arrives_once_and_as_it_was_written(backend: Backend) {
        let server = SmtpServer::start(&["--auth", "trespor:pass-ord"]);
        let office = Office::open(backend, Some(server.url_for("trespor", "pass-ord"))).await;
        let id = office.queue("Aase@etat.example").await;
        assert_eq!(office.deliver().await, 1);
        assert_eq!(office.deliver().await, 0);
        office.advance(60 * 24 * 30);
        assert_eq!(office.deliver().await, 0);
        assert_eq!(office.told.all(), [(id, "delivered")]);
        let received = server.finish();
        assert_eq!(received.len(), 1);
        assert_eq!((received[0].from.as_str(), received[0].to.as_slice()), ("trespor@etat.example", &["Aase@etat.example".to_owned()][..]));
        assert_is_the_letter(&received[0].parsed(), id);
    }

    async fn what_it_said_is_erased_once_it_is_delivered(backend: Backend) {
        let office = Office::open(backend, None).await;
        let id = office.queue("ase@etat.example").await;
        assert!(office.row(id).await.sealed.is_some());
        office.deliver().await;
        let row = office.row(id).await;
        assert_eq!((row.status, row.sealed, row.lease, row.leased_until), (MailStatus::Delivered, None, None, None));
        assert_eq!((row.attempts, row.last_error), (1, None));
        assert!(row.finished_at.is_some());
    }

    async fn without_a_mail_server_it_becomes_a_file(backend: Backend) {
        let office = Office::open(backend, None).await;
        let id = office.queue("Aase@etat.example").await;
        assert_eq!(office.deliver().await, 1);
        let folder = &office.app.settings.mail.folder;
        assert_eq!(names(folder), [format!("{}.eml", id.0)]);
        let raw = std::fs::read(folder.join(format!("{}.eml", id.0))).unwrap();
        assert_is_the_letter(&MessageParser::default().parse(&raw).unwrap(), id);
    }

    async fn a_busy_server_is_asked_again_later(backend: Backend) {
        let server = SmtpServer::start(&["--fail-first", "2"]);
        let office = Office::open(backend, Some(server.url())).await;
        let id = office.queue("ase@etat.example").await;
        assert_eq!(office.deliver().await, 0);
        let row = office.row(id).await;
        assert_eq!((row.status, row.attempts, row.lease), (MailStatus::Queued, 1, None));
        assert_eq!(row.last_error.as_deref(), Some("the mail server answered 451"));
        office.deliver().await;
        assert_eq!(office.row(id).await.attempts, 1, "not before it is due");
        office.advance(2);
        assert_eq!(office.deliver().await, 0);
        assert_eq!(office.row(id).await.attempts, 2);
        office.advance(7);
        assert_eq!(office.deliver().await, 1);
        assert_eq!(office.told.all(), [(id, "delivered")]);
        assert_eq!(server.finish().len(), 1);
    }

    async fn a_mail_nobody_takes_is_given_up_after_eight_tries(backend: Backend) {
        let server = SmtpServer::start(&["--fail-first", "1000"]);
        let office = Office::open(backend, Some(server.url())).await;
        let id = office.queue("ase@etat.example").await;
        for _ in 0..12 {
            office.deliver().await;
            office.advance(60 * 24 * 2);
        }
        let row = office.row(id).await;
        assert_eq!((row.status, row.attempts, row.sealed), (MailStatus::Failed, 8, None));
        assert_eq!(office.told.all(), [(id, "failed")]);
    }

    async fn an_address_that_is_refused_is_given_up_at_once(backend: Backend) {
        let server = SmtpServer::start(&["--reject", "borte@etat.example"]);
        let office = Office::open(backend, Some(server.url())).await;
        let gone = office.queue("borte@etat.example").await;
        let there = office.queue("ase@etat.example").await;
        assert_eq!(office.deliver().await, 1);
        let row = office.row(gone).await;
        assert_eq!((row.status, row.attempts, row.sealed), (MailStatus::Failed, 1, None));
        assert_eq!(row.last_error.as_deref(), Some("the mail server answered 550"));
        let mut told = office.told.all();
        told.sort_unstable();
        assert_eq!(told, [(gone, "failed"), (there, "delivered")]);
        office.advance(60 * 24 * 3);
        assert_eq!(office.deliver().await, 0);
        assert_eq!(server.finish().len(), 1);
    }

    async fn a_wrong_password_of_ours_costs_nobody_their_mail(backend: Backend) {
        let server = SmtpServer::start(&["--auth", "trespor:right"]);
        let office = Office::open(backend, Some(server.url_for("trespor", "wrong"))).await;
        let id = office.queue("ase@etat.example").await;
        assert_eq!(office.deliver().await, 0);
        let row = office.row(id).await;
        assert_eq!(row.status, MailStatus::Queued);
        assert_eq!(row.last_error.as_deref(), Some("the mail server let us not in: it answered 535"));
    }

    async fn what_a_killed_worker_had_taken_is_taken_over(backend: Backend) {
        let office = Office::open(backend, None).await;
        let id = office.queue("ase@etat.example").await;
        let until = office.app.clock.now() + chrono::Duration::minutes(2);
        office.tamper(id, |row| {
            row.col_expr(Column::Lease, Expr::value(Uuid::now_v7()))
                .col_expr(Column::LeasedUntil, Expr::value(until))
                .col_expr(Column::Attempts, Expr::value(1))
        }).await;
        assert_eq!(office.deliver().await, 0, "as long as the lease is good");
        office.advance(3);
        assert_eq!(office.deliver().await, 1);
        assert_eq!(office.row(id).await.attempts, 2);
    }

    /// The one case in which a mail goes out twice.
    async fn a_worker_killed_between_the_servers_answer_and_its_own_note_sends_again_under_the_same_id(backend: Backend) {
        let server = SmtpServer::start(&["--delay", "1000"]);
        let office = Office::open(backend, Some(server.url())).await;
        let id = office.queue("ase@etat.example").await;
        let app = Arc::clone(&office.app);
        let killed = tokio::spawn(async move { mail::deliver_due(&app).await });
        server.received(1).await;
        killed.abort();
        assert!(killed.await.unwrap_err().is_cancelled());
        assert_eq!(office.row(id).await.status, MailStatus::Queued);
        office.advance(3);
        assert_eq!(office.deliver().await, 1);
        let name = format!("{}@trespor.example", id.0);
        assert_eq!(message_ids(&server.finish()), [name.clone(), name]);
        assert_eq!(office.told.all(), [(id, "delivered")]);
    }

    async fn a_worker_that_lost_its_lease_marks_nothing(backend: Backend) {
        let server = SmtpServer::start(&["--delay", "1000"]);
        let office = Office::open(backend, Some(server.url())).await;
        let id = office.queue("ase@etat.example").await;
        let app = Arc::clone(&office.app);
        let slow = tokio::spawn(async move { mail::deliver_due(&app).await });
        server.received(1).await;
        let other = Uuid::now_v7();
        office.tamper(id, |row| row.col_expr(Column::Lease, Expr::value(other))).await;
        assert_eq!(slow.await.unwrap().unwrap(), 0);
        let row = office.row(id).await;
        assert_eq!((row.status, row.lease), (MailStatus::Queued, Some(other)));
        assert_eq!(office.told.all(), []);
    }

    async fn a_mail_that_kills_its_workers_is_given_up(backend: Backend) {
        let office = Office::open(backend, None).await;
        let id = office.queue("ase@etat.example").await;
        office.tamper(id, |row| row.col_expr(Column::Attempts, Expr::value(8))).await;
        assert_eq!(office.deliver().await, 0);
        let row = office.row(id).await;
        assert_eq!(row.status, MailStatus::Failed);
        assert_eq!(row.last_error.as_deref(), Some("its tries ended without an answer"));
        assert!(!office.app.settings.mail.folder.exists());
    }

    async fn what_is_rolled_back_is_never_sent(backend: Backend) {
        let office = Office::open(backend, None).await;
        let mut txn = office.begin().await;
        mail::queue(&mut txn, &office.app, envelope("ase@etat.example"), letter()).await.unwrap();
        drop(txn);
        office.advance(60);
        assert_eq!(office.deliver().await, 0);
        assert_eq!(Entity::find().count(office.app.db.reader()).await.unwrap(), 0);
    }

    async fn what_follows_from_a_delivery_is_in_its_transaction(backend: Backend) {
        let server = SmtpServer::start(&[]);
        let office = Office::open(backend, Some(server.url())).await;
        *office.told.failures_left.lock().unwrap() = 1;
        let id = office.queue("ase@etat.example").await;
        assert_eq!(office.deliver().await, 1);
        assert_eq!(office.told.all(), [(id, "delivered"), (id, "delivered")]);
        assert_eq!(office.row(id).await.status, MailStatus::Delivered);
        assert_eq!(server.finish().len(), 1, "writing it down is tried again, sending is not");
    }

    async fn a_commit_wakes_the_worker_and_stopping_finishes_what_it_has_in_hand(backend: Backend) {
        let server = SmtpServer::start(&["--delay", "700"]);
        let office = Office::open(backend, Some(server.url())).await;
        let stop = CancellationToken::new();
        let worker = tokio::spawn(mail::deliver_until(Arc::clone(&office.app), stop.clone()));
        // Long enough for its first look, after which it would not look again for three seconds.
        tokio::time::sleep(Duration::from_millis(500)).await;
        let begun = Instant::now();
        let id = office.queue("ase@etat.example").await;
        server.received(1).await;
        assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
        stop.cancel();
        worker.await.unwrap();
        assert_eq!(office.row(id).await.status, MailStatus::Delivered);
    }

    async fn delivering_what_is_due_waits_for_what_a_worker_has_in_hand(backend: Backend) {
        let server = SmtpServer::start(&["--delay", "700"]);
        let office = Office::open(backend, Some(server.url())).await;
        let id = office.queue("ase@etat.example").await;
        let stop = CancellationToken::new();
        let worker = tokio::spawn(mail::deliver_until(Arc::clone(&office.app), stop.clone()));
        server.received(1).await;
        assert_eq!(office.deliver().await, 0);
        assert_eq!(office.row(id).await.status, MailStatus::Delivered);
        stop.cancel();
        worker.await.unwrap();
    }

    async fn four_workers_send_two_hundred_mails_once_each(backend: Backend) {
        let server = SmtpServer::start(&["--delay", "5"]);
        let office = Office::open(backend, Some(server.url())).await;
        let mut txn = office.begin().await;
        for number in 0..200 {
            mail::queue(&mut txn, &office.app, envelope(&format!("a{number}@etat.example")), letter()).await.unwrap();
        }
        txn.commit().await.unwrap();
        let stop = CancellationToken::new();
        let mut workers = Vec::new();
        for _ in 0..4 {
            let colleague = office.colleague().await;
            workers.push(tokio::spawn(mail::deliver_until(colleague, stop.clone())));
        }
        server.received(200).await;
        stop.cancel();
        for worker in workers {
            worker.await.unwrap();
        }
        let mut times = BTreeMap::<String, usize>::new();
        for mail in server.finish() {
            *times.entry(mail.to.concat()).or_default() += 1;
        }
        assert_eq!((times.len(), times.values().max()), (200, Some(&1)));
        let delivered = Entity::find().filter(Column::Status.eq(MailStatus::Delivered)).filter(Column::Attempts.eq(1));
        assert_eq!(delivered.count(office.app.db.reader()).await.unwrap(), 200);
        assert_eq!(office.told.all().len(), 200);
    }
}

#[tokio::test]
async fn the_link_is_nowhere_in_the_database_file() {
    let office = Office::open(Backend::Sqlite, None).await;
    office.queue("ase@etat.example").await;
    let folder = office.database.folder();
    assert!(holds(folder, b"ase@etat.example"), "the files are those of the database");
    assert!(!holds(folder, b"hemmeligheten-i-lenken"));
    assert!(!holds(folder, "nokre spørsmål".as_bytes()));
    office.deliver().await;
    assert!(!holds(folder, b"hemmeligheten-i-lenken"));
}

#[tokio::test]
async fn a_mail_server_that_cannot_be_used_is_said_at_start_without_its_password() {
    let database = Database::fresh(Backend::Sqlite).await;
    let settings = settings(&database, Some("smtps://trespor:hemmelig@mail.example?tls=none".to_owned()));
    let Err(error) = Mail::new(&settings) else { panic!("it contradicts itself") };
    let error = format!("{error:#}");
    assert!(error.contains("mail.smtp_url") && !error.contains("hemmelig"), "{error}");
}

/// Everything that the letter of these tests must be on the other side.
fn assert_is_the_letter(mail: &Message<'_>, id: MailMessageId) {
    let (from, to) = (mail.from().unwrap().first().unwrap(), mail.to().unwrap().first().unwrap());
    assert_eq!((from.name(), from.address()), (Some("Målinger"), Some("trespor@etat.example")));
    assert_eq!((to.name(), to.address()), (Some("Åse Ås"), Some("Aase@etat.example")));
    assert_eq!(mail.subject(), Some("Spørsmål til deg – hugs fristen"));
    assert_eq!(mail.message_id(), Some(format!("{}@trespor.example", id.0).as_str()));
    let age = Utc::now().timestamp() - mail.date().unwrap().to_timestamp();
    assert!((-5..120).contains(&age), "{age} s old");
    for (name, value) in [("Auto-Submitted", "auto-generated"), ("Content-Language", "nn")] {
        assert_eq!(mail.header(name).and_then(HeaderValue::as_text), Some(value), "{name}");
    }
    assert_eq!((mail.text_body_count(), mail.html_body_count(), mail.attachment_count()), (1, 1, 0));
    let (text, html) = (mail.body_text(0).unwrap(), mail.body_html(0).unwrap());
    assert!(text.contains(&format!("Opne skjemaet:\r\n{LINK}\r\n")), "{text}");
    assert!(text.contains("Svar på nokre spørsmål <om> flyttinga."), "{text}");
    assert!(
        html.contains("<html lang=\"nn\">") && html.contains("Svar på nokre spørsmål &lt;om&gt; flyttinga."),
        "{html}"
    );
    assert!(
        html.contains(&format!("<a href=\"{LINK}\"")) && html.contains(&format!(">{LINK}</span>")),
        "{html}"
    );
}

fn names(folder: &Path) -> Vec<String> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

/// Whether any file directly in the folder has these bytes in it.
fn holds(folder: &Path, needle: &[u8]) -> bool {
    let files =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    files
        .map(|path| std::fs::read(path).unwrap())
        .any(|content| content.windows(needle.len()).any(|part| part == needle))
}
