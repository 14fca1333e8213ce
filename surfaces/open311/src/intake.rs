//! Taking a request in from another system: `POST requests`; finding it again by its own key: `GET tokens/KEY`.

use crate::{
    call::{Call, Endpoint},
    document::Document,
    form::Upload,
    keys::Key,
    refused::Refused,
    services::linked_town,
};
use axum::http::{HeaderMap, StatusCode};
use base::{Fault, Point};
use catalogue::{Catalogue, Service};
use requests::{
    Contact, Description, Draft, Nature, Place, SubmitError,
    access::plain_phone,
    find_submission, intake,
    photos::{self, Owner, PhotoError, When},
    submit,
};
use territory::Territory;
use web::{Actor, Op, Refusal};

/// A header with which a system may send again without fear: the same key is the same request
/// (draft-ietf-httpapi-idempotency-key-header). It is also the token of the request.
const KEY_HEADER: &str = "idempotency-key";
/// Longest name, e-mail or telephone.
const LONGEST_CONTACT: usize = 200;
const LONGEST_URL: usize = 2_000;
/// Number of a request that is not one: what the test endpoint answers.
const NO_REQUEST: &str = "00-000000";

/// `POST requests`.
pub async fn receive(mut op: Op, mut call: Call, headers: &HeaderMap, key: &Key) -> Result<Document, Refused> {
    call.check_jurisdiction(&op)?;
    let token = token(headers)?;
    let draft = read(&op, &call, key, token)?;
    let place = intake::check(&op, &draft).map_err(|err| refuse(err, &op, &draft.service_code))?;
    let notice = notice(&op, &call, &draft, &place);
    op.actor = Actor::Client(key.name.clone());
    let reference = match call.endpoint {
        Endpoint::Test => NO_REQUEST.to_owned(),
        Endpoint::Production => file(op, &mut call, draft).await?,
    };
    let mut document = Document::new(call.format);
    document.list("service_requests", "request", [reference], |document, reference| {
        document.text("service_request_id", &reference);
        document.maybe("service_notice", Some(&notice));
        document.maybe("account_id", None);
    });
    Ok(document)
}

/// Keeps a request with its pictures, which are read before the first statement; gives its number.
async fn file(mut op: Op, call: &mut Call, draft: Draft) -> Result<String, Refused> {
    let mut shelved = Vec::new();
    for Upload(bytes) in std::mem::take(&mut call.uploads) {
        shelved.push(photos::shelve(&op.app, op.now, bytes).await.map_err(refuse_photo)?);
    }
    let service_code = draft.service_code.clone();
    let receipt = submit(&mut op, draft).await.map_err(|err| refuse(err, &op, &service_code))?;
    // Sent again, it has its pictures already.
    for picture in shelved.iter().filter(|_| !receipt.is_repeat) {
        photos::add(&mut op, Owner::Request(receipt.id), When::Before, picture).await.map_err(refuse_photo)?;
    }
    op.commit().await?;
    Ok(receipt.reference)
}

fn refuse_photo(err: PhotoError) -> Refused {
    match err {
        PhotoError::Shelf(_) | PhotoError::Store(_) => Refusal::from(err).into(),
        PhotoError::TooLarge
        | PhotoError::NotAPicture
        | PhotoError::TooWide
        | PhotoError::Broken
        | PhotoError::TooMany
        | PhotoError::CoversWrong
        | PhotoError::NeverPublic
        | PhotoError::Unknown => Refused::wrong(err.code()),
    }
}

/// `GET tokens/KEY`.
pub async fn resolve(op: &mut Op, call: &Call, token: &str) -> Result<Document, Refused> {
    call.check_jurisdiction(op)?;
    let found = find_submission(op, &submission_key(token)).await?;
    let (_, reference) = found.ok_or_else(|| Refused::unknown("open311/token-unknown"))?;
    let mut document = Document::new(call.format);
    document.list("service_requests", "request", [reference], |document, reference| {
        document.text("service_request_id", &reference);
        document.text("token", token);
    });
    Ok(document)
}

fn submission_key(token: &str) -> String {
    format!("open311/{token}")
}

/// The key of the header. It must be one that nobody else would choose.
fn token(headers: &HeaderMap) -> Result<Option<String>, Refused> {
    let Some(value) = headers.get(KEY_HEADER) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default().trim_matches('"');
    let is_plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if is_plain && (16..=128).contains(&text.len()) {
        Ok(Some(text.to_owned()))
    } else {
        Err(Refused::wrong("open311/token-wrong"))
    }
}

/// Reads what was sent, or says everything that is wrong with it.
fn read(op: &Op, call: &Call, key: &Key, token: Option<String>) -> Result<Draft, Refused> {
    let (catalogue, fields) = (op.part::<Catalogue>(), &call.fields);
    let code = fields.text("service_code");
    if code.is_empty() {
        return Err(Refused::wrong("open311/service-missing"));
    }
    let unknown = || Refused::one(StatusCode::NOT_FOUND, "open311/service-unknown");
    let service = catalogue.service(code).ok_or_else(unknown)?;
    let mut faults = Vec::new();
    let point = point(op, call, &mut faults);
    let address = fields.text("address_string");
    if point.is_none() && address.is_empty() && service.needs_place && faults.is_empty() {
        faults.push(Fault::new("address_string", "open311/place-missing"));
    }
    let answers = fields.answers();
    if let Err(wrong) = service.check(&answers) {
        faults.extend(wrong.into_iter().map(|fault| answer_fault(&fault, service, op.lang)));
    }
    let description: Description = fields.text("description").parse().unwrap_or_else(|_| {
        faults.push(Fault::new("description", "open311/description-too-long"));
        Description::default()
    });
    let media_url = fields.text("media_url");
    if !media_url.is_empty() && !is_web_address(media_url) {
        faults.push(Fault::new("media_url", "open311/media-url-wrong"));
    }
    let contact = contact(op, call, &mut faults);
    if service.needs_contact && contact.email.is_none() && contact.phone.is_none() {
        faults.push(Fault::new("email", "open311/contact-missing"));
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    Ok(Draft {
        nature: Nature::Request,
        service_code: code.to_owned(),
        description,
        answers,
        point,
        address: address.to_owned(),
        channel: key.channel,
        contact,
        media_url: media_url.to_owned(),
        key: token.map(|token| submission_key(&token)),
    })
}

/// The point of `lat` and `long`, or the middle of the side of `address_id`.
fn point(op: &Op, call: &Call, faults: &mut Vec<Fault>) -> Option<Point> {
    let [lat, lon, side] = ["lat", "long", "address_id"].map(|field| call.fields.text(field));
    if lat.is_empty() != lon.is_empty() {
        let field = if lat.is_empty() { "lat" } else { "long" };
        faults.push(Fault::new(field, "open311/place-half").with("field", field));
        return None;
    }
    if !lat.is_empty() {
        let point = Point::parse(lat, lon);
        if point.is_none() {
            faults.push(Fault::new("lat", "open311/place-unreadable"));
        }
        return point;
    }
    if side.is_empty() {
        return None;
    }
    let territory = op.part::<Territory>();
    let line = side.parse().ok().and_then(|id| territory.side(id)).map(|side| territory.line(side));
    let middle = line.and_then(|line| line.get(line.len() / 2).copied());
    if middle.is_none() {
        faults.push(Fault::new("address_id", "open311/address-id-unknown"));
    }
    middle
}

fn contact(op: &Op, call: &Call, faults: &mut Vec<Fault>) -> Contact {
    let [first, last, email, phone] =
        ["first_name", "last_name", "email", "phone"].map(|field| call.fields.text(field));
    let name = format!("{first} {last}").trim().to_owned();
    for (field, text) in [("first_name", name.as_str()), ("email", email), ("phone", phone)] {
        if text.chars().count() > LONGEST_CONTACT || text.chars().any(char::is_control) {
            faults.push(Fault::new(field, "open311/contact-too-long").with("field", field));
        }
    }
    if !email.is_empty() && !is_email(email) {
        faults.push(Fault::new("email", "open311/email-wrong"));
    }
    if !phone.is_empty() && plain_phone(phone).len() < 10 {
        faults.push(Fault::new("phone", "open311/phone-wrong"));
    }
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    // The standard has no word for consent: none is given.
    Contact { name: given(&name), email: given(email), phone: given(phone), lang: op.lang, ..Contact::default() }
}

/// Something before one `@`, a dot after it, no blank.
fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    let is_host = host.split('.').count() > 1 && host.split('.').all(|part| !part.is_empty());
    !name.is_empty() && is_host && !text.contains(char::is_whitespace) && !host.contains(['@', ',', ';', '<', '>'])
}

/// An address of the web, which we keep and never fetch.
fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let is_plain =
        |rest: &str| !rest.is_empty() && !rest.chars().any(|it| it.is_whitespace() || "<>\"'`\\".contains(it));
    text.len() <= LONGEST_URL && rest.is_some_and(is_plain)
}

/// A fault of an answer, with its code, which programs look for, and the question in the person's language.
fn answer_fault(fault: &Fault, service: &Service, lang: base::Lang) -> Fault {
    let code = match fault.code {
        "catalogue/answer-required" => "open311/answer-required",
        "catalogue/answer-too-long" => "open311/answer-too-long",
        "catalogue/answer-only-one" => "open311/answer-only-one",
        "catalogue/answer-not-a-number" => "open311/answer-not-a-number",
        "catalogue/answer-not-a-date" => "open311/answer-not-a-date",
        "catalogue/answer-not-offered" => "open311/answer-not-offered",
        _ => "open311/question-unknown",
    };
    let question = service.question(&fault.field).map_or("", |question| question.text.get(lang));
    let name: String = fault.field.chars().take(60).collect();
    Fault::new(&fault.field, code).with("code", name).with("question", question)
}

/// What the person reads back: first a warning that their answers call for, then the promise.
fn notice(op: &Op, call: &Call, draft: &Draft, place: &Place) -> String {
    let (view, catalogue) = (op.view(), op.part::<Catalogue>());
    let mut sentences = Vec::new();
    let service = catalogue.service(&draft.service_code);
    if let Some(stopper) = service.and_then(|service| service.stopper(&draft.answers)) {
        sentences.push(view.text(&stopper.sentence).to_owned());
    }
    if let Some(promise) = service.and_then(|service| intake::promise(op, service, place)) {
        sentences.push(view.t1("open311-service-promise", "promise", view.text(&promise.words)));
    }
    if call.endpoint == Endpoint::Test {
        sentences.push(view.t("open311-test-notice"));
    }
    sentences.join(" ")
}

/// What a refusal of the city is in the words of the standard.
fn refuse(err: SubmitError, op: &Op, service_code: &str) -> Refused {
    let lang = op.lang;
    let fault = match err {
        SubmitError::ServiceUnknown(_) => return Refused::unknown("open311/service-unknown"),
        // The same key at the same instant: the other one is being kept.
        SubmitError::Store(err) if err.is_unique_violation() => return Refused::wrong("open311/sent-twice"),
        SubmitError::Store(err) => return err.into(),
        SubmitError::PlaceMissing(_) => Fault::new("address_string", "open311/place-missing"),
        SubmitError::OutsideCity => Fault::new("lat", "open311/outside-city"),
        SubmitError::LinkedTown(town) => linked_town(&town, lang),
        SubmitError::Stopped(sentence) => Fault::new("", "open311/stopped").with("sentence", sentence.get(lang)),
        SubmitError::AddressTooLong => Fault::new("address_string", "open311/address-too-long"),
        SubmitError::Answers(faults) => {
            let catalogue = op.part::<Catalogue>();
            let service = catalogue.service(service_code);
            let said = |fault: &Fault| service.map(|service| answer_fault(fault, service, lang));
            return faults.iter().filter_map(said).collect::<Vec<Fault>>().into();
        }
    };
    vec![fault].into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_long_and_plain() {
        let header = |text: &str| HeaderMap::from_iter([(KEY_HEADER.parse().unwrap(), text.parse().unwrap())]);
        let read = |text: &str| token(&header(text)).ok().flatten();
        assert_eq!(token(&HeaderMap::new()), Ok(None));
        assert_eq!(read("\"0f8fad5b-d9cb-469f-a165-70867728950e\"").unwrap().len(), 36);
        for wrong in ["", "1", "court", "a b c d e f g h i j k", "../../../../../etc/passwd", &"a".repeat(129)] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn only_addresses_of_the_web_are_kept() {
        assert!(is_web_address("https://exemple.test/a.jpg?x=1"));
        for wrong in
            ["javascript:alert(1)", "ftp://a", "https://", "http://a b", "https://a\"onload=", "//a", "data:,a"]
        {
            assert!(!is_web_address(wrong), "{wrong}");
        }
    }
}
