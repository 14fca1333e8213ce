//! A reply put in the words of an act: filled from the request, in the languages of who will read it.

use crate::{
    case::Proposed,
    replies::ACTS,
    rights::{Act, Permit},
};
use ::replies::{Reply, Values, Variable, count_use, fill, find, fitting};
use ::store::StoreError;
use base::{Id, Lang};
use requests::{Request, requesters_of, telling};
use territory::Territory;
use web::{Form, Op, View};

/// The button that puts one in the words; the field that says which one was put there.
const PUT: &str = "modele-";
const FIELD: &str = "modele";

/// Which reply a form asks to put in its words.
pub fn asked(form: &Form) -> Option<Id> {
    form.text("geste").strip_prefix(PUT)?.parse().ok()
}

/// Those that an act on a request may say, in the language of the reader of the page.
pub async fn proposed(op: &mut Op, view: &View, request: &Request, act: Act) -> Result<Vec<Proposed>, StoreError> {
    if !ACTS.contains(&act) {
        return Ok(Vec::new());
    }
    let values = values(op, request, view.lang);
    let one = |reply: Reply| Proposed {
        button: format!("{PUT}{}", reply.id),
        words: fill(view.text(&reply.words), &values),
        title: view.text(&reply.title).to_owned(),
    };
    Ok(fitting(op, &request.service_code, act.word()).await?.into_iter().map(one).collect())
}

fn values(op: &Op, request: &Request, lang: Lang) -> Values {
    let view = Op { lang, tx: op.app.database().read(), ..Op::system(&op.app) }.view();
    let territory = op.part::<Territory>();
    let borough = request.place.borough.as_deref().and_then(|code| territory.area(code));
    let service = telling::service_name(op, &request.service_code, lang);
    let day = |at: Option<base::Moment>| at.map(|at| view.date(&at)).unwrap_or_default();
    vec![
        (Variable::Number, request.reference.clone()),
        (Variable::Service, service),
        (Variable::Address, request.place.address.clone()),
        (Variable::Borough, borough.map(|area| view.text(&area.name).to_owned()).unwrap_or_default()),
        (Variable::Unit, telling::unit_name(op, &request.route.unit, lang)),
        (Variable::Promised, day(request.due_at())),
        (Variable::Planned, day(request.planned_for)),
    ]
}

/// The form with the words of a reply after those that were typed, in each language that somebody asked in, French
/// first.
pub async fn put(op: &mut Op, request: &Request, form: Form, id: Id) -> Result<Form, StoreError> {
    let Some(reply) = find(op, id).await? else { return Ok(form) };
    let people = requesters_of(op, request.id).await?;
    let is_read = |lang: Lang| people.iter().any(|(.., contact)| contact.lang == lang);
    let mut languages: Vec<Lang> = [Lang::Fr, Lang::En].into_iter().filter(|lang| is_read(*lang)).collect();
    if languages.is_empty() {
        languages.push(Lang::Fr);
    }
    let mut texts = vec![form.text("mots").trim().to_owned()];
    texts.extend(languages.into_iter().map(|lang| fill(reply.words.get(lang), &values(op, request, lang))));
    texts.retain(|text| !text.is_empty());
    texts.dedup();
    let mut filled = Form::default();
    filled.add("mots".to_owned(), texts.join("\n\n"));
    filled.add(FIELD.to_owned(), id.to_string());
    let others = form.pairs().filter(|(name, _)| !["mots", "geste", FIELD].contains(name));
    for (name, value) in others {
        filled.add(name.to_owned(), value.to_owned());
    }
    Ok(filled)
}

/// Counts the reply that the words of an act came from.
pub async fn count(op: &mut Op, permit: &Permit<'_>, form: &Form) -> Result<(), StoreError> {
    match form.text(FIELD).parse() {
        Ok(id) if ACTS.contains(&permit.act) => count_use(op, id).await,
        Ok(_) | Err(_) => Ok(()),
    }
}
