//! What a person answers, read from the form and checked.

use base::Fault;
use std::str::FromStr;

/// « Le problème est-il réglé aujourd'hui? »
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fixed {
    Yes,
    Partly,
    No,
    Unknown,
}

impl Fixed {
    pub const ALL: [Self; 4] = [Self::Yes, Self::Partly, Self::No, Self::Unknown];

    /// Word kept in the table.
    pub fn code(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Partly => "partly",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }
}

impl FromStr for Fixed {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|fixed| fixed.code() == word).ok_or_else(|| word.to_owned())
    }
}

/// Longest comment, in characters.
pub const LONGEST_COMMENT: usize = 4_000;

/// One answer, each part checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub fixed: Fixed,
    /// 1 very dissatisfied to 5 very satisfied; none without an opinion.
    pub satisfaction: Option<u8>,
    pub is_delay_acceptable: Option<bool>,
    pub comment: String,
    /// What is left to do, when it is not fixed: these words go to the request, not to the answer.
    pub left_to_do: String,
}

/// The form as it was sent: all text.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct AnswerForm {
    pub regle: String,
    pub satisfaction: String,
    pub delai: String,
    pub commentaire: String,
    pub reste: String,
}

impl AnswerForm {
    /// The answer as its author gave it, to be corrected.
    pub fn of(answer: &Answer) -> Self {
        let delay = answer.is_delay_acceptable.map_or("sans-opinion", |is| if is { "oui" } else { "non" });
        Self {
            regle: answer.fixed.code().to_owned(),
            satisfaction: answer.satisfaction.map_or_else(|| "0".to_owned(), |score| score.to_string()),
            delai: delay.to_owned(),
            commentaire: answer.comment.clone(),
            reste: String::new(),
        }
    }

    /// Checks every field; answers every fault.
    pub fn check(&self) -> Result<Answer, Vec<Fault>> {
        let mut faults = Vec::new();
        let fixed = self.regle.parse::<Fixed>().ok();
        if fixed.is_none() {
            faults.push(Fault::new("regle", "surveys/fixed-missing"));
        }
        let score = self.satisfaction.parse::<u8>().ok().filter(|score| *score <= 5);
        if score.is_none() {
            faults.push(Fault::new("satisfaction", "surveys/satisfaction-missing"));
        }
        for (field, words) in [("commentaire", &self.commentaire), ("reste", &self.reste)] {
            if words.trim().chars().count() > LONGEST_COMMENT {
                faults.push(Fault::new(field, "surveys/words-too-long"));
            }
        }
        let is_delay_acceptable = match self.delai.as_str() {
            "oui" => Some(true),
            "non" => Some(false),
            _ => None,
        };
        match (fixed, score) {
            (Some(fixed), Some(score)) if faults.is_empty() => Ok(Answer {
                fixed,
                satisfaction: Some(score).filter(|score| *score > 0),
                is_delay_acceptable,
                comment: plain(&self.commentaire),
                left_to_do: plain(&self.reste),
            }),
            _ => Err(faults),
        }
    }
}

/// Without the control characters that no engine and no page wants.
fn plain(words: &str) -> String {
    let words = words.replace("\r\n", "\n");
    words.trim().chars().filter(|letter| !letter.is_control() || "\n\t".contains(*letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(fixed: &str, satisfaction: &str, delay: &str, expected: Result<(Option<u8>, Option<bool>), &[&str]>) {
        let form = AnswerForm {
            regle: fixed.into(),
            satisfaction: satisfaction.into(),
            delai: delay.into(),
            ..AnswerForm::default()
        };
        let got = form.check();
        let got = got.as_ref().map(|answer| (answer.satisfaction, answer.is_delay_acceptable));
        let got = got.map_err(|faults| faults.iter().map(|fault| fault.field.as_str()).collect::<Vec<_>>());
        assert_eq!(got, expected.map_err(<[&str]>::to_vec));
    }

    #[test]
    fn an_answer_says_whether_it_is_fixed_and_how_satisfied_and_may_be_without_opinion() {
        check("yes", "5", "oui", Ok((Some(5), Some(true))));
        check("unknown", "0", "", Ok((None, None)));
        check("no", "1", "non", Ok((Some(1), Some(false))));
        check("", "", "oui", Err(&["regle", "satisfaction"]));
        check("perhaps", "6", "", Err(&["regle", "satisfaction"]));
        check("yes", "-1", "", Err(&["satisfaction"]));
    }

    #[test]
    fn a_comment_has_a_limit_and_no_control_characters() {
        let form = |words: String| AnswerForm {
            regle: "yes".into(),
            satisfaction: "4".into(),
            commentaire: words,
            ..AnswerForm::default()
        };
        assert!(form("é".repeat(4_000)).check().is_ok());
        assert_eq!(form("é".repeat(4_001)).check().unwrap_err()[0].code, "surveys/words-too-long");
        assert_eq!(form(" a\0b\r\nc ".into()).check().unwrap().comment, "ab\nc");
    }

    #[test]
    fn an_answer_comes_back_as_it_was_given() {
        let answer = Answer {
            fixed: Fixed::Partly,
            satisfaction: None,
            is_delay_acceptable: Some(false),
            comment: "Merci".into(),
            left_to_do: String::new(),
        };
        assert_eq!(AnswerForm::of(&answer).check(), Ok(answer));
    }
}
