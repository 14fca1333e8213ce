#![doc = include_str!("../README.md")]
//!
//! Reading order: [`city()`] (plane, quarters, streets, names, offices, articles), then [`requests()`] (services, seasons,
//! places, people, answering, life) and [`MadeRequest`], then [`write_montreal_311`], [`phone()`].

mod answering;
mod articles;
mod boroughs;
mod calendar;
mod chance;
mod city;
mod life;
mod made;
mod montreal_311;
mod names;
mod offices;
mod people;
mod phone;
mod places;
mod plane;
mod quarters;
mod requests;
mod seasons;
mod services;
#[cfg(test)]
mod stories;
mod streets;

pub use city::{Size, city};
pub use made::{
    CHANNELS, MadeAnswer, MadeArea, MadeContact, MadePlace, MadePromise, MadeRequest, MadeRoute, MadeSurvey, Move,
    NATURES, PlaceKind,
};
pub use montreal_311::{published_status, write_montreal_311};
pub use phone::{MadeInterval, phone};
pub use requests::{Requests, requests, time_zone};
