//! The four columns of a place and the one address of a request.

/// `TYPE_LIEU_INTERV`, `RUE`, `RUE_INTERSECTION1` and `RUE_INTERSECTION2`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Words<'a> {
    pub kind: &'a str,
    pub street: &'a str,
    pub corner: &'a str,
    pub other_corner: &'a str,
}

const BETWEEN: &str = ", entre ";
const AND: &str = " et ";
const CORNER: &str = " / ";

/// `rue Dumas`; `rue Rachel / rue Clark`; `rue Clark, entre rue Beaubien et rue Saint-Zotique`.
pub fn address_of(words: Words<'_>) -> String {
    let Words { street, corner, other_corner, .. } = words;
    match (street.is_empty(), corner.is_empty() || other_corner.is_empty()) {
        (false, true) => street.to_owned(),
        (false, false) => [street, BETWEEN, corner, AND, other_corner].concat(),
        (true, false) => [corner, CORNER, other_corner].concat(),
        (true, true) => [corner, other_corner].concat(),
    }
}

/// The columns of an address. Not always those it was made of: what differs is kept beside the request.
pub fn words_of(address: &str, has_point: bool) -> Words<'_> {
    let of_corner = || address.split_once(CORNER);
    let of_stretch = || {
        let (street, rest) = address.split_once(BETWEEN)?;
        Some((street, rest.split_once(AND)?))
    };
    if let Some((street, (corner, other_corner))) = of_stretch() {
        Words { kind: "Troncon", street, corner, other_corner }
    } else if let Some((corner, other_corner)) = of_corner() {
        Words { kind: "Intersection", street: "", corner, other_corner }
    } else if !address.is_empty() || has_point {
        Words { kind: "Adresse", street: address, ..Words::default() }
    } else {
        Words::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: [&str; 4], address: &str) {
        let [kind, street, corner, other_corner] = words;
        let words = Words { kind, street, corner, other_corner };
        assert_eq!(address_of(words), address);
        assert_eq!(words_of(address, !kind.is_empty()), words, "{address}");
    }

    #[test]
    fn a_place_goes_to_its_address_and_back() {
        check(["Adresse", "rue Dumas", "", ""], "rue Dumas");
        check(["Intersection", "", "rue Rachel", "rue Clark"], "rue Rachel / rue Clark");
        check(["Troncon", "rue Clark", "rue Villeray", "rue Gounod"], "rue Clark, entre rue Villeray et rue Gounod");
        check(["Adresse", "", "", ""], "");
        check(["", "", "", ""], "");
    }
}
