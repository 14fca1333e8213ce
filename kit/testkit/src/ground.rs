//! A database of its own for each test, and the process around it, at a time that the test moves.

use base::{Moment, Text};
use jiff::tz::TimeZone;
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU32, Ordering},
    },
};
use store::{Database, Migration, sql};
use web::{
    App, Brand, Seal, Settings, Texts,
    app::{Parts, put},
    texts::Source,
};

/// 2026-11-18, 17:53:20 UTC: a Wednesday, just before one in the afternoon in Montréal.
pub const NOON: Moment = Moment(1_795_024_400_000);

static SERIAL: AtomicU32 = AtomicU32::new(0);

/// A process on an empty database: SQLite, or PostgreSQL when `RIVERAIN_TEST_DATABASE` gives its address.
pub struct Ground {
    pub app: App,
    clock: Arc<AtomicI64>,
    /// Removed with the test.
    pub folder: tempfile::TempDir,
}

impl Ground {
    /// Makes the tables of `migrations`; `parts` receives a [`Brand`] if it has none.
    pub async fn new(migrations: &[Migration], sources: &[Source], mut parts: Parts) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::open(&new_database(folder.path()).await).await.unwrap();
        database.migrate(migrations, NOON).await.unwrap();
        let clock = Arc::new(AtomicI64::new(NOON.0));
        let settings = Settings { public_url: "http://127.0.0.1".to_owned() };
        let texts = Texts::new(sources, ("", "")).unwrap();
        let app = App::new(database, texts, settings, Seal::new([1; 32]), {
            let clock = clock.clone();
            move || Moment(clock.load(Ordering::Relaxed))
        });
        if !parts.contains_key(&std::any::TypeId::of::<Brand>()) {
            put(&mut parts, brand());
        }
        app.set_parts(parts);
        Self { app, clock, folder }
    }

    pub fn now(&self) -> Moment {
        self.app.now()
    }

    /// Moves the clock.
    pub fn set_now(&self, now: Moment) {
        self.clock.store(now.0, Ordering::Relaxed);
    }
}

/// Address of an empty database: a file in `folder`, or a schema of its own on the server of
/// `RIVERAIN_TEST_DATABASE`.
pub async fn new_database(folder: &Path) -> String {
    match std::env::var("RIVERAIN_TEST_DATABASE") {
        Err(_) => format!("sqlite:{}/city.db", folder.display()),
        Ok(address) => schema_of_its_own(&address).await,
    }
}

async fn schema_of_its_own(address: &str) -> String {
    let name: &'static str = format!("test_{}_{}", std::process::id(), SERIAL.fetch_add(1, Ordering::Relaxed)).leak();
    let root = Database::open(address).await.unwrap();
    let mut tx = root.write();
    sql("create schema ").push(name).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    format!("{address}?options=-csearch_path%3D{name}")
}

/// A city of tests.
pub fn brand() -> Brand {
    Brand {
        name: Text::new("Ville d’essai", "Test City"),
        phone: "311".into(),
        emergency_phone: "911".into(),
        url: "https://example.org".into(),
        attribution: Text::new("Données d’essai", "Test data"),
        english_needs_statement: false,
        zone: TimeZone::get("America/Montreal").unwrap(),
    }
}
