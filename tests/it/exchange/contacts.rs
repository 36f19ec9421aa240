//! Contacts: personal data, and somebody has to be the one who is invited.

use serde_json::{Value, json};

use super::{counts, export, import, problems};
use crate::harness::{TestApp, both};
use crate::world::World;

async fn contacts(world: &World) -> Value {
    let document = "query($id: ID!) { organization(id: $id) { contacts { name email isPrimary } } }";
    let reply = world.analyst.query(document, json!({ "id": world.organization })).await;
    reply.data()["organization"]["contacts"].clone()
}

both! {
    async fn one_contact_of_an_owner_is_the_primary_one(app: TestApp) {
        let world = World::new(&app).await;
        let added = import(&world.analyst, "CONTACTS", "Organisasjonsnummer;E-post;Navn\n974760673;ola@prove.example;Ola\n", json!({})).await;
        assert_eq!(counts(&added), [1, 0, 0, 0]);
        let person = |name: &str, email: &str, is_primary: bool| json!({ "name": name, "email": email, "isPrimary": is_primary });
        let (kari, ola) = ("kari@prove.example", "ola@prove.example");
        assert_eq!(contacts(&world).await, json!([person("Kari Kontakt", kari, true), person("Ola", ola, false)]));
        // Nobody left, or two at once: refused, with the row.
        let nobody = import(&world.analyst, "CONTACTS", "orgnr;email;primary\n974760673;KARI@prove.example;nei\n", json!({})).await;
        assert_eq!((counts(&nobody), problems(&nobody)), ([0, 0, 0, 1], vec!["C2 NO_PRIMARY_CONTACT".to_owned()]));
        let two = import(&world.analyst, "CONTACTS", "orgnr;email;primary\n974760673;kari@prove.example;ja\n974760673;ola@prove.example;ja\n", json!({})).await;
        assert_eq!(problems(&two), ["C3 SAME_AS_ROW"]);
        // From one to the other, whichever row comes first.
        for (first, second) in [((kari, "nei"), (ola, "ja")), ((kari, "ja"), (ola, "nei"))] {
            let file = format!("orgnr;email;primary\n974760673;{};{}\n974760673;{};{}\n", first.0, first.1, second.0, second.1);
            let passed = import(&world.analyst, "CONTACTS", file.clone(), json!({})).await;
            assert_eq!(passed["status"], "DONE", "{passed}");
            assert_eq!(contacts(&world).await[0]["email"], if first.1 == "ja" { kari } else { ola });
            assert_eq!(counts(&import(&world.analyst, "CONTACTS", file, json!({})).await), [0, 0, 2, 0]);
        }
        // Of people it is remembered which fields were changed, not what they held.
        let history = "query($id: ID!) { history(of: $id, withBelongings: true, first: 100) { nodes { changes { field from to } } } }";
        let history = world.analyst.query(history, json!({ "id": world.organization })).await;
        assert!(!history.data().to_string().contains("ola@prove.example"));
        // What is reported of people is forgotten after a day.
        app.app.clock.advance(chrono::Duration::hours(25));
        trespor::exchange::run_due(&app.app).await.unwrap();
        let analyst = app.sign_in("analytiker@studie.example", "fire uvanlige ord paa rad").await;
        let listed = analyst.query("{ imports { totalCount } }", json!({})).await;
        assert_eq!(listed.data()["imports"]["totalCount"], 0);
    }

    async fn who_is_no_longer_the_primary_contact_is_told_whatever_the_order_of_the_rows(app: TestApp) {
        let world = World::new(&app).await;
        let (kari, ny) = ("974760673;kari@prove.example;Kari Kontakt;nei\n", "974760673;ny@prove.example;Ny;ja\n");
        let no_longer = json!({ "field": "primary", "before": "true", "after": "false", "key": null });
        let of_kari = json!({ "field": "primary", "before": "true", "after": "false", "key": "974760673 / kari@prove.example" });
        for rows in [format!("{kari}{ny}"), format!("{ny}{kari}"), ny.to_owned()] {
            let file = format!("orgnr;email;name;primary\n{rows}");
            let tried = import(&world.analyst, "CONTACTS", file, json!({ "dryRun": true })).await;
            let row = |email: &str| {
                let rows = tried["rows"]["nodes"].as_array().unwrap();
                rows.iter().find(|row| row["key"].as_str().unwrap().ends_with(email)).cloned()
            };
            let new = row("ny@prove.example").unwrap();
            assert_eq!(new["fate"], "NEW");
            assert_eq!(new["changes"].as_array().unwrap().last(), Some(&of_kari), "{rows}: {tried}");
            if let Some(kari) = row("kari@prove.example") {
                assert_eq!((&kari["fate"], &kari["changes"]), (&json!("CHANGED"), &json!([no_longer])), "{rows}");
            }
        }
        // Also of whom no row was, it is remembered.
        let done = import(&world.analyst, "CONTACTS", format!("orgnr;email;name;primary\n{ny}"), json!({})).await;
        assert_eq!((counts(&done), contacts(&world).await[0]["email"].as_str()), ([1, 0, 0, 0], Some("ny@prove.example")));
        let history = "query($id: ID!) { history(of: $id, withBelongings: true, first: 100) { nodes { action changes { field } } } }";
        let history = world.analyst.query(history, json!({ "id": world.organization })).await;
        let entry = json!({ "action": "CHANGED", "changes": [{ "field": "isPrimary" }] });
        assert!(history.data()["history"]["nodes"].as_array().unwrap().contains(&entry), "{history:?}");
    }

    async fn an_address_is_at_an_owner_once(app: TestApp) {
        let world = World::new(&app).await;
        let add = "mutation($input: AddContactInput!) { addContact(input: $input) { contact { id } userErrors { code field message } } }";
        let input = json!({ "organizationId": world.organization, "contact": { "name": "Kari", "email": "KARI@prove.example" } });
        let refused = crate::world::refused(&world.analyst, add, json!({ "input": input })).await;
        assert_eq!(refused, [("TAKEN".to_owned(), "contact.email".to_owned())]);
        let csv = String::from_utf8(export(&world.analyst, "contacts.csv").await).unwrap();
        assert_eq!(csv, "\u{feff}Organisasjonsnummer;E-post;Navn;Målform;Hovedkontakt\r\n974760673;kari@prove.example;Kari Kontakt;;ja\r\n");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owner_has_at_most_a_hundred_contacts() {
    let app = TestApp::spawn(crate::harness::Backend::Sqlite).await;
    let world = World::new(&app).await;
    let lines: String = (0..100).map(|number| format!("974760673;k{number}@prove.example;K\n")).collect();
    let many = import(&world.analyst, "CONTACTS", format!("orgnr;email;name\n{lines}"), json!({})).await;
    assert_eq!((counts(&many), problems(&many)), ([99, 0, 0, 1], vec!["A101 NO_ROOM".to_owned()]));
}
