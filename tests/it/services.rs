//! Owners and services as analysts keep them: changing, retiring, finding, and what is remembered of it.

use serde_json::{Value, json};

use crate::harness::{Client, both};
use crate::world::{World, done, refused, text};

pub(crate) fn pair(code: &str, field: &str) -> (String, String) {
    (code.to_owned(), field.to_owned())
}

/// Sends a change to the registry that must be done.
pub(crate) async fn change(client: &Client, field: &str, input: Value, wanted: &str) -> Value {
    done(client, &document(field, wanted), json!({ "input": input })).await
}

pub(crate) fn document(field: &str, wanted: &str) -> String {
    let kind = format!("{}{}Input", field[..1].to_uppercase(), &field[1..]);
    format!(
        "mutation($input: {kind}!) {{ {field}(input: $input) {{ {wanted} userErrors {{ code field message }} }} }}"
    )
}

pub(crate) async fn register_service(
    client: &Client,
    owner: &str,
    code: &str,
    name: &str,
    more: Value,
) -> String {
    let mut input = json!({
        "organizationId": owner, "code": code, "name": { "nb": name }, "kind": "SUBMISSION", "runsOn": "Altinn II",
    });
    for (field, value) in more.as_object().into_iter().flatten() {
        input[field] = value.clone();
    }
    text(&change(client, "registerService", input, "service { id }").await, "/service/id")
}

const SERVICES: &str = "query($filter: ServiceFilter, $search: String, $first: Int, $after: String) {
    services(filter: $filter, search: $search, first: $first, after: $after) {
        totalCount pageInfo { hasNextPage endCursor } nodes { code name organization { name } needs { code } volumes(months: 2) { month volume } } } }";

async fn codes(client: &Client, variables: Value) -> Vec<String> {
    let reply = client.query(SERVICES, variables).await;
    let nodes = reply.data()["services"]["nodes"].as_array().cloned().unwrap_or_default();
    nodes.iter().map(|node| text(node, "/code")).collect()
}

/// Actions and changes of a history, the latest first.
pub(crate) async fn history(client: &Client, of: &str, with_belongings: bool) -> Vec<Value> {
    let document =
        "query($of: ID!, $all: Boolean!) { history(of: $of, withBelongings: $all, first: 100) { nodes {
        action byWhom account { email } subjectId changes { field from to } } } }";
    let reply = client.query(document, json!({ "of": of, "all": with_belongings })).await;
    reply.data()["history"]["nodes"].as_array().cloned().unwrap_or_default()
}

both! {
    async fn an_owner_is_changed_field_by_field_and_it_is_remembered_from_what(app: TestApp) {
        let world = World::new(&app).await;
        let owner = &world.organization;
        let wanted = "organization { name aliases sector stratum platformCode }";
        let input = json!({ "organizationId": owner, "aliases": ["Prøvis"], "sector": " stat ", "platformCode": "prv" });
        let after = change(&world.analyst, "changeOrganization", input.clone(), wanted).await;
        let expected = json!({ "name": "Prøveetaten", "aliases": ["Prøvis"], "sector": "stat", "stratum": null, "platformCode": "prv" });
        assert_eq!(after["organization"], expected);
        // The same again is no change, and nothing is remembered of it; nor is null, where nothing can be taken away.
        change(&world.analyst, "changeOrganization", input, wanted).await;
        let null = json!({ "organizationId": owner, "aliases": null, "language": null, "name": null });
        assert_eq!(change(&world.analyst, "changeOrganization", null, wanted).await["organization"], expected);
        let input = json!({ "organizationId": owner, "sector": null, "name": { "nb": "Brønnøysundregistrene" } });
        change(&world.admin, "changeOrganization", input, wanted).await;

        let entries = history(&world.analyst, owner, false).await;
        let actions: Vec<&str> = entries.iter().filter_map(|entry| entry["action"].as_str()).collect();
        assert_eq!(actions, ["CHANGED", "CHANGED", "CREATED"]);
        assert_eq!(entries[0]["account"]["email"], "admin@studie.example");
        assert_eq!(entries[0]["changes"], json!([
            { "field": "name", "from": "{\"nb\":\"Prøveetaten\"}", "to": "{\"nb\":\"Brønnøysundregistrene\"}" },
            { "field": "sector", "from": "\"stat\"", "to": null },
        ]));
        // Found by whatever people call it.
        for search in ["bronnoysund", "PRØVIS", "prv", "974760673"] {
            let reply = world.analyst.query("query($s: String) { organizations(search: $s) { nodes { id } } }", json!({ "s": search })).await;
            assert_eq!(reply.data()["organizations"]["nodes"], json!([{ "id": owner }]), "{search}");
        }
        let other = json!({ "orgnr": "991825827", "name": { "nb": "Annen" }, "language": "NB", "platformCode": "prv", "contacts": [] });
        assert_eq!(refused(&world.analyst, &document("registerOrganization", ""), json!({ "input": other })).await, [pair("TAKEN", "platformCode")]);
        let nobody = json!({ "organizationId": format!("organization_{}", uuid::Uuid::now_v7().simple()), "sector": "x" });
        assert_eq!(refused(&world.analyst, &document("changeOrganization", ""), json!({ "input": nobody })).await, [pair("NOT_FOUND", "")]);
    }

    async fn what_is_retired_is_out_of_the_lists_until_it_is_brought_back(app: TestApp) {
        let world = World::new(&app).await;
        let owner = json!({ "organizationId": world.organization });
        let listed = async |retired: &str| {
            let document = "query($r: Retired!) { organizations(filter: { retired: $r }) { totalCount } }";
            world.analyst.query(document, json!({ "r": retired })).await.data()["organizations"]["totalCount"].clone()
        };
        for (field, without, only) in [("retireOrganization", 0, 1), ("retireOrganization", 0, 1), ("bringBackOrganization", 1, 0)] {
            change(&world.analyst, field, owner.clone(), "organization { retiredAt }").await;
            assert_eq!([listed("WITHOUT").await, listed("ONLY").await, listed("WITH").await], [json!(without), json!(only), json!(1)], "{field}");
        }
        let actions: Vec<Value> = history(&world.analyst, &world.organization, false).await.iter().map(|entry| entry["action"].clone()).collect();
        assert_eq!(actions, [json!("BROUGHT_BACK"), json!("RETIRED"), json!("CREATED")]);
        let service = register_service(&world.analyst, &world.organization, "A", "A", json!({})).await;
        change(&world.analyst, "retireService", json!({ "serviceId": service }), "service { id }").await;
        assert_eq!(codes(&world.analyst, json!({})).await, Vec::<String>::new());
        assert_eq!(codes(&world.analyst, json!({ "filter": { "retired": "ONLY" } })).await, ["A"]);
        change(&world.analyst, "bringBackService", json!({ "serviceId": service }), "service { id }").await;
        assert_eq!(codes(&world.analyst, json!({})).await, ["A"]);
    }

    async fn an_owner_has_one_primary_contact_and_history_keeps_nothing_of_people(app: TestApp) {
        let world = World::new(&app).await;
        let owner = &world.organization;
        let contacts = async || {
            let reply = world.analyst.query("query($id: ID!) { organization(id: $id) { contacts { id name isPrimary } } }", json!({ "id": owner })).await;
            reply.data()["organization"]["contacts"].as_array().cloned().unwrap_or_default()
        };
        let kari = text(&contacts().await[0], "/id");
        let input = json!({ "organizationId": owner, "contact": { "name": "Ola Hemmelig", "email": "ola@prove.example", "language": "NN" } });
        let ola = text(&change(&world.analyst, "addContact", input, "contact { id isPrimary }").await, "/contact/id");
        let wrong = refused(&world.analyst, &document("removeContact", ""), json!({ "input": { "contactId": kari } })).await;
        assert_eq!(wrong, [pair("PRIMARY_CONTACT", "contactId")]);
        change(&world.analyst, "changeContact", json!({ "contactId": ola, "makePrimary": true, "email": "ola@nytt.example" }), "contact { isPrimary }").await;
        let primary: Vec<(String, bool)> = contacts().await.iter().map(|contact| (text(contact, "/name"), contact["isPrimary"] == true)).collect();
        assert_eq!(primary, [("Ola Hemmelig".to_owned(), true), ("Kari Kontakt".to_owned(), false)]);
        change(&world.analyst, "removeContact", json!({ "contactId": kari }), "organization { id }").await;
        assert_eq!(contacts().await.len(), 1);
        let all = history(&world.analyst, owner, true).await;
        let said = json!(all).to_string();
        assert!(!said.contains("Hemmelig") && !said.contains("nytt.example") && said.contains("isPrimary"), "{said}");
        assert_eq!(all[0]["action"], "REMOVED");
        // Who has been invited stays, as answers hang on it.
        world.open_round(&app).await;
        let wrong = refused(&world.analyst, &document("removeContact", ""), json!({ "input": { "contactId": ola } })).await;
        assert_eq!(wrong, [pair("STILL_NEEDED", "contactId")]);
    }

    async fn services_are_found_by_what_is_known_of_them(app: TestApp) {
        let world = World::new(&app).await;
        let owner = &world.organization;
        let capability = json!({ "code": "sign", "name": { "nb": "Signering" }, "deliveredOn": "2026-09-01" });
        let sign = text(&change(&world.analyst, "registerCapability", capability, "capability { id deliveredOn }").await, "/capability/id");
        let moved = json!({ "status": "IN_PRODUCTION", "target": "Altinn 3", "kind": "MESSAGE", "oldEditionDeactivated": true });
        register_service(&world.analyst, owner, "A1", "Årsregnskap", json!({})).await;
        register_service(&world.analyst, owner, "B1", "Zebra", moved).await;
        let needy = register_service(&world.analyst, owner, "C1", "Ærefull søknad", json!({ "plannedOn": "2026-05-31", "obstacle": "Signering" })).await;
        change(&world.analyst, "setServiceNeeds", json!({ "serviceId": needy, "capabilityIds": [sign, sign] }), "service { needs { code } }").await;
        // In Norwegian order: z, æ, å.
        assert_eq!(codes(&world.analyst, json!({})).await, ["B1", "C1", "A1"]);
        for (filter, expected) in [
            (json!({ "kinds": ["MESSAGE", "BROKER"] }), vec!["B1"]),
            (json!({ "statuses": ["NOT_STARTED"] }), vec!["C1", "A1"]),
            (json!({ "target": "Altinn 3" }), vec!["B1"]),
            (json!({ "target": null }), vec!["C1", "A1"]),
            (json!({ "needs": sign }), vec!["C1"]),
            (json!({ "runsOn": "Altinn II", "organizationId": owner }), vec!["B1", "C1", "A1"]),
            (json!({ "runsOn": "nowhere" }), vec![]),
        ] {
            assert_eq!(codes(&world.analyst, json!({ "filter": filter })).await, expected, "{filter}");
        }
        assert_eq!(codes(&world.analyst, json!({ "search": "arsregnskap" })).await, ["A1"]);
        assert_eq!(codes(&world.analyst, json!({ "search": "c1" })).await, ["C1"]);
        let first = world.analyst.query(SERVICES, json!({ "first": 2 })).await;
        let after = first.data()["services"]["pageInfo"]["endCursor"].clone();
        assert_eq!(codes(&world.analyst, json!({ "first": 2, "after": after })).await, ["A1"]);
        // Who asks, how many, the page, and the owners, needs and volumes of all of them, each in one or two goes.
        assert!(first.sql_statements.unwrap() <= 8, "{:?}", first.sql_statements);
        let again = json!({ "organizationId": owner, "code": "A1", "name": { "nb": "X" }, "kind": "LINK", "runsOn": "x" });
        assert_eq!(refused(&world.analyst, &document("registerService", ""), json!({ "input": again })).await, [pair("TAKEN", "code")]);
        let ghost = format!("capability_{}", uuid::Uuid::now_v7().simple());
        let wrong = refused(&world.analyst, &document("setServiceNeeds", ""), json!({ "input": { "serviceId": needy, "capabilityIds": [sign, ghost] } })).await;
        assert_eq!(wrong, [pair("NOT_FOUND", "capabilityIds.1")]);
        // Null takes away, what is left out stays.
        let after = change(&world.analyst, "changeService", json!({ "serviceId": needy, "plannedOn": null, "status": "MAPPING" }),
            "service { plannedOn status obstacle }").await;
        assert_eq!(after["service"], json!({ "plannedOn": null, "status": "MAPPING", "obstacle": "Signering" }));
        let latest = history(&world.analyst, &needy, false).await[0]["changes"].clone();
        assert_eq!(latest, json!([
            { "field": "status", "from": "\"not_started\"", "to": "\"mapping\"" },
            { "field": "plannedOn", "from": "\"2026-05-31\"", "to": null },
        ]));
    }

    async fn a_change_of_a_name_leaves_the_languages_that_it_does_not_name(app: TestApp) {
        let world = World::new(&app).await;
        let names = "nb: name(language: NB) nn: name(language: NN) en: name(language: EN)";
        let all = json!({ "nb": "Etat", "nn": "Etaten", "en": "Agency" });
        let change_name = async |name: Value| {
            let input = json!({ "organizationId": world.organization, "name": name });
            change(&world.analyst, "changeOrganization", input, &format!("organization {{ {names} }}")).await["organization"].clone()
        };
        assert_eq!(change_name(all.clone()).await, all);
        assert_eq!(change_name(json!({ "nb": "Ny etat" })).await, json!({ "nb": "Ny etat", "nn": "Etaten", "en": "Agency" }));
        // Null takes away; where there is no text in a language, bokmål stands in.
        assert_eq!(change_name(json!({ "nb": "Ny etat", "en": null })).await, json!({ "nb": "Ny etat", "nn": "Etaten", "en": "Ny etat" }));
        assert_eq!(change_name(json!({ "nb": "Ny etat", "nn": " " })).await["nn"], "Ny etat");
        // The same where it stands in the document.
        let inline = format!("mutation {{ changeOrganization(input: {{ organizationId: \"{}\", name: {{ nb: \"A\", en: \"B\" }} }}) {{ organization {{ {names} }} userErrors {{ code }} }} }}", world.organization);
        done(&world.analyst, &inline, json!({})).await;
        assert_eq!(change_name(json!({ "nb": "C" })).await, json!({ "nb": "C", "nn": "C", "en": "B" }));
        let wrong = json!({ "input": { "organizationId": world.organization, "name": { "nb": " ", "en": "x".repeat(301) } } });
        assert_eq!(refused(&world.analyst, &document("changeOrganization", ""), wrong).await, [pair("REQUIRED", "name.nb"), pair("TOO_LONG", "name.en")]);

        let service = register_service(&world.analyst, &world.organization, "A", "A", json!({ "name": all })).await;
        let input = json!({ "serviceId": service, "name": { "nb": "B" } });
        let after = change(&world.analyst, "changeService", input, &format!("service {{ {names} }}")).await;
        assert_eq!(after["service"], json!({ "nb": "B", "nn": "Etaten", "en": "Agency" }));
        let capability = json!({ "code": "sign", "name": all });
        let capability = text(&change(&world.analyst, "registerCapability", capability, "capability { id }").await, "/capability/id");
        let input = json!({ "capabilityId": capability, "name": { "nb": "B", "nn": null } });
        let after = change(&world.analyst, "changeCapability", input, &format!("capability {{ {names} }}")).await;
        assert_eq!(after["capability"], json!({ "nb": "B", "nn": "B", "en": "Agency" }));
    }

    async fn what_a_variable_does_not_say_is_not_said(app: TestApp) {
        let world = World::new(&app).await;
        let document = "mutation($id: ID!, $nb: String!, $nn: String, $en: String, $sector: String, $stratum: String = \"stor\") {
            changeOrganization(input: { organizationId: $id, name: { nb: $nb, nn: $nn, en: $en }, sector: $sector, stratum: $stratum }) {
                organization { nb: name(language: NB) nn: name(language: NN) en: name(language: EN) sector stratum } userErrors { code } } }";
        let change = async |variables: Value| {
            let mut variables = variables;
            variables["id"] = json!(world.organization);
            done(&world.analyst, document, variables).await["organization"].clone()
        };
        let all = json!({ "nb": "Etat", "nn": "Etaten", "en": "Agency", "sector": "stat" });
        let mut expected = json!({ "nb": "Etat", "nn": "Etaten", "en": "Agency", "sector": "stat", "stratum": "stor" });
        assert_eq!(change(all).await, expected);
        // Twice: the document is kept, and kept whole.
        for _ in 0..2 {
            expected["nb"] = json!("Ny etat");
            assert_eq!(change(json!({ "nb": "Ny etat" })).await, expected);
            // Null takes away.
            let after = change(json!({ "nb": "Ny etat", "en": null, "sector": null, "stratum": null })).await;
            assert_eq!(after, json!({ "nb": "Ny etat", "nn": "Etaten", "en": "Ny etat", "sector": null, "stratum": null }));
            assert_eq!(change(json!({ "nb": "Etat", "en": "Agency", "sector": "stat" })).await["en"], "Agency");
        }
        // Where no variable says how many, the default of the argument does.
        let dry_run = "query($id: ID!, $respondents: Int) { questionnaireDryRun(versionId: $id, respondents: $respondents) { respondents } }";
        let reply = world.analyst.query(dry_run, json!({ "id": world.version["id"] })).await;
        assert_eq!(reply.data()["questionnaireDryRun"]["respondents"], 500);
        // What is not valid is refused, whether it is said or not.
        for invalid in [
            "query($a: Int) { organizations(bogus: $a) { totalCount } }",
            "query($a: Int, $unused: Int) { organizations(first: $a) { totalCount } }",
        ] {
            assert_eq!(world.analyst.query(invalid, json!({})).await.code(), "GRAPHQL_VALIDATION_FAILED", "{invalid}");
        }
    }

    async fn a_service_keeps_what_it_needs_though_that_is_retired(app: TestApp) {
        let world = World::new(&app).await;
        let mut capabilities = Vec::new();
        for (code, name) in [("sign", "Signering"), ("arkiv", "Arkiv"), ("aa", "Åpning")] {
            let input = json!({ "code": code, "name": { "nb": name } });
            capabilities.push(text(&change(&world.analyst, "registerCapability", input, "capability { id }").await, "/capability/id"));
        }
        let service = register_service(&world.analyst, &world.organization, "A", "A", json!({})).await;
        let needs = |ids: &[&String]| json!({ "serviceId": service, "capabilityIds": ids });
        let [sign, arkiv, open] = [&capabilities[0], &capabilities[1], &capabilities[2]];
        change(&world.analyst, "setServiceNeeds", needs(&[sign]), "service { id }").await;
        for id in [sign, arkiv] {
            change(&world.analyst, "retireCapability", json!({ "capabilityId": id }), "capability { id }").await;
        }
        let after = change(&world.analyst, "setServiceNeeds", needs(&[open, sign]), "service { needs { code } }").await;
        assert_eq!(after["service"]["needs"], json!([{ "code": "sign" }, { "code": "aa" }]));
        let wrong = refused(&world.analyst, &document("setServiceNeeds", ""), json!({ "input": needs(&[sign, arkiv]) })).await;
        assert_eq!(wrong, [pair("RETIRED", "capabilityIds.1")]);
        change(&world.analyst, "setServiceNeeds", needs(&[open]), "service { id }").await;
        let wrong = refused(&world.analyst, &document("setServiceNeeds", ""), json!({ "input": needs(&[sign]) })).await;
        assert_eq!(wrong, [pair("RETIRED", "capabilityIds.0")]);

        // They are listed in Norwegian order, found by words, and told apart by whether they are retired.
        let codes = async |variables: Value| {
            let document = "query($search: String, $filter: CapabilityFilter, $first: Int, $after: String) {
                capabilities(search: $search, filter: $filter, first: $first, after: $after) { totalCount pageInfo { endCursor hasNextPage } nodes { code } } }";
            let reply = world.leader.query(document, variables).await;
            let page = reply.data()["capabilities"].clone();
            let nodes = page["nodes"].as_array().cloned().unwrap_or_default();
            (nodes.iter().map(|node| text(node, "/code")).collect::<Vec<_>>(), page)
        };
        assert_eq!(codes(json!({})).await.0, ["arkiv", "sign", "aa"]);
        assert_eq!(codes(json!({ "filter": { "retired": "WITHOUT" } })).await.0, ["aa"]);
        assert_eq!(codes(json!({ "filter": { "retired": "ONLY" }, "search": "SIGN" })).await.0, ["sign"]);
        assert_eq!(codes(json!({ "search": "apning" })).await.0, ["aa"]);
        let (first, page) = codes(json!({ "first": 2 })).await;
        let (rest, last) = codes(json!({ "first": 2, "after": page["pageInfo"]["endCursor"] })).await;
        assert_eq!([first, rest].concat(), ["arkiv", "sign", "aa"]);
        assert_eq!((&page["totalCount"], &last["totalCount"], &last["pageInfo"]["hasNextPage"]), (&json!(3), &json!(3), &json!(false)));
    }

    async fn codes_are_what_other_systems_call_things(app: TestApp) {
        let world = World::new(&app).await;
        let owner = &world.organization;
        for code in ["4711", "4655/4", "A.B", "app/skjema", "a:b"] {
            register_service(&world.analyst, owner, code, "A", json!({})).await;
        }
        let service = |code: &str| json!({ "input": { "organizationId": owner, "code": code, "name": { "nb": "X" }, "kind": "LINK", "runsOn": "x" } });
        for (code, wrong) in [("APP/Skjema", "TAKEN"), ("/x", "INVALID_SYSTEM_CODE"), ("a b", "INVALID_SYSTEM_CODE"), ("", "REQUIRED")] {
            assert_eq!(refused(&world.analyst, &document("registerService", ""), service(code)).await, [pair(wrong, "code")], "{code}");
        }
        change(&world.analyst, "registerCapability", json!({ "code": "sign.1", "name": { "nb": "A" } }), "capability { id }").await;
        let again = json!({ "input": { "code": "SIGN.1", "name": { "nb": "B" } } });
        assert_eq!(refused(&world.analyst, &document("registerCapability", ""), again).await, [pair("TAKEN", "code")]);
        change(&world.analyst, "changeOrganization", json!({ "organizationId": owner, "platformCode": "prv" }), "organization { id }").await;
        let other = json!({ "orgnr": "991825827", "name": { "nb": "Annen" }, "language": "NB", "platformCode": "PRV", "aliases": ["Andre", "ANDRE", "x"], "contacts": [] });
        assert_eq!(refused(&world.analyst, &document("registerOrganization", ""), json!({ "input": other })).await, [pair("TAKEN", "platformCode")]);
        let mut other = other;
        other["platformCode"] = json!("17");
        let registered = change(&world.analyst, "registerOrganization", other, "organization { aliases }").await;
        assert_eq!(registered["organization"]["aliases"], json!(["Andre", "x"]));
    }

    async fn old_and_new_spelling_find_each_other(app: TestApp) {
        let world = World::new(&app).await;
        for (orgnr, name) in [("991825827", "Ås kommune"), ("889640782", "Aasen skule"), ("994598759", "Østfold fylke"), ("974760223", "Radioenheten")] {
            crate::world::register_owner(&world.analyst, orgnr, name, "a@b.example").await;
        }
        for (search, expected) in [
            ("aas", vec!["Ås kommune", "Aasen skule"]),
            ("ås", vec!["Ås kommune", "Aasen skule"]),
            ("oestfold", vec!["Østfold fylke"]),
            ("Østfold", vec!["Østfold fylke"]),
            ("ostfold", vec!["Østfold fylke"]),
            ("radioenheten", vec!["Radioenheten"]),
            ("enhet", vec!["Radioenheten"]),
        ] {
            let reply = world.leader.query("query($s: String) { organizations(search: $s) { nodes { name } } }", json!({ "s": search })).await;
            let nodes = reply.data()["organizations"]["nodes"].as_array().cloned().unwrap_or_default();
            assert_eq!(nodes.iter().map(|node| text(node, "/name")).collect::<Vec<_>>(), expected, "{search}");
        }
    }

    async fn volumes_are_told_month_by_month(app: TestApp) {
        let world = World::new(&app).await;
        let service = register_service(&world.analyst, &world.organization, "A", "A", json!({})).await;
        let months: Vec<Value> = (1..=12).map(|month| json!({ "month": format!("2025-{month:02}"), "volume": month * 1000 })).collect();
        let wanted = "service { yearlyVolume volumes(months: 2) { month volume } }";
        let told = change(&world.analyst, "setVolumes", json!({ "serviceId": service, "volumes": months }), wanted).await;
        let expected = json!({ "yearlyVolume": 78000.0, "volumes": [{ "month": "2025-12", "volume": 12000 }, { "month": "2025-11", "volume": 11000 }] });
        assert_eq!(told["service"], expected);
        let corrected = json!({ "serviceId": service, "volumes": [{ "month": "2025-12", "volume": null }, { "month": "2025-11", "volume": 5 }] });
        let told = change(&world.analyst, "setVolumes", corrected, wanted).await;
        assert_eq!(told["service"], json!({ "yearlyVolume": null, "volumes": [{ "month": "2025-11", "volume": 5 }, { "month": "2025-10", "volume": 10000 }] }));
        let changes = history(&world.analyst, &service, false).await[0]["changes"].clone();
        assert_eq!(changes, json!([{ "field": "volume 2025-12", "from": "12000", "to": null }, { "field": "volume 2025-11", "from": "11000", "to": "5" }]));
        let twice = json!({ "serviceId": service, "volumes": [{ "month": "2026-01", "volume": 1 }, { "month": "2026-01", "volume": -2 }] });
        let wrong = refused(&world.analyst, &document("setVolumes", ""), json!({ "input": twice })).await;
        assert_eq!(wrong, [pair("OUT_OF_RANGE", "volumes.1.volume")]);
        let twice = json!({ "serviceId": service, "volumes": [{ "month": "2026-01", "volume": 1 }, { "month": "2026-01", "volume": 2 }] });
        let wrong = refused(&world.analyst, &document("setVolumes", ""), json!({ "input": twice })).await;
        assert_eq!(wrong, [pair("DUPLICATE", "volumes.1.month")]);
        let nonsense = json!({ "input": { "serviceId": service, "volumes": [{ "month": "2025-13", "volume": 1 }] } });
        assert!(!world.analyst.query(&document("setVolumes", ""), nonsense).await.code().is_empty());
        // Nothing can be counted of a month that has not begun, and no more months are told than are asked for.
        let later = json!({ "serviceId": service, "volumes": [{ "month": "2026-01", "volume": 1 }, { "month": "2199-01", "volume": 1 }] });
        let wrong = refused(&world.analyst, &document("setVolumes", ""), json!({ "input": later })).await;
        assert_eq!(wrong, [pair("MONTH_NOT_BEGUN", "volumes.1.month")]);
        for (months, code) in [(0, "BAD_USER_INPUT"), (1, ""), (120, ""), (121, "BAD_USER_INPUT"), (-1, "BAD_USER_INPUT")] {
            let volumes = "query($id: ID!, $months: Int!) { service(id: $id) { volumes(months: $months) { month } } }";
            assert_eq!(world.analyst.query(volumes, json!({ "id": service, "months": months })).await.code(), code, "{months}");
        }
    }

    async fn a_study_says_of_its_owners_what_it_chose_them_for_and_where_they_stand(app: TestApp) {
        let world = World::new(&app).await;
        let (study, owner) = (&world.study, &world.organization);
        let input = json!({ "orgnr": "991825827", "name": { "nb": "Ås etat" }, "language": "NB", "stratum": "B", "contacts": [] });
        let other = text(&change(&world.analyst, "registerOrganization", input, "organization { id }").await, "/organization/id");
        change(&world.analyst, "addToFrame", json!({ "studyId": study, "organizationIds": [other] }), "frameSize").await;
        let described = json!({ "studyId": study, "organizationId": owner, "stratum": "A", "followedUp": true, "reason": "Mange tjenester" });
        change(&world.analyst, "describeFrameMember", described, "frameMember { stratum }").await;
        // Null takes away, what is left out stays.
        let described = json!({ "studyId": study, "organizationId": owner, "reason": null });
        let wanted = "frameMember { stratum followedUp reason position { influence } organization { name } }";
        let after = change(&world.analyst, "describeFrameMember", described, wanted).await;
        assert_eq!(after["frameMember"], json!({
            "stratum": "A", "followedUp": true, "reason": null, "position": null, "organization": { "name": "Prøveetaten" },
        }));
        let position = json!({ "influence": "LARGE", "interest": "SMALL", "attitude": "SCEPTICAL", "expectations": "En plan" });
        for owner in [owner, &other] {
            change(&world.analyst, "setStakeholderPosition", json!({ "studyId": study, "organizationId": owner, "position": position }), "frameMember { position { attitude } }").await;
        }
        let document = "query($id: ID!, $filter: FrameFilter) {
            frameMembers(studyId: $id, filter: $filter) { totalCount nodes { organization { name } stratum position { influence interest attitude expectations } } }
            powerInterest(studyId: $id) { population positioned fields { influence interest owners } } }";
        let all = world.leader.query(document, json!({ "id": study })).await;
        assert_eq!(all.data()["frameMembers"]["totalCount"], 2);
        assert_eq!(all.data()["frameMembers"]["nodes"][1], json!({ "organization": { "name": "Ås etat" }, "stratum": "B", "position": position }));
        assert_eq!(all.data()["powerInterest"], json!({
            "population": 2, "positioned": 2, "fields": [{ "influence": "LARGE", "interest": "SMALL", "owners": 2 }],
        }));
        let followed = world.leader.query(document, json!({ "id": study, "filter": { "followedUp": true, "stratum": "A" } })).await;
        assert_eq!(followed.data()["frameMembers"]["totalCount"], 1);
        change(&world.analyst, "setStakeholderPosition", json!({ "studyId": study, "organizationId": other, "position": null }), "frameMember { position { attitude } }").await;
        change(&world.analyst, "removeFromFrame", json!({ "studyId": study, "organizationIds": [owner, owner] }), "frameSize").await;
        let left = world.leader.query(document, json!({ "id": study })).await;
        assert_eq!(left.data()["frameMembers"]["totalCount"], 1);
        assert_eq!(left.data()["powerInterest"], json!({ "population": 1, "positioned": 0, "fields": [] }));
        let stranger = json!({ "input": { "studyId": study, "organizationId": owner, "followedUp": true } });
        assert_eq!(refused(&world.analyst, &self::document("describeFrameMember", ""), stranger).await, [pair("NOT_FOUND", "organizationId")]);
    }

    async fn history_cannot_be_changed(app: TestApp) {
        use sea_orm::ConnectionTrait as _;
        World::new(&app).await;
        for sql in ["UPDATE history_entry SET action = 'removed'", "DELETE FROM history_entry"] {
            let txn = app.system().begin().await.unwrap();
            let refused = txn.execute_unprepared(sql).await.unwrap_err().to_string();
            assert!(refused.contains("history cannot be changed"), "{sql}: {refused}");
        }
    }
}
