//! What the fictional city answers: articles written by hand, each consistent with the catalogue and the promises.

use base::PackFiles;

macro_rules! articles {
    ($($slug:literal),+ $(,)?) => {
        [$((
            concat!("knowledge/", $slug, ".fr.md"),
            include_str!(concat!("../knowledge/", $slug, ".fr.md")),
            concat!("knowledge/", $slug, ".en.md"),
            include_str!(concat!("../knowledge/", $slug, ".en.md")),
        )),+]
    };
}

/// Puts the articles in a pack.
pub(crate) fn write(files: &mut PackFiles) {
    let all = articles![
        "abattre-un-arbre",
        "acces-documents",
        "arbres-de-la-ville",
        "bruit",
        "chiens-permis",
        "collecte-ordures",
        "compte-de-taxes",
        "compteur-eau",
        "deneigement",
        "eclairage-de-rue",
        "fuite-eau",
        "graffitis",
        "gros-objets",
        "lexique",
        "nids-de-poule",
        "occuper-la-rue",
        "piscines",
        "puisard-bouche",
        "reclamation-dommages",
        "recyclage",
        "stationnement",
        "vehicule-remorque",
    ];
    for (french, fr, english, en) in all {
        files.insert(french, fr);
        files.insert(english, en);
    }
}
