//! Rows of comma-separated values (RFC 4180): written with the cells that need it quoted, read with the line they are on.

use super::fault::Fault;

/// One row, without its line end.
pub(super) fn row<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    cells.into_iter().map(super::super::table::cell).collect::<Vec<_>>().join(",")
}

/// A text of these rows.
pub(super) fn lines(rows: &[String]) -> String {
    let mut text = rows.join("\n");
    text.push('\n');
    text
}

/// A row as it was read.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// Line of its first letter, from 1.
    pub(super) line: usize,
    /// Its cells.
    pub(super) cells: Vec<String>,
}

impl Row {
    /// A cell; empty if there is none.
    pub(super) fn cell(&self, place: usize) -> &str {
        self.cells.get(place).map_or("", String::as_str)
    }

    /// A fault on this row.
    pub(super) fn fault(&self, file: &str, what: impl Into<String>) -> Fault {
        Fault::at(file, format!("line {}", self.line), what)
    }
}

/// The rows of a file below its head, which must be these columns.
///
/// # Errors
///
/// Fails on another head, and on a row with another number of cells.
pub(super) fn rows(file: &str, bytes: &[u8], columns: &[&str]) -> Result<Vec<Row>, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|_| Fault::of(file, "it is not text"))?;
    let mut rows = split(text).into_iter();
    let head = rows.next().filter(|head| head.cells.iter().eq(columns));
    if head.is_none() {
        return Err(Fault::at(file, "line 1", format!("the columns are not {}", columns.join(","))));
    }
    let rows: Vec<Row> = rows.collect();
    match rows.iter().find(|row| row.cells.len() != columns.len()) {
        Some(short) => Err(short.fault(file, format!("it has not {} cells", columns.len()))),
        None => Ok(rows),
    }
}

fn split(text: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let (mut line, mut first) = (1_usize, 1_usize);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                line = line.saturating_add(1);
                cells.push(std::mem::take(&mut cell));
                rows.push(Row { line: first, cells: std::mem::take(&mut cells) });
                first = line;
            }
            other => {
                line = line.saturating_add(usize::from(other == '\n'));
                cell.push(other);
            }
        }
    }
    if !cell.is_empty() || !cells.is_empty() {
        cells.push(cell);
        rows.push(Row { line: first, cells });
    }
    rows
}
