//! Standard replies of the fictional city.

use crate::command::Failure;
use ::replies::{Draft, all, save};
use web::{App, Op};

/// Acts, titles, words; French then English.
const REPLIES: [(&str, [&str; 2], [&str; 2]); 6] = [
    (
        "demander",
        ["Préciser l’endroit", "Say where exactly"],
        [
            "Nous cherchons l’endroit exact au {adresse}. Pouvez-vous nous dire de quel côté de la rue, et devant quel numéro? Une photo aide beaucoup.",
            "We are looking for the exact place at {adresse}. Could you tell us on which side of the street, and in front of which number? A photo helps a lot.",
        ],
    ),
    (
        "suspendre",
        ["Attendre le dégel", "Wait for the thaw"],
        [
            "Le sol est gelé : une réparation faite maintenant ne tiendrait pas. Nous reviendrons au {adresse} vers [[la date]], et nous vous écrirons si elle change.",
            "The ground is frozen: a repair made now would not last. We will be back at {adresse} around [[the date]], and will write to you if it changes.",
        ],
    ),
    (
        "suspendre",
        ["Attendre une pièce", "Wait for a part"],
        [
            "L’équipe est passée. Il manque une pièce, commandée : elle arrive vers [[la date]]. Votre demande {numero} reste ouverte.",
            "The crew came by. A part is missing and has been ordered: it should arrive around [[the date]]. Your request {numero} stays open.",
        ],
    ),
    (
        "terminer",
        ["Réparé, à surveiller", "Repaired, to be watched"],
        [
            "C’est réparé. Si le problème revient au {adresse}, répondez à ce message : nous rouvrirons la demande, sans que vous ayez à tout redire.",
            "It is repaired. Should the problem come back at {adresse}, answer this message: we will reopen the request, and you will not have to say it all again.",
        ],
    ),
    (
        "reorienter",
        ["Installation d’un autre organisme", "Somebody else’s installation"],
        [
            "Cette installation appartient à [[l’organisme]], que vous pouvez joindre au [[numéro]]. Donnez-lui l’adresse {adresse}.",
            "This installation belongs to [[the organisation]], which you can reach at [[number]]. Give them the address {adresse}.",
        ],
    ),
    (
        "refuser",
        ["Le critère n’est pas atteint", "The criterion is not met"],
        [
            "Nous sommes allés voir. La règle demande [[le critère]], et nous avons mesuré [[la mesure]]. Si cela change, écrivez-nous : {numero}. Vous pouvez aussi demander une révision.",
            "We went and looked. The rule asks for [[the criterion]], and we measured [[the measure]]. Should it change, write to us: {numero}. You may also ask for a review.",
        ],
    ),
];

/// Adds them, unless some are there.
pub(super) async fn add(app: &App) -> Result<(), Failure> {
    let mut op = Op::system(app);
    if !all(&mut op).await?.is_empty() {
        return Ok(());
    }
    for (act, [title_fr, title_en], [words_fr, words_en]) in REPLIES {
        let draft = Draft {
            title_fr: title_fr.to_owned(),
            title_en: title_en.to_owned(),
            words_fr: words_fr.to_owned(),
            words_en: words_en.to_owned(),
            acts: vec![act.to_owned()],
            ..Draft::default()
        };
        let saved = save(&mut op, None, draft).await;
        saved.map_err(|err| Failure::Asked(format!("the standard replies of the demo: {err}")))?;
    }
    Ok(op.tx.commit().await?)
}
