//! Writing an article: both languages side by side, seen before it is published, a conflict shown and never overwritten.

use super::{Bar, editor};
use crate::{
    article::{Article, Kind, PublicSection, Slug, StaffSection, Status, Words, one_line},
    checking::{Flaw, Names, Part, Wrong, flaws},
    difference::{self, Line},
    editing::{self, Hand, Latest, SaveError},
    file,
    markdown::Unfit,
    reading::{Choice, Reading, borough, boroughs},
    store::Origin,
};
use ::store::StoreError;
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{Fault, Lang};
use catalogue::Catalogue;
use identity::SignedIn;
use jiff::civil::Date;
use serde::Deserialize;
use territory::{Territory, Units};
use web::{Faults, Form, Op, Page, Refusal, View};

/// Characters of the reason of a version.
const LONGEST_REASON: usize = 200;
/// Between two reviews of an article, unless somebody says otherwise.
const REVIEW_DAYS: i64 = 365;

/// A field of a section: its name in the form, its words.
struct Field {
    name: String,
    /// Code of its label.
    label: String,
    words: String,
    is_for_staff: bool,
}

/// The fields of a language.
struct Side {
    lang: Lang,
    title: String,
    summary: String,
    keywords: String,
    sections: Vec<Field>,
}

#[derive(Template)]
#[template(path = "desk/edit.html")]
struct EditPage {
    view: View,
    bar: Bar,
    faults: Faults,
    action: String,
    /// Empty when the article is new.
    slug: String,
    new_slug: String,
    seen: i64,
    borough: String,
    boroughs: Vec<Choice>,
    sides: [Side; 2],
    themes: Vec<Choice>,
    units: Vec<Choice>,
    services: String,
    review_on: String,
    expires_on: String,
    reason: String,
    preview: Option<[Reading; 2]>,
    /// What somebody else changed since the page was opened.
    conflict: Option<[Vec<Line>; 2]>,
    is_public: bool,
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    arrondissement: String,
}

fn side(article: &Article, lang: Lang, borough: Option<&str>) -> Side {
    let none = Words::default();
    let words = article.words(lang).unwrap_or(&none);
    let public = PublicSection::ALL.iter().map(|kind| (kind.code(), words.public.own(*kind, borough), false));
    let staff = StaffSection::ALL.iter().map(|kind| (kind.code(), words.staff.own(*kind, borough), true));
    let field = |(code, words, is_for_staff): (&str, &str, bool)| Field {
        name: format!("{lang}-{code}"),
        label: format!("knowledge-section-{code}"),
        words: words.to_owned(),
        is_for_staff,
    };
    Side {
        lang,
        title: words.title.clone(),
        summary: words.summary.clone(),
        keywords: words.keywords.join(", "),
        sections: public.chain(staff).map(field).collect(),
    }
}

/// What was typed over an article: the sections of other boroughs stay as they are.
fn typed(base: &Article, form: &Form, borough: Option<&str>) -> (Article, Vec<Fault>) {
    let (mut article, mut faults) = (base.clone(), Vec::new());
    type_words(&mut article.fr, Lang::Fr, form, borough);
    let mut en = article.en.take().unwrap_or_default();
    type_words(&mut en, Lang::En, form, borough);
    article.en = Some(en).filter(|words| *words != Words::default());
    article.theme = one_line(form.text("theme"));
    article.owner = one_line(form.text("unite"));
    article.services = list(&form.text("services").replace(char::is_whitespace, ","));
    match form.text("revision").trim().parse::<Date>() {
        Ok(day) => article.review_on = day,
        Err(_) => faults.push(Fault::new("revision", "knowledge/day-wrong")),
    }
    match form.text("echeance").trim() {
        "" => article.expires_on = None,
        text => match text.parse::<Date>() {
            Ok(day) => article.expires_on = Some(day),
            Err(_) => faults.push(Fault::new("echeance", "knowledge/day-wrong")),
        },
    }
    (article, faults)
}

fn type_words(words: &mut Words, lang: Lang, form: &Form, borough: Option<&str>) {
    let text = |part: &str| form.text(&format!("{lang}-{part}"));
    words.title = one_line(text("title"));
    words.summary = one_line(text("summary"));
    words.keywords = list(text("keywords"));
    for kind in PublicSection::ALL {
        words.public.set(*kind, borough, text(kind.code()));
    }
    for kind in StaffSection::ALL {
        words.staff.set(*kind, borough, text(kind.code()));
    }
}

fn list(text: &str) -> Vec<String> {
    text.split(',').map(one_line).filter(|word| !word.is_empty()).collect()
}

/// A flaw as a fault of the form.
fn fault(flaw: &Flaw) -> Fault {
    let field = match &flaw.part {
        Part::Title => format!("{}-title", flaw.lang),
        Part::Summary => format!("{}-summary", flaw.lang),
        Part::Keywords => format!("{}-keywords", flaw.lang),
        Part::Section(code, _) => format!("{}-{code}", flaw.lang),
        Part::Theme => "theme".to_owned(),
        Part::Services => "services".to_owned(),
        Part::Owner => "unite".to_owned(),
    };
    let fault = |code| Fault::new(field.clone(), code);
    match &flaw.wrong {
        Wrong::Blank => fault("knowledge/blank"),
        Wrong::TooLong { most } => fault("knowledge/too-long").with("most", most.to_string()),
        Wrong::SentenceLong { sentence } => fault("knowledge/sentence-long").with("sentence", sentence.clone()),
        Wrong::Unknown { code } => fault("knowledge/name-unknown").with("code", code.clone()),
        Wrong::ArticleUnknown { slug } => fault("knowledge/link-unknown").with("slug", slug.clone()),
        Wrong::NoBase => fault("knowledge/no-base"),
        Wrong::Unfit(unfit) => {
            let code = match unfit {
                Unfit::Html { .. } => "knowledge/html",
                Unfit::Image { .. } => "knowledge/image",
                Unfit::Title { .. } => "knowledge/first-title",
                Unfit::Link { .. } => "knowledge/link-wrong",
            };
            let to = if let Unfit::Link { to, .. } = unfit { to.clone() } else { String::new() };
            fault(code).with("line", unfit.line().to_string()).with("to", to)
        }
    }
}

async fn check(op: &mut Op, article: &Article) -> Result<Vec<Fault>, StoreError> {
    let mut slugs = editing::slugs(op).await?;
    slugs.insert(article.slug.to_string());
    let (catalogue, units, territory) = (op.part::<Catalogue>(), op.part::<Units>(), op.part::<Territory>());
    let names = Names { catalogue: &catalogue, units: &units, territory: &territory, slugs: &slugs };
    Ok(flaws(article, &names).iter().map(fault).collect())
}

/// What is written: an article that is there, or one that begins.
struct Draft {
    article: Article,
    /// None for a new article.
    seen: Option<i64>,
    new_slug: String,
    borough: Option<String>,
    reason: String,
    is_public: bool,
}

fn edit_page(op: &Op, view: View, bar: Bar, draft: &Draft, faults: Faults) -> EditPage {
    let (article, borough) = (&draft.article, draft.borough.as_deref());
    let (catalogue, units) = (op.part::<Catalogue>(), op.part::<Units>());
    let choice = |value: &str, name: &str, chosen: &str| Choice {
        value: value.to_owned(),
        name: name.to_owned(),
        is_chosen: value == chosen,
    };
    let groups = catalogue.groups();
    let themes = groups.iter().map(|(group, _)| choice(&group.code, group.name.get(op.lang), &article.theme)).collect();
    let units = units.all().iter().map(|unit| choice(&unit.code, unit.name.get(op.lang), &article.owner)).collect();
    let path = match draft.seen {
        Some(_) => format!("/poste/aide/{}/modifier", article.slug),
        None => "/poste/aide/nouvel-article".to_owned(),
    };
    EditPage {
        action: view.link(&path),
        slug: draft.seen.map(|_| article.slug.to_string()).unwrap_or_default(),
        new_slug: draft.new_slug.clone(),
        seen: draft.seen.unwrap_or(0),
        borough: borough.unwrap_or_default().to_owned(),
        boroughs: boroughs(op, borough),
        sides: Lang::ALL.map(|lang| side(article, lang, borough)),
        themes,
        units,
        services: article.services.join(", "),
        review_on: article.review_on.to_string(),
        expires_on: article.expires_on.map(|day| day.to_string()).unwrap_or_default(),
        reason: draft.reason.clone(),
        preview: None,
        conflict: None,
        is_public: draft.is_public,
        view,
        bar,
        faults,
    }
}

async fn latest(op: &mut Op, slug: &str) -> Result<Latest, Refusal> {
    editing::latest(op, slug).await?.ok_or_else(|| Refusal::not_found("knowledge/article-unknown"))
}

/// `GET /poste/aide/{slug}/modifier?arrondissement=`.
pub async fn show(
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let mut signed_in = editor(signed_in)?;
    let (view, bar) = (signed_in.view(), Bar::of(&signed_in));
    let op = &mut signed_in.op;
    let Latest { entry, version, article } = latest(op, &slug).await?;
    let draft = Draft {
        article,
        seen: Some(version.number),
        new_slug: String::new(),
        borough: borough(op, &asked.arrondissement),
        reason: String::new(),
        is_public: entry.published_number.is_some(),
    };
    Ok(Page::ok(edit_page(op, view, bar, &draft, Faults::default())).into_response())
}

fn blank(op: &Op) -> Article {
    Article {
        // A name that is always fit; the form asks for the real one.
        slug: Slug::new("article").unwrap_or_else(|| unreachable!("letters alone")),
        status: Status::Draft,
        theme: String::new(),
        services: Vec::new(),
        owner: String::new(),
        review_on: op.now.plus_days(REVIEW_DAYS).day(&op.part::<web::Brand>().zone),
        expires_on: None,
        fr: Words::default(),
        en: None,
    }
}

/// `GET /poste/aide/nouvel-article`.
pub async fn show_new(signed_in: SignedIn) -> Result<Response, Refusal> {
    let signed_in = editor(signed_in)?;
    let (view, bar) = (signed_in.view(), Bar::of(&signed_in));
    let article = blank(&signed_in.op);
    let draft =
        Draft { article, seen: None, new_slug: String::new(), borough: None, reason: String::new(), is_public: false };
    Ok(Page::ok(edit_page(&signed_in.op, view, bar, &draft, Faults::default())).into_response())
}

/// `POST /poste/aide/{slug}/modifier`.
pub async fn receive(signed_in: SignedIn, Path(slug): Path<String>, form: Form) -> Result<Response, Refusal> {
    let mut signed_in = editor(signed_in)?;
    let op = &mut signed_in.op;
    let Latest { entry, article, .. } = latest(op, &slug).await?;
    let seen: i64 = form.text("vu").parse().unwrap_or(0);
    let base = editing::version(op, &entry, seen).await?.map_or(article, |(_, article)| article);
    let borough = borough(op, form.text("arrondissement"));
    let (article, faults) = typed(&base, &form, borough.as_deref());
    let is_public = entry.published_number.is_some();
    let reason = one_line(form.text("raison"));
    let draft = Draft { article, seen: Some(seen), new_slug: String::new(), borough, reason, is_public };
    decide(signed_in, draft, faults, &form).await
}

/// `POST /poste/aide/nouvel-article`.
pub async fn receive_new(signed_in: SignedIn, form: Form) -> Result<Response, Refusal> {
    let signed_in = editor(signed_in)?;
    let (mut article, mut faults) = typed(&blank(&signed_in.op), &form, None);
    let new_slug = one_line(form.text("nom"));
    match Slug::new(&new_slug) {
        Some(slug) => article.slug = slug,
        None => faults.insert(0, Fault::new("nom", "knowledge/slug-wrong")),
    }
    let reason = one_line(form.text("raison"));
    let draft = Draft { article, seen: None, new_slug, borough: None, reason, is_public: false };
    decide(signed_in, draft, faults, &form).await
}

/// Shows what was typed, or keeps it.
async fn decide(
    mut signed_in: SignedIn,
    mut draft: Draft,
    faults: Vec<Fault>,
    form: &Form,
) -> Result<Response, Refusal> {
    let (view, bar, mut faults) = (signed_in.view(), Bar::of(&signed_in), faults);
    faults.extend(check(&mut signed_in.op, &draft.article).await?);
    let status = match form.text("acte") {
        "publier" => Some(Status::Published),
        "retirer" => Some(Status::Withdrawn),
        "brouillon" => Some(Status::Draft),
        _ => None,
    };
    if status.is_some() && draft.reason.is_empty() {
        faults.push(Fault::new("raison", "knowledge/reason-blank"));
    }
    if draft.reason.chars().count() > LONGEST_REASON {
        faults.push(Fault::new("raison", "knowledge/too-long").with("most", LONGEST_REASON.to_string()));
    }
    let (Some(status), true) = (status, faults.is_empty()) else {
        let code = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let mut page = edit_page(&signed_in.op, view, bar, &draft, faults.into());
        page.preview = page.faults.is_empty().then(|| preview(&signed_in.op, &draft));
        return Ok(Page(code, page).into_response());
    };
    draft.article.status = status;
    let hand = Hand { origin: Origin::Staff, author: &signed_in.staff.name, reason: &draft.reason };
    match editing::save(&mut signed_in.op, draft.seen.unwrap_or(0), &draft.article, hand).await {
        Ok(_) => {
            let location = view.link(&format!("/poste/aide/{}/versions", draft.article.slug));
            signed_in.op.commit().await?;
            Ok(Redirect::to(&location).into_response())
        }
        Err(SaveError::Changed) => conflict(signed_in, draft).await,
        Err(SaveError::SlugTaken) => {
            let page = edit_page(&signed_in.op, view, bar, &draft, Faults::one("nom", "knowledge/slug-taken"));
            Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(SaveError::Store(err)) => Err(err.into()),
    }
}

fn preview(op: &Op, draft: &Draft) -> [Reading; 2] {
    let borough = draft.borough.as_deref();
    Lang::ALL.map(|lang| {
        let mut reading = Reading::new(op, &draft.article.public(lang, borough), op.now);
        reading.is_french = draft.article.public(lang, borough).is_french_for(lang);
        reading
    })
}

/// Somebody saved meanwhile: what they changed is shown above what was typed, and nothing is lost of either.
async fn conflict(signed_in: SignedIn, mut draft: Draft) -> Result<Response, Refusal> {
    let (view, bar) = (signed_in.view(), Bar::of(&signed_in));
    let mut op = Op { tx: signed_in.op.app.database().read(), ..Op::system(&signed_in.op.app) };
    op.lang = signed_in.op.lang;
    let now = latest(&mut op, draft.article.slug.as_str()).await?;
    let lines = difference::between(&file::write(&draft.article), &now.version.texts);
    draft.seen = Some(now.version.number);
    let mut page = edit_page(&op, view, bar, &draft, Faults::one("conflit", "knowledge/changed"));
    page.conflict = Some(lines);
    Ok(Page(StatusCode::CONFLICT, page).into_response())
}
