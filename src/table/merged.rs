use calamine::Dimensions;

/// Which cells are hidden behind others that they are merged with. A spreadsheet shows only the first of them, whatever
/// the file keeps in the others.
#[derive(Default)]
pub(super) struct Merged {
    /// Areas that begin below the row in hand, the last first.
    waiting: Vec<Dimensions>,
    /// For each column, the number of the last row that is hidden.
    hidden_to: Vec<u32>,
    /// Columns in which an area begins in the row in hand.
    shown: Vec<usize>,
    row: u32,
    /// The last row in which anything is hidden, of the areas so far.
    bottom: u32,
}

impl Merged {
    pub(super) fn new(mut areas: Vec<Dimensions>, columns: usize) -> Self {
        areas.sort_unstable_by_key(|area| std::cmp::Reverse(area.start));
        Self { waiting: areas, hidden_to: vec![0; columns], ..Self::default() }
    }

    /// Goes to a row further down, counted from 1.
    pub(super) fn move_to(&mut self, row: u32) {
        self.row = row;
        self.shown.clear();
        while let Some(area) = self.waiting.pop_if(|area| area.start.0 < row) {
            let column = |column: u32| usize::try_from(column).unwrap_or(usize::MAX);
            let (first, last) = (column(area.start.1), column(area.end.1));
            if area.start.0.saturating_add(1) == row {
                self.shown.push(first);
            }
            let bottom = area.end.0.saturating_add(1);
            self.bottom = bottom.max(self.bottom);
            for hidden_to in self.hidden_to.iter_mut().take(last.saturating_add(1)).skip(first) {
                *hidden_to = bottom.max(*hidden_to);
            }
        }
    }

    /// The columns in which a cell of the row is hidden, from the left.
    pub(super) fn hidden(&self) -> impl Iterator<Item = usize> + '_ {
        let columns = if self.bottom >= self.row { self.hidden_to.as_slice() } else { &[] };
        let is_hidden =
            |(column, bottom): &(usize, &u32)| **bottom >= self.row && !self.shown.contains(column);
        columns.iter().enumerate().filter(is_hidden).map(|(column, _)| column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_cell_of_an_area_is_seen() {
        // B1:C1, B3:B5 and A4:A4, as the file may list them.
        let area = |start, end| Dimensions { start, end };
        let areas = vec![area((2, 1), (4, 1)), area((3, 0), (3, 0)), area((0, 1), (0, 2))];
        let mut merged = Merged::new(areas, 4);
        let mut seen = |row| {
            merged.move_to(row);
            let hidden: Vec<usize> = merged.hidden().collect();
            (0..4).map(|column| if hidden.contains(&column) { '-' } else { 'x' }).collect::<String>()
        };
        assert_eq!(seen(1), "xx-x");
        assert_eq!(seen(2), "xxxx");
        assert_eq!(seen(4), "x-xx");
        assert_eq!(seen(5), "x-xx");
        assert_eq!(seen(6), "xxxx");
    }

    #[test]
    fn areas_beyond_every_measure_do_no_harm() {
        let areas = vec![
            Dimensions { start: (0, 0), end: (u32::MAX, u32::MAX) },
            Dimensions { start: (5, 3), end: (1, 1) },
        ];
        let mut merged = Merged::new(areas, 2);
        merged.move_to(u32::MAX);
        assert_eq!(merged.hidden().collect::<Vec<_>>(), [0, 1]);
    }
}
