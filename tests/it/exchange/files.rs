//! Files as people have them: separators, letters, sheets, headers; and what is wrong with those that are none.

use std::io::{Cursor, Write as _};

use serde_json::json;

use super::{counts, ended, export, import, problems, start, upload, whole};
use crate::harness::both;
use crate::world::World;

fn windows_1252(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

/// A workbook with this in its one sheet.
pub(crate) fn workbook(name: &str, sheet: &str) -> Vec<u8> {
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in [
        ("[Content_Types].xml", "<Types/>".to_owned()),
        (
            "_rels/.rels",
            format!(
                "<Relationships><Relationship Id='a' Type='{OFFICE}/officeDocument' Target='xl/workbook.xml'/></Relationships>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships><Relationship Id='b' Type='{OFFICE}/worksheet' Target='worksheets/sheet1.xml'/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns:r='{OFFICE}'><sheets><sheet name='{name}' sheetId='1' r:id='b'/></sheets></workbook>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", format!("<worksheet>{sheet}</worksheet>")),
    ] {
        archive.start_file(path, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A row of texts; what begins with `<` stands in its cell as it is.
pub(crate) fn sheet_row(number: usize, cells: &[&str]) -> String {
    let cell = |(letter, text): (char, &&str)| match text.strip_prefix('<') {
        Some(_) => format!("<c r='{letter}{number}'>{text}</c>"),
        None => format!("<c r='{letter}{number}' t='inlineStr'><is><t>{text}</t></is></c>"),
    };
    let cells: String = ('A'..).zip(cells).map(cell).collect();
    format!("<row r='{number}'>{cells}</row>")
}

both! {
    async fn what_stands_outside_the_header_is_refused_with_its_row(app: TestApp) {
        let world = World::new(&app).await;
        let beyond = "Organisasjonsnummer,Navn,Målform\n974760673,Ny,nb\n740000020,Drift,nb,og styring\n";
        let between = "orgnr;nameNb;;language;\n974760673;Ny;x;nb;\n974760673;Ny;;nb;;y\n";
        for (file, found) in [
            (beyond, vec!["D3 COLUMN_WITHOUT_HEADER"]),
            (between, vec!["C2 COLUMN_WITHOUT_HEADER", "F3 COLUMN_WITHOUT_HEADER", "A3 SAME_AS_ROW"]),
        ] {
            let refused = import(&world.analyst, "OWNERS", file, json!({})).await;
            assert_eq!((refused["status"].as_str(), problems(&refused)), (Some("REFUSED"), found.iter().map(|&text| text.to_owned()).collect()));
        }
        let file = beyond.replace("740000020", "991825827");
        let left_out = json!({ "columns": [{ "column": "d" }] });
        assert_eq!(counts(&import(&world.analyst, "OWNERS", file, left_out).await), [1, 1, 0, 0]);
        let chosen = json!({ "columns": [{ "column": "C", "field": "sector" }, { "column": "MERKNAD" }] });
        let file = "orgnr;nameNb;;language;Merknad\n974760673;Ny;x;nb;y\n";
        assert_eq!(counts(&import(&world.analyst, "OWNERS", file, chosen).await), [0, 1, 0, 0]);
        let after_quote = "orgnr;nameNb\n974760673;\"Ny\" etat\n";
        assert_eq!(whole(&import(&world.analyst, "OWNERS", after_quote, json!({})).await), ["TEXT_AFTER_QUOTE"]);
    }

    async fn cells_of_a_workbook_that_cannot_be_seen_empty_nothing(app: TestApp) {
        let world = World::new(&app).await;
        let rows = [
            sheet_row(1, &["orgnr", "nameNb", "language", "sector"]),
            sheet_row(2, &["974760673", "Ny", "nb", "<f>B2</f><v></v>"]),
            sheet_row(3, &["991825827", "Digdir", "nb", "a"]),
            sheet_row(4, &["889640782", "Nav", "nb"]),
            sheet_row(5, &["971040238", "Kartverket", "nb", "<f>B5</f><v>7</v>"]),
        ];
        let merged = "<mergeCells><mergeCell ref='D3:D4'/><mergeCell ref='A9:XFD9'/></mergeCells>";
        let file = workbook("Ark", &format!("<sheetData>{}</sheetData>{merged}", rows.concat()));
        let refused = import(&world.analyst, "OWNERS", file, json!({})).await;
        assert_eq!(problems(&refused), ["D2 FORMULA_NOT_CALCULATED", "D4 CELL_MERGED"]);
        assert_eq!(counts(&refused), [2, 0, 0, 2]);
    }

    async fn files_are_read_as_people_have_them(app: TestApp) {
        let world = World::new(&app).await;
        let nn = "Organisasjonsnummer;Namn;Målform\r\n974760673;Prøvæ Å;nynorsk\r\n";
        for (what, file) in [
            ("semicolons", nn.as_bytes().to_vec()),
            ("commas", nn.replace(';', ",").into_bytes()),
            ("tabs", nn.replace(';', "\t").into_bytes()),
            ("a byte order mark", format!("\u{feff}{nn}").into_bytes()),
            ("Windows-1252", windows_1252(nn)),
            ("UTF-16", [&[0xff, 0xfe][..], &nn.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()].concat()),
            ("bokmål", nn.replace("Namn", "Navn").into_bytes()),
            ("English", nn.replace("Namn", "NAME").replace("Målform", "language").replace("Organisasjonsnummer", "Organization Number").into_bytes()),
            ("stable names", nn.replace("Namn", "nameNb").replace("Organisasjonsnummer", "orgnr").into_bytes()),
            ("people's names", nn.replace("Organisasjonsnummer", "Org.nr.").replace("Målform", "maalform").into_bytes()),
            ("spaces in numbers", nn.replace("974760673", "974 760 673").into_bytes()),
        ] {
            let tried = import(&world.analyst, "OWNERS", file, json!({ "dryRun": true })).await;
            assert_eq!((whole(&tried), counts(&tried)), (Vec::new(), [0, 1, 0, 0]), "{what}: {tried}");
            assert_eq!(tried["rows"]["nodes"][0]["changes"][0]["after"], "Prøvæ Å", "{what}");
        }
        import(&world.analyst, "SERVICES", "orgnr;code;nameNb;kind;runsOn\n974760673;A1;Skjema;innsending;Altinn II\n", json!({})).await;
        for (count, expected) in [("1 234", "1234"), ("1.234", "1234"), ("1\u{a0}234", "1234"), ("0", "0")] {
            let file = format!("orgnr;serviceCode;month;volume\n974760673;A1;2026-05;{count}\n");
            let tried = import(&world.analyst, "VOLUMES", file, json!({ "dryRun": true })).await;
            assert_eq!(tried["rows"]["nodes"][0]["changes"][3]["after"], expected, "{count}: {tried}");
        }
        for (count, expected) in [("1234,00", "1234"), ("1.234,0", "1234")] {
            let file = format!("orgnr;serviceCode;month;volume\n974760673;A1;2026-05;{count}\n");
            let tried = import(&world.analyst, "VOLUMES", file, json!({ "dryRun": true })).await;
            assert_eq!(tried["rows"]["nodes"][0]["changes"][3]["after"], expected, "{count}: {tried}");
        }
        let far = "orgnr;serviceCode;month;volume\n974760673;A1;2026-05;99999999999999999999\n";
        let far = import(&world.analyst, "VOLUMES", far, json!({})).await;
        assert_eq!(far["rows"]["nodes"][0]["problems"][0]["message"], "Bruk et tall fra 0 til 2000000000.");
        let bad = "orgnr;serviceCode;month;volume\n974760673;A1;2026-05;12,5\n974760673;A1;mai;1\n974760673;A1;2026-06;-1\n974760673;B1;2026-06;1\n";
        let bad = import(&world.analyst, "VOLUMES", bad, json!({})).await;
        assert_eq!(problems(&bad), ["D2 NOT_WHOLE", "C3 INVALID_MONTH", "D4 OUT_OF_RANGE", "B5 NOT_REGISTERED"]);
    }

    async fn columns_are_matched_chosen_or_left_out_and_never_passed_over(app: TestApp) {
        let world = World::new(&app).await;
        let file = "Nr;Kalles;Merknad;Målform;Sektor;Sector\n974760673;Ny;x;nb;a;b\n";
        let wrong = import(&world.analyst, "OWNERS", file, json!({})).await;
        assert_eq!(wrong["status"], "REFUSED");
        assert_eq!(whole(&wrong), ["COLUMN_MISSING", "COLUMN_TWICE", "COLUMN_UNKNOWN", "COLUMN_UNKNOWN", "COLUMN_UNKNOWN"]);
        assert_eq!(wrong["problems"][0]["message"], "Kolonnen «Organisasjonsnummer» mangler.");
        assert_eq!(wrong["problems"][1]["message"], "Dette kan leses på flere måter: Sektor (E), Sector (F). Velg én.");
        assert_eq!(wrong["problems"][3]["message"], "Kolonnen «Kalles (B)» er ukjent. Velg hva den er, eller at den ikke skal leses.");
        // Two columns for one thing: neither is passed over.
        let columns = json!([
            { "column": "A", "field": "orgnr" }, { "column": "B", "field": "nameNb" }, { "column": "Merknad", "field": "nameNb" },
            { "column": "E" }, { "column": "F" },
        ]);
        let twice = import(&world.analyst, "OWNERS", file, json!({ "columns": columns })).await;
        assert_eq!(whole(&twice), ["COLUMN_TWICE"]);
        assert_eq!(twice["problems"][0]["message"], "Dette kan leses på flere måter: Kalles (B), Merknad (C). Velg én.");
        let columns = json!([
            { "column": "A", "field": "orgnr" }, { "column": "kalles", "field": "nameNb" }, { "column": "merknad " },
            { "column": "F", "field": "sector" }, { "column": "Sektor", "field": null },
        ]);
        let chosen = import(&world.analyst, "OWNERS", file, json!({ "columns": columns })).await;
        assert_eq!((whole(&chosen), counts(&chosen)), (Vec::new(), [0, 1, 0, 0]), "{chosen}");
        let changes = chosen["rows"]["nodes"][0]["changes"].as_array().unwrap();
        assert_eq!(changes[0]["after"], "Ny");
        assert_eq!(changes[1]["after"], "b");
        let nowhere = json!([{ "column": "Finnes ikke", "field": "orgnr" }, { "column": "A", "field": "finnesIkke" }, { "column": "Borte" }]);
        let nowhere = import(&world.analyst, "OWNERS", "orgnr\n974760673\n", json!({ "columns": nowhere })).await;
        assert_eq!(whole(&nowhere), ["COLUMN_NOT_THERE", "COLUMN_CHOICE_UNKNOWN", "COLUMN_CHOICE_UNKNOWN"]);
        assert_eq!(nowhere["problems"][0]["message"], "Filen har ingen kolonne «Borte» som kan utelates.");
    }

    async fn a_sheet_of_a_workbook_is_read_and_named_with_its_problems(app: TestApp) {
        let world = World::new(&app).await;
        let workbook = export(&world.analyst, "owners.xlsx?language=nn").await;
        let again = import(&world.analyst, "OWNERS", workbook.clone(), json!({})).await;
        assert_eq!((again["sheet"].as_str(), counts(&again)), (Some("Tenesteeigarar"), [0, 0, 1, 0]), "{again}");
        assert_eq!(again["rows"]["nodes"][0]["sheet"], "Tenesteeigarar");
        let absent = import(&world.analyst, "OWNERS", workbook.clone(), json!({ "sheet": "Ark1" })).await;
        assert_eq!(whole(&absent), ["SHEET_NOT_FOUND"]);
        assert!(absent["problems"][0]["message"].as_str().unwrap().contains("Tenesteeigarar"));
        let upload = upload(&world.analyst, "x.csv", workbook).await;
        let input = json!({ "uploadId": upload, "table": "SERVICES", "dryRun": true });
        let other = ended(&world.analyst, &start(&world.analyst, input).await).await;
        assert!(whole(&other).contains(&"COLUMN_MISSING".to_owned()), "{other}");
    }

    async fn files_that_are_no_tables_are_refused_as_a_whole(app: TestApp) {
        let world = World::new(&app).await;
        let locked = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/files/msoffcrypto-locked.xlsx")).unwrap();
        for (file, code) in [
            (b"%PDF-1.7\n".to_vec(), "NOT_A_TABLE"),
            (locked, "FILE_LOCKED"),
            (b"PK\x03\x04 not a workbook".to_vec(), "FILE_DAMAGED"),
            (b"\n\n".to_vec(), "TABLE_EMPTY"),
            (b"orgnr;sector\n974760673;\"aldri lukket\n".to_vec(), "UNCLOSED_QUOTE"),
        ] {
            let tried = import(&world.analyst, "OWNERS", file, json!({})).await;
            assert_eq!((tried["status"].as_str(), whole(&tried)), (Some("REFUSED"), vec![code.to_owned()]));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_too_large_is_not_taken() {
    let backend = crate::harness::Backend::Sqlite;
    let app =
        crate::harness::TestApp::with_settings(backend, |settings| settings.limits.upload_bytes = 2_000_000)
            .await;
    let world = World::new(&app).await;
    let send = async |bytes: usize| {
        let request = world.analyst.request("POST", "/uploads?name=a.csv").body(vec![b'a'; bytes]);
        // The server may close the connection while the rest is being sent.
        request.send().await.map(|response| response.status().as_u16()).unwrap_or(413)
    };
    assert_eq!((send(2_000_000).await, send(2_000_001).await), (201, 413));
    let unnamed = world.analyst.request("POST", "/uploads").body("a").send().await.unwrap();
    assert_eq!(unnamed.status(), 400);
}
