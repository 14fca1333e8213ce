//! A file of intervals, as a telephone system writes it: CSV, a line an interval.

use crate::interval::{COLUMNS, Known, PhoneInterval};
use base::{PackFault, PackFiles, sheet::Sheet};
use std::{borrow::Cow, collections::HashMap};

/// The intervals of a file called `name`; or every fault of it, each with its line and its column.
pub fn read(name: &str, bytes: Vec<u8>, known: &Known) -> Result<Vec<PhoneInterval>, Vec<PackFault>> {
    let (mut files, mut faults) = (PackFiles::default(), Vec::new());
    files.insert(name.to_owned(), bytes);
    let sheet = Sheet::read(&files, name, &COLUMNS, &mut faults);
    if !faults.is_empty() {
        return Err(faults);
    }
    let (mut lines, mut intervals) = (HashMap::new(), Vec::new());
    for line in sheet.lines() {
        match known.check(|column| Cow::Borrowed(line.get(column))) {
            Ok(interval) => {
                let key = (interval.line.clone(), interval.borough.clone(), interval.start);
                match lines.insert(key, line.number()) {
                    Some(first) => {
                        faults.push(line.fault(format!("`start`: the same interval stands on line {first}")));
                    }
                    None => intervals.push(interval),
                }
            }
            Err(wrong) => {
                faults.extend(wrong.iter().map(|it| line.fault(format!("`{}`: {}", it.column, it.message))));
            }
        }
    }
    if faults.is_empty() { Ok(intervals) } else { Err(faults) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;
    use testkit::NOON;

    fn faults(text: &str) -> Vec<String> {
        let known = Known { boroughs: Vec::new(), zone: TimeZone::get("America/Montreal").unwrap(), now: NOON };
        let read = read("appels.csv", text.as_bytes().to_vec(), &known);
        read.err().into_iter().flatten().map(|fault| fault.to_string()).collect()
    }

    #[test]
    fn each_fault_has_its_line_and_its_column() {
        let head = COLUMNS.join(",");
        let good = "2026-11-18T08:30,311,,4,4,4,0,60";
        assert!(faults(&format!("{head}\n{good}\n")).is_empty());
        let got = faults(&format!("{head}\n{good}\n2026-11-18T09:00,311,x,4,3,4,zéro,60\n{good}\n"));
        assert_eq!(
            got,
            [
                "appels.csv:3: `borough`: `x` is no borough of the city",
                "appels.csv:3: `abandoned`: `zéro` is not a whole number from 0 to 100000",
                "appels.csv:3: `answered_100s`: 4 is more than the 3 answered",
                "appels.csv:4: `start`: the same interval stands on line 2",
            ]
        );
        assert_eq!(
            faults("start,line\n"),
            ["borough", "offered", "answered", "answered_100s", "abandoned", "talk_s"]
                .map(|column| format!("appels.csv:1: the column `{column}` is missing"))
        );
        assert!(
            faults(&format!("{head}\n2026-11-18T09:00,311,\n"))[0].starts_with("appels.csv:2: the line has 3 cells")
        );
    }
}
