use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::field::{CellFault, CellProblem, Field};
use super::place::{Place, column_index, column_letters};
use super::rows::Row;
use super::value::Value;

/// A column that is wanted.
#[derive(Clone, Copy, Debug)]
pub struct ColumnSpec {
    /// What the program calls it.
    pub key: &'static str,
    /// What people call it, in each language. Small and capital letters, accents, spaces and signs do not matter, nor
    /// whether it is æ or ae, ø or o, and å, aa or a.
    pub names: &'static [&'static str],
    /// Whether the table is of no use without it.
    pub required: bool,
}

/// A column that a person chose, where its name does not tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The [`ColumnSpec::key`]; none where the column is not to be read.
    pub key: Option<String>,
    /// What the header says of the column, as loosely as [`ColumnSpec::names`]; else its letters.
    pub column: String,
}

/// The first row of a table in which something can be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Its number as a spreadsheet shows it.
    pub row: u32,
    /// Its columns from the left, also those in between that it says nothing of.
    pub columns: Vec<HeaderColumn>,
    /// Most columns that the table may have.
    most: usize,
}

/// A column of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderColumn {
    /// Its place, counted from 0.
    pub index: usize,
    /// Its letters as a spreadsheet shows them.
    pub letters: String,
    /// What the header says of it; may be empty.
    pub text: String,
}

impl Header {
    pub(super) fn new(row: u32, cells: &[Value], most: usize) -> Self {
        let column = |(index, cell): (usize, &Value)| HeaderColumn {
            index,
            letters: column_letters(index),
            text: cell.as_text().split_whitespace().collect::<Vec<_>>().join(" "),
        };
        Self { row, columns: cells.iter().enumerate().map(column).collect(), most }
    }

    fn named(&self, is_wanted: impl Fn(&str) -> bool) -> Vec<&HeaderColumn> {
        self.columns
            .iter()
            .filter(|column| !column.text.is_empty() && is_wanted(&fold(&column.text)))
            .collect()
    }
}

/// Which columns of a file are the wanted ones. Every list is complete, so that a person is told all at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// For each spec, in their order, the column of the file, if there is one that is no other's.
    pub found: Vec<Found>,
    /// Columns with a header that nobody asked for.
    pub unused: Vec<HeaderColumn>,
    /// Keys of required columns that the file does not have.
    pub missing: Vec<&'static str>,
    /// Specs that fit several columns.
    pub ambiguous: Vec<Ambiguous>,
    /// Columns that several specs fit, or that were chosen for several keys.
    pub shared: Vec<Shared>,
    /// Choices of keys or columns that there are not.
    pub unknown: Vec<Choice>,
    /// Places of columns that are not to be read.
    left_out: Vec<usize>,
    /// For each place, whether one knows what stands there: it has a header, or was chosen.
    known: Vec<bool>,
}

/// A spec, and the column that it is in this file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The [`ColumnSpec::key`].
    pub key: &'static str,
    /// The column, if there is one.
    pub column: Option<HeaderColumn>,
}

/// A spec that fits several columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ambiguous {
    /// The [`ColumnSpec::key`].
    pub key: &'static str,
    /// The columns, from the left.
    pub columns: Vec<HeaderColumn>,
}

/// A column that several specs fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// The column.
    pub column: HeaderColumn,
    /// The [`ColumnSpec::key`]s.
    pub keys: Vec<&'static str>,
}

impl Columns {
    /// Finds the wanted columns. A choice goes before the names, and a column that is chosen for one key is no longer
    /// looked at for others; one that is not to be read, for none. A column may be chosen by its letters only as far as
    /// the header goes, and left out as far as a table may go.
    #[must_use]
    pub fn find(header: &Header, specs: &[ColumnSpec], choices: &[Choice]) -> Self {
        let mut columns = Self::default();
        columns.leave_out(header, choices);
        let mut fitting: Vec<Option<Vec<&HeaderColumn>>> = Vec::new();
        for spec in specs {
            let chosen = choices.iter().filter(|choice| choice.key.as_deref() == Some(spec.key));
            let mut chosen: Vec<_> = chosen.flat_map(|choice| columns.chosen(header, choice)).collect();
            chosen.sort_by_key(|column| column.index);
            chosen.dedup();
            fitting.push(Some(chosen).filter(|fits| !fits.is_empty()));
        }
        let taken: Vec<usize> = fitting.iter().flatten().flatten().map(|column| column.index).collect();
        let taken = [taken, columns.left_out.clone()].concat();
        let fitting: Vec<Vec<&HeaderColumn>> = specs
            .iter()
            .zip(fitting)
            .map(|(spec, chosen)| chosen.unwrap_or_else(|| by_name(header, spec, &taken)))
            .collect();
        for choice in choices {
            let Some(key) = &choice.key else { continue };
            if specs.iter().all(|spec| spec.key != key) || columns.chosen(header, choice).is_empty() {
                columns.unknown.push(choice.clone());
            }
        }
        columns.share_out(header, specs, &fitting);
        columns.know(header);
        columns
    }

    /// Finds the columns that are not to be read.
    fn leave_out(&mut self, header: &Header, choices: &[Choice]) {
        for choice in choices.iter().filter(|choice| choice.key.is_none()) {
            let named: Vec<usize> = named(header, choice).iter().map(|column| column.index).collect();
            let lettered = || column_index(choice.column.trim()).filter(|index| *index < header.most);
            match lettered() {
                _ if !named.is_empty() => self.left_out.extend(named),
                Some(index) => self.left_out.push(index),
                None => self.unknown.push(choice.clone()),
            }
        }
    }

    /// The columns that a choice may mean: those with the header, else the one with the letters.
    fn chosen<'h>(&self, header: &'h Header, choice: &Choice) -> Vec<&'h HeaderColumn> {
        let is_left = |column: &&HeaderColumn| !self.left_out.contains(&column.index);
        let named: Vec<&HeaderColumn> = named(header, choice).into_iter().filter(is_left).collect();
        if !named.is_empty() {
            return named;
        }
        let index = column_index(choice.column.trim());
        header.columns.iter().filter(|column| Some(column.index) == index).filter(is_left).collect()
    }

    fn know(&mut self, header: &Header) {
        let with_header = header.columns.iter().filter(|column| !column.text.is_empty());
        let chosen = self.found.iter().filter_map(|found| found.column.as_ref());
        let places = with_header.chain(chosen).map(|column| column.index);
        let places: Vec<usize> = places.chain(self.left_out.iter().copied()).collect();
        let width = places.iter().max().map_or(0, |last| last + 1);
        self.known = (0..width).map(|index| places.contains(&index)).collect();
    }

    fn share_out(&mut self, header: &Header, specs: &[ColumnSpec], fitting: &[Vec<&HeaderColumn>]) {
        for column in &header.columns {
            let is_for = |(_, fitting): &(&ColumnSpec, &Vec<&HeaderColumn>)| fitting.contains(&column);
            let keys: Vec<_> = specs.iter().zip(fitting).filter(is_for).map(|(spec, _)| spec.key).collect();
            match keys.as_slice() {
                [] if !column.text.is_empty() && !self.left_out.contains(&column.index) => {
                    self.unused.push(column.clone());
                }
                [] | [_] => {}
                _ => self.shared.push(Shared { column: column.clone(), keys }),
            }
        }
        for (spec, fitting) in specs.iter().zip(fitting) {
            let column = match fitting.as_slice() {
                [] if spec.required => {
                    self.missing.push(spec.key);
                    None
                }
                [] => None,
                [column] if self.shared.iter().any(|shared| shared.column == **column) => None,
                [column] => Some((*column).clone()),
                several => {
                    let columns = several.iter().map(|column| (*column).clone()).collect();
                    self.ambiguous.push(Ambiguous { key: spec.key, columns });
                    None
                }
            };
            self.found.push(Found { key: spec.key, column });
        }
    }

    /// Whether the table can be read: nothing is missing, and nothing is doubtful. Columns that nobody asked for do not
    /// matter.
    #[must_use]
    pub fn fit(&self) -> bool {
        self.missing.is_empty()
            && self.ambiguous.is_empty()
            && self.shared.is_empty()
            && self.unknown.is_empty()
    }

    /// The column that a key is in this file, if any.
    #[must_use]
    pub fn column(&self, key: &str) -> Option<&HeaderColumn> {
        self.found.iter().find(|found| found.key == key)?.column.as_ref()
    }

    /// What is wrong where something stands in a row of which nobody can tell what it is: the header says nothing of its
    /// column, and nobody chose it, or chose that it is not to be read. The place is the first such cell.
    #[must_use]
    pub fn stray(&self, row: &Row) -> Option<CellFault> {
        let is_stray = |index: &usize| !self.known.get(*index).copied().unwrap_or_default();
        let filled =
            row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_blank()).map(|(index, _)| index);
        let letters: Vec<String> = filled.filter(is_stray).map(column_letters).collect();
        let first = letters.first()?.clone();
        let place = Place { column: Some(first), ..Field::new(row, None).place() };
        Some(CellFault { place, problem: CellProblem::NoHeader { columns: letters.join(", ") } })
    }

    /// The cell of a row by the key of its column; an empty one where the file has no such column.
    #[must_use]
    pub fn field<'r>(&'r self, row: &'r Row, key: &str) -> Field<'r> {
        Field::new(row, self.column(key))
    }
}

/// The columns with the header that a choice has.
fn named<'h>(header: &'h Header, choice: &Choice) -> Vec<&'h HeaderColumn> {
    let wanted = fold(&choice.column);
    header.named(|text| text == wanted)
}

fn by_name<'h>(header: &'h Header, spec: &ColumnSpec, taken: &[usize]) -> Vec<&'h HeaderColumn> {
    let names: Vec<String> = spec.names.iter().map(|name| fold(name)).collect();
    let mut named = header.named(|text| names.iter().any(|name| name == text));
    named.retain(|column| !taken.contains(&column.index));
    named
}

/// The text without all that people write in one way or another.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            'ø' => folded.push('o'),
            'æ' => folded.push_str("ae"),
            c if c.is_alphanumeric() => folded.push(c),
            _ => {}
        }
    }
    // Å has lost its ring by now, so what is written aa loses its second letter.
    folded.replace("aa", "a")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::rows::Origin;
    use super::*;

    const SPECS: &[ColumnSpec] = &[
        ColumnSpec { key: "name", names: &["Navn", "Namn", "Name"], required: true },
        ColumnSpec { key: "email", names: &["E-post", "E-postadresse", "E-mail"], required: true },
        ColumnSpec { key: "place", names: &["Ås sted", "Place"], required: false },
    ];

    fn header(texts: &[&str]) -> Header {
        let cells: Vec<Value> = texts.iter().map(|text| Value::from_file(text)).collect();
        Header::new(3, &cells, 200)
    }

    fn choice(key: &str, column: &str) -> Choice {
        Choice { key: Some(key.into()), column: column.into() }
    }

    fn left_out(column: &str) -> Choice {
        Choice { key: None, column: column.into() }
    }

    fn letters(columns: &Columns) -> Vec<&str> {
        columns
            .found
            .iter()
            .map(|found| found.column.as_ref().map_or("-", |column| &column.letters))
            .collect()
    }

    #[test]
    fn columns_are_found_however_people_write_their_names() {
        for texts in [
            ["Navn", "E-post", "Ås sted"],
            ["NAMN", "epost", "aas-sted"],
            [" name:", "E POST ADRESSE", "as  sted"],
            ["Navn *", "e‑mail", "A\u{30a}s\nsted"],
        ] {
            let columns = Columns::find(&header(&texts), SPECS, &[]);
            assert_eq!(letters(&columns), ["A", "B", "C"], "{texts:?}");
            assert!(columns.fit());
            assert!(columns.unused.is_empty());
        }
        for (left, right) in
            [("Område", "omraade"), ("Fødselsår", "fodselsar"), ("Ærlig", "aerlig"), ("Étage", "etage")]
        {
            assert_eq!(fold(left), fold(right));
        }
        assert_ne!(fold("Navn 1"), fold("Navn 2"));
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let columns = Columns::find(
            &header(&["Place", "", "Navn", "Merknad", "Name"]),
            SPECS,
            &[choice("age", "Merknad"), choice("name", "Q")],
        );
        assert_eq!(letters(&columns), ["-", "-", "A"]);
        assert_eq!(columns.missing, ["email"]);
        assert_eq!(columns.unused.iter().map(|column| column.text.as_str()).collect::<Vec<_>>(), ["Merknad"]);
        let [ambiguous] = columns.ambiguous.as_slice() else { panic!("{columns:?}") };
        assert_eq!(ambiguous.key, "name");
        assert_eq!(
            ambiguous.columns.iter().map(|column| column.letters.as_str()).collect::<Vec<_>>(),
            ["C", "E"]
        );
        assert_eq!(columns.unknown, [choice("age", "Merknad"), choice("name", "Q")]);
        assert!(!columns.fit());
    }

    #[test]
    fn a_person_may_choose() {
        let header = header(&["Hvem", "C", "", "Navn", "E-post"]);
        for (column, expected) in [("hvem", "A"), ("a", "A"), ("C", "B"), ("D", "D"), ("c", "B")] {
            let columns = Columns::find(&header, SPECS, &[choice("name", column)]);
            assert_eq!(letters(&columns), [expected, "E", "-"], "{column}");
            assert!(columns.fit(), "{columns:?}");
        }
        let columns = Columns::find(&header, SPECS, &[choice("place", "Navn"), choice("name", "A")]);
        assert_eq!(letters(&columns), ["A", "E", "D"]);
        // What is chosen for one key is not taken for another by its name.
        let columns = Columns::find(&header, SPECS, &[choice("place", "Navn")]);
        assert_eq!(letters(&columns), ["-", "E", "D"]);
        assert_eq!(columns.missing, ["name"]);
    }

    #[test]
    fn two_columns_chosen_for_one_thing_are_doubtful() {
        let header = header(&["Navn", "E-post", "Kallenavn"]);
        let columns = Columns::find(&header, SPECS, &[choice("name", "Kallenavn"), choice("name", "A")]);
        let [ambiguous] = columns.ambiguous.as_slice() else { panic!("{columns:?}") };
        let told: Vec<&str> = ambiguous.columns.iter().map(|column| column.letters.as_str()).collect();
        assert_eq!((ambiguous.key, told, columns.fit()), ("name", vec!["A", "C"], false));
        // The same column twice is one.
        let columns = Columns::find(&header, SPECS, &[choice("name", "Kallenavn"), choice("name", "C")]);
        assert_eq!((letters(&columns), columns.fit()), (vec!["C", "B", "-"], true));
    }

    #[test]
    fn a_person_may_leave_columns_out() {
        let texts = header(&["Navn", "E-post", "Mérknad", "", "name"]);
        for choices in [[left_out("merknad "), left_out("E")], [left_out("c"), left_out("NAME")]] {
            let columns = Columns::find(&texts, SPECS, &choices);
            assert_eq!(letters(&columns), ["A", "B", "-"], "{choices:?}");
            assert!(columns.fit() && columns.unused.is_empty(), "{columns:?}");
        }
        let columns =
            Columns::find(&texts, SPECS, &[left_out("Finnes ikke"), left_out("GS"), choice("name", "C")]);
        assert_eq!(columns.unknown, [left_out("Finnes ikke"), left_out("GS")]);
        // As far as the table may go.
        for (most, unknown) in [(5, vec![left_out("F")]), (6, vec![])] {
            let texts = Header { most, ..texts.clone() };
            assert_eq!(Columns::find(&texts, SPECS, &[left_out("F")]).unknown, unknown);
        }
    }

    #[test]
    fn what_stands_where_no_header_is_cannot_be_told() {
        let origin = Arc::new(Origin { file: "a.csv".into(), sheet: None, convention: None });
        let stray = |choices: &[Choice], cells: &[&str]| {
            let cells = cells.iter().map(|text| Value::from_file(text)).collect();
            let row = Row { number: 7, cells, origin: origin.clone() };
            let columns = Columns::find(&header(&["Navn", "", "E-post", "", "Merknad"]), SPECS, choices);
            columns.stray(&row).map(|fault| fault.to_string())
        };
        assert_eq!(stray(&[], &["a", "", "b", " \u{a0}", "c", ""]), None);
        let told = stray(&[], &["a", "x", "b", "", "c", "", "y"]);
        assert_eq!(told.unwrap(), "a.csv, row 7, column B: the header says nothing of column B, G");
        let chosen = [choice("place", "B"), left_out("G")];
        assert_eq!(stray(&chosen, &["a", "x", "b", "", "c", "", "y"]), None);
        assert!(stray(&chosen, &["a", "x", "b", "z", "c", "", "y"]).unwrap().contains("column D"));
    }

    #[test]
    fn one_column_cannot_be_two_things() {
        let columns =
            Columns::find(&header(&["Navn", "E-post"]), SPECS, &[choice("name", "A"), choice("place", "A")]);
        assert_eq!(letters(&columns), ["-", "B", "-"]);
        let [shared] = columns.shared.as_slice() else { panic!("{columns:?}") };
        assert_eq!(
            (shared.column.letters.as_str(), shared.keys.as_slice()),
            ("A", ["name", "place"].as_slice())
        );
        assert!(!columns.fit());
    }
}
