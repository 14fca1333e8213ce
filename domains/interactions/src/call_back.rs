//! A call that was promised: a task with a date, for somebody or for a unit.

use crate::store;
use ::store::StoreError;
use base::{Id, Moment};
use web::{Op, Refusal};

/// Who was called, and why, is forgotten so many days after it was done.
pub const KEPT_DAYS: i64 = 30;
const LONGEST_WORDS: usize = 1_000;
const FARTHEST_DAYS: i64 = 90;
const LISTED: u32 = 100;

/// A call to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallBack {
    pub id: Id,
    pub staff_id: Id,
    pub unit: Option<String>,
    /// The request it is about.
    pub reference: Option<String>,
    pub name: Option<String>,
    pub phone: Option<String>,
    pub words: String,
    pub due_at: Moment,
    pub created_by: String,
    pub done_at: Option<Moment>,
}

/// A call that is being promised.
#[derive(Debug, Clone)]
pub struct NewCallBack<'a> {
    pub staff_id: Id,
    pub unit: Option<&'a str>,
    pub reference: Option<&'a str>,
    pub name: &'a str,
    pub phone: &'a str,
    pub words: &'a str,
    pub due_at: Option<Moment>,
}

#[derive(Debug, thiserror::Error)]
pub enum CallBackError {
    #[error("why is missing")]
    WordsMissing,
    #[error("the words are too long")]
    WordsLong,
    #[error("the moment is past, or too far")]
    Past,
    #[error("there is no such call, or it is somebody else's")]
    Unknown,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl CallBackError {
    /// Problem code, whose sentence is in the texts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::WordsMissing => "interactions/words-missing",
            Self::WordsLong => "interactions/words-long",
            Self::Past => "interactions/past",
            Self::Unknown => "interactions/unknown",
            Self::Store(_) => "web/internal",
        }
    }
}

impl From<CallBackError> for Refusal {
    fn from(err: CallBackError) -> Self {
        let code = err.code();
        match err {
            CallBackError::Unknown => Self::not_found(code),
            CallBackError::Store(err) => err.into(),
            CallBackError::WordsMissing | CallBackError::WordsLong | CallBackError::Past => Self::unprocessable(code),
        }
    }
}

fn words(text: &str) -> Result<&str, CallBackError> {
    match text.trim() {
        "" => Err(CallBackError::WordsMissing),
        text if text.chars().count() > LONGEST_WORDS => Err(CallBackError::WordsLong),
        text => Ok(text),
    }
}

/// Books a call.
pub async fn book(op: &mut Op, new: &NewCallBack<'_>) -> Result<Id, CallBackError> {
    let text = words(new.words)?;
    let range = op.now..op.now.plus_days(FARTHEST_DAYS);
    let due_at = new.due_at.filter(|due_at| range.contains(due_at)).ok_or(CallBackError::Past)?;
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let call = CallBack {
        id: op.id(),
        staff_id: new.staff_id,
        unit: new.unit.map(str::to_owned),
        reference: new.reference.map(str::to_owned),
        name: given(new.name),
        phone: given(new.phone),
        words: text.to_owned(),
        due_at,
        created_by: op.actor.name().unwrap_or_default().to_owned(),
        done_at: None,
    };
    store::insert_call_back(op, &call).await?;
    Ok(call.id)
}

/// The calls that somebody and their units have to make, the soonest first.
pub async fn call_backs(op: &mut Op, staff_id: Id, units: &[String]) -> Result<Vec<CallBack>, StoreError> {
    store::list_call_backs(op, staff_id, units, LISTED).await
}

/// Says that a call was made, with what came of it.
pub async fn settle(op: &mut Op, id: Id, (staff_id, units): (Id, &[String]), text: &str) -> Result<(), CallBackError> {
    let text = words(text)?;
    let is_theirs =
        |call: &CallBack| call.staff_id == staff_id || call.unit.as_ref().is_some_and(|unit| units.contains(unit));
    let call = store::find_call_back(op, id).await?.filter(is_theirs).ok_or(CallBackError::Unknown)?;
    Ok(store::save_call_back_done(op, call.id, text).await?)
}
