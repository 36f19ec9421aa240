//! What counts, as SQL that the statements of this stage begin with.
//!
//! - `counted`: the responses that count, one for each owner of the population that has submitted, with its latest
//!   submission. One that is submitted counts as its answers stand; one that is written again counts as that submission
//!   froze it, until it is submitted anew. In an anonymous round each response stands for the owner that nobody knows.
//! - `member`: those that the round is about: its population; in an anonymous round the responses, and as many owners as
//!   have not responded, whichever those are.
//! - `said`: every answer of them that counts.
//! - `chosen`: the options chosen in those, by their codes.
//! - `not_shown`: the questions, rows and fields that were not shown.

use ::entity::id::{OrganizationId, QuestionId, QuestionnaireId, RoundId};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Statement, Value};

/// Whose answers to what.
#[derive(Clone, Copy, Debug)]
pub(in crate::results) struct Of<'a> {
    /// The round.
    pub(in crate::results) round: RoundId,
    /// Whether its responses are nobody's.
    pub(in crate::results) anonymous: bool,
    /// What is asked in it.
    pub(in crate::results) questionnaire: QuestionnaireId,
    /// Of these questions, rows and fields only.
    pub(in crate::results) questions: Option<&'a [QuestionId]>,
    /// Of these owners only.
    pub(in crate::results) owners: Option<&'a [OrganizationId]>,
}

/// A statement as it is put together, with what it is given.
pub(super) struct Sql {
    backend: DbBackend,
    text: String,
    values: Vec<Value>,
}

impl Sql {
    /// A statement that begins with what counts.
    pub(super) fn of(db: &impl ConnectionTrait, of: Of<'_>) -> Self {
        let mut sql = Self { backend: db.get_database_backend(), text: String::new(), values: Vec::new() };
        let round = sql.bind(of.round);
        let owner = if of.anonymous { "r.id" } else { "p.organization_id" };
        let owners = of.owners.map(|owners| sql.is_one_of(owner, owners)).unwrap_or_default();
        let questionnaire = sql.bind(of.questionnaire);
        let live = of.questions.map(|ids| sql.is_one_of("a.question_id", ids)).unwrap_or_default();
        let left = of.questions.map(|ids| sql.is_one_of("l.question_id", ids)).unwrap_or_default();
        let kept = of.questions.map(|ids| sql.is_one_of("q.id", ids)).unwrap_or_default();
        let Words { answers, not_shown, options, day } = words(sql.backend);
        let Counted { counted, member, submission } = counted(of.anonymous, &round, &owners);
        sql.text = format!(
            "WITH counted AS ({counted}), member AS ({member}), said AS ( \
               SELECT c.owner, c.response_id, c.submitted_at, a.question_id, a.item, a.state, a.number, a.text, a.date, \
                      a.id AS answer_id, CAST(NULL AS jsonb) AS options, CAST(NULL AS text) AS origin \
               FROM counted c \
               JOIN answer a ON a.response_id = c.response_id \
               LEFT JOIN answer_left_out l ON l.response_id = a.response_id AND l.question_id = a.question_id \
               WHERE c.status = 'submitted' AND a.state <> 'not_answered' AND l.response_id IS NULL{live} \
               UNION ALL \
               SELECT c.owner, c.response_id, c.submitted_at, q.id, COALESCE(j.value ->> 'item', ''), j.value ->> 'state', \
                      CAST(j.value ->> 'number' AS double precision), j.value ->> 'text', {day}, \
                      CAST(NULL AS uuid), j.value -> 'options', j.value ->> 'origin' \
               FROM counted c \
               JOIN {submission} s ON s.id = c.submission_id \
               CROSS JOIN {answers} \
               JOIN question q ON q.questionnaire_id = {questionnaire} AND q.code = j.value ->> 'question' \
               WHERE c.status <> 'submitted'{kept} \
             ), chosen AS ( \
               SELECT x.owner, x.question_id, x.item, o.code \
               FROM said x JOIN answer_option e ON e.answer_id = x.answer_id JOIN version_option o ON o.id = e.option_id \
               UNION ALL \
               SELECT x.owner, x.question_id, x.item, e.value FROM said x CROSS JOIN {options} \
             ), not_shown AS ( \
               SELECT c.owner, l.question_id \
               FROM counted c JOIN answer_left_out l ON l.response_id = c.response_id \
               WHERE c.status = 'submitted' AND l.reason = 'not_shown'{left} \
               UNION ALL \
               SELECT c.owner, q.id \
               FROM counted c \
               JOIN {submission} s ON s.id = c.submission_id \
               CROSS JOIN {not_shown} \
               JOIN question w ON w.questionnaire_id = {questionnaire} AND w.code = j.value \
               JOIN question q ON (q.id = w.id OR q.parent_id = w.id) \
               WHERE c.status <> 'submitted'{kept} \
             ) "
        );
        sql
    }

    /// A statement of its own.
    pub(super) fn plain(db: &impl ConnectionTrait) -> Self {
        Self { backend: db.get_database_backend(), text: String::new(), values: Vec::new() }
    }

    /// What stands for a value in the text.
    pub(super) fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// A condition that a column is one of these.
    pub(super) fn is_one_of<T: Copy + Into<Value>>(&mut self, column: &str, keys: &[T]) -> String {
        if keys.is_empty() {
            return " AND 1 = 0".to_owned();
        }
        let marks: Vec<String> = keys.iter().map(|key| self.bind(*key)).collect();
        format!(" AND {column} IN ({})", marks.join(", "))
    }

    /// Goes on with this.
    pub(super) fn then(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Runs it, and reads every row.
    pub(super) async fn all<T>(
        self,
        db: &impl ConnectionTrait,
        read: impl Fn(&QueryResult) -> Result<T, DbErr>,
    ) -> Result<Vec<T>, DbErr> {
        let statement = Statement::from_sql_and_values(self.backend, self.text, self.values);
        db.query_all_raw(statement).await?.iter().map(read).collect()
    }
}

/// Where responses are read that count.
struct Counted {
    counted: String,
    member: String,
    /// The table in which they are frozen.
    submission: &'static str,
}

fn counted(anonymous: bool, round: &str, owners: &str) -> Counted {
    if anonymous {
        return Counted {
            counted: format!(
                "SELECT r.id AS owner, r.id AS response_id, 'frozen' AS status, r.id AS submission_id, \
                        CAST(NULL AS text) AS submitted_at \
                 FROM anonymous_response r WHERE r.round_id = {round}{owners}"
            ),
            member: format!(
                "SELECT c.owner FROM counted c \
                 UNION ALL SELECT p.owner FROM ( \
                   SELECT organization_id AS owner, ROW_NUMBER() OVER (ORDER BY organization_id) AS place \
                   FROM population_member WHERE round_id = {round} \
                 ) AS p WHERE p.place > (SELECT COUNT(*) FROM counted)"
            ),
            submission: "anonymous_response",
        };
    }
    Counted {
        counted: format!(
            "SELECT p.organization_id AS owner, r.id AS response_id, r.status, s.id AS submission_id, s.submitted_at \
             FROM population_member p \
             JOIN invitation i ON i.round_id = p.round_id AND i.organization_id = p.organization_id AND i.revoked_at IS NULL \
             JOIN response r ON r.invitation_id = i.id \
             JOIN submission s ON s.response_id = r.id \
               AND s.number = (SELECT MAX(n.number) FROM submission n WHERE n.response_id = r.id) \
             WHERE p.round_id = {round}{owners}"
        ),
        member: format!("SELECT organization_id AS owner FROM population_member WHERE round_id = {round}"),
        submission: "submission",
    }
}

/// What the databases have other words for.
struct Words {
    answers: &'static str,
    not_shown: &'static str,
    options: &'static str,
    day: &'static str,
}

fn words(backend: DbBackend) -> Words {
    match backend {
        DbBackend::Postgres => Words {
            answers: "LATERAL jsonb_array_elements(s.content -> 'answers') AS j(value)",
            not_shown: "LATERAL jsonb_array_elements_text(COALESCE(s.content -> 'not_shown', '[]')) AS j(value)",
            options: "LATERAL jsonb_array_elements_text(x.options) AS e(value)",
            day: "CAST(j.value ->> 'date' AS date)",
        },
        _ => Words {
            answers: "json_each(s.content, '$.answers') AS j",
            not_shown: "json_each(s.content, '$.not_shown') AS j",
            options: "json_each(x.options) AS e",
            day: "j.value ->> 'date'",
        },
    }
}
