//! A line of the routing table that sends a service of a borough where its requests end.

use crate::table::Table;
use routing::names::is_same_category;

/// What the line says, and what it rests on.
#[derive(Debug, Clone, Copy)]
pub struct Correction<'a> {
    /// Code of the service, which the table knows before its category.
    pub service: &'a str,
    /// Code of the borough.
    pub borough: &'a str,
    /// Code of the unit.
    pub unit: &'a str,
    /// Requests that were looked at, and those of them that are at this unit.
    pub seen: u64,
    pub agreed: u64,
    pub reason: &'a str,
}

/// `routing.csv` with that line, in the place of the one that spoke of both; what it does not touch stays byte for byte.
/// None when the text is no such table.
pub fn corrected(text: &str, correction: &Correction<'_>) -> Option<String> {
    let table = Table::read(text)?;
    let place = |name: &str| table.columns.iter().position(|column| column == name);
    let (category, territory) = (place("category")?, place("territory")?);
    place("unit")?;
    let cell = |cells: &[String], at: Option<usize>| at.and_then(|at| cells.get(at).cloned()).unwrap_or_default();
    let row = table.rows().iter().find(|row| {
        is_same_category(&cell(&row.cells, Some(category)), correction.service)
            && cell(&row.cells, Some(territory)).trim() == correction.borough
            && cell(&row.cells, place("instead_of")).trim().is_empty()
    });
    let mut cells = row.map_or_else(Vec::new, |row| row.cells.clone());
    cells.resize(table.columns.len().max(cells.len()), String::new());
    let (seen, agreed) = (correction.seen.to_string(), correction.agreed.to_string());
    let mut written = vec![
        ("unit", correction.unit),
        ("guesses", ""),
        ("seen", &seen),
        ("agreed", &agreed),
        ("reason", correction.reason),
    ];
    if row.is_none() {
        written.extend([("category", correction.service), ("territory", correction.borough)]);
    }
    for (name, words) in written {
        if let Some(cell) = place(name).and_then(|at| cells.get_mut(at)) {
            words.clone_into(cell);
        }
    }
    Some(row.map_or_else(|| table.with_new(&cells), |row| table.with(row, &cells)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CORRECTION: Correction<'_> = Correction {
        service: "NID_POULE",
        borough: "anjou",
        unit: "eau",
        seen: 40,
        agreed: 31,
        reason: "D’après 90 jours, ou presque",
    };

    #[track_caller]
    fn check(before: &str, after: Option<&str>) {
        assert_eq!(corrected(before, &CORRECTION).as_deref(), after);
        let again = after.and_then(|after| corrected(after, &CORRECTION));
        assert_eq!(again.as_deref(), after, "done again, it changes nothing");
    }

    #[test]
    fn a_line_is_added_or_takes_the_place_of_the_one_that_spoke_of_both() {
        check(
            "# version 1\r\ncategory,territory,unit,reason\r\nNID_POULE,,*,\r\n",
            Some(
                "# version 1\r\ncategory,territory,unit,reason\r\nNID_POULE,,*,\r\nNID_POULE,anjou,eau,\"D’après 90 jours, ou presque\"\r\n",
            ),
        );
        check(
            "category,territory,instead_of,unit,guesses,seen,agreed,reason\nNID_POULE,anjou,,?,a | b,9,0,x\nNid poule,lachine,,b,,1,1,\n",
            Some(
                "category,territory,instead_of,unit,guesses,seen,agreed,reason\nNID_POULE,anjou,,eau,,40,31,\"D’après 90 jours, ou presque\"\nNid poule,lachine,,b,,1,1,\n",
            ),
        );
        // A line of the borough itself is another one; so is one of its category by another name.
        check(
            "category,territory,unit\n,anjou,anjou\nNids-de-poule,anjou,voirie",
            Some("category,territory,unit\n,anjou,anjou\nNids-de-poule,anjou,voirie\nNID_POULE,anjou,eau\n"),
        );
        check("", None);
        check("category,unit\nA,b\n", None);
    }
}
