//! Links that are fetched, by machines and by people.

use std::time::Duration;

use entity::link_visit;
use sea_orm::{EntityTrait as _, PaginatorTrait as _};
use serde_json::{Value, json};

use super::{Study, act_on_invitation, invitations, kinds, time, to};
use crate::harness::{Client, TestApp, both};
use crate::world::{follow, text};

/// What became of the links of an invitation, once it is as wanted or it has taken too long.
async fn links(client: &Client, invitation: &str, is_wanted: impl Fn(&Value) -> bool) -> Value {
    let document = "query($id: ID!) { node(id: $id) { ... on Invitation { links {
        visitor firstFetchedAt lastFetchedAt fetches firstOpenedAt lastOpenedAt withdrawnAt } } } }";
    let mut links = Value::Null;
    for _ in 0..100 {
        links = client.query(document, json!({ "id": invitation })).await.data()["node"]["links"].clone();
        if is_wanted(&links) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    links
}

/// Of how many links it is kept what became of them.
async fn kept(app: &TestApp) -> u64 {
    link_visit::Entity::find().count(app.app.db.reader()).await.unwrap()
}

async fn fetch(app: &TestApp, method: &str, token: &str) {
    let path = format!("/svar/{token}");
    assert_eq!(
        app.anonymous().request(method, &path).send().await.unwrap().status(),
        200,
        "run `cargo xtask web`"
    );
}

both! {
    async fn what_a_machine_fetches_is_told_from_what_a_person_opens(app: TestApp) {
        let mut study = Study::new(&app).await;
        let round = study.open(json!({})).await;
        let mails = app.mails().await;
        let token = to(&mails, "per@andre.example")[0].token_after("/svar/");
        let invitation = text(&invitations(&study.world.analyst, &round).await[0], "/id");
        let nobody = links(&study.world.analyst, &invitation, |_| true).await;
        assert_eq!(nobody, json!([{ "visitor": "NOBODY", "firstFetchedAt": null, "lastFetchedAt": null, "fetches": 0,
            "firstOpenedAt": null, "lastOpenedAt": null, "withdrawnAt": null }]));

        // However often a scanner fetches it, it leaves one trace a minute, and uses nothing up.
        fetch(&app, "HEAD", &token).await;
        let once = links(&study.world.analyst, &invitation, |links| links[0]["fetches"] == 1).await;
        assert_eq!((&once[0]["visitor"], &once[0]["fetches"]), (&json!("NOT_KNOWN_YET"), &json!(1)));
        for _ in 0..20 {
            fetch(&app, "GET", &token).await;
        }
        // What is no link of ours leaves nothing.
        fetch(&app, "GET", "a").await;
        fetch(&app, "GET", &"A".repeat(43)).await;
        study.later(&app, "2031-02-04T10:00:00Z").await;
        assert_eq!(kept(&app).await, 1);
        let machine = links(&study.world.analyst, &invitation, |_| true).await;
        assert_eq!((&machine[0]["visitor"], &machine[0]["fetches"]), (&json!("MACHINE"), &json!(1)));
        fetch(&app, "GET", &token).await;
        let twice = links(&study.world.analyst, &invitation, |links| links[0]["fetches"] == 2).await;
        assert_eq!((&twice[0]["fetches"], &twice[0]["firstFetchedAt"]), (&json!(2), &once[0]["firstFetchedAt"]));
        let row = &invitations(&study.world.analyst, &round).await[0];
        assert_eq!(row["status"], "SENT");
        assert_eq!(kinds(row), ["MAIL_QUEUED INVITATION", "MAIL_SENT INVITATION", "LINK_FETCHED"]);

        // Then a person comes, and comes again.
        follow(&app, &token).await;
        let both = links(&study.world.analyst, &invitation, |_| true).await;
        assert_eq!(both[0]["visitor"], "MACHINE_THEN_PERSON");
        assert_eq!(both[0]["firstOpenedAt"], both[0]["lastOpenedAt"]);
        study.later(&app, "2031-02-04T11:00:00Z").await;
        follow(&app, &token).await;
        follow(&app, &token).await;
        let again = links(&study.world.analyst, &invitation, |_| true).await;
        assert_eq!(again[0]["firstOpenedAt"], both[0]["firstOpenedAt"]);
        assert!(time(&text(&again[0], "/lastOpenedAt")) >= time("2031-02-04T11:00:00Z"));
        let row = &invitations(&study.world.analyst, &round).await[0];
        assert_eq!(kinds(row)[2..], ["LINK_FETCHED", "OPENED"]);
        assert_eq!(kept(&app).await, 1);
    }

    async fn a_link_that_is_no_longer_good_leaves_no_trace(app: TestApp) {
        let study = Study::new(&app).await;
        let round = study.open(json!({})).await;
        let mails = app.mails().await;
        let token = to(&mails, "per@andre.example")[0].token_after("/svar/");
        let invitation = text(&invitations(&study.world.analyst, &round).await[0], "/id");
        assert_eq!(act_on_invitation(&study.world.analyst, "withdrawInvitation", &invitation).await, []);
        fetch(&app, "GET", &token).await;
        // A person's page is fetched, and opens the invitation.
        let token = to(&mails, "kari@prove.example")[0].token_after("/svar/");
        let other = text(&invitations(&study.world.analyst, &round).await[1], "/id");
        fetch(&app, "GET", &token).await;
        follow(&app, &token).await;
        let person = links(&study.world.analyst, &other, |links| links[0]["fetches"] == 1).await;
        assert_eq!(person[0]["visitor"], "PERSON");
        assert_eq!(links(&study.world.analyst, &invitation, |_| true).await[0]["visitor"], "NOBODY");
        let own = app.client(follow(&app, &token).await.token().unwrap());
        let seen = own.query("{ invitation { links { visitor } } }", json!({})).await;
        assert_eq!(seen.data()["invitation"], json!({ "links": null }));
    }
}
