//! What people would read of an act, in their language, before anything is sent: the act is done in a transaction that
//! is never kept, and what it posted is read.

use ::store::StoreError;
use web::Op;

/// A message as its person would read it. Who they are is not shown here.
pub struct Letter {
    pub lang: String,
    pub subject: String,
    pub body: String,
}

/// What `op` posted about a request so far, each text once. Links of the person are not shown: they open.
pub async fn posted(op: &mut Op, reference: &str) -> Result<Vec<Letter>, StoreError> {
    let now = op.now;
    let mut letters: Vec<Letter> = Vec::new();
    for posted in notifications::posted(op, reference, now).await? {
        let body: Vec<&str> = posted.body.lines().filter(|line| !line.starts_with("http")).collect();
        let letter = Letter { lang: posted.lang, subject: posted.subject, body: body.join("\n") };
        if !letters.iter().any(|it| it.body == letter.body) {
            letters.push(letter);
        }
    }
    Ok(letters)
}
