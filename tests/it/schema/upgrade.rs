//! What an older database may hold and a newer one may not.

use trespor::db::schema;

use super::{DbBackend, Empty, Sql, picture};

on_both! {
    async fn codes_that_became_the_same_are_named_before_anything_is_changed(empty: &Empty) {
        let db = empty.connect().await;
        let all = schema::migrate(&db).await.unwrap();
        let back = all.iter().rev().position(|step| step == "m20261122_000014_registry_mended").unwrap() + 1;
        let taken_back = schema::migrate_down(&db, u32::try_from(back).unwrap()).await.unwrap();
        let sql = Sql { connection: empty.by_hand().await };
        for (key, orgnr, code) in [(1, "974760673", "'ABC'"), (2, "991825827", "'abc'"), (3, "889640782", "NULL")] {
            sql.fine(&format!("INSERT INTO organization (id, orgnr, name, language, search_text, sort_key, created_at, updated_at, platform_code) VALUES ({{{key}}}, '{orgnr}', '{{\"nb\":\"x\"}}', 'nb', 'x', {{{key}}}, {{now}}, {{now}}, {code})")).await;
        }
        for (key, owner, code) in [(11, 1, "Skjema-1"), (12, 1, "skjema-1"), (13, 2, "skjema-1"), (14, 2, "annet")] {
            sql.fine(&format!("INSERT INTO service (id, organization_id, code, name, kind, runs_on, status, old_edition_deactivated, search_text, sort_key, created_at, updated_at) VALUES ({{{key}}}, {{{owner}}}, '{code}', '{{\"nb\":\"x\"}}', 'link', 'x', 'mapping', false, 'x', {{{key}}}, {{now}}, {{now}})")).await;
        }
        for (key, code) in [(21, "Kø"), (22, "logg"), (23, "LOGG")] {
            sql.fine(&format!("INSERT INTO capability (id, code, name, created_at, updated_at) VALUES ({{{key}}}, '{code}', '{{\"nb\":\"x\"}}', {{now}}, {{now}})")).await;
        }
        let before = picture(&sql.connection).await;
        let refused = format!("{:#}", schema::migrate(&db).await.unwrap_err());
        let (told, named) = refused.split_once("\n").unwrap();
        assert!(told.contains("is as it was") && told.contains("UPDATE service SET code ="), "{refused}");
        let mut named: Vec<&str> = named.lines().map(str::trim).collect();
        named.sort_unstable();
        assert_eq!(named, [
            "capability LOGG", "capability logg", "owner 974760673: platform code ABC", "owner 974760673: service Skjema-1",
            "owner 974760673: service skjema-1", "owner 991825827: platform code abc",
        ]);
        assert_eq!(picture(&sql.connection).await, before);
        for mend in [
            "UPDATE service SET code = 'skjema-2' WHERE code = 'skjema-1' AND organization_id = (SELECT id FROM organization WHERE orgnr = '974760673')",
            "UPDATE capability SET code = 'logg-2' WHERE code = 'logg'",
            "UPDATE organization SET platform_code = 'abc-2' WHERE orgnr = '991825827'",
        ] {
            sql.fine(mend).await;
        }
        let mut again = schema::migrate(&db).await.unwrap();
        again.sort();
        let mut wanted = taken_back;
        wanted.sort();
        assert_eq!(again, wanted);
        db.close().await;
    }
}
