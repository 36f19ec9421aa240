//! The library in the schema.

use async_graphql::{Context, Enum, ID, InputObject, Json, Object, SimpleObject};
use chrono::{DateTime, Utc};

use super::{Entry, Place, library_entry};
use crate::Cx;
use crate::error::{Error, Problem, Refusals};
use crate::graphql::base::{self, Paged, Result};
use crate::library;
use crate::payload;
use crate::questionnaire::graphql::QuestionnaireVersion;
use crate::questionnaire::written::maturity::MaturityInput;
use crate::questionnaire::written::{QuestionInput, SectionInput};
use crate::value::{Code, SHORT_TEXT, Search, optional_text, text};

/// What an entry of the library is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "library_entry::LibraryKind")]
pub enum LibraryKind {
    /// A question.
    Question,
    /// A section with its questions.
    Section,
    /// Dimensions of maturity, with what they are measured by, and levels.
    Dimensions,
}

/// Something kept for reuse, by every study of the installation.
#[derive(SimpleObject)]
pub struct LibraryEntry {
    /// Key.
    id: ID,
    /// What it is.
    kind: LibraryKind,
    /// What those who look for it call it.
    name: String,
    /// As it is written: what `QuestionInput`, `SectionInput` or `MaturityInput` takes.
    content: Json<serde_json::Value>,
    /// 1 when it was kept, then one more for each change. Send it as `baseRevision` with the next change.
    revision: i32,
    /// When it was kept.
    created_at: DateTime<Utc>,
    /// The last change.
    updated_at: DateTime<Utc>,
}

impl From<library_entry::Model> for LibraryEntry {
    fn from(row: library_entry::Model) -> Self {
        Self {
            id: base::id("libraryEntry", row.id.0),
            kind: row.kind.into(),
            name: row.name,
            content: Json(library::content(row.content)),
            revision: row.revision,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// Questions about the library.
#[derive(Default)]
pub struct LibraryQuery;

#[Object]
impl LibraryQuery {
    /// What is kept for reuse, oldest first. For those who design questionnaires.
    async fn library(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 25 where not said.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "Only this kind.")] kind: Option<LibraryKind>,
        #[graphql(
            desc = "Only those whose name, codes or texts hold each of these words; case and accents do not matter."
        )]
        search: Option<String>,
    ) -> Result<Paged<LibraryEntry>> {
        let page = base::page(first, after)?;
        let search = Search::parse(search.as_deref().unwrap_or_default());
        let search = search.map_err(|problem| base::to_graphql(Error::refused("search", problem)))?;
        let found = library::list(Cx::of(ctx)?, kind.map(Into::into), &search, &page).await;
        Ok(base::connection(&page, found.map_err(base::to_graphql)?, |row| row.id.0, LibraryEntry::from))
    }
}

/// Something to keep: exactly one of question, section and dimensions.
#[derive(InputObject)]
struct KeepInLibraryInput {
    /// What those who look for it call it.
    name: String,
    /// A question.
    question: Option<QuestionInput>,
    /// A section with its questions.
    section: Option<SectionInput>,
    /// Dimensions of maturity.
    dimensions: Option<MaturityInput>,
}

/// What to change about an entry; what is left out stays.
#[derive(InputObject)]
struct ChangeLibraryEntryInput {
    /// The entry.
    entry_id: ID,
    /// The revision of the entry that the change was made in.
    base_revision: i32,
    /// What those who look for it call it.
    name: Option<String>,
    /// The question, where it is one.
    question: Option<QuestionInput>,
    /// The section, where it is one.
    section: Option<SectionInput>,
    /// The dimensions, where it is a set of them.
    dimensions: Option<MaturityInput>,
}

/// An entry to take out of the library.
#[derive(InputObject)]
struct RemoveLibraryEntryInput {
    /// The entry.
    entry_id: ID,
}

/// What to put into a draft, and where.
#[derive(InputObject)]
struct TakeFromLibraryInput {
    /// A question or section of the library.
    entry_id: ID,
    /// The draft.
    version_id: ID,
    /// The revision of the draft that it is put in.
    base_revision: i32,
    /// Of a question: the section to put it in.
    section_code: Option<String>,
    /// Before what stands at this place now, from 0; at the end, where left out.
    position: Option<i32>,
}

/// The one thing that was sent; `None` where there is none.
fn one(
    question: Option<QuestionInput>,
    section: Option<SectionInput>,
    dimensions: Option<MaturityInput>,
) -> std::result::Result<Option<Entry>, Problem> {
    let sent = [
        question.map(|question| Entry::Question(Box::new(question))),
        section.map(Entry::Section),
        dimensions.map(Entry::Dimensions),
    ];
    let mut sent = sent.into_iter().flatten();
    let first = sent.next();
    if sent.next().is_some() { Err(Problem::OnlyOne) } else { Ok(first) }
}

impl KeepInLibraryInput {
    fn parse(self) -> std::result::Result<(String, Entry), Error> {
        let mut refusals = Refusals::new();
        let name = refusals.check("name", text(&self.name, SHORT_TEXT));
        let sent = one(self.question, self.section, self.dimensions);
        let kept = refusals.check("", sent.and_then(|sent| sent.ok_or(Problem::OnlyOne)));
        match (name, kept) {
            (Some(name), Some(kept)) => Ok((name, kept)),
            _ => Err(refusals.into()),
        }
    }
}

impl ChangeLibraryEntryInput {
    fn parse(
        self,
    ) -> std::result::Result<(::entity::id::LibraryEntryId, i32, Option<String>, Option<Entry>), Error> {
        let mut refusals = Refusals::new();
        let id = refusals.check("entryId", base::parse_id("libraryEntry", &self.entry_id));
        let name = refusals.check("name", optional_text(self.name.as_deref(), SHORT_TEXT));
        let kept = refusals.check("", one(self.question, self.section, self.dimensions));
        match (id, name, kept) {
            (Some(id), Some(name), Some(kept)) => Ok((id, self.base_revision, name, kept)),
            _ => Err(refusals.into()),
        }
    }
}

payload! {
    /// What came of keeping.
    KeepInLibraryPayload {
        /// The entry.
        entry: LibraryEntry,
    }
}

payload! {
    /// What came of changing an entry.
    ChangeLibraryEntryPayload {
        /// The entry as it is now.
        entry: LibraryEntry,
    }
}

payload! {
    /// What came of removing.
    RemoveLibraryEntryPayload {
        /// The key of what is gone.
        deleted_id: ID,
    }
}

payload! {
    /// What came of putting a copy into a draft.
    TakeFromLibraryPayload {
        /// The draft as it is now.
        questionnaire_version: QuestionnaireVersion,
    }
}

/// Changes to the library.
#[derive(Default)]
pub struct LibraryMutation;

#[Object]
impl LibraryMutation {
    /// Keeps a question, a section or a set of dimensions for reuse.
    async fn keep_in_library(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: KeepInLibraryInput,
    ) -> Result<KeepInLibraryPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let (name, kept) = input.parse()?;
            library::keep(cx, name, &kept).await
        });
        base::payload(cx, outcome.await, |row| KeepInLibraryPayload::done(row.into()))
    }

    /// Changes the name of an entry or what is kept in it. Questionnaires that have taken it stay as they are.
    async fn change_library_entry(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: ChangeLibraryEntryInput,
    ) -> Result<ChangeLibraryEntryPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let (id, base_revision, name, kept) = input.parse()?;
            library::change(cx, id, base_revision, name, kept).await
        });
        base::payload(cx, outcome.await, |row| ChangeLibraryEntryPayload::done(row.into()))
    }

    /// Takes an entry out of the library. Questionnaires that have taken it stay as they are.
    async fn remove_library_entry(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: RemoveLibraryEntryInput,
    ) -> Result<RemoveLibraryEntryPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let id = base::parse_id("libraryEntry", &input.entry_id);
            library::remove(cx, id.map_err(|problem| Error::refused("entryId", problem))?).await
        });
        base::payload(cx, outcome.await, |()| RemoveLibraryEntryPayload::done(input.entry_id.clone()))
    }

    /// Puts a copy of a question or section of the library into a draft. For dimensions there is `takeMaturityModelFromLibrary`.
    async fn take_from_library(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: TakeFromLibraryInput,
    ) -> Result<TakeFromLibraryPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let mut refusals = Refusals::new();
            let entry = refusals.check("entryId", base::parse_id("libraryEntry", &input.entry_id));
            let version =
                refusals.check("versionId", base::parse_id("questionnaireVersion", &input.version_id));
            let section = input.section_code.as_deref().map(Code::parse).transpose();
            let section = refusals.check("sectionCode", section);
            let position = input.position.map(usize::try_from).transpose();
            let position = refusals
                .check("position", position.map_err(|_| Problem::OutOfRange { min: 0.0, max: 500.0 }));
            let (Some(entry), Some(version), Some(section), Some(position)) =
                (entry, version, section, position)
            else {
                return Err(refusals.into());
            };
            let place = Place { section, position };
            library::take(cx, entry, version, input.base_revision, &place).await
        });
        base::payload(cx, outcome.await, |row| TakeFromLibraryPayload::done(QuestionnaireVersion(row)))
    }
}
