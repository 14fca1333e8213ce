//! Variables and holes of a reply: `{adresse}` is filled from the request, `[[la raison]]` by whoever writes.

/// What the request tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variable {
    /// Its public number.
    Number,
    Service,
    Address,
    Borough,
    Unit,
    /// The promised date.
    Promised,
    /// The day that was planned.
    Planned,
}

impl Variable {
    pub const ALL: [Self; 7] =
        [Self::Number, Self::Service, Self::Address, Self::Borough, Self::Unit, Self::Promised, Self::Planned];

    /// Its word between braces, in both languages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Number => "numero",
            Self::Service => "service",
            Self::Address => "adresse",
            Self::Borough => "arrondissement",
            Self::Unit => "unite",
            Self::Promised => "date-promise",
            Self::Planned => "date-prevue",
        }
    }
}

/// What each variable is worth for one request; what is missing becomes a hole.
pub type Values = Vec<(Variable, String)>;

/// A piece of a text.
enum Piece<'t> {
    Words(&'t str),
    Variable(&'t str),
}

/// The pieces of a text; a brace that is not closed is a word like another.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, end)) = after.split_once('}') else { break };
        pieces.extend([Piece::Words(before), Piece::Variable(name)]);
        rest = end;
    }
    pieces.push(Piece::Words(rest));
    pieces
}

fn variable(name: &str) -> Option<Variable> {
    Variable::ALL.into_iter().find(|variable| variable.word() == name.trim())
}

/// A name between braces that is no variable.
pub fn unknown_variable(text: &str) -> Option<&str> {
    pieces(text).into_iter().find_map(|piece| match piece {
        Piece::Variable(name) if variable(name).is_none() => Some(name),
        Piece::Variable(_) | Piece::Words(_) => None,
    })
}

/// Whether something is still to be said by whoever writes.
pub fn has_hole(text: &str) -> bool {
    text.contains("[[")
}

/// Whether each hole that begins ends.
pub fn is_closed(text: &str) -> bool {
    text.split("[[").skip(1).all(|hole| hole.split_once("]]").is_some_and(|(name, _)| !name.trim().is_empty()))
        && text.matches("[[").count() == text.matches("]]").count()
}

/// The words for one request: variables are replaced once, whatever their values hold.
pub fn fill(text: &str, values: &Values) -> String {
    let written = |name: &str| {
        let known = variable(name);
        let value = values.iter().find(|(variable, _)| Some(*variable) == known).map(|(_, value)| value.trim());
        match value {
            Some(value) if !value.is_empty() => value.to_owned(),
            Some(_) | None => format!("[[{}]]", name.trim()),
        }
    };
    pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Words(words) => words.to_owned(),
            Piece::Variable(name) => written(name),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_filled_and_what_is_missing_stays_to_be_said() {
        let values = vec![(Variable::Address, "24, rue {numero}".to_owned()), (Variable::Planned, "  ".to_owned())];
        let cases = [
            ("Au {adresse}.", "Au 24, rue {numero}."),
            ("Le {date-prevue}", "Le [[date-prevue]]"),
            ("Le {date-promise}", "Le [[date-promise]]"),
            ("Une accolade { seule", "Une accolade { seule"),
            ("", ""),
            ("{ adresse }{adresse}", "24, rue {numero}24, rue {numero}"),
        ];
        for (text, filled) in cases {
            assert_eq!(fill(text, &values), filled, "{text}");
        }
    }

    #[test]
    fn what_is_not_understood_is_said() {
        assert_eq!(unknown_variable("{adresse} {nom} {x}"), Some("nom"));
        assert_eq!(unknown_variable("{adresse} { seule"), None);
        for (text, closed) in [
            ("a", true),
            ("[[la raison]]", true),
            ("[[", false),
            ("]] [[", false),
            ("[[ ]]", false),
            ("[[a]] [[b", false),
        ] {
            assert_eq!(is_closed(text), closed, "{text}");
        }
        assert!(has_hole("le [[jour]]") && !has_hole("le [jour]"));
    }
}
