//! Services, volumes, capabilities, needs and the frame: what each refers to, and how each is remembered.

use sea_orm::{ConnectionTrait as _, DbBackend};
use serde_json::json;

use super::{counts, export, import, problems, whole};
use crate::harness::both;
use crate::world::{World, text};

const SERVICES: &str = "Org.nr.;Tjenestekode;Navn;Type;Kjører på;Status;Planlagt i bruk
974760673;A1;Skjema;innsending;Altinn II;;31.05.2027
974760673;A2;Melding;message;Altinn II;i produksjon;
";

both! {
    async fn services_and_what_belongs_to_them(app: TestApp) {
        let world = World::new(&app).await;
        let analyst = &world.analyst;
        assert_eq!(problems(&import(analyst, "SERVICES", SERVICES, json!({})).await), ["F2 REQUIRED"]);
        let services = SERVICES.replace("Altinn II;;", "Altinn II;kartlegges;");
        assert_eq!(counts(&import(analyst, "SERVICES", services, json!({})).await), [2, 0, 0, 0]);
        let unknown = "orgnr;code;target\n991825827;A1;x\n974760673;A1;x\n974760673;A3;x\n974760673;A4;x\n";
        let unknown = import(analyst, "SERVICES", unknown, json!({})).await;
        assert_eq!(problems(&unknown), ["A2 NOT_REGISTERED"]);
        // What is new lacks the same in every row: that is told once.
        assert_eq!((unknown["status"].as_str(), whole(&unknown)), (Some("REFUSED"), vec!["COLUMN_MISSING_FOR_NEW".to_owned(); 3]));
        assert_eq!(unknown["problems"][2]["message"], "Kolonnen «Kjører på» mangler. Det som er nytt, må ha den: se rad 4.");
        let new = import(analyst, "SERVICES", "orgnr;code;target\n974760673;A3;x\n", json!({})).await;
        assert_eq!((new["status"].as_str(), counts(&new)), (Some("REFUSED"), [1, 0, 0, 0]));
        let listed = analyst.query("{ services { totalCount } }", json!({})).await;
        assert_eq!(listed.data()["services"]["totalCount"], 2);
        // What is there already needs none of it.
        let known = import(analyst, "SERVICES", "orgnr;code;target\n974760673;A1;\n", json!({})).await;
        assert_eq!((known["status"].as_str(), whole(&known)), (Some("DONE"), Vec::new()));

        let volumes = "orgnr;serviceCode;month;volume\n974760673;A1;2026-04;5\n974760673;A1;2026-05;7\n974760673;A2;2026-05;0\n";
        assert_eq!(counts(&import(analyst, "VOLUMES", volumes, json!({})).await), [3, 0, 0, 0]);
        let forgets = "orgnr;serviceCode;month;volume\n974760673;A1;2026-04;\n974760673;A1;2026-05;8\n974760673;A1;2026-06;\n";
        assert_eq!(counts(&import(analyst, "VOLUMES", forgets, json!({})).await), [0, 2, 1, 0]);

        import(analyst, "CAPABILITIES", "Kode;Navn;Levert;Ute av bruk\narkiv;Arkiv;2026-12-01;nei\nfax;Faks;;ja\n", json!({})).await;
        let needs = "orgnr;serviceCode;capabilityCode\n974760673;A1;arkiv\n974760673;A1;fax\n974760673;A9;telex\n";
        assert_eq!(problems(&import(analyst, "NEEDS", needs, json!({})).await), ["B4 NOT_REGISTERED", "C4 NOT_REGISTERED"]);
        let needs = "orgnr;serviceCode;capabilityCode;needed\n974760673;A1;arkiv;ja\n974760673;A2;arkiv;nei\n";
        assert_eq!(counts(&import(analyst, "NEEDS", needs, json!({})).await), [1, 0, 1, 0]);

        let found = "{ services { nodes { id code kind status plannedOn needs { code } volumes(months: 12) { month volume } } } }";
        let found = analyst.query(found, json!({})).await.data()["services"]["nodes"].clone();
        let a1 = &found.as_array().unwrap().iter().find(|service| service["code"] == "A1").unwrap().clone();
        assert_eq!(a1["volumes"], json!([{ "month": "2026-05", "volume": 8 }]));
        assert_eq!((&a1["kind"], &a1["status"], &a1["plannedOn"]), (&json!("SUBMISSION"), &json!("MAPPING"), &json!("2027-05-31")));
        assert_eq!(a1["needs"], json!([{ "code": "arkiv" }]));
        let history = "query($id: ID!) { history(of: $id, first: 100) { nodes { action changes { field from to } } } }";
        let history = analyst.query(history, json!({ "id": text(a1, "/id") })).await.data()["history"]["nodes"].clone();
        assert_eq!(history[0]["changes"], json!([{ "field": "needs", "from": "[]", "to": "[\"arkiv\"]" }]));
        assert_eq!(history[1]["changes"], json!([
            { "field": "volume 2026-04", "from": "5", "to": null }, { "field": "volume 2026-05", "from": "7", "to": "8" },
        ]));
        let gone = "orgnr;serviceCode;capabilityCode;needed\n974760673;A1;arkiv;nei\n";
        assert_eq!(counts(&import(analyst, "NEEDS", gone, json!({})).await), [0, 1, 0, 0]);
        let csv = String::from_utf8(export(analyst, "needs.csv?language=en").await).unwrap();
        assert_eq!(csv, "\u{feff}Organization number;Service code;Capability code;Needed\r\n");
    }

    async fn codes_come_in_the_order_of_their_bytes_and_each_once(app: TestApp) {
        let world = World::new(&app).await;
        let txn = app.system().begin().await.unwrap();
        if txn.get_database_backend() == DbBackend::Postgres {
            // As in a database whose language orders letters in its own way.
            for table in ["service", "capability"] {
                let statement = format!("ALTER TABLE {table} ALTER COLUMN code TYPE text COLLATE \"nb-x-icu\"");
                txn.execute_unprepared(&statement).await.unwrap();
            }
        }
        txn.commit().await.unwrap();
        let shapes = ["a{}", "A-{}", "B{}", "A_{}", "a-{}", "A{}x", "b_{}"];
        let codes: Vec<String> = (0..1100).map(|number| shapes[number % 7].replace("{}", &number.to_string())).collect();
        let lines: String = codes.iter().map(|code| format!("974760673;{code};Navn;innsending;Altinn II\n")).collect();
        let file = format!("orgnr;code;nameNb;kind;runsOn\n{lines}");
        assert_eq!(counts(&import(&world.analyst, "SERVICES", file, json!({})).await), [1100, 0, 0, 0]);
        let few: String = codes.iter().take(100).map(|code| format!("{code};Navn\n")).collect();
        import(&world.analyst, "CAPABILITIES", format!("code;nameNb\n{few}"), json!({})).await;
        for (path, column, count) in [("services.csv", 1, 1100), ("capabilities.csv", 0, 100)] {
            let csv = String::from_utf8(export(&world.analyst, path).await).unwrap();
            let found: Vec<&str> = csv.lines().skip(1).map(|line| line.split(';').nth(column).unwrap()).collect();
            let mut expected: Vec<&str> = codes.iter().take(count).map(String::as_str).collect();
            expected.sort_unstable();
            assert_eq!(found, expected, "{path}");
        }
    }

    async fn codes_are_the_same_in_small_and_capital_letters(app: TestApp) {
        let world = World::new(&app).await;
        let analyst = &world.analyst;
        let services = SERVICES.replace("Altinn II;;", "Altinn II;kartlegges;").replace("A1", "4655/4").replace("A2", "App/a.b");
        assert_eq!(counts(&import(analyst, "SERVICES", services.clone(), json!({})).await), [2, 0, 0, 0]);
        let services = services.replace("App/a.b", "APP/A.B");
        assert_eq!(counts(&import(analyst, "SERVICES", services.clone(), json!({})).await), [0, 0, 2, 0]);
        let twice = format!("{services}974760673;app/a.b;Melding;message;Altinn II;i produksjon;\n");
        assert_eq!(problems(&import(analyst, "SERVICES", twice, json!({})).await).len(), 1);
        import(analyst, "CAPABILITIES", "Kode;Navn\nArkiv;Arkiv\n", json!({})).await;
        assert_eq!(counts(&import(analyst, "CAPABILITIES", "Kode;Navn\narkiv;Arkiv\n", json!({})).await), [0, 0, 1, 0]);
        for (code, fates) in [("App/a.b", [1, 0, 0, 0]), ("app/A.B", [0, 0, 1, 0])] {
            let volumes = format!("orgnr;serviceCode;month;volume\n974760673;{code};2026-04;5\n");
            assert_eq!(counts(&import(analyst, "VOLUMES", volumes, json!({})).await), fates);
            let needs = format!("orgnr;serviceCode;capabilityCode\n974760673;{code};{}\n", if code.starts_with('A') { "Arkiv" } else { "ARKIV" });
            assert_eq!(counts(&import(analyst, "NEEDS", needs, json!({})).await), fates);
        }
        let later = "orgnr;serviceCode;month;volume\n974760673;4655/4;2199-01;5\n";
        assert_eq!(problems(&import(analyst, "VOLUMES", later, json!({})).await), ["C2 MONTH_NOT_BEGUN"]);
    }

    async fn the_frame_of_a_study(app: TestApp) {
        let world = World::new(&app).await;
        let study = json!({ "studyId": world.study });
        import(&world.analyst, "OWNERS", "orgnr;nameNb;language;stratum;retired\n991825827;Digdir;nb;stor;nei\n123456785;Borte;nb;;ja\n", json!({})).await;
        let file = "orgnr;followedUp;reason\n974760673;ja;Stort volum\n991825827;nei;\n123456785;nei;\n889640782;nei;\n";
        let refused = import(&world.analyst, "FRAME", file, study.clone()).await;
        assert_eq!((counts(&refused), problems(&refused)), ([2, 1, 0, 1], vec!["A5 NOT_REGISTERED".to_owned()]));
        let file: String = file.lines().take(3).map(|line| format!("{line}\n")).collect();
        assert_eq!(counts(&import(&world.analyst, "FRAME", file.clone(), study.clone()).await), [1, 1, 0, 0]);
        assert_eq!(counts(&import(&world.analyst, "FRAME", file, study).await), [0, 0, 2, 0]);
        let csv = export(&world.leader, &format!("frame.csv?studyId={}", world.study)).await;
        assert_eq!(String::from_utf8(csv).unwrap(), "\u{feff}Organisasjonsnummer;Stratum;Fulgt opp;Begrunnelse;Innflytelse;Interesse;Holdning;Forventninger\r\n\
            974760673;;ja;Stort volum;;;;\r\n991825827;stor;nei;;;;;\r\n");
    }

    async fn where_the_owners_of_a_frame_stand(app: TestApp) {
        let world = World::new(&app).await;
        let study = json!({ "studyId": world.study });
        let file = "orgnr;influence;interest;attitude;expectations\n974760673;stor;Medium;pådrivar;En plan\n";
        assert_eq!(counts(&import(&world.analyst, "FRAME", file, study.clone()).await), [0, 1, 0, 0]);
        assert_eq!(counts(&import(&world.analyst, "FRAME", file, study.clone()).await), [0, 0, 1, 0]);
        let document = "query($id: ID!) { frameMembers(studyId: $id) { nodes { position { influence interest attitude expectations } } }
            history(of: $id) { nodes { action changes { field to } } } }";
        let told = world.analyst.query(document, json!({ "id": world.study })).await.data().clone();
        assert_eq!(told["frameMembers"]["nodes"][0]["position"], json!({ "influence": "LARGE", "interest": "MEDIUM", "attitude": "DRIVING", "expectations": "En plan" }));
        let entries = told["history"]["nodes"].as_array().cloned().unwrap_or_default();
        assert_eq!(entries.len(), 2);
        assert_eq!(entries[0]["changes"][0], json!({ "field": "influence", "to": "\"large\"" }));
        let csv = export(&world.leader, &format!("frame.csv?studyId={}&language=en", world.study)).await;
        assert!(String::from_utf8(csv).unwrap().ends_with("\r\n974760673;;nei;;Large;Medium;Driving;En plan\r\n"));
        // Influence and interest go together, and nothing else goes without them.
        for (file, wrong) in [
            ("orgnr;influence;interest\n974760673;stor;\n", vec!["C2 REQUIRED"]),
            ("orgnr;influence;interest;attitude\n974760673;;;imot\n", vec!["B2 REQUIRED", "C2 REQUIRED"]),
        ] {
            assert_eq!(problems(&import(&world.analyst, "FRAME", file, study.clone()).await), wrong, "{file}");
        }
        // A column that is not there cannot be filled in: it is named.
        import(&world.analyst, "OWNERS", "orgnr;nameNb;language\n991825827;Digdir;nb\n", json!({})).await;
        let lacking = import(&world.analyst, "FRAME", "orgnr;attitude\n991825827;imot\n", study.clone()).await;
        let told: Vec<&str> = lacking["rows"]["nodes"][0]["problems"].as_array().unwrap().iter()
            .map(|problem| problem["message"].as_str().unwrap()).collect();
        assert_eq!(told, ["Kolonnen «Innflytelse» mangler.", "Kolonnen «Interesse» mangler."]);
        let none = "orgnr;influence;interest;attitude;expectations\n974760673;;;;\n";
        assert_eq!(counts(&import(&world.analyst, "FRAME", none, study).await), [0, 1, 0, 0]);
        let told = world.analyst.query(document, json!({ "id": world.study })).await.data().clone();
        assert_eq!(told["frameMembers"]["nodes"][0]["position"], json!(null));
    }
}
