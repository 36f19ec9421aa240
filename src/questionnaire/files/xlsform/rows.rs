use super::Row;
use super::columns::Table;
use super::fields::yes_or_no;
use super::findings::Findings;
use super::unfit::Unfit;

/// Groups inside groups that are followed; nobody writes more.
const DEEPEST: usize = 16;

/// A row of the survey, or a group of them.
#[derive(Debug)]
pub(super) enum Item<'r> {
    Row(&'r Row),
    Block(Block<'r>),
}

/// What stands between a beginning and its end.
#[derive(Debug)]
pub(super) struct Block<'r> {
    pub(super) repeats: bool,
    /// The row of the beginning.
    pub(super) row: &'r Row,
    pub(super) items: Vec<Item<'r>>,
    /// It is switched off, with everything in it.
    is_left_out: bool,
}

/// The survey as it is nested.
pub(super) fn nested<'r>(table: &Table<'r>, findings: &mut Findings) -> Vec<Item<'r>> {
    let mut stack: Vec<Block<'r>> = Vec::new();
    let mut top = Vec::new();
    for row in table.rows() {
        let kind = table.cell(row, "type").unwrap_or_default();
        let kind = kind.split_whitespace().collect::<Vec<_>>().join("_").to_lowercase();
        let item = match kind.as_str() {
            "begin_group" | "begin_repeat" => {
                if stack.len() == DEEPEST {
                    findings.unfit(&table.place(row, "type"), &Unfit::Inside);
                    return top;
                }
                let is_left_out = is_disabled(table, row, findings);
                stack.push(Block { repeats: kind == "begin_repeat", row, items: Vec::new(), is_left_out });
                continue;
            }
            "end_group" | "end_repeat" => match stack.pop_if(|open| open.repeats == (kind == "end_repeat")) {
                Some(block) if block.is_left_out => continue,
                Some(block) => Item::Block(block),
                None => {
                    findings.unfit(&table.place(row, "type"), &Unfit::Unpaired);
                    continue;
                }
            },
            _ if is_disabled(table, row, findings) => continue,
            _ => Item::Row(row),
        };
        stack.last_mut().map_or(&mut top, |open| &mut open.items).push(item);
    }
    while let Some(open) = stack.pop() {
        findings.unfit(&table.place(open.row, "type"), &Unfit::Unpaired);
        stack.last_mut().map_or(&mut top, |outer| &mut outer.items).push(Item::Block(open));
    }
    top
}

/// Whether a row is switched off, which is noted.
fn is_disabled(table: &Table<'_>, row: &Row, findings: &mut Findings) -> bool {
    let is_off = table.cell(row, "disabled").and_then(yes_or_no) == Some(true);
    if is_off {
        findings.note(&table.place(row, "disabled"), &Unfit::Disabled);
    }
    is_off
}
