//! Plain SQL for both databases.
//!
//! | in braces | SQLite | PostgreSQL |
//! |---|---|---|
//! | `{uuid}` | `blob` | `uuid` |
//! | `{time}` | `text` | `timestamptz` |
//! | `{date}` | `text` | `date` |
//! | `{json}` | `text` | `jsonb` |
//! | `{bytes}` | `blob` | `bytea` |
//! | `{int}` | `integer` | `integer` |
//! | `{big}` | `integer` | `bigint` |
//! | `{real}` | `real` | `double precision` |
//! | `{text}` | `text` | `text` |
//! | `{bool}` | `boolean` | `boolean` |

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DbBackend, Statement};

/// Runs statements one after another, with the types in braces written as the database names them. One that begins with
/// `{sqlite}` or `{postgres}` is for that database only.
pub(crate) async fn run(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    let (ours, theirs) = match backend {
        DbBackend::Postgres => ("{postgres}", "{sqlite}"),
        _ => ("{sqlite}", "{postgres}"),
    };
    for statement in statements.iter().filter(|statement| !statement.starts_with(theirs)) {
        let statement = statement.strip_prefix(ours).unwrap_or(statement);
        manager.get_connection().execute_unprepared(&for_backend(statement, backend)).await?;
    }
    Ok(())
}

/// What was allowed until now and keeps a step from being taken, so that a person is told which rows it is, and not which
/// constraint failed.
pub(crate) struct InTheWay {
    /// SQL that names each of them in a column `line`.
    pub(crate) rows: &'static str,
    /// What is wrong with them, and what to do about it.
    pub(crate) message: &'static str,
}

impl InTheWay {
    /// Fails with all of them, where there are any.
    pub(crate) async fn look(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        let rows = Statement::from_string(manager.get_database_backend(), self.rows);
        let rows = manager.get_connection().query_all_raw(rows).await?;
        let lines =
            rows.iter().map(|row| row.try_get::<String>("", "line")).collect::<Result<Vec<_>, _>>()?;
        if lines.is_empty() {
            return Ok(());
        }
        Err(DbErr::Migration(format!("{}\n  {}", self.message, lines.join("\n  "))))
    }
}

fn for_backend(statement: &str, backend: DbBackend) -> String {
    let names = match backend {
        DbBackend::Postgres => [
            ("{uuid}", "uuid"),
            ("{time}", "timestamptz"),
            ("{date}", "date"),
            ("{big}", "bigint"),
            ("{json}", "jsonb"),
            ("{bytes}", "bytea"),
            ("{real}", "double precision"),
        ],
        _ => [
            ("{uuid}", "blob"),
            ("{time}", "text"),
            ("{date}", "text"),
            ("{big}", "integer"),
            ("{json}", "text"),
            ("{bytes}", "blob"),
            ("{real}", "real"),
        ],
    };
    let common = [("{int}", "integer"), ("{text}", "text"), ("{bool}", "boolean")];
    names.iter().chain(&common).fold(statement.to_owned(), |sql, (from, to)| sql.replace(from, to))
}

/// A rule that the database itself keeps: rows of `table` may not be inserted, changed or deleted while `condition`
/// (over `OLD` or `NEW`, written as `ROW`) holds.
pub(crate) struct Frozen {
    pub(crate) table: &'static str,
    /// SQL condition; `ROW` stands for the old or new row.
    pub(crate) condition: &'static str,
    /// PostgreSQL reads what the condition asks for without waiting for a transaction that is about to change it;
    /// this statement, run first, waits (`ROW` as above). SQLite has one writer and needs none.
    pub(crate) lock: Option<&'static str>,
    /// What the database answers.
    pub(crate) message: &'static str,
    /// Which changes are refused: any of `INSERT`, `UPDATE`, `DELETE`.
    pub(crate) on: &'static [&'static str],
}

impl Frozen {
    /// Makes the triggers.
    pub(crate) async fn create(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        for event in self.on {
            let sides: &[&str] = match *event {
                "INSERT" => &["NEW"],
                "DELETE" => &["OLD"],
                _ => &["OLD", "NEW"],
            };
            let condition = sides
                .iter()
                .map(|side| format!("({})", self.condition.replace("ROW", side)))
                .collect::<Vec<_>>()
                .join(" OR ");
            let name = self.name(event);
            let (table, message) = (self.table, self.message);
            let side = if *event == "DELETE" { "OLD" } else { "NEW" };
            let lock = self.lock.map(|lock| lock.replace("ROW", side) + ";").unwrap_or_default();
            let statements = match manager.get_database_backend() {
                DbBackend::Postgres => vec![
                    format!(
                        "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {lock} \
                         IF {condition} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END IF; \
                         RETURN {side}; END $$"
                    ),
                    format!(
                        "CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
                    ),
                ],
                _ => vec![format!(
                    "CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {condition} \
                     BEGIN SELECT RAISE(ABORT, '{message}'); END"
                )],
            };
            for statement in statements {
                manager.get_connection().execute_unprepared(&statement).await?;
            }
        }
        Ok(())
    }

    /// Takes the triggers away.
    pub(crate) async fn drop(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        for event in self.on {
            let name = self.name(event);
            let statement = match manager.get_database_backend() {
                DbBackend::Postgres => format!("DROP FUNCTION {name}() CASCADE"),
                _ => format!("DROP TRIGGER {name}"),
            };
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        Ok(())
    }

    fn name(&self, event: &str) -> String {
        format!("frozen_{}_{}", self.table, event.to_lowercase())
    }
}

/// A rule that the database itself keeps: a row that is for good is not replaced by another with one of its keys, and some of its
/// columns stay as they are. `INSERT OR REPLACE` and `UPDATE OR REPLACE` of SQLite delete what is in the way without a word to
/// triggers on DELETE; what PostgreSQL does instead is a change, which its triggers see.
pub(crate) struct Kept {
    pub(crate) table: &'static str,
    /// The columns of each of its keys.
    pub(crate) keys: &'static [&'static [&'static str]],
    /// SQL condition that holds for a row which is for good; `ROW` stands for it.
    pub(crate) condition: &'static str,
    /// The columns that do not change from then on.
    pub(crate) fixed: &'static [&'static str],
    /// What the database answers.
    pub(crate) message: &'static str,
}

impl Kept {
    /// Makes the triggers.
    pub(crate) async fn create(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        let statements = match manager.get_database_backend() {
            DbBackend::Postgres => self.for_postgres(),
            _ => self.for_sqlite(),
        };
        for statement in statements {
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        Ok(())
    }

    /// Takes the triggers away.
    pub(crate) async fn drop(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        let table = self.table;
        let statements = match manager.get_database_backend() {
            DbBackend::Postgres if self.fixed.is_empty() => vec![],
            DbBackend::Postgres => vec![format!("DROP FUNCTION kept_{table}_update() CASCADE")],
            _ => ["insert", "update"].map(|event| format!("DROP TRIGGER kept_{table}_{event}")).into(),
        };
        for statement in statements {
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        Ok(())
    }

    fn for_postgres(&self) -> Vec<String> {
        let Some(changed) = self.changed() else { return Vec::new() };
        let (name, table, message) = (format!("kept_{}_update", self.table), self.table, self.message);
        vec![
            format!(
                "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {changed} THEN \
                 RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$"
            ),
            format!("CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"),
        ]
    }

    fn for_sqlite(&self) -> Vec<String> {
        let keys = self.keys.iter().map(|key| {
            let same: Vec<String> =
                key.iter().map(|column| format!("there.{column} = NEW.{column}")).collect();
            format!("({})", same.join(" AND "))
        });
        // The number that SQLite gives each row is a key too.
        let keys: Vec<String> = keys.chain(["there.rowid = NEW.rowid".to_owned()]).collect();
        let (keys, table) = (keys.join(" OR "), self.table);
        let condition = self.condition.replace("ROW", "there");
        let in_the_way = format!("SELECT 1 FROM {table} there WHERE ({keys}) AND {condition}");
        let moved = format!("EXISTS ({in_the_way} AND there.rowid <> OLD.rowid)");
        let changed = self.changed().map(|changed| format!(" OR ({changed})")).unwrap_or_default();
        let events = [("insert", format!("EXISTS ({in_the_way})")), ("update", moved + &changed)];
        let trigger = |(event, when): (&str, String)| {
            format!(
                "CREATE TRIGGER kept_{table}_{event} BEFORE {event} ON {table} FOR EACH ROW WHEN {when} \
                 BEGIN SELECT RAISE(ABORT, '{}'); END",
                self.message
            )
        };
        events.map(trigger).into()
    }

    /// A column that is fixed is not what it was; `None` where none is.
    fn changed(&self) -> Option<String> {
        let differs = |column: &&str| format!("OLD.{column} IS DISTINCT FROM NEW.{column}");
        let differs: Vec<String> = self.fixed.iter().map(differs).collect();
        let condition = self.condition.replace("ROW", "OLD");
        (!differs.is_empty()).then(|| format!("({condition}) AND ({})", differs.join(" OR ")))
    }
}

/// Declares the migration of a file: its statements up and down, what the database keeps frozen, what it keeps, and what
/// would be in its way.
macro_rules! migration {
    (up: $up:expr, down: $down:expr, frozen: $frozen:expr $(,)?) => {
        $crate::sql::migration! { up: $up, down: $down, frozen: $frozen, kept: &[] }
    };
    (up: $up:expr, down: $down:expr, frozen: $frozen:expr, kept: $kept:expr $(,)?) => {
        $crate::sql::migration! { up: $up, down: $down, frozen: $frozen, kept: $kept, in_the_way: &[] }
    };
    (up: $up:expr, down: $down:expr, frozen: $frozen:expr, kept: $kept:expr, in_the_way: $in_the_way:expr $(,)?) => {
        #[derive(sea_orm_migration::prelude::DeriveMigrationName)]
        pub(crate) struct Migration;

        #[async_trait::async_trait]
        impl sea_orm_migration::MigrationTrait for Migration {
            fn use_transaction(&self) -> Option<bool> {
                Some(true)
            }

            async fn up(
                &self,
                manager: &sea_orm_migration::SchemaManager,
            ) -> Result<(), sea_orm_migration::DbErr> {
                let in_the_way: &[$crate::sql::InTheWay] = $in_the_way;
                for what in in_the_way {
                    what.look(manager).await?;
                }
                $crate::sql::run(manager, $up).await?;
                let frozen: &[$crate::sql::Frozen] = $frozen;
                for rule in frozen {
                    rule.create(manager).await?;
                }
                let kept: &[$crate::sql::Kept] = $kept;
                for rule in kept {
                    rule.create(manager).await?;
                }
                Ok(())
            }

            async fn down(
                &self,
                manager: &sea_orm_migration::SchemaManager,
            ) -> Result<(), sea_orm_migration::DbErr> {
                let kept: &[$crate::sql::Kept] = $kept;
                for rule in kept {
                    rule.drop(manager).await?;
                }
                let frozen: &[$crate::sql::Frozen] = $frozen;
                for rule in frozen {
                    rule.drop(manager).await?;
                }
                $crate::sql::run(manager, $down).await
            }
        }
    };
}
pub(crate) use migration;
