//! The rows of an intake written without the use case, for comparing.

use ::store::{StoreError, Tx, sql};
use std::fmt::Write;

/// Identifiers far from those that the city gives.
const FIRST: i64 = 8_000_000_000_000_000_000;

const REQUEST: &str = "insert into request (id, reference, nature, service_code, category, description, answers,
     address, lat, lon, cell, borough, street_side, status, priority, public_map, unit, next_action, route_rule,
     route_words_fr, route_words_en, channel, promise_words_fr, promise_words_en, promise_version, promise_share,
     due_at, media_url, received_at, updated_at, n_phone, n_email, n_person, n_mail, n_fax, n_office, n_mobile,
     n_social, n_web)
 values ($1, $2, 'request', 'NID_POULE', 'Nid-de-poule', 'Un trou profond devant la porte',
     '{\"autoroute\":[\"non\"],\"danger\":[\"non\"],\"emplacement_voie\":[\"chaussee\"]}', '24, rue du Moulin', 46.8,
     -72.0, 4160001, 'vieux-port', 1201, 'RECUE', 'elevee', 'shown', 'vieux-port', 'accept', 'territory@2026-01',
     'Nid-de-poule va à l’unité du territoire', 'Pothole goes to the unit of the territory', 'web',
     '7 jours, dans 8 cas sur 10', '7 days, in 8 cases out of 10', '2026-01', 0.8, $3, '', $4, $4,
     0, 0, 0, 0, 0, 0, 0, 0, 1)";
const REQUESTER: &str = "insert into requester (id, request_id, channel, name, email, phone, lang, wants_news,
     wants_survey, wants_participation, created_at) values ($1, $2, 'web', null, null, null, 'fr', 0, 0, 0, $3)";
const EVENT: &str = "insert into request_event (id, request_id, at, actor_kind, actor_id, actor_name, act,
     from_status, to_status, reason, unit, audience)
 values ($1, $2, $3, 'client', null, 'bench', 'received', null, 'RECUE', null, null, 2)";

/// A request, its requester and the first line of its journal: three statements.
pub async fn write_one(tx: &mut Tx, rank: i64) -> Result<(), StoreError> {
    let (id, at) = (FIRST + rank, 1_795_000_000_000 + rank);
    let reference = format!("99-{rank:06}");
    sql(REQUEST).bind(id).bind(reference).bind(at).bind(at).execute(tx).await?;
    sql(REQUESTER).bind(id).bind(id).bind(at).execute(tx).await?;
    sql(EVENT).bind(id).bind(id).bind(at).execute(tx).await?;
    Ok(())
}

/// The same three statements for `pgbench`, one transaction each.
pub fn pgbench_script() -> String {
    let mut script = String::from("\\set id random(1, 2000000000000000)\nbegin;\n");
    for (statement, values) in [
        (REQUEST, [":id", "'98-' || :id", "1795000000000", "1795000000000"].as_slice()),
        (REQUESTER, [":id", ":id", "1795000000000"].as_slice()),
        (EVENT, [":id", ":id", "1795000000000"].as_slice()),
    ] {
        let filled = values
            .iter()
            .zip(1..)
            .fold(statement.to_owned(), |text, (value, number)| text.replace(&format!("${number}"), value));
        // Writing to a `String` cannot fail.
        let _ = writeln!(script, "{};", filled.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    script.push_str("commit;\n");
    script
}
