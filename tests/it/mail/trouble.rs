//! Mails that cannot be opened, that come too late, and that break their delivery off.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::{Duration, Instant};

use entity::mail_message::{Column, MailStatus};
use sea_orm::sea_query::Expr;
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use trespor::auth::keys;
use trespor::mail;

use super::office::{LINK, Office};
use crate::harness::Backend;
use crate::harness::smtp::SmtpServer;

on_both! {
    async fn a_mail_whose_key_a_server_lacks_waits_for_one_that_has_it(backend: Backend) {
        let office = Office::open(backend, None).await;
        let id = office.queue("ase@etat.example").await;
        let old = std::fs::read_to_string(office.database.folder().join("keys")).unwrap().trim().to_owned();
        let new = keys::generate_line();
        let stranger = office.colleague_with(|settings| settings.auth.signing_keys = vec![new.clone()]).await;
        assert_eq!(mail::deliver_due(&stranger).await.unwrap(), 0);
        let row = office.row(id).await;
        assert_eq!((row.status, row.attempts, row.sealed.is_some()), (MailStatus::Queued, 1, true));
        let reason = "the sealed mail cannot be opened: its key is not among the signing keys";
        assert_eq!(row.last_error.as_deref(), Some(reason));
        assert_eq!(office.told.all(), []);
        let rotated = office.colleague_with(|settings| settings.auth.signing_keys = vec![new, old]).await;
        rotated.clock.advance(chrono::Duration::minutes(2));
        assert_eq!(mail::deliver_due(&rotated).await.unwrap(), 1);
        assert_eq!(office.told.all(), [(id, "delivered")]);
        let folder = &office.app.settings.mail.folder;
        let raw = std::fs::read(folder.join(format!("{}.eml", id.0))).unwrap();
        assert!(raw.windows(LINK.len()).any(|part| part == LINK.as_bytes()), "nothing of it is lost");
    }

    async fn a_mail_whose_key_never_comes_is_given_up_after_all_tries(backend: Backend) {
        let office = Office::open(backend, None).await;
        let id = office.queue("ase@etat.example").await;
        office.tamper(id, |row| row.col_expr(Column::Sealed, Expr::value(b"sealed by nobody".to_vec()))).await;
        for _ in 0..7 {
            assert_eq!(office.deliver().await, 0);
            assert!(office.row(id).await.sealed.is_some());
            office.advance(60 * 24 * 2);
        }
        assert_eq!(office.deliver().await, 0);
        let row = office.row(id).await;
        assert_eq!((row.status, row.attempts, row.sealed), (MailStatus::Failed, 8, None));
        assert_eq!(office.told.all(), [(id, "failed")]);
    }

    async fn a_mail_that_is_of_no_more_use_is_given_up_unsent(backend: Backend) {
        let server = SmtpServer::start(&["--fail-first", "3"]);
        let office = Office::open(backend, Some(server.url())).await;
        let id = office.queue_until("ase@etat.example", 10).await;
        // Tried at 0, 2 and 8 minutes; the next wait would be longer than it lasts.
        for minutes in [2, 6, 3] {
            assert_eq!(office.deliver().await, 0);
            assert_eq!(office.row(id).await.status, MailStatus::Queued);
            office.advance(minutes);
        }
        assert_eq!(office.deliver().await, 0);
        let row = office.row(id).await;
        assert_eq!((row.status, row.sealed), (MailStatus::Failed, None));
        assert_eq!(row.last_error.as_deref(), Some("it expired; before that: the mail server answered 451"));
        assert_eq!(office.told.all(), [(id, "failed")]);
        assert_eq!(server.finish().len(), 0);
    }

    async fn one_mails_seal_does_not_fit_another(backend: Backend) {
        let office = Office::open(backend, None).await;
        let (one, other) = (office.queue("ase@etat.example").await, office.queue("ola@etat.example").await);
        let sealed = office.row(one).await.sealed;
        office.tamper(other, |row| row.col_expr(Column::Sealed, Expr::value(sealed))).await;
        assert_eq!(office.deliver().await, 1);
        let row = office.row(other).await;
        assert_eq!((row.status, row.attempts, row.sealed), (MailStatus::Failed, 1, None), "nobody can open it");
        let reason = "the sealed mail cannot be opened: it was changed, or belongs to something else";
        assert_eq!(row.last_error.as_deref(), Some(reason));
    }

    async fn a_worker_that_breaks_off_is_started_again_and_health_says_so(backend: Backend) {
        let office = Office::open(backend, None).await;
        *office.told.panics_left.lock().unwrap() = 1;
        let mails = [office.queue("ase@etat.example").await, office.queue("ola@etat.example").await];
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let ready = format!("http://{}/health/ready", listener.local_addr().unwrap());
        let stop = CancellationToken::new();
        let serving = tokio::spawn(trespor::http::serve(Arc::clone(&office.app), listener, stop.clone()));
        let warned = health_once(&ready, |health| health["warnings"].is_array()).await;
        assert_eq!(warned["status"], "ready", "requests can be served: {warned}");
        assert!(warned["warnings"][0].as_str().unwrap().starts_with("mail is not being delivered"), "{warned}");
        let delivered = async || {
            let rows = [office.row(mails[0]).await, office.row(mails[1]).await];
            rows.iter().filter(|row| row.status == MailStatus::Delivered).count()
        };
        assert_eq!(delivered().await, 1, "the other one came to no harm");
        health_once(&ready, |health| health["warnings"].is_null()).await;
        office.advance(3);
        office.app.mail.wake();
        let begun = Instant::now();
        while delivered().await < 2 {
            assert!(begun.elapsed() < Duration::from_secs(20), "it is not delivered");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        stop.cancel();
        serving.await.unwrap().unwrap();
    }
}

/// What the health of a server says once it is as expected.
async fn health_once(url: &str, as_expected: impl Fn(&Value) -> bool) -> Value {
    let http = reqwest::Client::builder().pool_max_idle_per_host(0).build().unwrap();
    let begun = Instant::now();
    loop {
        let answer = http.get(url).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let health: Value = answer.json().await.unwrap();
        if as_expected(&health) {
            return health;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{health}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
