//! What does not count is written with each submission; of earlier ones what can be known is filled in.

use sea_orm::{ConnectionTrait as _, Statement};
use trespor::db::schema;

use super::Asked;
use crate::harness::{TestApp, both};

const STEP: &str = "m20261122_000017_answers_left_out";

/// Mail, code and reason of what was left out, in order.
async fn left_out(app: &TestApp) -> Vec<(String, String, String)> {
    let db = app.system().db().clone();
    let statement = Statement::from_string(
        db.get_database_backend(),
        "SELECT c.email, q.code, l.reason FROM answer_left_out l JOIN question q ON q.id = l.question_id \
         JOIN response r ON r.id = l.response_id JOIN invitation i ON i.id = r.invitation_id \
         JOIN contact c ON c.id = i.contact_id ORDER BY c.email, q.code",
    );
    let rows = db.query_all_raw(statement).await.unwrap();
    let text = |row: &sea_orm::QueryResult, name: &str| row.try_get::<String>("", name).unwrap();
    rows.iter().map(|row| (text(row, "email"), text(row, "code"), text(row, "reason"))).collect()
}

fn row(mail: &str, code: &str, reason: &str) -> (String, String, String) {
    (mail.to_owned(), code.to_owned(), reason.to_owned())
}

both! {
    async fn what_does_not_count_is_written_and_filled_in(app: TestApp) {
        let asked = Asked::answered(&app).await;
        assert!(!asked.round.is_empty());
        let beneath = |code: &str| row("post@aa.example", code, "whole_answered");
        let written = left_out(&app).await;
        assert_eq!(written, [
            beneath("group.goal"), beneath("group.name"), beneath("group.volume"), beneath("matrix.pay"), beneath("matrix.sign"),
            row("post@aa.example", "more", "not_shown"),
            row("post@as.example", "more", "not_shown"),
            row("post@b.example", "more", "not_shown"),
        ]);
        // As if all of it had been submitted before anybody wrote that down: only what was typed and did not count is known.
        let mut taken = Vec::new();
        while !taken.iter().any(|step: &String| step == STEP) {
            let steps = schema::migrate_down(&app.app.db, 1).await.unwrap();
            assert!(!steps.is_empty(), "there is no {STEP}");
            taken.extend(steps);
        }
        schema::migrate(&app.app.db).await.unwrap();
        assert_eq!(left_out(&app).await, [beneath("matrix.sign"), row("post@aa.example", "more", "not_shown")]);
    }
}
