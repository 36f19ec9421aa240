use super::*;

fn read(file: Option<&str>, variables: &[(&str, &str)]) -> (Loaded, Vec<SettingProblem>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trespor.toml");
    if let Some(text) = file {
        std::fs::write(&path, text).unwrap();
    }
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let mut problems = Vec::new();
    let loaded = load_from(file.map(|_| path.as_path()), variables, &mut problems);
    (loaded, problems)
}

#[test]
fn the_example_file_is_complete_and_says_the_defaults() {
    let text = super::super::catalog::example_file();
    let (loaded, problems) = read(Some(&text), &[]);
    assert_eq!(problems, []);
    for setting in SETTINGS {
        assert_eq!(setting.shown(&loaded.settings), setting.shown(&Settings::default()), "{}", setting.name);
        let line = format!("{} = ", setting.name.split_once('.').unwrap().1);
        let there = text.lines().any(|written| written.trim_start_matches("# ").starts_with(&line));
        assert!(there, "{}", setting.name);
    }
}

#[test]
fn the_environment_goes_before_the_file_and_the_file_before_the_defaults() {
    let file = "[http]\nbind = \"127.0.0.1:9000\"\n[limits]\ndepth = 30\n";
    let (loaded, problems) =
        read(Some(file), &[("TRESPOR_LIMITS__DEPTH", "40"), ("TRESPOR_LIMITS__COST", "")]);
    assert_eq!(problems, []);
    assert_eq!(
        (loaded.settings.limits.depth, loaded.settings.limits.cost),
        (40, Settings::default().limits.cost)
    );
    assert_eq!(loaded.settings.http.public_url, "http://127.0.0.1:9000");
    assert!(matches!(loaded.origin("http.bind"), Origin::File(_)));
    assert_eq!(loaded.origin("limits.depth"), Origin::Environment("TRESPOR_LIMITS__DEPTH".to_owned()));
    assert_eq!(loaded.origin("limits.cost"), Origin::Default);
}

#[test]
fn database_url_is_taken_unless_the_longer_name_is_set() {
    let short = ("DATABASE_URL", "sqlite:short.db");
    let (loaded, problems) = read(None, &[short]);
    assert_eq!(problems, []);
    assert_eq!(format!("{:?}", loaded.settings.database.url), "sqlite:short.db");
    assert_eq!(loaded.origin("database.url"), Origin::Environment("DATABASE_URL".to_owned()));
    for variables in [
        [short, ("TRESPOR_DATABASE__URL", "sqlite:long.db")],
        [("TRESPOR_DATABASE__URL", "sqlite:long.db"), short],
    ] {
        let (loaded, _) = read(None, &variables);
        assert_eq!(format!("{:?}", loaded.settings.database.url), "sqlite:long.db");
    }
}

#[test]
fn lists_in_the_environment_have_commas() {
    let (loaded, problems) =
        read(None, &[("TRESPOR_HTTP__ALLOWED_ORIGINS", "https://a.example,https://b.example:8443")]);
    assert_eq!(problems, []);
    assert_eq!(loaded.settings.http.allowed_origins, ["https://a.example", "https://b.example:8443"]);
}

#[test]
fn unknown_names_are_told_with_the_nearest_known_one() {
    let file = "bind = 1\n[http]\npublic_urll = \"x\"\n[limit]\ntokens = 5\n";
    let (_, problems) = read(
        Some(file),
        &[("TRESPOR_HTTP_BIND", "x"), ("TRESPOR_TEST_POSTGRES", "x"), ("TRESPOR_CONFIG", "x")],
    );
    let told: Vec<(bool, &str)> =
        problems.iter().map(|p| (p.subject.contains("trespor.toml"), p.message.as_str())).collect();
    assert_eq!(
        told,
        [
            (true, "is not a setting. Did you mean http.bind?"),
            (true, "is not a setting. Did you mean http.public_url?"),
            (true, "is not a setting. Did you mean limits.tokens?"),
            (false, "is not a setting. Did you mean TRESPOR_HTTP__BIND?"),
        ]
    );
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let file = "[http]\nbind = \"localhost\"\ndevelopment = 1\n[limits]\ndepth = 3\n";
    let (_, problems) = read(
        Some(file),
        &[("TRESPOR_MAIL__SMTP_URL", "smtp://mail.example"), ("TRESPOR_AUTH__ACCESS_MINUTES", "ten")],
    );
    let text = Problems(problems).to_string();
    assert!(text.starts_with("5 things are wrong with the settings:"), "{text}");
    for wanted in [
        "http.bind (environment: TRESPOR_HTTP__BIND, set in ",
        "must be an IP address and a port. It is now: localhost.\n    Example: bind = \"127.0.0.1:8080\" under [http]",
        "must be true or false. It is now: 1.",
        "must be from 15 to 100.",
        "mail.from (environment: TRESPOR_MAIL__FROM, not set)",
        "set by TRESPOR_AUTH__ACCESS_MINUTES)\n    must be a whole number. It is now: ten.",
    ] {
        assert!(text.contains(wanted), "{wanted} is missing in:\n{text}");
    }
}

#[test]
fn secrets_are_never_repeated() {
    let secret = "hemmelig";
    let broken = [
        format!("[mail]\nsmtp_url = \"smtp://u:{secret}@h"),
        format!("[mail]\nsmtp_url = smtp://u:{secret}@h"),
        format!("[mail]\nsmtp_url = \"imap://u:{secret}@h\""),
        format!("[database]\nurl = \"mysql://u:{secret}@h/db\""),
        format!("[database]\nurl = \"postgres://u:{secret}@h:notaport/db\""),
        format!("[auth]\nsigning_keys = {{ a = \"{secret}\" }}"),
        format!("[auth]\nsigning_keys = [\"a:{secret}\", 5]"),
        format!("[auth]\nsigning_keys = \"a:{secret}\"\nsigning_keys = \"b:{secret}\""),
    ];
    for file in &broken {
        let (_, problems) = read(Some(file), &[]);
        assert!(!problems.is_empty(), "{file}");
        let text = Problems(problems).to_string();
        assert!(!text.contains(secret), "{text}");
    }
    let variables = [
        ("TRESPOR_MAIL__SMTP_URL", "smtp://u:hemmelig@mail.example"),
        ("TRESPOR_MAIL__FROM", "post@etat.example"),
        ("TRESPOR_AUTH__SIGNING_KEYS", "a:hemmelig"),
        ("DATABASE_URL", "postgres://u:hemmelig@db.example/x?password=hemmelig"),
    ];
    let (loaded, problems) = read(None, &variables);
    assert_eq!(problems, []);
    assert!(!format!("{loaded:?}").contains(secret));
    let shown: Vec<String> = SETTINGS.iter().map(|setting| setting.shown(&loaded.settings)).collect();
    assert!(!shown.concat().contains(secret));
    assert!(shown.contains(&"\"postgres://u@db.example/x\"".to_owned()), "{shown:?}");
}
