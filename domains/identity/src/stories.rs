//! Somebody signs in, is slowed, is shut out, through the real router, on a real database of each engine.

mod authenticator;
mod confirm;
mod passkeys;
mod second;

use crate::{
    Admin, Look, NewStaff, Password, Role, SignedIn, StaffError, add, add_or_replace, disable, list, look, looks_at,
    oidc::Provider,
};
use ::store::sql;
use axum::{Router, body::Body, extract::ConnectInfo, http::Request, routing::get};
use std::net::SocketAddr;
use testkit::{Browser, Ground, NOON, Reply};
use web::{App, Op, app::Parts, door::door};

const PASSWORD: &str = "une phrase que je retiens";
/// How long a proof of who one is lasts.
const PROVED: i64 = crate::session::FRESH_MS;

fn new(email: &str, role: Role) -> NewStaff {
    NewStaff {
        name: "Aïcha Roy".into(),
        email: email.into(),
        role,
        units: vec!["voirie".into()],
        password: PASSWORD.parse().unwrap(),
    }
}

fn parts() -> Parts {
    let mut parts = Parts::new();
    web::app::put(&mut parts, Provider::none());
    parts
}

async fn desk() -> (Ground, Browser) {
    let ground = Ground::new(crate::MIGRATIONS, &[crate::TEXTS], parts()).await;
    let mut op = Op::system(&ground.app);
    add(&mut op, new("aicha@ville.test", Role::Agent)).await.unwrap();
    op.commit().await.unwrap();
    let routes: Router<App> = crate::desk::routes()
        .route("/poste", get(async |signed_in: SignedIn| signed_in.staff.name))
        .route("/poste/regards", get(async |admin: Admin| admin.0.staff.name));
    let browser = Browser::new(door(routes, &ground.app));
    (ground, browser)
}

async fn sign_in(browser: &mut Browser, email: &str, password: &str) -> Reply {
    browser.post("/poste/connexion", &[("courriel", email), ("mot_de_passe", password), ("vers", "/poste")]).await
}

#[tokio::test]
async fn somebody_signs_in_works_and_signs_out() {
    let (ground, mut browser) = desk().await;
    let sent = browser.get("/poste").await;
    assert_eq!((sent.status.as_u16(), sent.location()), (303, "/poste/connexion?vers=%2Fposte"));
    browser.get(sent.location()).await.is(200).holds("Ouvrir une session").holds("value=\"/poste\"");
    browser.get("/en/poste/connexion").await.is(200).holds("Sign in");
    let signed = sign_in(&mut browser, " Aicha@ville.test ", PASSWORD).await;
    assert_eq!((signed.status.as_u16(), signed.location()), (303, "/poste"));
    let cookie = signed.header("set-cookie").to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"), "{cookie}");
    // Only a mark of the word is kept.
    let token = browser.cookie("poste").unwrap().to_owned();
    let kept: Vec<String> =
        sql("select token_mark from staff_session").fetch_values(&mut ground.app.database().read()).await.unwrap();
    assert!(kept.len() == 1 && kept[0] != token);
    browser.get("/poste").await.is(200).holds("Aïcha Roy");
    browser.get("/poste/regards").await.is(403).holds("Votre rôle");
    assert_eq!(browser.get("/poste/connexion?vers=//evil.example").await.location(), "/poste");
    let out = browser.post("/poste/deconnexion", &[]).await;
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(browser.get("/poste").await.status, 303);
    // The word of a closed session opens nothing.
    let stolen = Request::get("/poste").header("cookie", format!("poste={token}")).body(Body::empty()).unwrap();
    assert_eq!(browser.send(stolen).await.status, 303);
}

#[tokio::test]
async fn behind_https_the_cookie_is_secure_and_of_this_host_alone() {
    let (ground, _) = desk().await;
    let settings = web::Settings { public_url: "https://311.example".into() };
    let texts = web::Texts::new(&[crate::TEXTS], ("", "")).unwrap();
    let app = App::new(ground.app.database().clone(), texts, settings, web::Seal::new([1; 32]), || NOON);
    let mut parts = parts();
    web::app::put(&mut parts, testkit::ground::brand());
    app.set_parts(parts);
    let mut browser = Browser::new(door(crate::desk::routes(), &app));
    let signed = sign_in(&mut browser, "aicha@ville.test", PASSWORD).await;
    let cookie = signed.header("set-cookie");
    assert!(cookie.starts_with("__Host-poste=") && cookie.contains("; Secure"), "{cookie}");
}

#[tokio::test]
async fn nobody_is_told_whether_a_name_exists() {
    let (ground, mut browser) = desk().await;
    let known = sign_in(&mut browser, "aicha@ville.test", "une autre phrase").await;
    let unknown = sign_in(&mut browser, "zoe@ville.test", "une autre phrase").await;
    assert_eq!(known.is(422).text().replace("aicha@", "zoe@"), unknown.is(422).text());
    let mut op = Op::system(&ground.app);
    disable(&mut op, "aicha@ville.test").await.unwrap();
    op.commit().await.unwrap();
    let disabled = sign_in(&mut browser, "aicha@ville.test", PASSWORD).await;
    assert_eq!(disabled.is(422).text(), known.text());
    for odd in ["' or 1=1 --", "a\u{0}b@ville.test", "<script>", &"é".repeat(4_000)] {
        sign_in(&mut browser, odd, odd).await.is(422).lacks("<script>");
    }
}

#[tokio::test]
async fn trials_are_slowed_by_account_known_or_not_and_forgotten_when_one_succeeds() {
    let (ground, mut browser) = desk().await;
    for email in ["aicha@ville.test", "zoe@ville.test"] {
        for _ in 0..5 {
            sign_in(&mut browser, email, "x").await.is(422);
        }
        let slowed = sign_in(&mut browser, email, PASSWORD).await;
        slowed.is(429).holds("Attendez 1\u{a0}seconde,").lacks(PASSWORD);
        assert_eq!(slowed.header("retry-after"), "1");
    }
    ground.set_now(NOON.plus_ms(1_000));
    assert_eq!(sign_in(&mut browser, "aicha@ville.test", PASSWORD).await.status, 303);
    for _ in 0..4 {
        sign_in(&mut browser, "aicha@ville.test", "x").await.is(422);
    }
    // Nobody is shut out for longer than a minute.
    for minute in 2..30 {
        ground.set_now(NOON.plus_ms(minute * 61_000));
        sign_in(&mut browser, "zoe@ville.test", "x").await.is(422);
    }
    ground.set_now(NOON.plus_ms(90 * 60_000));
    sign_in(&mut browser, "zoe@ville.test", "x").await.is(422);
    sign_in(&mut browser, "zoe@ville.test", "x").await.is(422);
}

#[tokio::test]
async fn one_address_that_tries_many_names_is_slowed_and_another_is_not() {
    let (_ground, mut browser) = desk().await;
    let from = |address: &str, rank: usize| {
        let body = format!("courriel=p{rank}%40ville.test&mot_de_passe=x");
        let mut request = Request::post("/poste/connexion")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body))
            .unwrap();
        request.extensions_mut().insert(ConnectInfo(address.parse::<SocketAddr>().unwrap()));
        request
    };
    for rank in 0..20 {
        browser.send(from("192.0.2.7:4000", rank)).await.is(422);
    }
    browser.send(from("192.0.2.7:4001", 99)).await.is(429);
    browser.send(from("192.0.2.8:4000", 99)).await.is(422);
}

#[tokio::test]
async fn trials_made_at_once_count_each() {
    let (ground, _) = desk().await;
    let mut tried = Vec::new();
    for _ in 0..12 {
        let mut browser = Browser::new(door(crate::desk::routes(), &ground.app));
        tried.push(async move { sign_in(&mut browser, "aicha@ville.test", "x").await.status.as_u16() });
    }
    let mut statuses = Vec::new();
    let mut set = tokio::task::JoinSet::new();
    for one in tried {
        set.spawn(one);
    }
    while let Some(status) = set.join_next().await {
        statuses.push(status.unwrap());
    }
    assert_eq!(statuses.iter().filter(|status| **status == 422).count(), 5, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 7, "{statuses:?}");
}

#[tokio::test]
async fn a_session_ends_by_itself_when_it_is_revoked_and_when_its_owner_is_shut_out() {
    let (ground, mut browser) = desk().await;
    let mut other =
        Browser::new(door(crate::desk::routes().route("/poste", get(async |_: SignedIn| "oui")), &ground.app));
    for browser in [&mut browser, &mut other] {
        assert_eq!(sign_in(browser, "aicha@ville.test", PASSWORD).await.status, 303);
    }
    // Used, it lasts; unused, it ends.
    for hour in 1..4 {
        ground.set_now(NOON.plus_ms(hour * 3_600_000));
        browser.get("/poste").await.is(200);
    }
    ground.set_now(NOON.plus_ms(5 * 3_600_000));
    browser.get("/poste").await.is(200);
    assert_eq!(other.get("/poste").await.status, 303);
    other.post("/poste/deconnexion", &[]).await.is(401).holds("rechargez cette page");
    assert_eq!(sign_in(&mut other, "aicha@ville.test", PASSWORD).await.status, 303);
    let account = browser.get("/poste/compte").await;
    account.is(200).holds("Cette session");
    let text = account.text();
    let close = text.split("action=\"").find(|part| part.starts_with("/poste/compte/sessions/")).unwrap();
    let close = close.split('"').next().unwrap();
    browser.post_and_follow(close, &[]).await.is(200).lacks("/fermer");
    assert_eq!(other.get("/poste").await.status, 303);
    let mut op = Op::system(&ground.app);
    disable(&mut op, "aicha@ville.test").await.unwrap();
    op.commit().await.unwrap();
    assert_eq!(browser.get("/poste").await.status, 303);
    ground.set_now(NOON.plus_days(2));
    let mut op = Op::system(&ground.app);
    crate::sweep(&mut op).await.unwrap();
    let left: i64 = sql("select count(*) from staff_session").fetch_value(&mut op.tx).await.unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn somebody_else_s_session_is_not_mine_to_close() {
    let (ground, mut browser) = desk().await;
    let mut op = Op::system(&ground.app);
    add(&mut op, new("zoe@ville.test", Role::Admin)).await.unwrap();
    op.commit().await.unwrap();
    let mut zoe = Browser::new(door(crate::desk::routes(), &ground.app));
    sign_in(&mut zoe, "zoe@ville.test", PASSWORD).await;
    sign_in(&mut browser, "aicha@ville.test", PASSWORD).await;
    let ids: Vec<i64> =
        sql("select id from staff_session").fetch_values(&mut ground.app.database().read()).await.unwrap();
    for id in ids {
        zoe.post(&format!("/poste/compte/sessions/{id}/fermer"), &[]).await;
    }
    browser.get("/poste/compte").await.is(200);
    assert_eq!(zoe.get("/poste/compte").await.status, 303);
}

#[tokio::test]
async fn a_password_is_changed_with_the_one_before_it() {
    let (_ground, mut browser) = desk().await;
    sign_in(&mut browser, "aicha@ville.test", PASSWORD).await;
    let path = "/poste/compte/mot-de-passe";
    let fresh = "une autre phrase à moi";
    browser.post(path, &[("actuel", "x"), ("nouveau", fresh)]).await.is(422).holds("actuel-erreur");
    browser.post(path, &[("actuel", PASSWORD), ("nouveau", "court")]).await.is(422).holds("nouveau-erreur");
    browser.post_and_follow(path, &[("actuel", PASSWORD), ("nouveau", fresh)]).await.is(200).holds("est changé");
    browser.forget();
    sign_in(&mut browser, "aicha@ville.test", PASSWORD).await.is(422);
    assert_eq!(sign_in(&mut browser, "aicha@ville.test", fresh).await.status, 303);
}

#[tokio::test]
async fn staff_are_added_once_and_replaced_as_often_as_asked() {
    let (ground, _) = desk().await;
    let mut op = Op::system(&ground.app);
    assert!(matches!(add(&mut op, new("AICHA@ville.test", Role::Admin)).await, Err(StaffError::EmailTaken(_))));
    assert!(matches!(add(&mut op, new("aicha", Role::Admin)).await, Err(StaffError::EmailWrong(_))));
    let nowhere = NewStaff { units: Vec::new(), ..new("z@ville.test", Role::Unit) };
    assert!(matches!(add(&mut op, nowhere).await, Err(StaffError::UnitMissing)));
    let unnamed = NewStaff { name: "a\nb".into(), ..new("z@ville.test", Role::Agent) };
    assert!(matches!(add(&mut op, unnamed).await, Err(StaffError::NameWrong)));
    let replaced = NewStaff { units: vec!["eau".into(), "eau".into()], ..new("aicha@ville.test", Role::Unit) };
    for _ in 0..2 {
        let staff = add_or_replace(&mut op, replaced.clone()).await.unwrap();
        assert_eq!((staff.role, staff.units.as_slice()), (Role::Unit, ["eau".to_owned()].as_slice()));
    }
    assert_eq!(list(&mut op).await.unwrap().len(), 1);
    assert!(Password::generate().reveal().parse::<Password>().is_ok());
}

#[tokio::test]
async fn each_look_is_noted_once_with_who_and_when() {
    let (ground, _) = desk().await;
    // Each page is an operation of its own.
    let reading = || Op { tx: ground.app.database().read(), ..Op::system(&ground.app) };
    let staff = list(&mut reading()).await.unwrap().remove(0).staff;
    for _ in 0..3 {
        look(&mut reading(), &staff, Look::Request, "26-000001").await.unwrap();
    }
    look(&mut reading(), &staff, Look::Contact, "26-000001").await.unwrap();
    look(&mut reading(), &staff, Look::Request, "26-000002").await.unwrap();
    let mut op = Op::system(&ground.app);
    let looks = looks_at(&mut op, Some("26-000001"), 10).await.unwrap();
    let looks: Vec<_> = looks.iter().map(|look| (look.staff.as_str(), look.what, look.at)).collect();
    assert_eq!(looks, [("Aïcha Roy", Look::Contact, NOON), ("Aïcha Roy", Look::Request, NOON)]);
    assert_eq!(looks_at(&mut op, None, 10).await.unwrap().len(), 3);
    drop(op);
    ground.set_now(NOON.plus_days(crate::looks::KEPT_DAYS + 1));
    let mut op = Op::system(&ground.app);
    // The looks, and that she was added.
    assert_eq!(crate::sweep(&mut op).await.unwrap(), 4);
}
