//! Figures of each question: everybody stands in one place, however the response came to count.

use serde_json::{Value, json};

use super::{Asked, SAVE, run};
use crate::harness::both;
use crate::world::done;

const COUNTS: &str =
    "counts { base responded answered dontKnow notRelevant notShown notAnswered nonRespondents }";

pub(super) fn document() -> String {
    format!(
        "query($id: ID!, $codes: [String!], $after: String, $first: Int) {{ roundResults(roundId: $id) {{ synthetic population responded responseRate
         questions(codes: $codes, first: $first, after: $after) {{ totalCount pageInfo {{ endCursor hasNextPage }} nodes {{ question {{ code }} {COUNTS}
           options {{ option {{ code }} count share }}
           numbers {{ n mean least lowerQuartile median upperQuartile most unit(language: NB) }}
           dates {{ n earliest latest months {{ month count }} }} rowCount
           parts {{ part {{ code }} {COUNTS} options {{ option {{ code }} count share }} numbers {{ n mean }} }} }} }} }} }}"
    )
}

/// base, answered, don't know, not relevant, not shown, not answered, non-respondents; everybody is in one of them.
fn stand(result: &Value) -> [i64; 7] {
    let counts = &result["counts"];
    let found = ["base", "answered", "dontKnow", "notRelevant", "notShown", "notAnswered", "nonRespondents"]
        .map(|name| counts[name].as_i64().unwrap());
    assert!(found.iter().all(|count| *count >= 0), "{result}");
    assert_eq!(found[0], found[1..].iter().sum::<i64>(), "{result}");
    found
}

fn chosen(result: &Value) -> Vec<(String, i64, Value)> {
    let options = result["options"].as_array().unwrap();
    let one = |option: &Value| {
        let code = option["option"]["code"].as_str().unwrap().to_owned();
        (code, option["count"].as_i64().unwrap(), option["share"].clone())
    };
    options.iter().map(one).collect()
}

fn is_as_answered(nodes: &[Value]) {
    let of = |code: &str| nodes.iter().find(|node| node["question"]["code"] == code).unwrap();
    let part = |code: &str, place: usize| of(code)["parts"][place].clone();
    let option = |code: &str, count: i64, share: f64| (code.to_owned(), count, json!(share));
    // Four of five answered; of these the one who said little is shown all that depends on nothing.
    assert_eq!(stand(of("single")), [5, 2, 1, 0, 0, 1, 1]);
    assert_eq!(chosen(of("single")), [option("a", 1, 0.5), option("b", 1, 0.5), option("c", 0, 0.0)]);
    assert_eq!(stand(of("multi")), [5, 2, 0, 1, 0, 1, 1]);
    // Shares of a multiple choice may add up to more than 1.
    assert_eq!(chosen(of("multi")), [option("a", 2, 1.0), option("b", 1, 0.5), option("c", 0, 0.0)]);
    assert_eq!(stand(of("number")), [5, 3, 0, 0, 0, 1, 1]);
    assert_eq!(
        of("number")["numbers"],
        json!({ "n": 3, "mean": 6.0, "least": 4.0, "lowerQuartile": 4.0, "median": 4.0, "upperQuartile": 7.0, "most": 10.0, "unit": "tjenester" })
    );
    assert_eq!(stand(of("day")), [5, 3, 0, 0, 0, 1, 1]);
    assert_eq!(
        of("day")["dates"],
        json!({ "n": 3, "earliest": "2026-02-10", "latest": "2026-04-01",
            "months": [{ "month": "2026-02", "count": 2 }, { "month": "2026-04", "count": 1 }] })
    );
    assert_eq!(stand(of("long")), [5, 2, 0, 0, 0, 2, 1]);
    // Shown to the one who chose `a`; what was typed before it was hidden does not count.
    assert_eq!(stand(of("more")), [5, 1, 0, 0, 3, 0, 1]);
    // «Don't know» to the whole matrix is said to each row.
    assert_eq!(stand(of("matrix")), [5, 1, 1, 0, 0, 2, 1]);
    assert_eq!(stand(&part("matrix", 0)), [5, 1, 1, 0, 0, 2, 1]);
    assert_eq!(chosen(&part("matrix", 0)), [option("a", 1, 1.0), option("b", 0, 0.0), option("c", 0, 0.0)]);
    assert_eq!(stand(&part("matrix", 1)), [5, 0, 2, 0, 0, 2, 1]);
    assert_eq!(stand(&part("grid", 0)), [5, 1, 0, 0, 0, 3, 1]);
    assert_eq!(part("grid", 0)["numbers"], json!({ "n": 1, "mean": 1.5 }));
    assert_eq!(part("grid", 1)["numbers"], json!(null));
    // Two rows, of one owner; fields are counted over them.
    assert_eq!(stand(of("group")), [5, 1, 0, 1, 0, 2, 1]);
    assert_eq!(of("group")["rowCount"], 2);
    assert_eq!(stand(&part("group", 0)), [2, 1, 0, 0, 0, 1, 0]);
    assert_eq!(chosen(&part("group", 1)), [option("x", 1, 1.0), option("y", 0, 0.0)]);
    assert_eq!(stand(&part("group", 2)), [2, 0, 1, 0, 0, 1, 0]);
}

both! {
    async fn everybody_stands_in_one_place(app: TestApp) {
        let asked = Asked::answered(&app).await;
        let reply = asked.world.leader.query(&document(), json!({ "id": asked.round, "first": 30 })).await;
        let found = &reply.data()["roundResults"];
        assert_eq!((found["population"].as_i64(), found["responded"].as_i64()), (Some(5), Some(4)));
        assert_eq!((found["responseRate"].as_f64(), found["synthetic"].as_bool()), (Some(0.8), Some(false)));
        let nodes = found["questions"]["nodes"].as_array().unwrap().clone();
        assert_eq!(found["questions"]["totalCount"], 9, "texts to read are left out");
        is_as_answered(&nodes);

        // Some of them, in pages.
        let codes = json!(["more", "single", "nobody"]);
        let page = asked.world.leader.query(&document(), json!({ "id": asked.round, "codes": codes, "first": 1 })).await;
        let questions = page.data()["roundResults"]["questions"].clone();
        assert_eq!((questions["totalCount"].as_i64(), &questions["nodes"][0]["question"]["code"]), (Some(2), &json!("single")));
        let rest = json!({ "id": asked.round, "codes": codes, "first": 1, "after": questions["pageInfo"]["endCursor"] });
        let rest = asked.world.leader.query(&document(), rest).await;
        let questions = rest.data()["roundResults"]["questions"].clone();
        assert_eq!((&questions["nodes"][0]["question"]["code"], &questions["pageInfo"]["hasNextPage"]), (&json!("more"), &json!(false)));
    }

    async fn a_response_that_is_opened_again_counts_as_it_was_submitted(app: TestApp) {
        let asked = Asked::answered(&app).await;
        for mail in ["kari@prove.example", "post@aa.example", "post@as.example"] {
            asked.reopen(&app, mail).await;
        }
        let again = asked.answer("single", json!({ "state": "NOT_RELEVANT", "baseRevision": 1 }));
        done(asked.client("kari@prove.example"), SAVE, json!({ "answers": [again] })).await;
        let variables = json!({ "id": asked.round, "first": 30 });
        let reply = asked.world.leader.query(&document(), variables.clone()).await;
        is_as_answered(reply.data()["roundResults"]["questions"]["nodes"].as_array().unwrap());

        // Submitted anew, it counts as it stands, and what is left out is found out anew.
        done(asked.client("kari@prove.example"), crate::world::SUBMIT, json!({})).await;
        let reply = asked.world.leader.query(&document(), variables).await;
        let nodes = reply.data()["roundResults"]["questions"]["nodes"].as_array().unwrap().clone();
        let of = |code: &str| nodes.iter().find(|node| node["question"]["code"] == code).unwrap();
        assert_eq!(stand(of("single")), [5, 1, 1, 1, 0, 1, 1]);
        assert_eq!(stand(of("more")), [5, 0, 0, 0, 4, 0, 1]);
    }

    async fn a_withdrawn_invitation_has_no_response(app: TestApp) {
        let asked = Asked::answered(&app).await;
        run(&app, "UPDATE invitation SET revoked_at = queued_at WHERE contact_id IN (SELECT id FROM contact WHERE email = 'kari@prove.example')").await;
        let reply = asked.world.leader.query(&document(), json!({ "id": asked.round, "codes": ["single"] })).await;
        let node = reply.data()["roundResults"]["questions"]["nodes"][0].clone();
        assert_eq!(stand(&node), [5, 1, 1, 0, 0, 1, 2]);
    }

    async fn figures_take_as_many_statements_for_many_as_for_none(app: TestApp) {
        let asked = Asked::new(&app).await;
        let variables = json!({ "id": asked.round, "first": 30 });
        let statements = async || asked.world.leader.query(&document(), variables.clone()).await.sql_statements.unwrap();
        // The first reads the questionnaire too.
        statements().await;
        let none = statements().await;
        asked.submit("post@b.example", json!([asked.answer("number", json!({ "number": 1 }))])).await;
        asked.submit("post@aa.example", json!([asked.answer("day", json!({ "date": "2026-01-01" }))])).await;
        assert_eq!(statements().await, none);
        assert!(none <= 14, "{none}");
    }
}
