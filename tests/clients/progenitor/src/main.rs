//! The SOP by the client that progenitor makes of the document: `pubdok-client ADDRESS OPERATIONS KABAG KASUBAG STAF`, the last three being
//! their tokens.

#[allow(clippy::all, dead_code, mismatched_lifetime_syntaxes, unused_imports, reason = "it is generated")]
mod client {
    include!(concat!(env!("OUT_DIR"), "/client.rs"));
}

use chrono::{Datelike, TimeDelta, Utc};
use client::{Client, types};
use futures_util::TryStreamExt;
use reqwest::StatusCode;
use reqwest::header::{AUTHORIZATION, ETAG, HeaderMap};
use std::error::Error;
use std::num::NonZeroU64;
use types::{ArtifactKind, AssignmentState, Duty, RecipientKind, SearchKind, SelectionDecision};
use uuid::Uuid;

/// A picture of one point.
const PICTURE: &[u8] = b"\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\x0dIDATx\xdacd\xf8\xcfP\x0f\x00\x03\x86\x01\x80Z4}k\x00\x00\x00\x00IEND\xaeB`\x82";

fn client(address: &str, token: &str) -> Result<Client, Box<dyn Error>> {
    let headers = HeaderMap::from_iter([(AUTHORIZATION, format!("Bearer {token}").parse()?)]);
    Ok(Client::new_with_client(address, reqwest::Client::builder().default_headers(headers).build()?))
}

async fn officer(client: &Client) -> Result<Uuid, Box<dyn Error>> {
    Ok(client.read_me().send().await?.into_inner().officer.ok_or("no officer")?.id)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, operations, kabag, kasubag, staf] = &arguments[..] else { return Err("five arguments are needed".into()) };
    assert_eq!(env!("OPERATIONS"), operations, "operations that were generated, and all");
    let (head, subhead, staff) = (client(address, kabag)?, client(address, kasubag)?, client(address, staf)?);

    let starts_at = Utc::now() + TimeDelta::days(1);
    // How many cases of the month until the event are closed.
    let closed_this_month = async || {
        let to = (starts_at + TimeDelta::hours(7)).date_naive();
        let figures = head.read_performance().from(to.with_day(1).unwrap_or(to)).to(to).send().await?;
        Ok::<_, Box<dyn Error>>(figures.total.cases.closed)
    };
    let closed_before = closed_this_month().await?;

    // Step 1: the division head assigns.
    let event = types::PutAgendaItem::builder().title("Festival Panen Raya").starts_at(starts_at);
    let event = head.enter_agenda_item().body(event).send().await?;
    let assigned = types::CreateAssignment::builder()
        .agenda_item_id(event.id)
        .assignee_id(officer(&subhead).await?)
        .instructions(vec!["PUBLISH".parse()?, "DOCUMENT".parse()?]);
    let id = head.create_assignment().body(assigned).send().await?.id;

    // Step 2: the subdivision head orders staff.
    let crew = types::DispatchRecipient::builder().officer_id(officer(&staff).await?).kind(RecipientKind::Action).duty(Duty::Photographer);
    let order = types::Dispatch::builder().recipients(vec![crew.try_into()?]).instructions(vec!["DOCUMENT".parse()?]);
    let order = subhead.dispatch_assignment().id(id).body(order).send().await?.id;

    // Step 3: staff read it, send a photo and a draft, and complete it.
    staff.acknowledge_disposition().id(order).body(types::Acknowledge {}).send().await?;
    let photo = staff.add_file().assignment_id(id).kind(ArtifactKind::Photo).title("Bupati membuka panen").body(PICTURE).send().await?.id;
    let draft = types::AddArtifact::builder()
        .kind(ArtifactKind::PressRelease)
        .title("Siaran pers")
        .headline("Panen Raya Dibuka Bupati".parse::<types::AddArtifactHeadline>()?)
        .content("Bupati membuka panen raya.".parse::<types::AddArtifactContent>()?);
    let draft = staff.add_artifact().id(id).body(draft).send().await?.id;
    staff.complete_disposition().id(order).body(types::Complete::builder()).send().await?;
    let kept = staff.read_artifact_content().id(photo).send().await?.into_inner_stream();
    let kept = kept.try_fold(Vec::new(), async |all, part| Ok([all, part.to_vec()].concat())).await?;
    assert_eq!(kept, PICTURE);

    // Step 4: the subdivision head selects, and reports.
    for artifact in [photo, draft] {
        let decision = types::DecideSelection::builder().decision(SelectionDecision::Selected);
        subhead.decide_selection().id(artifact).if_match("*").body(decision).send().await?;
    }
    let report = types::OpenReport::builder().summary("Kegiatan berlangsung tertib.");
    let report = subhead.open_report().id(id).body(report).send().await?.id;
    subhead.submit_report().id(report).body(types::Submit {}).send().await?;

    // The division head accepts exactly what they read.
    let read = head.read_report().id(report).send().await?;
    let tag = read.headers()[ETAG].to_str()?;
    head.accept_report().id(report).if_match(tag).body(types::Accept::builder()).send().await?;
    let closed = head.read_assignment().id(id).send().await?.into_inner();
    assert_eq!(closed.state, AssignmentState::Closed);

    // The month of the office, in one call.
    assert_eq!(closed_this_month().await?, closed_before + 1);

    // Looked for by a word, and by its number as far as somebody remembers it.
    let found = staff.search().q("panen").limit(NonZeroU64::new(20).ok_or("no number")?).send().await?.into_inner();
    let hits: Vec<Uuid> = found.groups.iter().flat_map(|group| group.items.iter().map(|hit| hit.id)).collect();
    assert!([id, photo, draft].iter().all(|wanted| hits.contains(wanted)), "{found:?}");
    let numbered = head.search().q(closed.register_number.as_str()).kind(vec![SearchKind::Assignment]).send().await?.into_inner();
    let hit = numbered.groups.first().and_then(|group| group.items.first()).ok_or("not found by its number")?;
    assert!(hit.id == id && hit.excerpt.iter().any(|piece| piece.match_), "{numbered:?}");

    // Several values of a list parameter, and a refusal.
    let listed = head.list_assignments().state(vec![AssignmentState::Closed, AssignmentState::Cancelled]).send().await?;
    assert!(listed.items.iter().any(|item| item.id == id));
    let refused = staff.complete_disposition().id(order).body(types::Complete::builder()).send().await;
    assert_eq!(refused.err().and_then(|error| error.status()), Some(StatusCode::CONFLICT));
    println!("progenitor: {} is closed", *closed.register_number);
    Ok(())
}
