//! The one context of a use case: transaction, actor, instant, language, request number.

use crate::{App, Refusal, View};
use axum::{
    extract::{FromRef, FromRequestParts, OriginalUri},
    http::{Method, request::Parts},
};
use base::{Id, Lang, Moment};
use std::{any::Any, sync::Arc};
use store::Tx;

/// Who acts, as the journal remembers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Somebody outside the administration, known or not.
    Resident,
    Staff {
        id: Id,
        name: String,
    },
    /// Another system, by the name of its key.
    Client(String),
    /// The process itself: jobs, imports.
    System,
}

impl Actor {
    /// Word of the journal.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Resident => "resident",
            Self::Staff { .. } => "staff",
            Self::Client(_) => "client",
            Self::System => "system",
        }
    }

    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Staff { name, .. } | Self::Client(name) => Some(name),
            Self::Resident | Self::System => None,
        }
    }
}

/// First argument of every use case and store function. Its instant does not move.
pub struct Op {
    pub tx: Tx,
    pub now: Moment,
    pub lang: Lang,
    pub actor: Actor,
    pub app: App,
    /// Path asked for, without the language, for the language switch.
    pub path: String,
}

impl Op {
    /// An operation of the process itself.
    pub fn system(app: &App) -> Self {
        Self {
            tx: app.database().write(),
            now: app.now(),
            lang: Lang::Fr,
            actor: Actor::System,
            app: app.clone(),
            path: String::new(),
        }
    }

    /// A new identifier.
    pub fn id(&self) -> Id {
        self.app.ids().make(self.now)
    }

    /// The part of the city of type `T`.
    pub fn part<T: Any + Send + Sync>(&self) -> Arc<T> {
        self.app.part()
    }

    /// What a page needs to speak.
    pub fn view(&self) -> View {
        View::new(&self.app, self.lang, &self.path)
    }

    /// Books work of `kind` for `run_at`, kept with this operation.
    pub async fn post_job(&mut self, kind: &str, payload: &str, run_at: Moment) -> Result<(), store::StoreError> {
        let id = self.id();
        store::jobs::post(&mut self.tx, id, kind, payload, run_at).await
    }

    /// Keeps everything that was done; returns once it is on the disk.
    pub async fn commit(self) -> Result<(), Refusal> {
        Ok(self.tx.commit().await?)
    }
}

/// Reading methods get an operation that cannot write.
impl<S: Send + Sync> FromRequestParts<S> for Op
where
    App: FromRef<S>,
{
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let app = App::from_ref(state);
        let is_read = parts.method == Method::GET || parts.method == Method::HEAD;
        let tx = if is_read { app.database().read() } else { app.database().write() };
        let lang = parts.extensions.get::<Lang>().copied().unwrap_or_default();
        let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |original| &original.0);
        let path = crate::door::without_language(uri.path_and_query().map_or("/", |path| path.as_str())).1.to_owned();
        Ok(Self { tx, now: app.now(), lang, actor: Actor::Resident, app, path })
    }
}
