use ::entity::Language;
use ::entity::import_job::TableKind;

use super::tables;
use crate::table::ColumnSpec;

/// A column of a table that is imported and exported.
#[derive(Debug)]
pub struct Column {
    /// What people call it: in bokmål, in nynorsk, in English, then its stable name, then other names that are taken.
    pub names: &'static [&'static str],
    /// What its cells hold.
    pub kind: Kind,
    /// Whether it has to be there.
    pub need: Need,
}

/// Whose something is, or which owner it is about.
pub(super) const ORGNR: Column = Column {
    names: &["Organisasjonsnummer", "Organisasjonsnummer", "Organization number", "orgnr", "Org.nr."],
    kind: Kind::OrgNumber,
    need: Need::Key,
};
/// What something is called in bokmål.
pub(super) const NAME_NB: Column = Column {
    names: &["Navn", "Namn", "Name", "nameNb", "Navn (bokmål)", "Name (Bokmål)"],
    kind: Kind::Line,
    need: Need::Filled,
};
/// What it is called in nynorsk.
pub(super) const NAME_NN: Column = Column {
    names: &["Navn (nynorsk)", "Namn (nynorsk)", "Name (Nynorsk)", "nameNn"],
    kind: Kind::Line,
    need: Need::Free,
};
/// What it is called in English.
pub(super) const NAME_EN: Column = Column {
    names: &["Navn (engelsk)", "Namn (engelsk)", "Name (English)", "nameEn"],
    kind: Kind::Line,
    need: Need::Free,
};
/// Whether it is retired.
pub(super) const RETIRED: Column = Column {
    names: &["Ute av bruk", "Ute av bruk", "Retired", "retired"],
    kind: Kind::Flag,
    need: Need::Free,
};

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// An organization number.
    OrgNumber,
    /// What another system calls something; small and capital letters do not matter.
    Code,
    /// An e-mail address.
    Email,
    /// One line of text.
    Line,
    /// Text of several lines.
    Text,
    /// Several lines of text, one in each line of the cell; at most so many.
    Lines(usize),
    /// One of these.
    Choice(&'static [Choice]),
    /// A day.
    Date,
    /// A month, as its first day.
    Month,
    /// A whole number from 0 to this.
    Count(i64),
    /// Yes or no.
    Flag,
}

/// One of the words that a cell may hold.
#[derive(Debug)]
pub struct Choice {
    /// As it is stored.
    pub value: &'static str,
    /// In bokmål, nynorsk and English.
    pub names: [&'static str; 3],
}

/// Whether a column has to be there, and its cells filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Tells, with the other keys, which thing a row is about.
    Key,
    /// Filled where it is there; a new thing needs it.
    Filled,
    /// In every file; its cells may be empty.
    Column,
    /// May be left out, and may be empty.
    Free,
}

impl Column {
    /// Its stable name, which programs use.
    #[must_use]
    pub fn field(&self) -> &'static str {
        self.names.get(3).copied().unwrap_or_default()
    }

    /// Its header in a language.
    #[must_use]
    pub fn header(&self, language: Language) -> &'static str {
        self.names.get(place(language)).copied().unwrap_or_default()
    }

    fn is_required(&self) -> bool {
        matches!(self.need, Need::Key | Need::Column)
    }
}

impl Choice {
    /// What people call it.
    #[must_use]
    pub fn name(&self, language: Language) -> &'static str {
        self.names.get(place(language)).copied().unwrap_or_default()
    }
}

/// The place of a language among names.
const fn place(language: Language) -> usize {
    match language {
        Language::Nb => 0,
        Language::Nn => 1,
        Language::En => 2,
    }
}

/// The columns of a table, in the order in which they are exported.
#[must_use]
pub fn columns(kind: TableKind) -> &'static [Column] {
    tables::columns(kind)
}

/// What the reader of files is asked for.
pub(super) fn specs(columns: &'static [Column]) -> Vec<ColumnSpec> {
    let spec = |column: &'static Column| ColumnSpec {
        key: column.field(),
        names: column.names,
        required: column.is_required(),
    };
    columns.iter().map(spec).collect()
}

/// The name of a table in a path and on the command line.
#[must_use]
pub const fn table_name(kind: TableKind) -> &'static str {
    match kind {
        TableKind::Owners => "owners",
        TableKind::Contacts => "contacts",
        TableKind::Services => "services",
        TableKind::Volumes => "volumes",
        TableKind::Capabilities => "capabilities",
        TableKind::Needs => "needs",
        TableKind::Frame => "frame",
    }
}

/// All tables.
pub const TABLES: [TableKind; 7] = [
    TableKind::Owners,
    TableKind::Contacts,
    TableKind::Services,
    TableKind::Volumes,
    TableKind::Capabilities,
    TableKind::Needs,
    TableKind::Frame,
];

/// What people call a table; also the name of its sheet in a workbook.
#[must_use]
pub const fn table_title(kind: TableKind, language: Language) -> &'static str {
    let names = match kind {
        TableKind::Owners => ["Tjenesteeiere", "Tenesteeigarar", "Service owners"],
        TableKind::Contacts => ["Kontakter", "Kontaktar", "Contacts"],
        TableKind::Services => ["Tjenester", "Tenester", "Services"],
        TableKind::Volumes => ["Volum", "Volum", "Volumes"],
        TableKind::Capabilities => ["Funksjoner", "Funksjonar", "Capabilities"],
        TableKind::Needs => ["Behov", "Behov", "Needs"],
        TableKind::Frame => ["Utvalg", "Utval", "Frame"],
    };
    names[place(language)]
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::value::folding::fold;

    #[test]
    fn every_name_means_one_column_of_its_table() {
        for kind in TABLES {
            let mut known: HashMap<String, &str> = HashMap::new();
            for column in columns(kind) {
                assert!(column.names.len() >= 4, "{:?}", column.names);
                for name in column.names {
                    let folded = fold(name).replace([' ', '-'], "").replace("aa", "a");
                    let other = known.insert(folded, column.field());
                    assert!(other.is_none_or(|other| other == column.field()), "{kind:?}: {name}");
                }
            }
            assert!(columns(kind).iter().any(|column| column.need == Need::Key), "{kind:?}");
        }
    }

    #[test]
    fn every_choice_means_one_value() {
        for column in TABLES.into_iter().flat_map(columns) {
            let Kind::Choice(choices) = column.kind else { continue };
            let mut known: HashMap<String, &str> = HashMap::new();
            for choice in choices {
                for name in choice.names.iter().chain([&choice.value]) {
                    let other = known.insert(fold(name), choice.value);
                    assert!(other.is_none_or(|other| other == choice.value), "{name}");
                }
            }
        }
    }
}
