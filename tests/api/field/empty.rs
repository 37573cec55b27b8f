//! What a program sends for a field that was left empty is not there, whatever way a file comes.

use super::*;

#[tokio::test]
async fn what_is_left_empty_is_not_there() {
    let scene = Scene::open().await;
    let case = scene.case.id();
    let post = |path: String, number: u8| {
        let ask = scene.staff().ask(Method::POST, &path);
        ask.header("Content-Type", "image/jpeg").body([file("icc-p3.jpg"), vec![0; number.into()]].concat())
    };
    for (number, blank) in [(1, ""), (2, "%20"), (3, "+")] {
        let empty = ["fileName", "caption", "altText", "takenAt"].map(|name| format!("{name}={blank}")).join("&");
        let made = post(format!("/v1/assignments/{case}/artifacts?kind=PHOTO&title=x&{empty}"), number).await.is(201);
        let kept = ["caption", "altText"].map(|name| &made[name]);
        assert_eq!((kept, &made["content"]["fileName"]), ([&json!(null); 2], &json!(null)), "{blank}");
        // As if nothing had been said of it: the picture tells.
        let unsaid = post(format!("/v1/assignments/{case}/artifacts?kind=PHOTO&title=x"), number + 10).await.is(201);
        assert_eq!(made["takenAt"], unsaid["takenAt"]);
    }
    // What must be told is no less missing, and what is no time is none.
    for (query, faults) in
        [("kind=PHOTO&title=", [("title", "EMPTY")]), ("kind=PHOTO&title=x&takenAt=kemarin", [("takenAt", "NOT_AN_INSTANT")])]
    {
        let told = post(format!("/v1/assignments/{case}/artifacts?{query}"), 1).await.refused(400, "VALIDATION");
        assert_eq!(told.faults(), faults, "{query}");
    }
}
