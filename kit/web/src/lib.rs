#![doc = include_str!("../README.md")]
//!
//! Reading order: [`app`], [`op`], [`refusal`], [`view`], [`chart`], [`picture`], [`download`], [`form`], [`file_form`], [`faults`], [`texts`], [`door`].

pub mod app;
pub mod assets;
pub mod chart;
pub mod door;
pub mod download;
pub mod faults;
pub mod file_form;
pub mod form;
pub mod op;
pub mod picture;
pub mod refusal;
pub mod seal;
pub mod texts;

pub mod view;

pub use app::{App, Brand, Settings};
pub use download::Download;
pub use faults::Faults;
pub use file_form::{FileField, FileForm};
pub use form::Form;
pub use op::{Actor, Op};
pub use picture::Picture;
pub use refusal::Refusal;
pub use seal::Seal;
pub use texts::Texts;
pub use view::{Page, View};
