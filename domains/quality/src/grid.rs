//! The six short questions that a contact is read again with.

use std::str::FromStr;

base::words! {
    /// What is asked of a contact.
    Question {
        Courtesy => "courtesy", Understood => "understood", Service => "service", Information => "information",
        Next => "next", Note => "note",
    }
}

base::words! {
    /// What a reader answers. The last one is for what the contact gave no occasion for.
    Mark { Yes => "yes", Partly => "partly", No => "no", None => "none" }
}

impl Mark {
    /// Its place among the answers, for counting.
    pub fn place(self) -> usize {
        Self::ALL.iter().position(|mark| *mark == self).unwrap_or_default()
    }
}

/// An answer to each question, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grid(pub [Mark; 6]);

impl Grid {
    /// The grid that `get` gives question by question; or those that have no answer.
    pub fn read<'a>(get: impl Fn(Question) -> &'a str) -> Result<Self, Vec<Question>> {
        let mut marks = [Mark::None; 6];
        let mut missing = Vec::new();
        for (mark, question) in marks.iter_mut().zip(Question::ALL) {
            match get(*question).parse() {
                Ok(given) => *mark = given,
                Err(_) => missing.push(*question),
            }
        }
        if missing.is_empty() { Ok(Self(marks)) } else { Err(missing) }
    }

    pub fn of(self, question: Question) -> Mark {
        let place = Question::ALL.iter().position(|it| *it == question);
        place.and_then(|place| self.0.get(place)).copied().unwrap_or(Mark::None)
    }

    /// As it is kept.
    pub(crate) fn written(self) -> String {
        self.0.map(Mark::code).join(",")
    }
}

impl FromStr for Grid {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let marks = text.split(',').map(str::parse).collect::<Result<Vec<Mark>, _>>()?;
        Ok(Self(marks.try_into().map_err(|_| text.to_owned())?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_is_whole_or_says_which_questions_are_left() {
        let whole = Grid::read(|question| if question == Question::Note { "partly" } else { "yes" }).unwrap();
        assert_eq!(whole.of(Question::Note), Mark::Partly);
        assert_eq!(whole.written(), "yes,yes,yes,yes,yes,partly");
        assert_eq!(whole.written().parse(), Ok(whole));
        let left = Grid::read(|question| if question == Question::Next { "perhaps" } else { "none" });
        assert_eq!(left, Err(vec![Question::Next]));
        assert!("yes,no".parse::<Grid>().is_err() && "yes,yes,yes,yes,yes,x".parse::<Grid>().is_err());
    }
}
