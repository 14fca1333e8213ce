//! How far the two readers of each contact agree, question by question.

use crate::{Mark, Question, store};
use ::store::StoreError;
use base::{Id, Moment};
use statistics::Agreement;
use web::Op;

/// What two readings of each contact say of one question.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreed {
    pub question: Question,
    /// None when nothing was read twice.
    pub agreement: Option<Agreement>,
    /// How often each mark was given, by either reader, in the order of [`Mark::ALL`].
    pub marks: [u64; 4],
}

/// The readings of contacts of `staff` that were drawn since an instant, of those read twice: the first reading against
/// the second one, whoever made them.
pub async fn agreement(op: &mut Op, staff: &[Id], since: Moment) -> Result<Vec<Agreed>, StoreError> {
    let pairs = store::list_pairs(op, staff, since).await?;
    let one = |question: &Question| {
        let (mut places, mut marks) = (Vec::with_capacity(pairs.len()), [0; 4]);
        for (first, second) in &pairs {
            let both = (first.of(*question).place(), second.of(*question).place());
            for place in [both.0, both.1] {
                if let Some(count) = marks.get_mut(place) {
                    *count += 1;
                }
            }
            places.push(both);
        }
        Agreed { question: *question, agreement: Agreement::of(&places, Mark::ALL.len()), marks }
    };
    Ok(Question::ALL.iter().map(one).collect())
}
