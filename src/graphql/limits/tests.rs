//! Documents against the limits that a server has where nothing is configured, and against the real schema.

use std::sync::LazyLock;

use super::*;

static SHAPE: LazyLock<Shape> = LazyLock::new(|| Shape::of(&crate::graphql::schema().sdl()).unwrap());

/// The limits that a server has where nothing is configured.
pub(crate) fn usual() -> Limits {
    Limits::default()
}

fn check(source: &str, variables: serde_json::Value) -> Result<(), Exceeded> {
    let limits = usual();
    check_text(source, &limits)?;
    let document = async_graphql::parser::parse_query(source).unwrap();
    let measures = check_document(&document, &SHAPE, &limits)?;
    let variables = Variables::from_json(variables);
    for (name, operation) in document.operations.iter() {
        let longest = measures.operation(name).unwrap();
        check_operation((&document, &SHAPE), (name, &operation.node), longest, &variables, &limits)?;
    }
    Ok(())
}

fn code(source: &str) -> &'static str {
    check(source, serde_json::json!({})).err().map_or("fine", |exceeded| exceeded.code())
}

fn bomb(fragments: usize, spreads: usize) -> String {
    let mut source = "{ ...F0 }".to_owned();
    for index in 0..fragments {
        let next = format!("...F{} ", index + 1).repeat(spreads);
        source.push_str(&format!(" fragment F{index} on Query {{ {next}}}"));
    }
    source.push_str(&format!(" fragment F{fragments} on Query {{ __typename }}"));
    source
}

#[test]
fn a_small_document_that_expands_to_a_huge_one_is_too_costly_without_being_expanded() {
    for (fragments, spreads) in [(14, 2), (19, 10), (8, 100)] {
        let started = std::time::Instant::now();
        assert_eq!(code(&bomb(fragments, spreads)), "TOO_COSTLY", "{fragments} × {spreads}");
        assert!(started.elapsed().as_millis() < 200, "took {:?}", started.elapsed());
    }
    assert_eq!(code(&bomb(5, 2)), "fine");
}

#[test]
fn each_limit_has_its_own_code() {
    let deep = format!("{{ a {} }}", "{ b ".repeat(21) + &"}".repeat(21));
    let cases = [
        ("{ a }".to_owned(), "fine"),
        (format!("{{ {} }}", "a ".repeat(10_000)), "TOO_MANY_TOKENS"),
        (deep, "TOO_DEEP"),
        (format!("{{ a(b: {}1{}) }}", "[".repeat(100_000), "]".repeat(100_000)), "TOO_DEEP"),
        (format!("{{ {} }}", (0..51).map(|i| format!("a{i}: a ")).collect::<String>()), "TOO_MANY_ALIASES"),
        (format!("{{ a {} }}", "@include(if: true) ".repeat(51)), "TOO_MANY_DIRECTIVES"),
        (
            format!(
                "{{ a(first: 100) {{ nodes {{ b(first: 100) {{ nodes {{ {} }} }} }} }} }}",
                "c ".repeat(10)
            ),
            "TOO_COSTLY",
        ),
        ("{ a(b: \"x) }".to_owned(), "GRAPHQL_PARSE_FAILED"),
        (
            "{ ...A } fragment A on Q { ...B } fragment B on Q { ...A }".to_owned(),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        ("{ a } fragment A on Q { a ...A }".to_owned(), "GRAPHQL_VALIDATION_FAILED"),
    ];
    for (source, expected) in cases {
        assert_eq!(code(&source), expected, "{}", &source[..source.len().min(80)]);
    }
}

#[test]
fn depth_aliases_and_directives_count_through_fragments() {
    let depth =
        format!("{{ ...A }} fragment A on Q {{ {} ...B }} fragment B on Q {{ a }}", "a { ".repeat(20))
            .replace(" ...B", &format!("...B {}", "} ".repeat(20)));
    assert_eq!(code(&depth), "TOO_DEEP");
    assert_eq!(
        code(&format!("{{ {} }} fragment A on Q {{ x: a y: b }}", "...A ".repeat(26))),
        "TOO_MANY_ALIASES"
    );
    assert_eq!(
        code(&format!("{{ {} }} fragment A on Q {{ a @b @c }}", "...A ".repeat(26))),
        "TOO_MANY_DIRECTIVES"
    );
    let chain: String = (0..100).map(|i| format!(" fragment F{i} on Q {{ ...F{} }}", i + 1)).collect();
    assert_eq!(code(&format!("{{ ...F0 }}{chain} fragment F100 on Q {{ a }}")), "TOO_DEEP");
}

#[test]
fn a_page_length_in_a_variable_counts_as_it_is_sent() {
    let source =
        "query Q($n: Int = 1) { a(first: $n) { nodes { b(first: $n) { nodes { c d e f g h i j k l } } } } }";
    for (variables, expected) in [
        (serde_json::json!({}), true),
        (serde_json::json!({ "n": 10 }), true),
        (serde_json::json!({ "n": -5 }), true),
        (serde_json::json!({ "n": 100 }), false),
        (serde_json::json!({ "n": 1_000_000_000_000_i64 }), false),
        (serde_json::json!({ "n": u64::MAX }), false),
    ] {
        assert_eq!(check(source, variables.clone()).is_ok(), expected, "{variables}");
    }
}

#[test]
fn a_large_variable_may_be_used_once_but_not_everywhere() {
    let large = serde_json::json!({ "v": vec![0; 200_000] });
    assert_eq!(check("query Q($v: [Int!]) { a(v: $v) }", large.clone()), Ok(()));
    let everywhere = format!("query Q($v: [Int!]) {{ {} }}", "a(v: $v) ".repeat(100));
    assert_eq!(check(&everywhere, large), Err(Exceeded::TooCostly { max: usual().cost }));
}

#[test]
fn introspection_passes_but_not_when_it_goes_round_and_round() {
    assert_eq!(code(INTROSPECTION), "fine");
    let round = |times: usize| {
        format!(
            "{{ __schema {{ types {{ {} name {} }} }} }}",
            "fields { type { ".repeat(times),
            "} } ".repeat(times)
        )
    };
    assert_eq!((code(&round(1)), code(&round(6))), ("fine", "TOO_COSTLY"));
}

/// As graphql-js writes it, with nine levels of `ofType`.
const INTROSPECTION: &str = "query IntrospectionQuery { __schema { description queryType { name kind } mutationType { name kind } \
    subscriptionType { name kind } types { ...FullType } directives { name description isRepeatable locations args(includeDeprecated: true) { ...InputValue } } } } \
    fragment FullType on __Type { kind name description specifiedByURL isOneOf fields(includeDeprecated: true) { name description \
    args(includeDeprecated: true) { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason } \
    inputFields(includeDeprecated: true) { ...InputValue } interfaces { ...TypeRef } \
    enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } } \
    fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue isDeprecated deprecationReason } \
    fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name \
    ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }";

fn cost(source: &str) -> u64 {
    let document = async_graphql::parser::parse_query(source).unwrap();
    let measures = Measures::of(&document, &SHAPE, Pages::Longest).unwrap();
    document
        .operations
        .iter()
        .filter_map(|(name, _)| measures.operation(name))
        .map(|it| it.cost)
        .max()
        .unwrap()
}

/// With everything that is in it, for each language of its own.
const WHOLE_QUESTIONNAIRE: &str = "query($id: ID!) { questionnaireVersion(id: $id) { id code number status title contentHash publishedAt \
    sections { id code title questions { id code kind required allowsDontKnow allowsNotRelevant nb: text(language: NB) nn: text(language: NN) \
    en: text(language: EN) help options { id code score nb: label(language: NB) nn: label(language: NN) en: label(language: EN) } } } } }";

/// Sixty owners with eight scores each; where a list comes whole, ten are counted.
const DASHBOARD: &str = "query($id: ID!) { maturityDashboard(roundId: $id) { population invited responded responseRate synthetic \
    dimensions { dimension { id code name weight } scored population mean lower upper dontKnow missing levels { level { number name fromValue } owners } } \
    owners(first: 60) { totalCount nodes { organization { id name orgnr } submittedAt scores { dimensionId coverage level lower upper point \
    observed missing dontKnow notRelevant } } } missing(first: 100) { totalCount nodes { id name } } } }";

/// What once ran for more than a minute: every option of a hundred versions, nine times.
const ALL_OPTIONS: &str = "questionnaireVersions(studyId: \"study_1\", first: 100) { nodes { sections { questions { options { id code label score } } } } }";

#[test]
fn what_people_need_is_well_within_the_limit() {
    let examples = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/examples")).unwrap();
    let examples = examples.map(|entry| entry.unwrap().path());
    let examples: Vec<String> = examples
        .filter(|path| path.extension().is_some_and(|extension| extension == "graphql"))
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    assert!(examples.len() >= 10);
    let needed = [INTROSPECTION, WHOLE_QUESTIONNAIRE, DASHBOARD].into_iter();
    for source in needed.chain(examples.iter().map(String::as_str)) {
        assert_eq!(code(source), "fine", "{source}");
        // A third is left for the schema to grow, with which introspection grows.
        assert!(cost(source) < usual().cost / 3 * 2, "{}: {source}", cost(source));
    }
}

#[test]
fn lists_that_come_whole_count() {
    let aliases: String = (0..9).map(|number| format!("a{number}: {ALL_OPTIONS} ")).collect();
    for source in [format!("{{ {ALL_OPTIONS} }}"), format!("{{ {aliases} }}")] {
        assert_eq!(code(&source), "TOO_COSTLY");
    }
    let through_fragments = "query($id: ID!) { questionnaireVersion(id: $id) { ...V } } fragment V on QuestionnaireVersion { sections { ...S } } \
        fragment S on Section { questions { ... { options { code } } } }";
    assert_eq!(cost(through_fragments), 1 + 1 + 10 * (1 + 10 * (1 + 10)));
    let by_key = "query($id: ID!) { node(id: $id) { ... on QuestionnaireVersion { sections { code } } } }";
    assert_eq!(cost(by_key), 1 + 1 + 10);
}
