use std::fmt;
use std::sync::Arc;

/// Where a cell is, as a person finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Name of the file, as it was given.
    pub file: Arc<str>,
    /// Name of the sheet; CSV has none.
    pub sheet: Option<Arc<str>>,
    /// Number of the row as a spreadsheet shows it, from 1.
    pub row: u32,
    /// Letters of the column as a spreadsheet shows them; none where the file has no such column.
    pub column: Option<String>,
    /// What the header says of the column; none where the file has no such column.
    pub header: Option<String>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(sheet) = &self.sheet {
            write!(f, ", sheet {sheet}")?;
        }
        write!(f, ", row {}", self.row)?;
        if let Some(column) = &self.column {
            write!(f, ", column {column}")?;
        }
        match &self.header {
            Some(header) if !header.is_empty() => write!(f, " ({header})"),
            _ => Ok(()),
        }
    }
}

/// The letters that a spreadsheet shows above a column, counted from 0: `A`, `B` … `Z`, `AA`.
#[must_use]
pub fn column_letters(index: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = index;
    loop {
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or_default()));
        match (rest / 26).checked_sub(1) {
            Some(next) => rest = next,
            None => return letters.into_iter().rev().collect(),
        }
    }
}

/// The column with these letters, counted from 0; none where they are not letters, or more than three.
pub(super) fn column_index(letters: &str) -> Option<usize> {
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let mut number = 0;
    for letter in letters.bytes() {
        if !letter.is_ascii_alphabetic() {
            return None;
        }
        number = number * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1;
    }
    number.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_that_a_spreadsheet_shows() {
        for (index, letters) in
            [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")]
        {
            assert_eq!(column_letters(index), letters);
            assert_eq!(column_index(letters), Some(index), "{letters}");
            assert_eq!(column_index(&letters.to_lowercase()), Some(index), "{letters}");
        }
        for not_letters in ["", "1", "A1", "Å", "AAAA", " A"] {
            assert_eq!(column_index(not_letters), None, "{not_letters}");
        }
    }

    #[test]
    fn a_place_is_told_as_a_person_finds_it() {
        let mut place = Place {
            file: "a.csv".into(),
            sheet: None,
            row: 7,
            column: Some("C".into()),
            header: Some("Navn".into()),
        };
        assert_eq!(place.to_string(), "a.csv, row 7, column C (Navn)");
        place = Place { sheet: Some("Ark1".into()), column: None, header: None, ..place };
        assert_eq!(place.to_string(), "a.csv, sheet Ark1, row 7");
    }
}
