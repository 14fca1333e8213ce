//! A provider made of what the standard says (OpenID Connect Core 1.0), for what the real one does not say: when
//! somebody proved who they are.

use super::{desk, grants, proof, world_time};
use axum::{Json, Router, extract::State, routing::get};
use base::Moment;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};
use testkit::{Browser, Ground, NOON, Reply};
use tokio::{net::TcpListener, task::JoinSet};

const CODES: &str = "/poste/compte/code";

struct Speaker {
    key: EcdsaKeyPair,
    issuer: String,
    /// What the next token says.
    claims: Mutex<Value>,
}

impl Speaker {
    fn token(&self) -> Value {
        let part = |value: &Value| BASE64.encode(value.to_string());
        let words = format!("{}.{}", part(&json!({ "alg": "ES256", "kid": "1" })), part(&self.claims.lock().unwrap()));
        let signature = self.key.sign(&SystemRandom::new(), words.as_bytes()).unwrap();
        let token = format!("{words}.{}", BASE64.encode(signature));
        json!({ "access_token": "x", "token_type": "Bearer", "expires_in": 60, "id_token": token })
    }

    fn keys(&self) -> Value {
        let point = self.key.public_key().as_ref();
        let (x, y) = (BASE64.encode(&point[1..33]), BASE64.encode(&point[33..65]));
        json!({ "keys": [{ "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": "1", "x": x, "y": y }] })
    }

    fn metadata(&self) -> Value {
        let at = |path: &str| format!("{}{path}", self.issuer);
        json!({
            "issuer": self.issuer,
            "authorization_endpoint": at("/authorize"),
            "token_endpoint": at("/token"),
            "jwks_uri": at("/keys"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
        })
    }
}

type Spoken = State<Arc<Speaker>>;

/// A provider that speaks until `beside` is dropped.
async fn speak(beside: &mut JoinSet<()>) -> Arc<Speaker> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap());
    let random = SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random).unwrap();
    let speaker = Arc::new(Speaker { key, issuer, claims: Mutex::default() });
    let router = Router::new()
        .route("/.well-known/openid-configuration", get(async |State(it): Spoken| Json(it.metadata())))
        .route("/keys", get(async |State(it): Spoken| Json(it.keys())))
        .route("/token", axum::routing::post(async |State(it): Spoken| Json(it.token())))
        .with_state(speaker.clone());
    beside.spawn(async move { axum::serve(listener, router).await.unwrap() });
    speaker
}

/// Goes by `link` to the provider, which says when somebody proved who they are, and comes back.
async fn pass(browser: &mut Browser, speaker: &Speaker, link: &str, proved_at: Option<Moment>) -> Reply {
    let url = browser.get(link).await.is(303).location().to_owned();
    let (_, query) = url.split_once('?').unwrap();
    let asked: HashMap<String, String> = serde_urlencoded::from_str(query).unwrap();
    let now_s = world_time().0 / 1_000;
    let mut claims = json!({
        "iss": speaker.issuer, "aud": "riverain", "sub": "1", "nonce": asked["nonce"],
        "iat": now_s, "exp": now_s + 600, "email": "aicha@ville.test", "name": "Aïcha Roy", "groups": ["311-agents"],
    });
    if let Some(proved_at) = proved_at {
        claims["auth_time"] = (proved_at.0 / 1_000).into();
    }
    *speaker.claims.lock().unwrap() = claims;
    let asks = |name: &str| asked.get(name).map(String::as_str).unwrap_or_default();
    let is_again = link.contains("confirmer=oui");
    assert_eq!((asks("prompt"), asks("max_age")), if is_again { ("login", "600") } else { ("", "") });
    browser.get(&format!("/poste/connexion/retour?code=x&state={}", asked["state"])).await
}

/// Proves it again from where the desk asks for it; answers where that leads.
async fn prove(ground: &Ground, browser: &mut Browser, speaker: &Speaker, proved_at: Option<Moment>) -> Reply {
    let asks = browser.get(CODES).await.is(303).location().to_owned();
    let link = proof(&browser.get(&asks).await);
    let back = pass(browser, speaker, &link, proved_at).await;
    assert_eq!(grants(ground).await.len(), 0, "no token to check was given");
    browser.get(back.is(303).location()).await
}

#[tokio::test]
async fn who_the_provider_vouches_for_proves_it_there_again() {
    let mut beside = JoinSet::new();
    let speaker = speak(&mut beside).await;
    let (ground, mut browser) = desk(&speaker.issuer).await;
    let first = pass(&mut browser, &speaker, "/poste/connexion/fournisseur?vers=/poste", Some(NOON)).await;
    assert_eq!(first.is(303).location(), "/poste");
    browser.get(CODES).await.is(200);
    ground.set_now(NOON.plus_ms(10 * 60_000));
    // Its session is older than ours, it does not say, or it speaks of a time to come.
    for untold in [Some(NOON), None, Some(NOON.plus_days(1))] {
        prove(&ground, &mut browser, &speaker, untold).await.is(200).holds("n’a pas dit que vous venez de confirmer");
    }
    let proved = prove(&ground, &mut browser, &speaker, Some(ground.now())).await;
    assert_eq!(proved.is(303).location(), CODES);
    browser.get(CODES).await.is(200);
    browser.get("/poste/compte").await.is(200).lacks("/fermer");
}
