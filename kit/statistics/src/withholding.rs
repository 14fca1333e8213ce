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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_cases_are_withheld_and_ten_are_not() {
        assert_eq!(unless_few(9, "4.2"), None);
        assert_eq!(unless_few(10, "4.2"), Some("4.2"));
        assert!(is_withheld(0));
    }
}
