//! What follows an accepted report: the article that everybody reads, kept true, and taken back.

use super::teller::{Person, Teller, text};
use serde_json::json;

/// Publishes the article of an accepted report with its photo, and tells how the public and a portal see it until it is withdrawn.
pub async fn published(t: &Teller, report: &str, [photo, _, draft]: &[String; 3]) -> Result<(), String> {
    t.chapter("The public: the article and its photo");
    let mut publish = json!({ "reportId": report, "draftId": draft, "informationClass": "PERIODIC", "tags": ["panen", "pertanian"],
        "media": [{ "artifactId": photo, "childrenShown": false }] });
    t.say("Everything that is still in the way is told at once, here that nobody is credited.");
    t.refused(Person::Kasubag, "/v1/publications", &publish).await?;
    publish["media"][0]["credit"] = json!("Siti Aminah, Humas Setda");
    let news = t.post(Person::Kasubag, "/v1/publications", &publish, &["/slug", "/state", "/freshness", "/reviewDueAt"]).await?;
    let (news, slug) = (format!("/v1/publications/{}", text(&news, "id")), text(&news, "slug"));
    let article = format!("/v1/public/publications/{slug}");
    t.say("Nobody needs a token to read it.");
    t.read(&article, &["/headline", "/html", "/media/0/address", "/freshness", "/reviewDueAt"]).await?;
    t.say("A portal hears of it, and goes on from there.");
    let begun = t.get(Person::Portal, "/v1/changes?limit=200", &["/items/0/type", "/items/0/slug", "/items/0/url"]).await?;

    t.chapter("Kept true: verified, and corrected");
    let verify = json!({ "checked": "Jumlah pengunjung dicocokkan dengan dinas" });
    t.post(Person::Kasubag, &format!("{news}/verification"), &verify, &["/freshness", "/lastVerifiedAt"]).await?;
    let correct = json!({ "changed": "Jumlah pengunjung diperbaiki", "body": "Lebih dari **3.000** warga memadati alun-alun." });
    t.post(Person::Kasubag, &format!("{news}/correction"), &correct, &["/content/number", "/content/changed"]).await?;
    t.read(&article, &["/number", "/body", "/corrections/0/changed", "/lastVerifiedAt"]).await?;

    t.chapter("Taken back: it leaves a tombstone, and every portal is told");
    let withdraw = json!({ "reason": "Dinas Pertanian menarik datanya" });
    t.post(Person::Kabag, &format!("{news}/withdrawal"), &withdraw, &["/state"]).await?;
    t.gone(&article).await?;
    let since = format!("/v1/changes?after={}", text(&begun, "after"));
    let told = t.get(Person::Portal, &since, &[]).await?;
    for change in told["items"].as_array().into_iter().flatten() {
        println!("    {}  {:<28} {}", text(change, "at"), text(change, "type"), text(change, "slug"));
    }
    Ok(())
}
