//! What every request finds ready: database, texts, clock, secrets, and the parts of the city in memory.

use crate::{Seal, Texts};
use arc_swap::ArcSwap;
use base::{IdMaker, Moment, Text};
use jiff::tz::TimeZone;
use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::Arc,
};
use store::Database;

/// Parts of the city in memory, one of each type: the territory, the catalogue…
pub type Parts = HashMap<TypeId, Arc<dyn Any + Send + Sync>>;

/// Adds a part to `parts`, in place of the one of its type.
pub fn put<T: Any + Send + Sync>(parts: &mut Parts, part: T) {
    parts.insert(TypeId::of::<T>(), Arc::new(part));
}

/// How a city names and shows itself on every page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brand {
    pub name: Text,
    /// Number of the service desk, as people dial it.
    pub phone: String,
    /// Number for dangers to life.
    pub emergency_phone: String,
    /// Official site of the city.
    pub url: String,
    /// Whom the maps are owed to.
    pub attribution: Text,
    /// Whether the reader says, before English opens, that they may be answered in English.
    pub english_needs_statement: bool,
    pub zone: TimeZone,
}

/// What the installation decides, not the city.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Address people reach us at, without a final slash: `https://311.example`.
    pub public_url: String,
}

/// Cheap to clone; one for the process.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    database: Database,
    texts: ArcSwap<Texts>,
    settings: Settings,
    seal: Seal,
    ids: IdMaker,
    clock: Box<dyn Fn() -> Moment + Send + Sync>,
    parts: ArcSwap<Parts>,
}

impl App {
    /// `parts` must hold a [`Brand`].
    pub fn new(
        database: Database,
        texts: Texts,
        settings: Settings,
        seal: Seal,
        clock: impl Fn() -> Moment + Send + Sync + 'static,
    ) -> Self {
        let inner = Inner {
            database,
            texts: ArcSwap::from_pointee(texts),
            settings,
            seal,
            ids: IdMaker::default(),
            clock: Box::new(clock),
            parts: ArcSwap::default(),
        };
        Self { inner: Arc::new(inner) }
    }

    pub fn database(&self) -> &Database {
        &self.inner.database
    }

    pub fn texts(&self) -> Arc<Texts> {
        self.inner.texts.load_full()
    }

    /// Puts other texts in place, those of a renewed city.
    pub fn renew_texts(&self, texts: Texts) {
        self.inner.texts.store(Arc::new(texts));
    }

    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// Signs links and cookies.
    pub fn seal(&self) -> &Seal {
        &self.inner.seal
    }

    pub fn ids(&self) -> &IdMaker {
        &self.inner.ids
    }

    /// Reads the clock. Called once at the start of an operation; rules take the instant as an argument.
    pub fn now(&self) -> Moment {
        (self.inner.clock)()
    }

    /// Puts a new set of parts in place, whole; operations under way keep the one they have.
    pub fn set_parts(&self, parts: Parts) {
        self.inner.parts.store(Arc::new(parts));
    }

    /// Puts `parts` in the place of those of their types, all at once; the others stay.
    pub fn renew_parts(&self, parts: Parts) {
        let mut all = Parts::clone(&self.inner.parts.load());
        all.extend(parts);
        self.set_parts(all);
    }

    /// The part of type `T`.
    ///
    /// # Panics
    /// When the process was wired without it, which the start of the process checks.
    #[expect(clippy::panic, reason = "a part that is missing is a fault of the wiring, found at start")]
    pub fn part<T: Any + Send + Sync>(&self) -> Arc<T> {
        let parts = self.inner.parts.load();
        match parts.get(&TypeId::of::<T>()).cloned().map(Arc::downcast::<T>) {
            Some(Ok(part)) => part,
            Some(Err(_)) | None => panic!("the part {} is not wired", std::any::type_name::<T>()),
        }
    }
}
