//! The senders take turns at the workshop, as whoever asks for copies meets it.

use super::*;
use crate::support::work::action;
use futures_util::future::join;
use std::cell::{Cell, RefCell};

/// Each sends so many.
const MANY: usize = 4;

/// One picture, and others that differ from it by a comment only.
fn copies_of(side: (u32, u32), number: u8) -> Vec<u8> {
    let picture = image::RgbImage::from_fn(side.0, side.1, |x, y| image::Rgb([(x % 256) as u8, (y % 256) as u8, (x ^ y) as u8]));
    let mut jpeg = encoded(&picture, image::ImageFormat::Jpeg);
    jpeg.splice(2..2, [0xff, 0xfe, 0, 3, number]);
    jpeg
}

#[tokio::test]
async fn beside_three_who_sent_many_a_fourth_waits_for_one_of_each_at_most() {
    let office = Office::open_with(&[("PUBDOK_PICTURE_WORKERS", "1"), ("PUBDOK_WORKERS", "2")]).await;
    let (head, subhead) = (office.division_head(), office.subdivision_head());
    let senders: Vec<_> = (1..=4).map(|number| office.staff(number)).collect();
    let case = head.assigns(&subhead, &head.puts_on_agenda("Festival").await).await;
    let crew: Vec<_> = senders.iter().map(|sender| action(sender, "PHOTOGRAPHER")).collect();
    subhead.dispatches(&case, &crew).await;
    let metadata = json!({ "kind": "PHOTO", "title": "Panen" });
    let large = copies_of((1200, 800), 0);
    let mut many = Vec::new();
    for (number, sender) in (1..).zip(senders.iter().take(3).cycle().take(3 * MANY)) {
        let mut file = large.clone();
        file[6] = number;
        many.push(sender.uploads(&case, metadata.clone(), "IMG_1.jpg", "image/jpeg", file).await.is(201));
    }
    // Each sender's one after the other, as they came.
    many.sort_by_key(|photo| photo["senderId"].to_string());
    let one = senders[3].uploads(&case, metadata, "IMG_2.jpg", "image/jpeg", copies_of((48, 32), 0)).await.is(201);
    let (finished, asked, waited) = (Cell::new(0), Cell::new(None), RefCell::new(None));
    let asks = async |photo: &Reply| crate::support::patiently(|| subhead.get(&address(photo, "/renditions/web"))).await.is(200);
    let large = futures_util::future::join_all(many.iter().map(async |photo| {
        asks(photo).await;
        finished.set(finished.get() + 1);
    }));
    let small = async {
        while office.pictures_made() == 0 {
            tokio::task::yield_now().await;
        }
        asked.set(Some(finished.get()));
        asks(&one).await;
        *waited.borrow_mut() = asked.get().map(|before| finished.get() - before);
    };
    join(large, small).await;
    let waited = waited.borrow().expect("it was served");
    // The one that is being made, one that is made and not told yet, and one of each.
    assert!(waited <= 5, "{waited} of {} came before it", 3 * MANY);
}
