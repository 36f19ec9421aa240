use ::entity::id::{QuestionId, StudyId};
use sea_orm::{ConnectionTrait, DbErr};

use super::counted::{Of, Sql};

/// What one side of a cross-table goes by.
#[derive(Clone, Copy, Debug)]
pub(in crate::results) enum Side {
    /// Answers to a question, or to a row of a matrix, whose whole it then names.
    Question(QuestionId, Option<QuestionId>),
    /// The stratum in the frame of this study.
    Stratum(StudyId),
    /// Whether it was followed up, by the frame of this study.
    FollowedUp(StudyId),
    /// The sector of the owner.
    Sector,
    /// The language form of the owner.
    Language,
}

/// State and code of a category, as `graphql` and the rules know them.
pub(in crate::results) type Where = (String, Option<String>);

/// How many owners stand where in a cross-table; cells without any are left out: one statement.
pub(in crate::results) async fn cells(
    db: &impl ConnectionTrait,
    of: Of<'_>,
    rows: Side,
    columns: Side,
) -> Result<Vec<(Where, Where, i64)>, DbErr> {
    let mut sql = Sql::of(db, of);
    add_side(&mut sql, "x", rows);
    add_side(&mut sql, "y", columns);
    sql.then(
        "SELECT x.state AS row_state, x.code AS row_code, y.state AS column_state, y.code AS column_code, COUNT(*) AS owners \
         FROM x JOIN y ON y.owner = x.owner GROUP BY x.state, x.code, y.state, y.code",
    );
    let read = |row: &sea_orm::QueryResult| {
        let in_row = (row.try_get("", "row_state")?, row.try_get("", "row_code")?);
        let in_column = (row.try_get("", "column_state")?, row.try_get("", "column_code")?);
        Ok((in_row, in_column, row.try_get("", "owners")?))
    };
    sql.all(db, read).await
}

/// How many owners stand where on one side: one statement.
pub(in crate::results) async fn totals(
    db: &impl ConnectionTrait,
    of: Of<'_>,
    side: Side,
) -> Result<Vec<(Where, i64)>, DbErr> {
    let mut sql = Sql::of(db, of);
    add_side(&mut sql, "x", side);
    sql.then("SELECT x.state, x.code, COUNT(*) AS owners FROM x GROUP BY x.state, x.code");
    let read = |row: &sea_orm::QueryResult| {
        Ok(((row.try_get("", "state")?, row.try_get("", "code")?), row.try_get("", "owners")?))
    };
    sql.all(db, read).await
}

/// Says of every owner of the population where it stands: once, or once for each option of several that it chose.
fn add_side(sql: &mut Sql, name: &str, side: Side) {
    let text = match side {
        Side::Question(question, whole) => {
            let question = sql.bind(question);
            let whole = match whole {
                Some(whole) => format!("w.question_id = {}", sql.bind(whole)),
                None => "1 = 0".to_owned(),
            };
            format!(
                ", {name} AS ( \
                   SELECT p.owner, \
                          CASE WHEN c.owner IS NULL THEN 'non_respondent' WHEN n.owner IS NOT NULL THEN 'not_shown' \
                               ELSE COALESCE(w.state, s.state, 'not_answered') END AS state, o.code \
                   FROM member p \
                   LEFT JOIN counted c ON c.owner = p.owner \
                   LEFT JOIN not_shown n ON n.owner = p.owner AND n.question_id = {question} \
                   LEFT JOIN said w ON w.owner = p.owner AND {whole} \
                   LEFT JOIN said s ON s.owner = p.owner AND s.question_id = {question} \
                   LEFT JOIN chosen o ON o.owner = p.owner AND o.question_id = {question} \
                 ) "
            )
        }
        Side::Stratum(study) => of_owner(sql, name, "f.stratum", Some(study)),
        Side::FollowedUp(study) => {
            let yes_or_no =
                "CASE WHEN f.organization_id IS NULL THEN NULL WHEN f.followed_up THEN 'yes' ELSE 'no' END";
            of_owner(sql, name, yes_or_no, Some(study))
        }
        Side::Sector => of_owner(sql, name, "g.sector", None),
        Side::Language => of_owner(sql, name, "g.language", None),
    };
    sql.then(&text);
}

fn of_owner(sql: &mut Sql, name: &str, value: &str, study: Option<StudyId>) -> String {
    let frame = match study {
        Some(study) => format!(
            "LEFT JOIN frame_member f ON f.study_id = {} AND f.organization_id = p.owner ",
            sql.bind(study)
        ),
        None => String::new(),
    };
    format!(
        ", {name} AS ( \
           SELECT p.owner, CASE WHEN {value} IS NULL THEN 'unknown' ELSE 'answered' END AS state, \
                  {value} AS code \
           FROM member p JOIN organization g ON g.id = p.owner {frame}\
         ) "
    )
}
