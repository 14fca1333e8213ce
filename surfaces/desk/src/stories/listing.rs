//! Queues, filters, pages: what each list holds, and for whom.

use super::{desk, file, pothole, sign_in, speaks};
use catalogue::Answers;
use requests::{Contact, search::read_words};
use testkit::NOON;

#[tokio::test]
async fn each_queue_holds_its_requests_with_their_count() {
    let ground = desk().await;
    let late = pothole(&ground).await;
    ground.set_now(NOON.plus_days(7));
    let mut unit = sign_in(&ground, "plateau").await;
    let risk = unit.get("/poste?echeance=risque").await;
    risk.is(200).holds(&late).holds("rv-rows__row--at-risk");
    unit.get("/poste?echeance=retard").await.lacks(&late).holds("Rien dans cette file");
    ground.set_now(NOON.plus_days(9));
    let fresh = pothole(&ground).await;
    let mut unit = sign_in(&ground, "plateau").await;
    let list = unit.get("/poste?echeance=retard").await;
    list.holds(&late).lacks(&fresh).holds("rv-rows__row--late").holds("−36\u{a0}h");
    let all = unit.get("/poste").await.text();
    assert!(all.find(&late).unwrap() < all.find(&fresh).unwrap(), "the most pressing first");
    let newest = unit.get("/poste?tri=recentes").await.text();
    assert!(newest.find(&fresh).unwrap() < newest.find(&late).unwrap());
    unit.get("/poste?qui=moi").await.lacks(&late);
    let page = unit.get(&format!("/poste/demandes/{late}")).await;
    let path = format!("/poste/demandes/{late}/actes/prendre");
    unit.post_and_follow(&path, &[("vu", &page.field("vu"))]).await.is(200);
    unit.get("/poste?qui=moi").await.holds(&late).lacks(&fresh);
    unit.get("/poste?qui=personne").await.holds(&fresh).lacks(&late);
    read_words(&ground.app).await.unwrap();
    for filter in ["service=NID_POULE", "arrondissement=le-plateau-mont-royal", "q=parc-des-ESSAIS", "etat=toutes"] {
        let list = unit.get(&format!("/poste?{filter}")).await;
        list.is(200).holds(&late).holds(&fresh);
        speaks(&list);
    }
    for filter in
        ["service=GRAFFITI_PUBLIC", "arrondissement=ville-marie", "q=castor", "etat=TERMINEE", "q=unite:ville-marie"]
    {
        unit.get(&format!("/poste?{filter}")).await.is(200).lacks(&late).lacks(&fresh);
    }
    unit.get("/poste?q=%25").await.holds("n’est pas compris").holds(&late);
}

#[tokio::test]
async fn a_number_leads_to_its_request_and_a_unit_sees_its_own() {
    let ground = desk().await;
    let reference = pothole(&ground).await;
    let mut agent = sign_in(&ground, "agente").await;
    let found = agent.get("/poste?q=26-1&etat=toutes").await;
    assert_eq!((found.status.as_u16(), found.location()), (303, "/poste/demandes/26-000001"));
    let mut other = sign_in(&ground, "centre").await;
    other.get("/poste?q=26-1").await.is(200).lacks("data-row-link");
    for query in ["", "?etat=toutes", "?unite=le-plateau-mont-royal", "?qui=unite", "?qui=personne"] {
        other.get(&format!("/poste{query}")).await.is(200).lacks(&reference);
    }
    agent.get("/poste?unite=ville-marie").await.lacks(&reference);
    agent.get("/poste?unite=le-plateau-mont-royal").await.holds(&reference);
}

#[tokio::test]
async fn long_lists_come_page_by_page_and_each_request_once() {
    let ground = desk().await;
    for rank in 0..53 {
        ground.set_now(NOON.plus_ms(rank / 10));
        // A service without a promise comes last, and pages go through it too.
        match rank % 2 {
            0 => pothole(&ground).await,
            _ => file(&ground, "SUGGESTION", Answers::default(), Contact::default()).await,
        };
    }
    let mut agent = sign_in(&ground, "agente").await;
    for order in ["", "recentes", "anciennes"] {
        let mut seen = Vec::new();
        let mut path = format!("/poste?tri={order}");
        loop {
            let page = agent.get(&path).await.is(200).text();
            let rows = page.split("data-row-link").skip(1);
            seen.extend(rows.map(|row| row.split("26-").nth(1).unwrap()[..6].to_owned()));
            let Some(link) = page.split("rel=\"next\"").next().filter(|_| page.contains("rel=\"next\"")) else { break };
            path = link.rsplit("href=\"").next().unwrap().split('"').next().unwrap().replace("&#38;", "&");
        }
        let mut once = seen.clone();
        once.sort();
        once.dedup();
        assert_eq!((seen.len(), once.len()), (53, 53), "{order}");
    }
}

#[tokio::test]
async fn what_is_typed_in_an_address_stays_words() {
    let ground = desk().await;
    pothole(&ground).await;
    let mut agent = sign_in(&ground, "agente").await;
    for query in [
        "q=%27%3B+drop+table+request%3B--",
        "q=%3Cscript%3E",
        "etat=%3Cscript%3E",
        "service=%22%3E%3Cscript%3E",
        "unite=%27",
        "tri=%27&apres=1.2%27",
        "apres=99999999999999999999.1",
        "qui=%3Cscript%3E&echeance=%3Cscript%3E",
        "q=%00",
        "fait=%3Cscript%3E",
    ] {
        agent.get(&format!("/poste?{query}")).await.is(200).lacks("<script>");
    }
    agent.get("/poste/demandes/%27").await.is(404);
    agent.get("/poste").await.holds("26-000001");
}
