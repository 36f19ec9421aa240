//! Owners, studies and questionnaires.

use serde_json::json;

use crate::harness::both;
use crate::world::{
    self, CREATE_MODEL, CREATE_QUESTIONNAIRE, OPEN_ROUND, PUBLISH, REGISTER, World, done, refused, text,
};

fn pair(code: &str, field: &str) -> (String, String) {
    (code.to_owned(), field.to_owned())
}

both! {
    async fn owners_are_found_and_sorted_as_norwegians_would(app: TestApp) {
        let world = World::new(&app).await;
        for (orgnr, name) in [("974760223", "Ålesund"), ("889640782", "Æra"), ("991825827", "Østlandet"), ("994598759", "Zoo Brønnøysund")] {
            world::register_owner(&world.analyst, orgnr, name, "a@b.example").await;
        }
        let document = "query($search: String, $first: Int, $after: String) { organizations(search: $search, first: $first, after: $after) {
            totalCount nodes { name contacts { email isPrimary } } edges { cursor node { orgnr } } pageInfo { hasNextPage hasPreviousPage endCursor } } }";
        let names = |reply: &crate::harness::Reply| {
            let nodes = reply.data()["organizations"]["nodes"].as_array().cloned().unwrap_or_default();
            nodes.iter().map(|node| text(node, "/name")).collect::<Vec<_>>()
        };
        let all = world.analyst.query(document, json!({})).await;
        assert_eq!(names(&all), ["Prøveetaten", "Zoo Brønnøysund", "Æra", "Østlandet", "Ålesund"]);
        // Who asks, how many there are, the page, and the contacts of all of them.
        assert_eq!(all.sql_statements, Some(4));
        let found = world.analyst.query(document, json!({ "search": "BRONNOYSUND zoo" })).await;
        assert_eq!(names(&found), ["Zoo Brønnøysund"]);
        assert_eq!(names(&world.analyst.query(document, json!({ "search": "991825827" })).await), ["Østlandet"]);
        assert_eq!(names(&world.analyst.query(document, json!({ "search": "100% _" })).await), Vec::<String>::new());

        let mut seen = Vec::new();
        let mut after = json!(null);
        loop {
            let page = world.analyst.query(document, json!({ "first": 2, "after": after })).await;
            seen.extend(names(&page));
            let info = &page.data()["organizations"]["pageInfo"];
            after = info["endCursor"].clone();
            if info["hasNextPage"] == false { break; }
        }
        assert_eq!(seen, names(&all));
        for first in [0, -1, 101, i32::MIN] {
            assert_eq!(world.analyst.query(document, json!({ "first": first })).await.code(), "PAGE_OUT_OF_RANGE");
        }
        assert_eq!(world.analyst.query(document, json!({ "after": "nonsense" })).await.code(), "INVALID_CURSOR");
    }

    async fn a_leader_sees_owners_but_not_persons(app: TestApp) {
        let world = World::new(&app).await;
        let reply = world.leader.query("{ organizations { nodes { name contacts { email } } } }", json!({})).await;
        assert_eq!(reply.data()["organizations"]["nodes"], json!([{ "name": "Prøveetaten", "contacts": null }]));
    }

    async fn an_owner_is_registered_once_and_everything_wrong_is_told(app: TestApp) {
        let world = World::new(&app).await;
        let input = json!({ "orgnr": "974 760 673", "name": { "nb": "Igjen" }, "language": "NB", "contacts": [] });
        assert_eq!(refused(&world.analyst, REGISTER, json!({ "input": input })).await, [pair("TAKEN", "orgnr")]);
        let input = json!({
            "orgnr": "974760674", "name": { "nb": " ", "nn": "x".repeat(301) }, "language": "NB",
            "contacts": [{ "name": "", "email": "kari" }],
        });
        assert_eq!(refused(&world.analyst, REGISTER, json!({ "input": input })).await, [
            pair("INVALID_ORG_NUMBER", "orgnr"), pair("REQUIRED", "name.nb"), pair("TOO_LONG", "name.nn"),
            pair("REQUIRED", "contacts.0.name"), pair("INVALID_EMAIL", "contacts.0.email"),
        ]);
    }

    async fn a_questionnaire_is_published_once_and_only_when_complete(app: TestApp) {
        let world = World::new(&app).await;
        let version = text(&world.version, "/id");
        assert_eq!(refused(&world.analyst, PUBLISH, json!({ "id": version })).await, [pair("NOT_A_DRAFT", "versionId")]);
        let mut input = world::questionnaire(&world.study, "ny");
        input["title"] = json!({ "nb": "Bare bokmål" });
        input["sections"][0]["questions"][0]["options"] = json!([{ "code": "a", "label": { "nb": "A" } }]);
        let draft = done(&world.analyst, CREATE_QUESTIONNAIRE, json!({ "input": input })).await;
        let wrong = refused(&world.analyst, PUBLISH, json!({ "id": draft["questionnaireVersion"]["id"] })).await;
        assert_eq!(wrong, [
            pair("TRANSLATION_MISSING", "title.nn"),
            pair("TRANSLATION_MISSING", "questions.Q01.options.a.label.nn"),
            pair("TOO_FEW_OPTIONS", "questions.Q01.options"),
        ]);
        let draft_version = text(&draft, "/questionnaireVersion/id");
        let input = world::round(&world.study, &draft_version);
        assert_eq!(refused(&world.analyst, OPEN_ROUND, json!({ "input": input })).await, [pair("NOT_PUBLISHED", "versionId")]);
        let twice = refused(&world.analyst, CREATE_QUESTIONNAIRE, json!({ "input": world::questionnaire(&world.study, "ny") })).await;
        assert_eq!(twice, [pair("TAKEN", "code")]);
        let mut input = world::questionnaire(&world.study, "to");
        input["sections"][0]["questions"][0]["options"][0]["score"] = json!(1.5);
        input["sections"][0]["questions"][0]["options"][1]["code"] = json!("1 b");
        let wrong = refused(&world.analyst, CREATE_QUESTIONNAIRE, json!({ "input": input })).await;
        assert_eq!(wrong, [
            pair("OUT_OF_RANGE", "sections.0.questions.0.options.0.score"),
            pair("INVALID_CODE", "sections.0.questions.0.options.1.code"),
        ]);
    }

    async fn a_round_names_every_owner_that_nobody_can_be_written_to(app: TestApp) {
        let world = World::new(&app).await;
        let input = json!({ "orgnr": "991825827", "name": { "nb": "Uten kontakt" }, "language": "NB", "contacts": [] });
        let alone = text(&done(&world.analyst, REGISTER, json!({ "input": input })).await, "/organization/id");
        world::add_to_frame(&world.analyst, &world.study, &[&alone]).await;
        let input = world::round(&world.study, &text(&world.version, "/id"));
        let wrong = refused(&world.analyst, OPEN_ROUND, json!({ "input": input })).await;
        assert_eq!(wrong, [pair("NO_PRIMARY_CONTACT", "studyId")]);
        assert!(app.mails().await.is_empty(), "nobody was written to");
    }

    async fn a_model_has_to_fit_its_study(app: TestApp) {
        let world = World::new(&app).await;
        let mut input = world::model(&world.study, &world.question());
        input["levels"][0]["fromValue"] = json!(0.1);
        let item = json!({ "questionId": world.question(), "weight": -1.0 });
        assert_eq!(refused(&world.analyst, CREATE_MODEL, json!({ "input": input })).await, [pair("LEVELS_NOT_RISING", "levels")]);
        input["dimensions"][0]["items"] = json!([item]);
        let wrong = refused(&world.analyst, CREATE_MODEL, json!({ "input": input })).await;
        assert_eq!(wrong, [pair("OUT_OF_RANGE", "dimensions.0.items.0.weight"), pair("LEVELS_NOT_RISING", "levels")]);
        let strange = format!("question_{}", uuid::Uuid::now_v7().simple());
        let wrong = refused(&world.analyst, CREATE_MODEL, json!({ "input": world::model(&world.study, &strange) })).await;
        assert_eq!(wrong, [pair("NOT_FOUND", "dimensions.0.items.0.questionId")]);
    }

    async fn administrators_see_who_takes_part_and_since_when(app: TestApp) {
        let world = World::new(&app).await;
        let document = "query($id: ID!, $first: Int, $after: String) { members(studyId: $id, first: $first, after: $after) {
            totalCount pageInfo { hasNextPage endCursor } nodes { role since account { id email } } } }";
        let page = async |first: i32, after: serde_json::Value| {
            let reply = world.admin.query(document, json!({ "id": world.study, "first": first, "after": after })).await;
            reply.data()["members"].clone()
        };
        let all = page(100, json!(null)).await;
        let emails = |page: &serde_json::Value| {
            let nodes = page["nodes"].as_array().cloned().unwrap_or_default();
            nodes.iter().map(|node| (text(node, "/account/email"), text(node, "/role"))).collect::<Vec<_>>()
        };
        // Whoever made the study was its first administrator.
        let expected = [("admin@etat.example", "ADMIN"), ("admin@studie.example", "ADMIN"), ("analytiker@studie.example", "ANALYST"), ("leder@studie.example", "LEADER")];
        assert_eq!(emails(&all), expected.map(|(email, role)| (email.to_owned(), role.to_owned())));
        assert_eq!(all["totalCount"], 4);
        let first = page(2, json!(null)).await;
        let rest = page(2, first["pageInfo"]["endCursor"].clone()).await;
        assert_eq!([emails(&first), emails(&rest)].concat(), emails(&all));
        assert_eq!((&first["pageInfo"]["hasNextPage"], &rest["pageInfo"]["hasNextPage"]), (&json!(true), &json!(false)));
        let grant = "mutation($input: GrantRoleInput!) { grantRole(input: $input) { userErrors { code } } }";
        done(&world.admin, grant, json!({ "input": { "studyId": world.study, "accountId": world.analyst_account, "role": "LEADER" } })).await;
        let after = page(100, json!(null)).await;
        assert_eq!((&after["nodes"][2]["role"], &after["nodes"][2]["since"]), (&json!("LEADER"), &all["nodes"][2]["since"]));
    }

    async fn a_study_keeps_an_administrator(app: TestApp) {
        let world = World::new(&app).await;
        let grant = "mutation($input: GrantRoleInput!) { grantRole(input: $input) { study { id } userErrors { code field message } } }";
        let revoke = "mutation($input: RevokeRoleInput!) { revokeRole(input: $input) { study { id } userErrors { code field message } } }";
        let role = |role: &str| json!({ "input": { "studyId": world.study, "accountId": world.analyst_account, "role": role } });
        done(&world.admin, grant, role("ADMIN")).await;
        done(&world.admin, grant, role("LEADER")).await;
        // The change is felt at once: she may not register owners any more.
        let input = json!({ "orgnr": "991825827", "name": { "nb": "A" }, "language": "NB", "contacts": [] });
        assert_eq!(world.analyst.query(REGISTER, json!({ "input": input })).await.code(), "FORBIDDEN");
        let of = |account: String| json!({ "input": { "studyId": world.study, "accountId": account } });
        let viewer = "{ viewer { account { id } } }";
        let admin = text(world.admin.query(viewer, json!({})).await.data(), "/viewer/account/id");
        let system_admin = text(world.system_admin.query(viewer, json!({})).await.data(), "/viewer/account/id");
        done(&world.admin, revoke, of(system_admin)).await;
        assert_eq!(refused(&world.admin, revoke, of(admin.clone())).await, [pair("LAST_ADMIN", "accountId")]);
        // An administrator who cannot sign in is none.
        done(&world.admin, grant, role("ADMIN")).await;
        trespor::auth::accounts::disable(&app.system(), "analytiker@studie.example").await.unwrap();
        assert_eq!(refused(&world.admin, revoke, of(admin)).await, [pair("LAST_ADMIN", "accountId")]);
    }

    async fn what_does_not_exist_is_absent_even_to_those_who_may_do_everything(app: TestApp) {
        let world = World::new(&app).await;
        let ghost = format!("study_{}", uuid::Uuid::now_v7().simple());
        let absent = [pair("NOT_FOUND", "")];
        let wrong = refused(&world.system_admin, CREATE_QUESTIONNAIRE, json!({ "input": world::questionnaire(&ghost, "x") })).await;
        assert_eq!(wrong, absent);
        let wrong = refused(&world.system_admin, CREATE_MODEL, json!({ "input": world::model(&ghost, &world.question()) })).await;
        assert_eq!(wrong, absent);
        let wrong = refused(&world.system_admin, OPEN_ROUND, json!({ "input": world::round(&ghost, &text(&world.version, "/id")) })).await;
        assert_eq!(wrong, absent);
        for field in ["rounds", "questionnaireVersions", "frame"] {
            let document = format!("query($id: ID!) {{ {field}(studyId: $id) {{ totalCount }} }}");
            let reply = world.system_admin.query(&document, json!({ "id": ghost })).await;
            assert_eq!(reply.data()[field], json!(null), "{field}");
        }
    }

    async fn nothing_runs_where_a_variable_does_not_fit(app: TestApp) {
        let world = World::new(&app).await;
        let document = "mutation($input: RegisterOrganizationInput!, $version: ID!) {
            registerOrganization(input: $input) { userErrors { code } } publishQuestionnaire(input: { versionId: $version }) { userErrors { code } } }";
        let input = json!({ "orgnr": "991825827", "name": { "nb": "Halv" }, "language": "NB", "contacts": [] });
        for (variables, named) in [
            (json!({ "input": input }), "$version of type ID! is missing"),
            (json!({ "input": input, "version": null }), "$version must not be null"),
            (json!({ "input": { "orgnr": "991825827" }, "version": "x" }), "is missing"),
        ] {
            let reply = world.analyst.query(document, variables).await;
            assert_eq!(reply.code(), "BAD_VARIABLE", "{reply:?}");
            assert!(format!("{reply:?}").contains(named), "{named}: {reply:?}");
        }
        let known = world.analyst.query("{ organizations(search: \"halv\") { totalCount } }", json!({})).await;
        assert_eq!(known.data()["organizations"]["totalCount"], 0, "half a mutation was done");
    }

    async fn a_search_is_no_longer_than_a_database_can_bear(app: TestApp) {
        let world = World::new(&app).await;
        let document = "query($search: String) { organizations(search: $search) { totalCount } }";
        for search in ["a ".repeat(11), "a ".repeat(100_000), "a".repeat(201)] {
            assert_eq!(world.leader.query(document, json!({ "search": search })).await.code(), "BAD_USER_INPUT");
        }
        let found = world.leader.query(document, json!({ "search": "a e r ø p v t n" })).await;
        assert_eq!(found.data()["organizations"]["totalCount"], 1);
    }

    async fn times_of_other_centuries_are_refused(app: TestApp) {
        let world = World::new(&app).await;
        for time in ["9999-12-31T23:59:59Z", "+10000-01-01T00:00:00Z", "+262142-12-31T23:59:59Z", "1066-10-14T00:00:00Z"] {
            let mut input = world::round(&world.study, &text(&world.version, "/id"));
            input["closesAt"] = json!(time);
            let wrong = refused(&world.analyst, OPEN_ROUND, json!({ "input": input })).await;
            assert_eq!(wrong, [pair("INVALID_TIME", "closesAt")], "{time}");
        }
    }

    async fn a_round_is_opened_once_for_each_key(app: TestApp) {
        let world = World::new(&app).await;
        let mut input = world::round(&world.study, &text(&world.version, "/id"));
        input["clientKey"] = json!("c5a3");
        let tries = (0..4).map(|_| {
            let (analyst, input) = (world.analyst.clone(), input.clone());
            async move { text(&done(&analyst, OPEN_ROUND, json!({ "input": input })).await, "/round/id") }
        });
        let rounds = futures_util::future::join_all(tries).await;
        assert!(rounds.iter().all(|round| *round == rounds[0]), "{rounds:?}");
        assert_eq!(app.mails().await.len(), 1, "the owner was written to once");
    }

    async fn two_who_publish_at_once_publish_once(app: TestApp) {
        let world = World::new(&app).await;
        let draft = done(&world.analyst, CREATE_QUESTIONNAIRE, json!({ "input": world::questionnaire(&world.study, "ny") })).await;
        let id = json!({ "id": draft["questionnaireVersion"]["id"] });
        let tries = (0..4).map(|_| world.analyst.query(PUBLISH, id.clone()));
        let replies = futures_util::future::join_all(tries).await;
        let done = replies.iter().filter(|reply| reply.data()["publishQuestionnaire"]["userErrors"] == json!([])).count();
        assert_eq!(done, 1);
    }
}
