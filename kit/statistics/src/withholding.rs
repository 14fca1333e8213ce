//! The rule of small numbers: what rests on fewer than ten answers or cases is not published.

/// The fewest cases a published figure may rest on.
pub const FEWEST: u64 = 10;

/// Whether a figure resting on `n` cases stays unpublished.
pub const fn is_withheld(n: u64) -> bool {
    n < FEWEST
}

/// The figure, unless it rests on too few cases.
pub fn unless_few<T>(n: u64, figure: T) -> Option<T> {
    (!is_withheld(n)).then_some(figure)
}

/// Which cells of a table of counts stay unpublished, its totals included: small counts, and as many others as it
/// takes that no total gives one back.
///
/// `table` holds the counts row by row, all of one length. The answer has one more row and one more column, for the
/// totals. In each row and column, what is withheld is never one cell alone, nor fewer than [`FEWEST`] together while
/// the total is published. A counting of whole lines, not a proof against every system of equations.
pub fn withheld_cells(table: &[Vec<u64>]) -> Vec<Vec<bool>> {
    let width = table.first().map_or(0, Vec::len);
    let mut counts: Vec<Vec<u64>> =
        table.iter().map(|row| row.iter().copied().chain([row.iter().sum()]).collect()).collect();
    let total = |column| counts.iter().filter_map(|row: &Vec<u64>| row.get(column)).sum();
    let totals = (0..=width).map(total).collect();
    counts.push(totals);
    let mut hidden: Vec<Vec<bool>> =
        counts.iter().map(|row| row.iter().map(|n| *n > 0 && is_withheld(*n)).collect()).collect();
    loop {
        let rows = (0..counts.len()).map(|row| (0..=width).map(|column| (row, column)).collect());
        let columns = (0..=width).map(|column| (0..counts.len()).map(|row| (row, column)).collect());
        let lines: Vec<Vec<Place>> = rows.chain(columns).collect();
        let mut is_changed = false;
        for line in &lines {
            is_changed |= protect(line, &counts, &mut hidden);
        }
        if !is_changed {
            return hidden;
        }
    }
}

/// Row and column.
type Place = (usize, usize);

fn at<T: Copy + Default>(table: &[Vec<T>], (row, column): Place) -> T {
    table.get(row).and_then(|row| row.get(column)).copied().unwrap_or_default()
}

/// Withholds one more cell of a line whose last cell is its total, when its equation would give a cell back.
fn protect(line: &[Place], counts: &[Vec<u64>], hidden: &mut [Vec<bool>]) -> bool {
    let Some((total, parts)) = line.split_last() else { return false };
    let unknown = line.iter().filter(|place| at(hidden, **place)).count();
    let together: u64 = parts.iter().filter(|place| at(hidden, **place)).map(|place| at(counts, *place)).sum();
    let is_safe = unknown == 0 || unknown > 1 && (at(hidden, *total) || !is_withheld(together));
    if is_safe {
        return false;
    }
    let open = line.iter().filter(|place| !at(hidden, **place) && at(counts, **place) > 0);
    let Some((row, column)) = open.min_by_key(|place| at(counts, **place)).copied() else { return false };
    if let Some(cell) = hidden.get_mut(row).and_then(|row| row.get_mut(column)) {
        *cell = true;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nine_cases_are_withheld_and_ten_are_not() {
        assert_eq!(unless_few(9, "4.2"), None);
        assert_eq!(unless_few(10, "4.2"), Some("4.2"));
        assert!(is_withheld(0));
    }

    #[track_caller]
    fn check(table: &[&[u64]], expected: &[&str]) {
        let table: Vec<Vec<u64>> = table.iter().map(|row| row.to_vec()).collect();
        let written: Vec<String> = withheld_cells(&table)
            .iter()
            .map(|row| row.iter().map(|is_hidden| if *is_hidden { 'x' } else { '.' }).collect())
            .collect();
        assert_eq!(written, expected);
    }

    /// The last column and the last row are the totals.
    #[test]
    fn a_small_count_takes_others_with_it() {
        check(&[&[20, 30, 40]], &["....", "...."]);
        // Alone in its row, 4 would be the total less the others; in its column, the total less nothing.
        check(&[&[4, 30, 40]], &["xx..", "xx.."]);
        check(&[&[4, 30, 40], &[50, 20, 60]], &["xx..", "xx..", "...."]);
        check(&[&[4, 3, 40], &[50, 20, 60]], &["xxx.", "xxx.", "...."]);
        check(&[&[0, 3]], &[".xx", ".xx"]);
        check(&[], &["."]);
    }

    proptest! {
        #[test]
        fn no_line_gives_a_small_count_back(
            table in (1_usize..5, 1_usize..6).prop_flat_map(|(rows, columns)| {
                prop::collection::vec(prop::collection::vec(prop_oneof![0_u64..12, 10_u64..200], columns), rows)
            })
        ) {
            let hidden = withheld_cells(&table);
            let width = table[0].len();
            for (row, counts) in table.iter().enumerate() {
                for (column, n) in counts.iter().enumerate() {
                    prop_assert!(!is_withheld(*n) || *n == 0 || hidden[row][column]);
                }
                let parts: Vec<u64> = (0..width).filter(|column| hidden[row][*column]).map(|column| counts[column]).collect();
                if !hidden[row][width] && !parts.is_empty() {
                    prop_assert!(parts.len() > 1 && parts.iter().sum::<u64>() >= FEWEST, "{table:?} {hidden:?}");
                }
            }
            for column in 0..width {
                let parts: Vec<u64> = (0..table.len()).filter(|row| hidden[*row][column]).map(|row| table[row][column]).collect();
                if !hidden[table.len()][column] && !parts.is_empty() {
                    prop_assert!(parts.len() > 1 && parts.iter().sum::<u64>() >= FEWEST, "{table:?} {hidden:?}");
                }
            }
        }
    }
}
