//! Files of articles: read, written, refused with their line; and any bytes at all.

use super::*;
use proptest::prelude::*;

pub(crate) const FRENCH: &str = r#"+++
title = "Nids-de-poule"
summary = "Signalez le trou en ligne ou au 311."
keywords = ["trou", "chaussée"]
theme = "rues"
services = ["NID_POULE"]
owner = "le-plateau-mont-royal"
status = "published"
review_on = "2027-06-30"
expires_on = "2027-12-31"
+++

# general

Un nid-de-poule est un trou dans la chaussée.

# procedure

1. Dites où.
2. Gardez le numéro.

# procedure @ville-marie

Appelez le **311**.

# internal

Vérifiez qu’il ne s’agit pas d’une autoroute.
"#;

pub(crate) const ENGLISH: &str = r#"+++
title = "Potholes"
summary = "Report the hole online or at 311."
keywords = ["hole"]
+++

# general

A pothole is a hole in the road.
"#;

fn slug() -> Slug {
    Slug::new("nids-de-poule").unwrap()
}

fn texts() -> Texts {
    Texts { fr: FRENCH.to_owned(), en: Some(ENGLISH.to_owned()) }
}

#[test]
fn what_was_read_is_written_byte_for_byte() {
    let article = read(&slug(), &texts()).unwrap();
    assert_eq!(article.fr.public.get(PublicSection::Procedure, Some("ville-marie")), "Appelez le **311**.");
    assert_eq!(article.boroughs(), ["ville-marie"]);
    assert_eq!(write(&article), texts());
    // A file that somebody wrote on another system is the same article.
    let foreign = Texts { fr: FRENCH.replace('\n', "\r\n"), en: None };
    assert_eq!(read(&slug(), &foreign).unwrap().fr, article.fr);
}

#[track_caller]
fn check(from: &str, to: &str, expected: &str) {
    assert!(FRENCH.contains(from), "{from}");
    let texts = Texts { fr: FRENCH.replacen(from, to, 1), en: None };
    assert_eq!(read(&slug(), &texts).unwrap_err().to_string(), expected);
}

#[test]
fn each_fault_of_a_file_has_its_line() {
    let file = "nids-de-poule.fr.md";
    check("+++\ntitle", "title", &format!("{file}:1: the file must begin with a line `+++`"));
    check("\n+++\n\n# general", "\n\n# general", &format!("{file}:1: no line `+++` closes the front matter"));
    check(
        "owner = \"le",
        "owned = \"le",
        &format!(
            "{file}:7: unknown field `owned`, expected one of `title`, `summary`, `keywords`, `theme`, `services`, `owner`, `status`, `review_on`, `expires_on`"
        ),
    );
    check("published", "public", &format!("{file}:8: `status` must be one of: draft, published, withdrawn"));
    check("2027-06-30", "2027-06-31", &format!("{file}:9: `review_on` must be a day, as in 2027-06-30"));
    check(
        "# internal",
        "# interne",
        &format!("{file}:26: the section `interne` is none of: general, procedure, internal, questions, contacts"),
    );
    check("# internal", "# procedure", &format!("{file}:26: the section `procedure` stands twice"));
    check("@ville-marie", "@", &format!("{file}:22: the code of a borough must follow `@`"));
    check(
        "\n# general",
        "Bonjour\n\n# general",
        &format!("{file}:12: these words are in no section: begin with `# general`"),
    );
}

#[test]
fn each_flaw_of_an_article_has_its_line() {
    let pack = testkit::city::pack();
    let (catalogue, units) = (catalogue::Catalogue::read(&pack).unwrap(), territory::Units::read(&pack).unwrap());
    let territory = territory::Territory::read(&pack).unwrap();
    let slugs = ["nids-de-poule".to_owned()].into();
    let names = Names { catalogue: &catalogue, units: &units, territory: &territory, slugs: &slugs };
    assert_eq!(read_checked(&slug(), &texts(), &names).map(|article| article.slug), Ok(slug()));
    let wrong = FRENCH
        .replace("NID_POULE", "NID")
        .replace("\"rues\"", "\"rue\"")
        .replace("ville-marie", "westmount")
        .replace("2. Gardez le numéro.", "2. [Ici](/aide/rien) <b>x</b>")
        .replace("Signalez le trou en ligne ou au 311.", &"Un mot de plus. ".repeat(20));
    let faults = read_checked(&slug(), &Texts { fr: wrong, en: None }, &names).unwrap_err();
    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    for expected in [
        "nids-de-poule.fr.md:5: `theme` names `rue`, which the city does not know",
        "nids-de-poule.fr.md:6: `services` names `NID`, which the city does not know",
        "nids-de-poule.fr.md:3: `summary` is too long: 60 at most",
        "nids-de-poule.fr.md:20: the section `procedure` holds HTML: write Markdown",
        "nids-de-poule.fr.md:17: the section `procedure` leads to the article `rien`, which is not there",
        "nids-de-poule.fr.md:22: the section `procedure` names `westmount`, which the city does not know",
    ] {
        assert!(faults.iter().any(|fault| fault == expected), "{expected} is not in {faults:#?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_text_is_read_or_refused_with_a_line(text in "(\\+\\+\\+\n)?[ -~éà\n+#@\"=\\[\\]]{0,300}") {
        match read(&slug(), &Texts { fr: text.clone(), en: None }) {
            Ok(article) => prop_assert_eq!(read(&slug(), &write(&article)).unwrap(), article),
            Err(fault) => prop_assert!(fault.line >= 1 && fault.line <= text.lines().count() as u64 + 2, "{fault}"),
        }
    }

    #[test]
    fn a_bent_file_is_read_or_refused(place in 0..FRENCH.len(), with in "[ -~\n+#@]{0,6}") {
        let place = (place..FRENCH.len()).find(|place| FRENCH.is_char_boundary(*place)).unwrap_or(0);
        let (before, after) = FRENCH.split_at(place);
        if let Ok(article) = read(&slug(), &Texts { fr: format!("{before}{with}{after}"), en: None }) {
            prop_assert_eq!(read(&slug(), &write(&article)).unwrap(), article);
        }
    }

    #[test]
    fn any_words_come_back_from_a_file(title in any::<String>(), word in any::<String>(), section in any::<String>()) {
        let mut article = read(&slug(), &texts()).unwrap();
        article.fr.title = one_line(&title);
        article.fr.keywords = keywords(&[word]);
        if crate::markdown::faults(&clean(&section)).is_empty() {
            article.fr.public.set(PublicSection::General, None, &section);
        }
        let written = write(&article);
        let again = read(&slug(), &written).unwrap();
        prop_assert_eq!(&again, &article);
        prop_assert_eq!(write(&again), written);
    }
}
