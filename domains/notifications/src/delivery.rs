//! Messages handed to a real mail server, in a process of its own: what it took, and what it made of failures.
//!
//! `domains/notifications/smtp/run` readies the server and runs these; alone, they are left out.

use crate::{MailSettings, Mailer, Message, post, retry, send, sending::UNDELIVERED, unsent};
use ::store::{jobs, sql};
use base::{Lang, Moment};
use serde_json::Value;
use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, Command, Stdio},
};
use testkit::{Ground, NOON};
use web::{Op, app::Parts};

const MINUTE_MS: i64 = 60_000;

/// A mail server that lives as long as its test.
struct Server {
    child: Child,
    output: BufReader<std::process::ChildStdout>,
    port: u16,
}

impl Server {
    /// Starts it with options and a script, in the words of `server.py`.
    fn start(words: &str) -> Self {
        let python = std::env::var("RIVERAIN_TEST_MAIL_PYTHON").expect("run by domains/notifications/smtp/run");
        let mut child = Command::new(python)
            .args(["-W", "ignore"])
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/smtp/server.py"))
            .args(["--folder", &folder()])
            .args(words.split_whitespace())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        Self { child, output, port: line.trim().parse().unwrap() }
    }

    fn settings(&self) -> MailSettings {
        settings(&[("port", &self.port.to_string())])
    }

    fn mailer(&self) -> Mailer {
        Mailer::new(&self.settings()).unwrap()
    }

    /// Ends it; answers every message it took.
    fn end(mut self) -> Vec<Value> {
        drop(self.child.stdin.take());
        let mut text = String::new();
        self.output.read_to_string(&mut text).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Gone already when its input was closed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where the certificate of the server is.
fn folder() -> String {
    std::env::var("RIVERAIN_TEST_MAIL_FOLDER").unwrap_or_default()
}

fn settings(changes: &[(&str, &str)]) -> MailSettings {
    let mut settings = MailSettings::default();
    let usual = [("host", "localhost"), ("tls", "none"), ("from", "311@ville.test"), ("name", "")];
    for (key, value) in usual.iter().chain(changes) {
        settings.put(key, (*value).to_owned()).unwrap();
    }
    settings
}

async fn ground() -> Ground {
    Ground::new(crate::MIGRATIONS, &[crate::TEXTS], Parts::new()).await
}

fn message(body: &str) -> Message<'_> {
    Message {
        kind: "requests/received",
        to: "lea@exemple.test",
        lang: Lang::Fr,
        subject: "Demande 26-000001 : bien reçue",
        body,
        about: Some("26-000001"),
    }
}

async fn book(ground: &Ground, message: &Message<'_>) {
    let mut op = Op::system(&ground.app);
    post(&mut op, message).await.unwrap();
    op.commit().await.unwrap();
}

/// Does every job that is due; answers what the city was told it could not deliver.
async fn work(ground: &Ground, mailer: &Mailer) -> Vec<String> {
    let mut undelivered = Vec::new();
    while let Some(job) = jobs::claim(ground.app.database(), ground.now()).await.unwrap() {
        if job.kind == UNDELIVERED {
            undelivered.push(job.payload);
            let mut op = Op::system(&ground.app);
            jobs::complete(&mut op.tx, job.id).await.unwrap();
            op.commit().await.unwrap();
        } else {
            send(&ground.app, mailer, &job).await.unwrap();
        }
    }
    undelivered
}

fn later(ground: &Ground, minutes: i64) {
    ground.set_now(ground.now().plus_ms(minutes * MINUTE_MS));
}

/// How many messages are in each state, by its word.
async fn states(ground: &Ground) -> Vec<(String, i64)> {
    let mut tx = ground.app.database().read();
    sql("select state, count(*) from message group by state order by state").fetch_all(&mut tx).await.unwrap()
}

async fn waits_for(ground: &Ground) -> Vec<String> {
    let mut op = Op::system(&ground.app);
    unsent(&mut op, None).await.unwrap().into_iter().map(|it| format!("{} {}", it.failure, it.is_final)).collect()
}

#[tokio::test]
#[ignore = "needs a mail server: domains/notifications/smtp/run"]
async fn a_message_reaches_its_person_in_both_forms_and_says_what_it_is() {
    let (ground, server) = (ground().await, Server::start(""));
    let long = format!("Raison : {}", "très ".repeat(400));
    let body = format!(
        "Bonjour Léa,\n\nL’équipe a « bouché » le trou <b>&amp;</b>.\n.\n..\n\n{long}\n\n\
         Suivre votre demande :\nhttps://311.ville.test/suivi/26-000001?cle=abc.def"
    );
    book(&ground, &message(&body)).await;
    let english = Message { lang: Lang::En, subject: "Request received", body: "Hello", about: None, ..message("") };
    book(&ground, &english).await;
    let mailer = server.mailer();
    assert!(work(&ground, &mailer).await.is_empty());
    assert_eq!(states(&ground).await, [("sent".to_owned(), 2)]);

    let taken = server.end();
    let [french, english] = taken.as_slice() else { panic!("{taken:?}") };
    assert_eq!((&french["from"], &french["to"][0]), (&"311@ville.test".into(), &"lea@exemple.test".into()));
    let header = |letter: &Value, name: &str| letter["headers"][name].as_str().unwrap_or_default().to_owned();
    assert_eq!(header(french, "Subject"), "Demande 26-000001 : bien reçue");
    assert_eq!(header(french, "From"), "Ville d’essai <311@ville.test>");
    assert_eq!(header(french, "Auto-Submitted"), "auto-generated");
    assert_eq!(header(french, "Content-Language"), "fr");
    assert_eq!(header(french, "Date"), "Wed, 18 Nov 2026 17:53:20 +0000");
    assert!(header(french, "Message-ID").ends_with("@ville.test>"));
    for absent in ["List-Unsubscribe", "Bcc", "X-Mailer", "User-Agent", "Disposition-Notification-To"] {
        assert_eq!(header(french, absent), "", "{absent}");
    }
    assert_eq!(french["type"], "multipart/alternative");
    assert_eq!((&french["defects"], &french["is_ascii"]), (&Value::Array(Vec::new()), &true.into()));
    assert!(french["longest_line"].as_i64().unwrap() <= 998);
    let text = french["text"].as_str().unwrap().replace("\r\n", "\n");
    assert!(text.starts_with(&body), "{text}");
    assert!(text.contains("-- \nVille d’essai\nPour nous joindre : 311"), "{text}");
    let html = french["html"].as_str().unwrap();
    assert!(
        html.contains("le trou &lt;b&gt;&amp;amp;&lt;/b&gt;.<br>") && html.contains("<html lang=\"fr\">"),
        "{html}"
    );
    assert!(html.contains("href=\"https://311.ville.test/suivi/26-000001?cle=abc.def\">Suivre votre demande</a>"));
    for follower in ["<img", "<script", "<link", "src=", "url("] {
        assert!(!html.contains(follower), "{follower}");
    }
    assert_eq!(
        (header(english, "Content-Language"), header(english, "From")),
        ("en".into(), "Test City <311@ville.test>".into())
    );
    // One connection for both.
    assert_eq!((&french["connection"], &english["connection"]), (&1.into(), &1.into()));
}

#[tokio::test]
#[ignore = "needs a mail server: domains/notifications/smtp/run"]
async fn news_that_follow_closely_reach_a_person_as_one_message() {
    let (ground, server) = (ground().await, Server::start(""));
    let mailer = server.mailer();
    let news = |words: &str| format!("Bonjour Léa,\n\n{words}\n\nMerci");
    book(&ground, &message(&news("Reçue"))).await;
    work(&ground, &mailer).await;
    later(&ground, 10);
    book(&ground, &message(&news("Confiée"))).await;
    later(&ground, 10);
    book(&ground, &Message { subject: "Planifiée", ..message(&news("Planifiée")) }).await;
    // Somebody else, and something else, do not wait.
    book(&ground, &Message { to: "noe@exemple.test", ..message(&news("Reçue")) }).await;
    book(&ground, &Message { about: Some("26-000002"), ..message(&news("Autre")) }).await;
    work(&ground, &mailer).await;
    later(&ground, 39);
    work(&ground, &mailer).await;
    assert_eq!(states(&ground).await, [("sent".to_owned(), 3), ("waiting".to_owned(), 2)]);
    later(&ground, 2);
    work(&ground, &mailer).await;
    assert_eq!(states(&ground).await, [("sent".to_owned(), 5)]);
    let taken = server.end();
    assert_eq!(taken.len(), 4, "{taken:?}");
    let last = taken.last().unwrap();
    assert_eq!(last["headers"]["Subject"], "Planifiée");
    let text = last["text"].as_str().unwrap().replace("\r\n", "\n");
    let expected = "Bonjour Léa,\n\nIl y a eu plusieurs changements. Les voici, du plus ancien au plus récent.\n\n\
                    Confiée\n\nPlanifiée\n\nMerci\n\n-- \n";
    assert!(text.starts_with(expected), "{text}");
}

#[tokio::test]
#[ignore = "needs a mail server: domains/notifications/smtp/run"]
async fn a_message_waits_for_a_server_that_is_down_and_leaves_once_it_is_up() {
    let ground = ground().await;
    let server = Server::start("");
    let (port, mailer) = (server.port, server.mailer());
    server.end();
    book(&ground, &message("Bonjour")).await;
    work(&ground, &mailer).await;
    assert_eq!(waits_for(&ground).await, ["no connection false"]);
    let server = Server::start(&format!("--port {port}"));
    work(&ground, &mailer).await;
    assert_eq!(states(&ground).await, [("waiting".to_owned(), 1)]);
    later(&ground, 1);
    work(&ground, &mailer).await;
    assert_eq!(states(&ground).await, [("sent".to_owned(), 1)]);
    // The connection that was kept is cut by a restart of the server: a new one takes its place.
    assert_eq!(server.end().len(), 1);
    let server = Server::start(&format!("--port {port}"));
    book(&ground, &Message { about: None, ..message("Encore") }).await;
    work(&ground, &mailer).await;
    assert_eq!(server.end().len(), 1);
}

#[tokio::test]
#[ignore = "needs a mail server: domains/notifications/smtp/run"]
async fn a_server_that_says_later_is_asked_again() {
    let (ground, server) = (ground().await, Server::start("451 data-452"));
    let mailer = server.mailer();
    book(&ground, &message("Bonjour")).await;
    for expected in [&["451 false"][..], &["452 false"], &[]] {
        assert!(work(&ground, &mailer).await.is_empty());
        assert_eq!(waits_for(&ground).await, expected);
        later(&ground, 2);
    }
    assert_eq!(server.end().len(), 1);
}

#[tokio::test]
#[ignore = "needs a mail server: domains/notifications/smtp/run"]
async fn a_person_that_the_server_refuses_is_told_to_staff_and_never_tried_again() {
    let (ground, server) = (ground().await, Server::start("550 data-554"));
    let mailer = server.mailer();
    book(&ground, &message("Bonjour")).await;
    book(&ground, &Message { to: "noe@exemple.test", about: Some("26-000002"), ..message("Bonjour") }).await;
    assert_eq!(work(&ground, &mailer).await, ["26-000001", "26-000002"]);
    later(&ground, 600);
    work(&ground, &mailer).await;
    assert_eq!(waits_for(&ground).await, ["554 true", "550 true"]);
    // The server named the person in its answers; nothing of that is kept.
    let kept: Vec<(String, String)> =
        sql("select coalesce(failure, ''), coalesce((select max(error) from job), '') from message")
            .fetch_all(&mut ground.app.database().read())
            .await
            .unwrap();
    assert!(kept.iter().all(|(failure, error)| !failure.contains('@') && error.is_empty()), "{kept:?}");
    // Staff may have them sent again.
    let mut op = Op::system(&ground.app);
    assert_eq!(retry(&mut op).await.unwrap(), 2);
    op.commit().await.unwrap();
    work(&ground, &mailer).await;
    assert_eq!(server.end().len(), 2);
}

#[tokio::test]
#[ignore = "needs a mail server: domains/notifications/smtp/run"]
async fn a_connection_that_is_cut_loses_nothing_and_what_leaves_twice_bears_one_name() {
    let (ground, server) = (ground().await, Server::start("cut cut-late"));
    let mailer = server.mailer();
    book(&ground, &message("Bonjour")).await;
    for _ in 0..3 {
        work(&ground, &mailer).await;
        later(&ground, 5);
    }
    assert_eq!(states(&ground).await, [("sent".to_owned(), 1)]);
    let taken = server.end();
    let names: Vec<&Value> = taken.iter().map(|letter| &letter["headers"]["Message-ID"]).collect();
    assert_eq!(names.len(), 2, "{taken:?}");
    assert_eq!(names.first(), names.last());
}

#[tokio::test]
#[ignore = "needs a mail server: domains/notifications/smtp/run"]
async fn a_worker_that_died_leaves_its_message_to_another_and_two_workers_send_it_once() {
    let (ground, server) = (ground().await, Server::start(""));
    let mailer = server.mailer();
    book(&ground, &message("Bonjour")).await;
    // A worker takes the job and the message, and dies.
    let job = jobs::claim(ground.app.database(), NOON).await.unwrap().unwrap();
    let mut op = Op::system(&ground.app);
    let until: Moment = NOON.plus_ms(5 * MINUTE_MS);
    sql("update message set leased_until = $1").bind(until).execute(&mut op.tx).await.unwrap();
    op.commit().await.unwrap();
    work(&ground, &mailer).await;
    // Another one that holds the same job finds the message taken.
    send(&ground.app, &mailer, &job).await.unwrap();
    assert_eq!(states(&ground).await, [("waiting".to_owned(), 1)]);
    later(&ground, 11);
    work(&ground, &mailer).await;
    assert_eq!(server.end().len(), 1);
}

#[tokio::test]
#[ignore = "needs a mail server: domains/notifications/smtp/run"]
async fn a_password_and_a_message_cross_the_network_under_tls_only() {
    let authority = format!("{}/cert.pem", folder());
    for protection in ["starttls", "tls"] {
        let (ground, server) =
            (ground().await, Server::start(&format!("--protection {protection} --user riverain:secret")));
        let port = server.port.to_string();
        let with = |password: &str, authority: &str| {
            let user = [("port", port.as_str()), ("tls", protection), ("user", "riverain"), ("password", password)];
            let authority = [("ca_file", authority)];
            let all: Vec<_> = user.into_iter().chain(authority.into_iter().filter(|it| !it.1.is_empty())).collect();
            Mailer::new(&settings(&all)).unwrap()
        };
        book(&ground, &message("Bonjour")).await;
        // A certificate of nobody we know, a wrong password: the message waits, the person is not at fault.
        for (mailer, expected) in [(with("secret", ""), "tls false"), (with("wrong", &authority), "535 false")] {
            assert!(work(&ground, &mailer).await.is_empty());
            assert_eq!(waits_for(&ground).await, [expected]);
            later(&ground, 5);
        }
        work(&ground, &with("secret", &authority)).await;
        let taken = server.end();
        let [only] = taken.as_slice() else { panic!("{taken:?}") };
        assert_eq!((&only["is_private"], &only["is_known"]), (&true.into(), &true.into()), "{protection}");
    }
}

#[tokio::test]
#[ignore = "needs a mail server: domains/notifications/smtp/run"]
async fn a_server_without_tls_receives_nothing_when_tls_is_asked() {
    let (ground, server) = (ground().await, Server::start(""));
    let port = server.port.to_string();
    let mailer = Mailer::new(&settings(&[("port", &port), ("tls", "starttls")])).unwrap();
    book(&ground, &message("Bonjour")).await;
    work(&ground, &mailer).await;
    assert_eq!(waits_for(&ground).await, ["not offered false"]);
    assert!(server.end().is_empty());
}
