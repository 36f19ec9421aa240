//! Dashboards: figures that are kept up to date, of all owners and of groups of them.

mod asked_wrongly;
mod behind;
mod files;
mod heat_map;
mod own;
mod services;

use serde_json::{Value, json};

use crate::harness::{TestApp, both};
use crate::results::{Asked, option, question, run};
use crate::rounds::act_on_invitation;
use crate::world::{self, CREATE_MODEL, PUBLISH, SAVE, SUBMIT, World, done, model, text};

const DASHBOARD: &str = "query($id: ID!) { maturityDashboard(roundId: $id) { population invited responded responseRate
    dimensions { scored population mean standardDeviation lowerQuartile median upperQuartile interval { low high } lower upper
        inapplicable observed dontKnow notRelevant missing dontKnowShare levels { owners } tenths }
    overall { scored population inapplicable mean median lower upper } } }";
const GROUPS: &str =
    "query($id: ID!, $by: CrossVariableInput!) { maturityDashboard(roundId: $id) { groups(by: $by) {
    category { state code label(language: NB) } population invited responded responseRate
    dimensions { scored population mean lower upper dontKnow } } } }";
const REOPEN: &str = "mutation($id: ID!) { reopenResponse(input: { responseId: $id, reason: \"Feil\" }) { userErrors { code field message } } }";

const TREND: &str =
    "query($id: ID!) { maturityTrend(studyId: $id) { synthetic rounds { population responded responseRate
    dimensions { figures { scored mean } breaks { kind questionCode reason(language: EN) } } } } }";
const COPY: &str = "mutation($id: ID!) { copyQuestionnaire(input: { versionId: $id }) { questionnaireVersion { id } userErrors { code field message } } }";
const CHANGE: &str = "mutation($input: ChangeQuestionnaireInput!) { changeQuestionnaire(input: $input) {
    questionnaireVersion { id sections { questions { id options { id } } } } userErrors { code field message } } }";

/// Two questions that are scored, a choice and a multiple choice that are not.
fn questions() -> Value {
    let scored = json!([option("a", Some(0.0)), option("b", Some(0.5)), option("c", Some(1.0))]);
    let plain = json!([option("x", None), option("y", None)]);
    let several = json!([option("m", None), option("n", None), option("o", None)]);
    json!([
        question("ready", "SINGLE_CHOICE", json!({ "options": scored })),
        question("plan", "SINGLE_CHOICE", json!({ "options": scored })),
        question("role", "SINGLE_CHOICE", json!({ "options": plain })),
        question("help", "MULTIPLE_CHOICE", json!({ "options": several })),
    ])
}

/// Five owners are asked two questions that are scored.
async fn opened(app: &TestApp) -> Asked {
    let mut asked = Asked::of(app, questions()).await;
    let mut input = model(&asked.world.study, "");
    input["dimensions"][0]["items"] =
        json!([{ "questionId": asked.find("ready")["id"] }, { "questionId": asked.find("plan")["id"] }]);
    done(&asked.world.analyst, CREATE_MODEL, json!({ "input": input })).await;
    asked.open(app, json!({})).await;
    asked
}

/// Four of five answer: with a point of 1, without one (0.25 to 0.75), with 0.25 and with 0.5.
async fn answered(app: &TestApp) -> Asked {
    let asked = opened(app).await;
    let chosen = |code: &str, options: &[&str]| {
        let options: Vec<Value> = options.iter().map(|option| asked.option(code, option)).collect();
        asked.answer(code, json!({ "optionIds": options }))
    };
    let said = |code: &str, state: &str| asked.answer(code, json!({ "state": state }));
    let first = [
        chosen("ready", &["c"]),
        chosen("plan", &["c"]),
        chosen("role", &["x"]),
        chosen("help", &["m", "n"]),
    ];
    let second =
        [chosen("ready", &["b"]), said("plan", "DONT_KNOW"), chosen("role", &["x"]), chosen("help", &["m"])];
    let third = [
        chosen("ready", &["a"]),
        chosen("plan", &["b"]),
        said("role", "DONT_KNOW"),
        said("help", "NOT_RELEVANT"),
    ];
    asked.submit("kari@prove.example", json!(first)).await;
    asked.submit("post@aa.example", json!(second)).await;
    asked.submit("post@b.example", json!(third)).await;
    asked.submit("post@as.example", json!([chosen("ready", &["b"]), chosen("plan", &["b"])])).await;
    asked
}

async fn figures(asked: &Asked) -> Value {
    let reply = asked.world.leader.query(DASHBOARD, json!({ "id": asked.round })).await;
    reply.data()["maturityDashboard"].clone()
}

async fn groups(asked: &Asked, by: Value) -> Value {
    let reply = asked.world.leader.query(GROUPS, json!({ "id": asked.round, "by": by })).await;
    reply.data()["maturityDashboard"]["groups"].clone()
}

/// Everything that the dashboard says of the round.
async fn all(asked: &Asked) -> Vec<Value> {
    let mut all = vec![figures(asked).await];
    for background in ["STRATUM", "SECTOR", "FOLLOWED_UP", "LANGUAGE"] {
        all.push(groups(asked, json!({ "background": background })).await);
    }
    for code in ["role", "help"] {
        all.push(groups(asked, json!({ "questionId": asked.find(code)["id"] })).await);
    }
    all
}

/// The figures say the same before they are brought up to date, after, and when they are made anew.
async fn are_up_to_date(app: &TestApp, asked: &Asked) {
    let before = all(asked).await;
    app.figures_kept().await;
    assert_eq!(all(asked).await, before, "kept");
    run(app, "DELETE FROM figure; DELETE FROM figure_share; INSERT INTO figure_due (round_id, organization_id) SELECT round_id, organization_id FROM population_member").await;
    assert_eq!(all(asked).await, before, "made anew");
    app.figures_kept().await;
    assert_eq!(all(asked).await, before, "made anew and kept");
}

/// Code or state of each group, with some of its figures.
fn told(groups: &Value, figures: &[&str]) -> Vec<(String, Vec<Value>)> {
    let each = groups.as_array().unwrap().iter().map(|group| {
        let category = &group["category"];
        let name = category["code"].as_str().or(category["state"].as_str()).unwrap().to_owned();
        (name, figures.iter().map(|figure| group.pointer(figure).cloned().unwrap()).collect())
    });
    each.collect()
}

fn group(name: &str, figures: Value) -> (String, Vec<Value>) {
    (name.to_owned(), figures.as_array().unwrap().clone())
}

both! {
    async fn figures_say_how_many_and_how_sure(app: TestApp) {
        let asked = answered(&app).await;
        // Worked by hand. Bounds of the four: 1 to 1, 0.25 to 0.75, 0.25 and 0.5; the fifth could be anything. Points 1, 0.25, 0.5.
        assert_eq!(figures(&asked).await, json!({
            "population": 5, "invited": 5, "responded": 4, "responseRate": 0.8,
            "dimensions": [{
                "scored": 3, "population": 5, "mean": 0.583333, "standardDeviation": 0.381881,
                "lowerQuartile": 0.375, "median": 0.5, "upperQuartile": 0.75, "interval": { "low": 0.0, "high": 1.0 },
                "lower": 0.4, "upper": 0.7, "inapplicable": 0, "observed": 7, "dontKnow": 1, "notRelevant": 0, "missing": 0, "dontKnowShare": 0.125,
                "levels": [{ "owners": 0 }, { "owners": 2 }, { "owners": 1 }], "tenths": [0, 0, 1, 0, 0, 1, 0, 0, 0, 1],
            }],
            // Of one dimension, so the same but for the second owner: without a point in it, it is open from 0 to 1 over all.
            "overall": { "scored": 3, "population": 5, "inapplicable": 0, "mean": 0.583333, "median": 0.5, "lower": 0.35, "upper": 0.75 },
        }));
        are_up_to_date(&app, &asked).await;
    }

    async fn whoever_has_nothing_to_do_with_a_dimension_is_not_unknown(app: TestApp) {
        let asked = opened(&app).await;
        let both = |answer: Value| json!([asked.answer("ready", answer.clone()), asked.answer("plan", answer)]);
        let half = |code: &str| asked.answer(code, json!({ "optionIds": [asked.option(code, "b")] }));
        for who in ["kari@prove.example", "post@aa.example"] {
            asked.submit(who, json!([half("ready"), half("plan")])).await;
        }
        asked.submit("post@b.example", both(json!({ "state": "NOT_RELEVANT" }))).await;
        // Worked by hand: N is 4, two have 0.5, two are not known: (0.5 + 0.5) / 4 and (0.5 + 0.5 + 1 + 1) / 4.
        let found = figures(&asked).await;
        assert_eq!((&found["population"], &found["responded"]), (&json!(5), &json!(3)));
        for figures in [&found["dimensions"][0], &found["overall"]] {
            let told = ["scored", "population", "inapplicable", "mean", "lower", "upper"].map(|name| figures[name].clone());
            assert_eq!(json!(told), json!([2, 4, 1, 0.5, 0.25, 0.75]));
        }
        assert_eq!(found["dimensions"][0]["notRelevant"], 2);
        // Of those known by an answer, N is who gave it: here all three, who said nothing of their role.
        let by_role = groups(&asked, json!({ "questionId": asked.find("role")["id"] })).await;
        let not_answered = told(&by_role, &["/responded", "/dimensions/0/population", "/dimensions/0/lower", "/dimensions/0/upper"]);
        assert_eq!(not_answered.last(), Some(&group("NOT_ANSWERED", json!([3, 2, 0.5, 0.5]))));
        are_up_to_date(&app, &asked).await;
    }

    async fn groups_go_by_what_is_known_of_owners_or_by_what_they_said(app: TestApp) {
        let mut asked = answered(&app).await;
        let some = ["/population", "/responded", "/dimensions/0/scored", "/dimensions/0/mean", "/dimensions/0/lower", "/dimensions/0/upper"];
        let by_stratum = groups(&asked, json!({ "background": "STRATUM" })).await;
        assert_eq!(told(&by_stratum, &some), [
            group("stat", json!([2, 2, 1, 1.0, 0.625, 0.875])),
            group("UNKNOWN", json!([3, 2, 2, 0.375, 0.25, 0.583333])),
        ]);
        let followed_up = groups(&asked, json!({ "background": "FOLLOWED_UP" })).await;
        assert_eq!(told(&followed_up, &["/category/label", "/population"]), [
            group("yes", json!(["Ja", 0])), group("no", json!(["Nei", 5])), group("UNKNOWN", json!([null, 0])),
        ]);
        // Who did not answer may belong to any of these: N is not known.
        let by_role = groups(&asked, json!({ "questionId": asked.find("role")["id"] })).await;
        assert_eq!(told(&by_role, &some), [
            group("x", json!([null, 2, 1, 1.0, 0.625, 0.875])), group("y", json!([null, 0, 0, null, 0.0, 0.0])),
            group("DONT_KNOW", json!([null, 1, 1, 0.25, 0.25, 0.25])), group("NOT_RELEVANT", json!([null, 0, 0, null, 0.0, 0.0])),
            group("NOT_SHOWN", json!([null, 0, 0, null, 0.0, 0.0])), group("NOT_ANSWERED", json!([null, 1, 1, 0.5, 0.5, 0.5])),
        ]);
        // What is asked for help with, each option with those who chose it.
        let by_help = groups(&asked, json!({ "questionId": asked.find("help")["id"] })).await;
        assert_eq!(told(&by_help, &["/responded", "/dimensions/0/mean"]), [
            group("m", json!([2, 1.0])), group("n", json!([1, 1.0])), group("o", json!([0, null])),
            group("DONT_KNOW", json!([0, null])), group("NOT_RELEVANT", json!([1, 0.25])), group("NOT_SHOWN", json!([0, null])),
            group("NOT_ANSWERED", json!([1, 0.5])),
        ]);
        let scored = json!({ "id": asked.round, "by": { "questionId": asked.find("ready")["id"] } });
        let refused = asked.world.leader.query(GROUPS, scored).await;
        assert_eq!(refused.errors[0]["extensions"]["code"], "BAD_USER_INPUT", "{:?}", refused.errors);
        let both = json!({ "id": asked.round, "by": { "questionId": asked.find("role")["id"], "background": "SECTOR" } });
        assert_eq!(asked.world.leader.query(GROUPS, both).await.errors[0]["extensions"]["code"], "BAD_USER_INPUT");
        // What is answered in an anonymous round is nobody's.
        asked.open(&app, json!({ "anonymous": true })).await;
        let by_answer = json!({ "id": asked.round, "by": { "questionId": asked.find("role")["id"] } });
        assert_eq!(asked.world.leader.query(GROUPS, by_answer).await.errors[0]["extensions"]["code"], "BAD_USER_INPUT");
    }

    async fn figures_follow_whatever_changes(app: TestApp) {
        let asked = answered(&app).await;
        let analyst = &asked.world.analyst;
        let some = ["/population", "/invited", "/responded", "/dimensions/0/scored", "/dimensions/0/mean"];
        let by_stratum = async || told(&groups(&asked, json!({ "background": "STRATUM" })).await, &some);
        are_up_to_date(&app, &asked).await;
        // Submitted anew.
        let second = asked.client("post@aa.example");
        let response = text(second.query("{ response { id } }", json!({})).await.data(), "/response/id");
        done(analyst, REOPEN, json!({ "id": response })).await;
        assert_eq!(by_stratum().await[0], group("stat", json!([2, 2, 2, 1, 1.0])), "counts until it is submitted anew");
        let better = asked.answer("plan", json!({ "optionIds": [asked.option("plan", "c")], "baseRevision": 1 }));
        asked.submit("post@aa.example", json!([better])).await;
        assert_eq!(by_stratum().await[0], group("stat", json!([2, 2, 2, 2, 0.875])));
        are_up_to_date(&app, &asked).await;
        // Withdrawn: still one of those that the round is about.
        let listed = "query($id: ID!) { invitations(roundId: $id) { nodes { id organization { orgnr } } } }";
        let listed = analyst.query(listed, json!({ "id": asked.round })).await;
        let listed = listed.data()["invitations"]["nodes"].as_array().cloned().unwrap();
        let first = listed.iter().find(|one| one["organization"]["orgnr"] == "974760673").unwrap();
        assert_eq!(act_on_invitation(analyst, "withdrawInvitation", &text(first, "/id")).await, []);
        assert_eq!(by_stratum().await[0], group("stat", json!([2, 1, 1, 1, 0.75])));
        are_up_to_date(&app, &asked).await;
        // Known better.
        run(&app, "UPDATE frame_member SET stratum = 'kommune' WHERE organization_id IN (SELECT id FROM organization WHERE orgnr = '991825827')").await;
        assert_eq!(by_stratum().await, [
            group("kommune", json!([1, 1, 1, 1, 0.75])), group("stat", json!([1, 0, 0, 0, null])), group("UNKNOWN", json!([3, 3, 2, 2, 0.375])),
        ]);
        are_up_to_date(&app, &asked).await;
    }

    async fn dashboards_take_as_many_statements_however_many_owners(app: TestApp) {
        let asked = answered(&app).await;
        app.figures_kept().await;
        let leader = &asked.world.leader;
        let kept = leader.query(DASHBOARD, json!({ "id": asked.round })).await.sql_statements.unwrap();
        assert!(kept <= 11, "{kept}");
        // What is not in the sums yet is read by owner, all at once.
        for owners in [1, 5] {
            run(&app, &format!("INSERT INTO figure_due (round_id, organization_id) SELECT round_id, organization_id FROM population_member LIMIT {owners}")).await;
            let behind = leader.query(DASHBOARD, json!({ "id": asked.round })).await.sql_statements.unwrap();
            assert!(behind <= kept + 5, "{behind} for {owners}, {kept} where nothing is marked");
        }
    }

    async fn a_trend_says_where_something_else_is_measured(app: TestApp) {
        let mut world = World::new(&app).await;
        answer_by_option(&app, &world, 1).await;
        answer_by_option(&app, &world, 2).await;
        // Asked in other words.
        let copied = done(&world.analyst, COPY, json!({ "id": world.version["id"] })).await;
        let mut written = world::questionnaire(&world.study, "modenhet");
        written["sections"][0]["questions"][0]["text"] = json!({ "nb": "Hvem betaler for flyttingen?", "nn": "Kven betaler for flyttinga?" });
        let input = json!({ "versionId": copied["questionnaireVersion"]["id"], "baseRevision": 1, "title": written["title"], "sections": written["sections"] });
        world.version = done(&world.analyst, CHANGE, json!({ "input": input })).await["questionnaireVersion"].clone();
        done(&world.analyst, PUBLISH, json!({ "id": world.version["id"] })).await;
        answer_by_option(&app, &world, 0).await;
        // By a model that gives it another weight; nobody has answered yet.
        let mut heavier = model(&world.study, &world.question());
        heavier["dimensions"][0]["items"][0]["weight"] = json!(2);
        done(&world.analyst, CREATE_MODEL, json!({ "input": heavier })).await;
        world.open_round(&app).await;
        let reply = world.leader.query(TREND, json!({ "id": world.study })).await;
        let trend = &reply.data()["maturityTrend"];
        assert_eq!(trend["synthetic"], false);
        let rounds = trend["rounds"].as_array().unwrap();
        let told = |place: usize| {
            let (round, point) = (&rounds[place], &rounds[place]["dimensions"][0]);
            let kinds: Vec<&Value> = point["breaks"].as_array().unwrap().iter().map(|one| &one["kind"]).collect();
            json!([round["population"], round["responded"], point["figures"]["scored"], point["figures"]["mean"], kinds])
        };
        assert_eq!([told(0), told(1), told(2), told(3)], [
            json!([1, 1, 1, 0.5, []]), json!([1, 1, 1, 1.0, []]), json!([1, 1, 1, 0.0, ["QUESTION_CHANGED"]]), json!([1, 0, 0, null, ["ITEMS_CHANGED"]]),
        ]);
        let changed = &rounds[2]["dimensions"][0]["breaks"][0];
        assert_eq!(changed["questionCode"], written["sections"][0]["questions"][0]["code"]);
        assert!(changed["reason"].as_str().unwrap().len() > 20, "{changed}");
        // The same in a file, of the dimension and over all.
        let rows = files::table(&world.leader, &format!("trend.csv?studyId={}&convention=international", world.study)).await;
        let comparable: Vec<&Value> = rows.iter().map(|row| &row["comparable"]).collect();
        assert_eq!(json!(comparable), json!(["", "", 1, 1, 0, 0, 0, 0]));
    }
}

/// Opens a round, and answers its only question with this option.
async fn answer_by_option(app: &TestApp, world: &World, place: usize) {
    let round = world.open_round(app).await;
    let answer =
        json!({ "questionId": world.question(), "state": "ANSWERED", "optionIds": [world.option(place)] });
    done(&round.respondent, SAVE, json!({ "answers": [answer] })).await;
    done(&round.respondent, SUBMIT, json!({})).await;
}

/// Fails where a figure is further than rounding from what was worked out by hand.
fn near(found: &Value, pointer: &str, wanted: f64) {
    let number = found.pointer(pointer).and_then(Value::as_f64);
    assert!(
        number.is_some_and(|number| (number - wanted).abs() < 2e-6),
        "{pointer} is not {wanted} in {found:#}"
    );
}
