#![doc = include_str!("../README.md")]
//!
//! Reading order: [`service`], [`question`], [`status`], [`closing`], [`recognition`].

mod catalogue;
pub mod closing;
pub mod question;
pub mod recognition;
pub mod service;
pub mod status;

pub use catalogue::Catalogue;
pub use closing::{ClosingResult, Proof};
pub use question::{Answers, Choice, Condition, Datatype, Question};
pub use recognition::{Proposal, Recogniser};
pub use service::{Group, Level, Priority, PublicMap, Service, Stopper};
pub use status::{Clock, Status};
