//! Signing in through the city's provider of accounts (OpenID Connect): discovered, asked with PKCE, checked since.
//!
//! Reading order: [`settings`], this file, `safe`, [`coming`], `leaving`, `store`, `desk`.

pub mod coming;
pub(crate) mod desk;
pub mod leaving;
mod safe;
pub mod settings;
mod store;
#[cfg(test)]
mod stories;

pub use coming::{check, sweep};
pub use settings::{OidcSettings, OidcSettingsError};

use base::Moment;
use openidconnect::{
    AdditionalClaims, AsyncHttpClient, AuthenticationFlow, AuthorizationCode, ClientId, ClientSecret, CsrfToken,
    EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IdTokenFields,
    IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, ProviderMetadataWithLogout,
    RedirectUrl, RefreshToken, RequestTokenError, Scope, StandardErrorResponse, StandardTokenResponse, TokenResponse,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
        CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreResponseType, CoreRevocableToken,
        CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
    },
    http::{Method, StatusCode},
};
use serde_json::Value;
use std::{
    collections::HashMap,
    error::Error,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// What the provider publishes of itself is read again after this time.
const KNOWN_MS: i64 = 60 * 60_000;
/// A proof of who one is that is asked of the provider is no older.
const PROOF: Duration = Duration::from_millis(crate::session::FRESH_MS.cast_unsigned());
/// Nobody waits longer for the provider.
const PATIENCE: Duration = Duration::from_secs(8);

/// Claims beside the standard ones: the name of that of groups is a setting.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct OwnClaims {
    #[serde(flatten)]
    all: HashMap<String, Value>,
}

impl AdditionalClaims for OwnClaims {}

type Tokens = StandardTokenResponse<
    IdTokenFields<
        OwnClaims,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;

type TokenProblem = StandardErrorResponse<CoreErrorResponseType>;

type Client = openidconnect::Client<
    OwnClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    TokenProblem,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// It does not answer, or not as a provider does: local accounts remain.
    #[error("the provider does not answer: {0}")]
    Unreachable(String),
    /// It says no: the code was used, the account is closed, the refresh token revoked.
    #[error("the provider refuses: {0}")]
    Refused(String),
    /// What it gave does not hold: signature, audience, nonce, time.
    #[error("the provider's word does not hold: {0}")]
    Untrue(String),
}

/// An error and its causes, for the log.
fn chain(err: &dyn Error) -> String {
    let mut text = err.to_string();
    let mut cause = err.source();
    while let Some(err) = cause {
        text.push_str(": ");
        text.push_str(&err.to_string());
        cause = err.source();
    }
    text
}

impl<E: Error + 'static> From<RequestTokenError<E, TokenProblem>> for ProviderError {
    fn from(err: RequestTokenError<E, TokenProblem>) -> Self {
        match err {
            RequestTokenError::ServerResponse(problem) => Self::Refused(problem.error().as_ref().to_owned()),
            err @ (RequestTokenError::Request(_) | RequestTokenError::Parse(..) | RequestTokenError::Other(_)) => {
                Self::Unreachable(chain(&err))
            }
        }
    }
}

/// Who comes, as the provider says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub subject: String,
    pub email: Option<String>,
    pub name: Option<String>,
    /// Absent when the provider did not say.
    pub groups: Option<Vec<String>>,
    /// The provider's own session.
    pub sid: String,
    /// When they proved who they are there, when the provider says.
    pub proved_at: Option<Moment>,
}

/// What the provider is told to ask of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asks {
    /// Whatever it wants.
    Usual,
    /// To choose an account.
    OtherAccount,
    /// To prove who they are again, and when that was.
    Again,
}

/// What is given for a code or a refresh token.
pub(crate) struct Given {
    pub person: Option<Person>,
    pub refresh: String,
}

/// The way to the provider: where to send the browser, and what must come back.
pub(crate) struct Way {
    pub url: String,
    pub state: String,
    pub nonce: String,
    pub verifier: String,
}

struct Http(reqwest::Client);

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = reqwest::Error;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Self::Error>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let is_grant = request.method() == Method::POST;
            let answer = self.0.execute(request.try_into()?).await?;
            let (status, headers) = (answer.status(), answer.headers().clone());
            let mut body = answer.bytes().await?.to_vec();
            if is_grant && status == StatusCode::BAD_REQUEST && body.is_empty() {
                // RFC 6749, 5.2 wants a reason; some providers refuse a grant with a bare 400.
                body = br#"{"error":"invalid_grant"}"#.to_vec();
            }
            let mut whole = HttpResponse::new(body);
            *whole.status_mut() = status;
            *whole.headers_mut() = headers;
            Ok(whole)
        })
    }
}

/// The provider of the installation, if it has one: a part of the process.
pub struct Provider(Option<Known>);

struct Known {
    settings: OidcSettings,
    secret: String,
    return_url: String,
    http: Http,
    metadata: Mutex<Option<(Moment, Arc<ProviderMetadataWithLogout>)>>,
}

impl Provider {
    /// None: people sign in with local accounts alone.
    pub fn none() -> Self {
        Self(None)
    }

    /// The provider of `settings`; `public_url` is where it sends people back.
    pub fn new(settings: &OidcSettings, public_url: &str) -> Result<Self, OidcSettingsError> {
        let Some(secret) = settings.check()? else { return Ok(Self::none()) };
        // The TLS of the process, unless another part of it has said so before.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            // A provider that redirects us elsewhere is not obeyed.
            .redirect(reqwest::redirect::Policy::none())
            .timeout(PATIENCE)
            .build()
            .map_err(|err| OidcSettingsError::Client(chain(&err)))?;
        Ok(Self(Some(Known {
            settings: settings.clone(),
            secret,
            return_url: format!("{public_url}{}", desk::RETURN),
            http: Http(http),
            metadata: Mutex::default(),
        })))
    }

    pub fn is_some(&self) -> bool {
        self.0.is_some()
    }

    fn known(&self) -> Result<&Known, ProviderError> {
        self.0.as_ref().ok_or_else(|| ProviderError::Unreachable("none is set".to_owned()))
    }

    pub(crate) fn settings(&self) -> Result<&OidcSettings, ProviderError> {
        Ok(&self.known()?.settings)
    }

    /// What the provider publishes of itself, its keys included; read again when it is old, or `afresh`.
    pub(crate) async fn metadata(
        &self,
        now: Moment,
        is_afresh: bool,
    ) -> Result<Arc<ProviderMetadataWithLogout>, ProviderError> {
        let known = self.known()?;
        let kept = known.metadata.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((read_at, metadata)) = kept
            && !is_afresh
            && now < read_at.plus_ms(KNOWN_MS)
        {
            return Ok(metadata);
        }
        let wrong = |err: &dyn Error| ProviderError::Unreachable(chain(err));
        let issuer = IssuerUrl::new(known.settings.issuer.clone()).map_err(|err| wrong(&err))?;
        let found = ProviderMetadataWithLogout::discover_async(issuer, &known.http).await.map_err(|err| wrong(&err))?;
        let found = Arc::new(found);
        *known.metadata.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, found.clone()));
        Ok(found)
    }

    /// Whether what it publishes was read long enough ago to be read again because of a stranger.
    pub(crate) fn may_read_again(&self, now: Moment) -> bool {
        let Ok(known) = self.known() else { return false };
        let kept = known.metadata.lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().is_none_or(|(read_at, _)| now >= read_at.plus_ms(60_000))
    }

    async fn client(&self, now: Moment, is_afresh: bool) -> Result<Client, ProviderError> {
        let known = self.known()?;
        let metadata = ProviderMetadataWithLogout::clone(&*self.metadata(now, is_afresh).await?);
        let (id, secret) = (ClientId::new(known.settings.client_id.clone()), ClientSecret::new(known.secret.clone()));
        let back = RedirectUrl::new(known.return_url.clone()).map_err(|err| ProviderError::Unreachable(chain(&err)))?;
        Ok(Client::from_provider_metadata(metadata, id, Some(secret)).set_redirect_uri(back))
    }

    /// A way to the provider, with a state, a nonce and a PKCE challenge of its own.
    pub(crate) async fn way(&self, now: Moment, asks: Asks) -> Result<Way, ProviderError> {
        let client = self.client(now, false).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let scopes = self.settings()?.scopes.iter().filter(|scope| *scope != "openid").cloned().map(Scope::new);
        let mut request = client
            .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
            .add_scopes(scopes)
            .set_pkce_challenge(challenge);
        request = match asks {
            Asks::Usual => request,
            Asks::OtherAccount => request.add_prompt(CoreAuthPrompt::SelectAccount),
            // The age makes the provider say when (OpenID Connect Core 1.0, 3.1.2.1); none at all, some refuse.
            Asks::Again => request.add_prompt(CoreAuthPrompt::Login).set_max_age(PROOF),
        };
        let (url, state, nonce) = request.url();
        Ok(Way {
            url: url.to_string(),
            state: state.into_secret(),
            nonce: nonce.secret().clone(),
            verifier: verifier.into_secret(),
        })
    }

    /// Gives the code that somebody brought back for their claims.
    pub(crate) async fn exchange(&self, now: Moment, code: &str, way: &Way) -> Result<Given, ProviderError> {
        let client = self.client(now, false).await?;
        let tokens = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|err| ProviderError::Unreachable(chain(&err)))?
            .set_pkce_verifier(PkceCodeVerifier::new(way.verifier.clone()))
            .request_async(&self.known()?.http)
            .await?;
        let nonce = Nonce::new(way.nonce.clone());
        let person = match self.person(&client, &tokens, Some(&nonce)) {
            // Its keys may have turned since we read them.
            Err(ProviderError::Untrue(_)) => self.person(&self.client(now, true).await?, &tokens, Some(&nonce))?,
            person => person?,
        };
        let person = Some(person.ok_or_else(|| ProviderError::Untrue("no ID token".to_owned()))?);
        Ok(Given { person, refresh: refresh_token(&tokens) })
    }

    /// Asks whether an account still lives; answers what it is now, when the provider says.
    pub(crate) async fn refresh(&self, now: Moment, token: &str) -> Result<Given, ProviderError> {
        let client = self.client(now, false).await?;
        let token = RefreshToken::new(token.to_owned());
        let request = client.exchange_refresh_token(&token);
        let tokens =
            request.map_err(|err| ProviderError::Unreachable(chain(&err)))?.request_async(&self.known()?.http).await?;
        // An ID token that does not hold says nothing of the account: the provider has just said that it lives.
        let person = self.person(&client, &tokens, None).ok().flatten();
        Ok(Given { person, refresh: refresh_token(&tokens) })
    }

    /// The person of an ID token, once its signature, issuer, audience, time and nonce hold.
    fn person(&self, client: &Client, tokens: &Tokens, nonce: Option<&Nonce>) -> Result<Option<Person>, ProviderError> {
        let Some(token) = tokens.id_token() else { return Ok(None) };
        let verifier = client.id_token_verifier();
        let claims = match nonce {
            Some(nonce) => token.claims(&verifier, nonce),
            None => token.claims(&verifier, |_: Option<&Nonce>| Ok(())),
        };
        let claims = claims.map_err(|err| ProviderError::Untrue(chain(&err)))?;
        let own = &claims.additional_claims().all;
        let text = |name: &str| own.get(name).and_then(Value::as_str).map(str::to_owned);
        // An address that the provider itself does not vouch for is nobody's.
        let email = claims.email().filter(|_| claims.email_verified() != Some(false)).map(|email| email.to_string());
        let known_as = claims.preferred_username().map(|name| name.to_string());
        Ok(Some(Person {
            subject: claims.subject().to_string(),
            email: email.or(known_as.filter(|name| crate::staff::is_email(name) && claims.email().is_none())),
            name: claims.name().and_then(|name| name.get(None)).map(|name| name.to_string()),
            groups: own.get(&self.settings()?.groups_claim).map(words),
            sid: text("sid").unwrap_or_default(),
            proved_at: claims.auth_time().map(|at| Moment(at.timestamp_millis())),
        }))
    }
}

fn refresh_token(tokens: &Tokens) -> String {
    tokens.refresh_token().map(|token| token.secret().clone()).unwrap_or_default()
}

/// A claim of one word or of several.
fn words(claim: &Value) -> Vec<String> {
    match claim {
        Value::Array(all) => all.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Value::String(word) => vec![word.clone()],
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Vec::new(),
    }
}
