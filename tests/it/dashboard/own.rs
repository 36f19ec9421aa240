//! What those who answered for an owner see of it, and of the others.

use serde_json::{Value, json};

use super::{REOPEN, questions};
use crate::harness::{Client, TestApp, both};
use crate::results::{Asked, run};
use crate::world::{CREATE_MODEL, done, model, text};

const OWN: &str = "{ ownMaturity { synthetic smallestGroup
    dimensions { code name point lower upper level { number } observed dontKnow missing everybody { owners mean } stratum { owners mean } }
    overall { point lower upper level { number } everybody { owners mean } stratum { owners mean } } } }";
const MAILS: [&str; 5] =
    ["kari@prove.example", "post@aa.example", "post@b.example", "post@as.example", "post@t.example"];

/// Five owners of one stratum are asked.
async fn five(app: &TestApp) -> Asked {
    let mut asked = Asked::of(app, questions()).await;
    let mut input = model(&asked.world.study, "");
    input["dimensions"][0]["items"] =
        json!([{ "questionId": asked.find("ready")["id"] }, { "questionId": asked.find("plan")["id"] }]);
    done(&asked.world.analyst, CREATE_MODEL, json!({ "input": input })).await;
    run(app, "UPDATE frame_member SET stratum = 'stat'").await;
    asked.open(app, json!({})).await;
    asked
}

async fn submit(asked: &Asked, mail: &str, ready: &str, plan: &str, base: Option<i32>) {
    let answer = |code: &str, option: &str| {
        asked.answer(code, json!({ "optionIds": [asked.option(code, option)], "baseRevision": base }))
    };
    asked.submit(mail, json!([answer("ready", ready), answer("plan", plan)])).await;
}

async fn own(client: &Client) -> Value {
    client.query(OWN, json!({})).await.data()["ownMaturity"].clone()
}

/// What is shown of all and of the stratum, in the dimension and over all.
async fn others(client: &Client) -> [Value; 4] {
    let own = own(client).await;
    let paths =
        ["/dimensions/0/everybody", "/dimensions/0/stratum", "/overall/everybody", "/overall/stratum"];
    paths.map(|path| own.pointer(path).cloned().unwrap())
}

both! {
    async fn a_respondent_sees_its_own_maturity_and_enough_others(app: TestApp) {
        let asked = five(&app).await;
        let first = asked.client(MAILS[0]);
        assert_eq!(own(first).await, Value::Null, "nothing is submitted");
        for mail in &MAILS[..4] {
            submit(&asked, mail, "c", "b", None).await;
        }
        app.figures_kept().await;
        assert_eq!(own(first).await, json!({
            "synthetic": false, "smallestGroup": 5,
            "dimensions": [{
                "code": "D1", "name": "Planlegging", "point": 0.75, "lower": 0.75, "upper": 0.75, "level": { "number": 2 },
                "observed": 2, "dontKnow": 0, "missing": 0, "everybody": null, "stratum": null,
            }],
            "overall": { "point": 0.75, "lower": 0.75, "upper": 0.75, "level": { "number": 2 }, "everybody": null, "stratum": null },
        }));
        submit(&asked, MAILS[4], "a", "a", None).await;
        app.figures_kept().await;
        // (4 · 0.75 + 0) / 5.
        let shown = json!({ "owners": 5, "mean": 0.6 });
        for mail in MAILS {
            assert_eq!(others(asked.client(mail)).await, [&shown; 4].map(Clone::clone));
        }
    }

    async fn no_difference_tells_of_a_single_owner(app: TestApp) {
        let asked = five(&app).await;
        for mail in MAILS {
            submit(&asked, mail, "c", "b", None).await;
        }
        app.figures_kept().await;
        let before = json!({ "owners": 5, "mean": 0.75 });
        assert_eq!(others(asked.client(MAILS[0])).await[0], before);
        // One changes its mind: leaders see it, the others do not.
        let again = async |place: usize| {
            let client = asked.client(MAILS[place]);
            let response = text(client.query("{ response { id } }", json!({})).await.data(), "/response/id");
            done(&asked.world.analyst, REOPEN, json!({ "id": response })).await;
            submit(&asked, MAILS[place], "a", "a", Some(1)).await;
            app.figures_kept().await;
        };
        for place in 0..4 {
            again(place).await;
            assert_eq!(others(asked.client(MAILS[4])).await, [&before; 4].map(Clone::clone));
        }
        let mean = "query($id: ID!) { maturityDashboard(roundId: $id) { dimensions { mean } } }";
        let seen = asked.world.leader.query(mean, json!({ "id": asked.round })).await;
        assert_eq!(seen.data()["maturityDashboard"]["dimensions"][0]["mean"], 0.15);
        // Once as many have changed as a group must have, so have the figures.
        again(4).await;
        assert_eq!(others(asked.client(MAILS[4])).await[0], json!({ "owners": 5, "mean": 0.0 }));
    }

    async fn nobody_comes_in_by_way_of_another_model(app: TestApp) {
        let asked = five(&app).await;
        run(&app, "UPDATE study SET smallest_group = 4").await;
        for mail in &MAILS[..4] {
            submit(&asked, mail, "c", "b", None).await;
        }
        app.figures_kept().await;
        let before = json!({ "owners": 4, "mean": 0.75 });
        assert_eq!(others(asked.client(MAILS[0])).await, [&before; 4].map(Clone::clone));
        submit(&asked, MAILS[4], "a", "a", None).await;
        let mut input = model(&asked.world.study, "");
        input["dimensions"][0]["items"] = json!([{ "questionId": asked.find("ready")["id"] }]);
        done(&asked.world.analyst, CREATE_MODEL, json!({ "input": input })).await;
        for (number, mean) in [(3, 1.0), (2, 0.75), (3, 1.0), (2, 0.75)] {
            let adopt = "mutation($round: ID!, $number: Int!) {
                adoptMaturityModel(input: { roundId: $round, number: $number }) { scored userErrors { code message field } } }";
            let adopted = done(&asked.world.analyst, adopt, json!({ "round": asked.round, "number": number })).await;
            assert_eq!(adopted["scored"], 5);
            app.figures_kept().await;
            let shown = json!({ "owners": 4, "mean": mean });
            assert_eq!(others(asked.client(MAILS[0])).await, [&shown; 4].map(Clone::clone));
        }
        let seen = "query($id: ID!) { maturityDashboard(roundId: $id) { dimensions { scored mean } } }";
        let seen = asked.world.leader.query(seen, json!({ "id": asked.round })).await;
        assert_eq!(seen.data()["maturityDashboard"]["dimensions"][0], json!({ "scored": 5, "mean": 0.6 }));
    }

    async fn a_stratum_of_few_is_in_no_figure(app: TestApp) {
        let asked = five(&app).await;
        run(&app, "UPDATE frame_member SET stratum = 'kommune' WHERE organization_id = (SELECT id FROM organization WHERE orgnr = '974760673')").await;
        for mail in MAILS {
            submit(&asked, mail, "c", "b", None).await;
        }
        app.figures_kept().await;
        for mail in MAILS {
            assert_eq!(others(asked.client(mail)).await, [const { Value::Null }; 4]);
        }
    }
}
