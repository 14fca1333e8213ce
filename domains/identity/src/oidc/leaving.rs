//! The provider says that somebody left (OpenID Connect Back-Channel Logout 1.0): their sessions here end.

use super::{Provider, ProviderError, store};
use ::store::StoreError;
use base::Moment;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use openidconnect::{
    JsonWebKey,
    core::{CoreJsonWebKey, CoreJwsSigningAlgorithm},
};
use serde::Deserialize;
use serde_json::Value;
use web::{App, Op};

/// A word older than this is not heard.
const LATEST_MS: i64 = 5 * 60_000;
/// Clocks differ.
pub(super) const EARLIEST_MS: i64 = 2 * 60_000;
/// Words are remembered longer than they may be said.
pub(super) const MEMORY_MS: i64 = 60 * 60_000;
/// The event of the specification, section 2.4.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

#[derive(Debug, thiserror::Error)]
pub enum LeaveError {
    /// Not the provider's word, or not this word, or not now.
    #[error("the logout token does not hold: {0}")]
    Untrue(&'static str),
    #[error(transparent)]
    Provider(#[from] ProviderError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[derive(Deserialize)]
struct Header {
    alg: CoreJwsSigningAlgorithm,
    kid: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Claims {
    iss: String,
    aud: Value,
    iat: i64,
    exp: Option<i64>,
    jti: String,
    #[serde(default)]
    events: Value,
    #[serde(default)]
    sub: String,
    #[serde(default)]
    sid: String,
    nonce: Option<Value>,
}

impl Claims {
    /// Whether they are a logout, said to us, by `issuer`, now (section 2.6).
    fn check(&self, issuer: &str, client_id: &str, now: Moment) -> Result<(), LeaveError> {
        let is_ours = match &self.aud {
            Value::String(one) => one == client_id,
            Value::Array(all) => all.iter().any(|one| one.as_str() == Some(client_id)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
        };
        let said_at = Moment(self.iat.saturating_mul(1_000));
        let is_now = said_at.plus_ms(LATEST_MS) > now && said_at.plus_ms(-EARLIEST_MS) < now;
        let is_over = self.exp.is_some_and(|exp| exp.saturating_mul(1_000) <= now.0);
        let rules = [
            (self.iss == issuer, "iss"),
            (is_ours, "aud"),
            (is_now, "iat"),
            (!is_over, "exp"),
            (self.events.get(EVENT).is_some_and(Value::is_object), "events"),
            (self.nonce.is_none(), "nonce"),
            (!self.jti.is_empty(), "jti"),
            (!self.sub.is_empty() || !self.sid.is_empty(), "sub"),
        ];
        rules.iter().find(|(holds, _)| !holds).map_or(Ok(()), |(_, name)| Err(LeaveError::Untrue(name)))
    }
}

/// The claims of a token, once one of `keys` is found to have signed it.
fn read(token: &str, keys: &[CoreJsonWebKey]) -> Result<Claims, LeaveError> {
    let untrue = |what: &'static str| move || LeaveError::Untrue(what);
    let (said, signature) = token.rsplit_once('.').ok_or_else(untrue("form"))?;
    let (header, claims) = said.split_once('.').ok_or_else(untrue("form"))?;
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).ok();
    let header: Header =
        decode(header).and_then(|bytes| serde_json::from_slice(&bytes).ok()).ok_or_else(untrue("header"))?;
    // A secret that both sides know, or no signature at all, proves nothing here.
    let is_public = matches!(
        header.alg,
        CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256
            | CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384
            | CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512
            | CoreJwsSigningAlgorithm::RsaSsaPssSha256
            | CoreJwsSigningAlgorithm::RsaSsaPssSha384
            | CoreJwsSigningAlgorithm::RsaSsaPssSha512
            | CoreJwsSigningAlgorithm::EcdsaP256Sha256
            | CoreJwsSigningAlgorithm::EcdsaP384Sha384
            | CoreJwsSigningAlgorithm::EdDsa
    );
    let signature = decode(signature).filter(|_| is_public).ok_or_else(untrue("alg"))?;
    let may_be = |key: &&CoreJsonWebKey| match (&header.kid, key.key_id()) {
        (Some(asked), Some(own)) => own.as_str() == asked,
        _ => true,
    };
    let mut candidates = keys.iter().filter(may_be);
    if !candidates.any(|key| key.verify_signature(&header.alg, said.as_bytes(), &signature).is_ok()) {
        return Err(LeaveError::Untrue("signature"));
    }
    decode(claims).and_then(|bytes| serde_json::from_slice(&bytes).ok()).ok_or_else(untrue("claims"))
}

/// Ends the sessions that a logout token names; answers how many.
pub(crate) async fn leave(app: &App, token: &str) -> Result<u64, LeaveError> {
    let provider = app.part::<Provider>();
    let (issuer, client_id) = (&provider.settings()?.issuer, &provider.settings()?.client_id);
    let now = app.now();
    let claims = match read(token, provider.metadata(now, false).await?.jwks().keys()) {
        // Its keys may have turned since we read them; whoever invents a signature costs us one reading a minute.
        Err(LeaveError::Untrue("signature")) if provider.may_read_again(now) => {
            read(token, provider.metadata(now, true).await?.jwks().keys())?
        }
        claims => claims?,
    };
    claims.check(issuer, client_id, now)?;
    let mut op = Op::system(app);
    let mark = app.seal().mark("oidc-jti", &claims.jti);
    if !store::hear(&mut op, &mark).await? {
        return Err(LeaveError::Untrue("replay"));
    }
    let ended = store::delete_vouched(&mut op, issuer, &claims.sub, &claims.sid).await?;
    op.tx.commit().await?;
    Ok(ended)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(1_795_600_000_000);

    fn claims(change: fn(&mut Claims)) -> Claims {
        let mut claims = Claims {
            iss: "https://comptes.ville.test".into(),
            aud: "riverain".into(),
            iat: NOW.0 / 1_000,
            jti: "1".into(),
            events: serde_json::json!({ EVENT: {} }),
            sub: "aicha".into(),
            ..Claims::default()
        };
        change(&mut claims);
        claims
    }

    #[test]
    fn a_logout_is_said_to_us_by_our_provider_now_and_nothing_else() {
        let check = |change: fn(&mut Claims), expected: &str| {
            let got = claims(change).check("https://comptes.ville.test", "riverain", NOW);
            let got = got.map_or_else(|err| err.to_string(), |()| String::new());
            assert_eq!(got.rsplit(' ').next(), Some(expected));
        };
        check(|_| (), "");
        check(|it| it.aud = serde_json::json!(["autre", "riverain"]), "");
        check(|it| (it.sub, it.sid) = (String::new(), "s".into()), "");
        check(|it| it.iss = "https://ailleurs.test".into(), "iss");
        check(|it| it.aud = "autre".into(), "aud");
        check(|it| it.aud = serde_json::json!([]), "aud");
        check(|it| it.iat -= 301, "iat");
        check(|it| it.iat += 121, "iat");
        check(|it| it.iat = i64::MAX, "iat");
        check(|it| it.exp = Some(it.iat), "exp");
        check(|it| it.events = Value::Null, "events");
        check(|it| it.events = serde_json::json!({ "autre": {} }), "events");
        check(|it| it.nonce = Some("n".into()), "nonce");
        check(|it| it.jti.clear(), "jti");
        check(|it| it.sub.clear(), "sub");
    }

    #[test]
    fn a_token_without_a_signature_of_the_provider_is_not_read() {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let said = |alg: &str| format!("{}.{}.{}", part(&format!("{{\"alg\":\"{alg}\"}}")), part("{}"), part("x"));
        let key = CoreJsonWebKey::new_symmetric(b"x".to_vec());
        for (token, expected) in [
            (String::new(), "form"),
            ("a.b".into(), "form"),
            ("a.b.c".into(), "header"),
            (said("none"), "alg"),
            (said("HS256"), "alg"),
            (said("RS256"), "signature"),
        ] {
            let got = read(&token, std::slice::from_ref(&key)).map(drop).unwrap_err().to_string();
            assert_eq!(got.rsplit(' ').next(), Some(expected), "{token}");
        }
    }
}
