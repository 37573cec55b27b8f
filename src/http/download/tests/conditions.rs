//! Parts of a file, and answers that depend on what the client has.

use super::{CHANGED, EARLIER, LATER, Shelf, over_the_wire};
use crate::domain::digest::Digest;

#[actix_web::test]
async fn one_range_is_answered_exactly() {
    let shelf = Shelf::with("0123456789").await;
    for (range, body, told) in [
        ("bytes=0-0", "0", "bytes 0-0/10"),
        ("bytes=2-4", "234", "bytes 2-4/10"),
        ("bytes=7-", "789", "bytes 7-9/10"),
        ("bytes=7-700", "789", "bytes 7-9/10"),
        ("bytes=-3", "789", "bytes 7-9/10"),
        ("bytes=-300", "0123456789", "bytes 0-9/10"),
        ("bytes=0-", "0123456789", "bytes 0-9/10"),
    ] {
        let got = shelf.get(&[("range", range)]).await;
        assert_eq!((got.status, &got.body[..]), (206, body.as_bytes()), "{range}");
        assert_eq!(got.header("content-range"), told);
        assert_eq!(got.header("etag"), shelf.tag());
    }
}

#[actix_web::test]
async fn a_range_outside_the_file_is_refused_with_its_size() {
    for (bytes, ranges, told) in [
        ("0123456789", &["bytes=10-", "bytes=10-20", "bytes=-0"][..], "bytes */10"),
        ("", &["bytes=0-", "bytes=-1"], "bytes */0"),
    ] {
        let shelf = Shelf::with(bytes).await;
        for range in ranges {
            let got = shelf.get(&[("range", range)]).await;
            assert_eq!((got.status, got.header("content-range")), (416, told), "{range}");
        }
        assert_eq!(shelf.get(&[]).await.body, bytes);
    }
}

#[actix_web::test]
async fn a_malformed_or_manifold_range_is_ignored() {
    let shelf = Shelf::with("0123456789").await;
    for range in [
        "bytes=4-2",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes",
        "lines=1-2",
        "bytes=0-1,4-5",
        "bytes=0-1,x",
        "bytes=99999999999999999999-",
        "0-4",
        "bytes=1",
    ] {
        let got = shelf.get(&[("range", range)]).await;
        assert_eq!((got.status, &got.body), (200, &shelf.bytes), "{range}");
    }
    let twice = shelf.get(&[("range", "bytes=0-1"), ("range", "bytes=4-5")]).await;
    assert_eq!(twice.status, 200);
}

#[actix_web::test]
async fn if_range_gives_a_part_only_of_the_very_same_content() {
    let shelf = Shelf::with("0123456789").await;
    let (tag, weak) = (shelf.tag(), format!("W/{}", shelf.tag()));
    for (condition, status) in [(tag.as_str(), 206), (&weak, 200), ("\"other\"", 200), (CHANGED, 200), ("nonsense", 200)] {
        let got = shelf.get(&[("range", "bytes=5-"), ("if-range", condition)]).await;
        assert_eq!(got.status, status, "{condition}");
        let stale = shelf.get(&[("range", "bytes=50-"), ("if-range", condition)]).await;
        assert_eq!(stale.status, if status == 206 { 416 } else { 200 }, "{condition}");
    }
}

#[actix_web::test]
async fn preconditions_are_weighed_in_order() {
    let shelf = Shelf::with("0123456789").await;
    let tag = shelf.tag();
    let (weak, listed) = (format!("W/{tag}"), format!("\"x\", {tag}"));
    for (headers, status) in [
        (&[("if-none-match", tag.as_str())][..], 304),
        (&[("if-none-match", &weak)], 304),
        (&[("if-none-match", &listed)], 304),
        (&[("if-none-match", "\"x\""), ("if-none-match", &tag)], 304),
        (&[("if-none-match", "*")], 304),
        (&[("if-none-match", "\"x\"")], 200),
        (&[("if-none-match", "nonsense")], 200),
        (&[("if-none-match", &tag), ("range", "bytes=99-")], 304),
        (&[("if-match", &tag)], 200),
        (&[("if-match", &listed)], 200),
        (&[("if-match", "*")], 200),
        (&[("if-match", &weak)], 412),
        (&[("if-match", "\"x\"")], 412),
        (&[("if-match", "nonsense")], 412),
        (&[("if-match", "\"x\""), ("if-none-match", &tag)], 412),
        (&[("if-match", "\"x\""), ("range", "bytes=0-1")], 412),
        (&[("if-match", &tag), ("if-none-match", &tag)], 304),
        (&[("if-modified-since", CHANGED)], 304),
        (&[("if-modified-since", EARLIER)], 200),
        (&[("if-modified-since", LATER), ("if-none-match", "\"x\"")], 200),
        (&[("if-unmodified-since", CHANGED)], 200),
        (&[("if-unmodified-since", EARLIER)], 412),
        (&[("if-unmodified-since", EARLIER), ("if-match", &tag)], 200),
        (&[("if-modified-since", "yesterday"), ("if-unmodified-since", "today")], 200),
    ] {
        let got = shelf.get(headers).await;
        assert_eq!(got.status, status, "{headers:?}");
        if status == 304 {
            assert!(got.body.is_empty());
            assert_eq!((got.header("etag"), got.header("last-modified")), (tag.as_str(), CHANGED));
        }
    }
}

#[actix_web::test]
async fn a_broken_download_is_resumed_to_the_same_digest() {
    let bytes: Vec<u8> = (0..1_500_007_u32).map(|n| (n ^ (n >> 9)) as u8).collect();
    let shelf = Shelf::with(bytes).await;
    let (address, server) = shelf.listen().await;
    let (head, whole) = over_the_wire(address, "").await;
    assert!(head.contains("content-length: 1500007\r\n") && !head.contains("transfer-encoding"));
    assert_eq!(Digest::of(&whole), shelf.digest);
    // As `curl -C -` does with the half it has.
    let half = &whole[..700_001];
    let (head, rest) = over_the_wire(address, "Range: bytes=700001-\r\n").await;
    assert!(head.starts_with("http/1.1 206") && head.contains("content-length: 800006\r\n"));
    assert!(head.contains("content-range: bytes 700001-1500006/1500007\r\n"));
    assert_eq!(Digest::of(&[half, &rest].concat()), shelf.digest);
    // As it does with a file it has whole.
    let (head, _) = over_the_wire(address, "Range: bytes=1500007-\r\n").await;
    assert!(head.starts_with("http/1.1 416") && head.contains("content-range: bytes */1500007\r\n"));
    let known = format!("If-None-Match: {}\r\n", shelf.tag());
    let (head, body) = over_the_wire(address, &known).await;
    assert!(head.starts_with("http/1.1 304") && !head.contains("content-length: 1500007") && body.is_empty());
    server.stop(false).await;
}
