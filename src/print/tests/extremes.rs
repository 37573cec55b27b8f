//! The longest and the strangest that the API takes: every word of it is on the sheet, and no letter off the page or on another.

use super::*;
use crate::print::world;
use std::time::Instant;
use typst::layout::{Abs, Frame, FrameItem, Point};
use typst_layout::PagedDocument;

/// Letters as they lie on a page: a piece of a line each.
struct Piece {
    page: usize,
    baseline: f64,
    left: f64,
    right: f64,
    /// The highest of it above the page's upper edge, as its marks are stacked.
    top: f64,
    text: String,
}

/// What is written on the sheet, but for what is turned (the watermark).
fn pieces(document: &PagedDocument) -> Vec<Piece> {
    fn walk(frame: &Frame, at: Point, page: usize, found: &mut Vec<Piece>) {
        for (place, item) in frame.items() {
            let place = at + *place;
            match item {
                FrameItem::Group(group) if group.transform.kx.is_zero() => {
                    let moved = Point::new(group.transform.tx, group.transform.ty);
                    walk(&group.frame, place + moved, page, found);
                }
                FrameItem::Text(text) => {
                    let lift = text.glyphs.iter().map(|glyph| glyph.y_offset.at(text.size)).max().unwrap_or_default();
                    found.push(Piece {
                        page,
                        baseline: place.y.to_pt(),
                        left: place.x.to_pt(),
                        right: (place.x + text.width()).to_pt(),
                        top: (place.y - lift).to_pt(),
                        text: text.text.to_string(),
                    });
                }
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    for (page, laid) in document.pages().iter().enumerate() {
        walk(&laid.frame, Point::new(Abs::zero(), Abs::zero()), page, &mut found);
    }
    found
}

/// Laid out, with nothing off the page and nothing printed over another.
fn laid_out(name: &str, sheet: &impl Sheet) -> Vec<Piece> {
    let begun = Instant::now();
    let document =
        world::pages(sheet.template(), sheet, sheet.logo(), sheet.pictures()).unwrap_or_else(|error| panic!("{name}: {error}"));
    println!("{name}: {} pages in {:?}", document.pages().len(), begun.elapsed());
    let mut all = pieces(&document);
    // A4 with its margins; a hair more, for letters lean.
    let (left, right, bottom) = (62.0, 595.3 - 62.0, 841.9);
    for piece in &all {
        let Piece { page, text, .. } = piece;
        assert!(
            piece.left > left - 1.0 && piece.right < right + 1.0,
            "{name}: {text:?} runs off page {page} aside: {} to {}",
            piece.left,
            piece.right
        );
        assert!(
            piece.top > 0.0 && piece.baseline < bottom,
            "{name}: {text:?} runs off page {page}: {} {}",
            piece.top,
            piece.baseline
        );
    }
    let line = |piece: &Piece| (piece.page, (piece.baseline * 10.0) as i64);
    let mut beside: Vec<&Piece> = all.iter().collect();
    beside.sort_by(|one, other| line(one).cmp(&line(other)).then(one.left.total_cmp(&other.left)));
    for pair in beside.windows(2).filter(|pair| line(pair[0]) == line(pair[1])) {
        let over = pair[0].right - pair[1].left;
        assert!(over < 1.0, "{name}: on page {} {:?} is over {:?} by {over}", pair[0].page, pair[1].text, pair[0].text);
    }
    all.retain(|piece| !piece.text.is_empty());
    all
}

/// A text of so many characters.
fn filled(pattern: &str, length: usize) -> String {
    pattern.chars().cycle().take(length).collect::<String>().trim().to_owned()
}

pub(super) const PATTERNS: [(&str, &str); 13] = [
    ("prose", "Bupati menyalami petani di depan tenda utama. "),
    ("a word in capitals", "WM"),
    ("a word", "mempertanggungjawabkan"),
    ("markup", "#import \"x\": * $x^2$ _a_ `b` = <c> @d [e] \\ // /* "),
    ("Arabic with marks", "مُحَمَّدٌ رَسُولُ "),
    ("Javanese", "ꦱꦸꦫꦏꦂꦠ꧀ ꦲꦢꦶꦤꦶꦁꦫꦠ꧀ "),
    ("Balinese", "ᬅᬓ᭄ᬱᬭᬩᬮᬶ "),
    ("Chinese", "漢字文化圈的活動報告"),
    (
        "marks upon marks",
        "a\u{301}\u{302}\u{303}\u{304}\u{306}\u{307}\u{308}\u{30a}\u{30b}\u{30c}\u{301}\u{302}\u{303}\u{304}\u{306}\u{307}\u{308}",
    ),
    ("a letter of each script", "aжΩ漢ع🎉ꦱ"),
    ("emoji", "👨‍👩‍👧🏳️‍🌈"),
    ("what nobody sees", "a\u{200b}\u{202e}\u{2066}\u{feff}\u{34f}"),
    ("addresses", "https://example.go.id/berkas/2026/laporan-kegiatan_akhir.pdf?versi=2 "),
];

/// How much of everything: all that is taken (the debugged typesetter needs ten seconds for it), or as much as shows whether it fits.
#[derive(Clone, Copy)]
pub(super) struct Much {
    prose: usize,
    people: usize,
    things: usize,
}

const ALL: Much = Much { prose: 4000, people: 50, things: 100 };
pub(super) const SOME: Much = Much { prose: 400, people: 1, things: 2 };

/// Every name and title at its longest, of one pattern.
pub(super) fn longest_disposition(pattern: &str, much: Much) -> DispositionSheet {
    let text = |length| filled(pattern, length);
    let named = || Named { name: text(200), position: text(205), decree: Some(text(100)) };
    let at = || "30 September 2026, 09.00 WITA".to_owned();
    let recipient = |_| Recipient { named: named(), duty: "Pengolah data".to_owned() };
    let planned = |_| Planned { at: at(), activity: text(300), officer: Some(text(200)) };
    DispositionSheet {
        subject: text(300),
        event: Event { title: text(300), time: "Rabu".to_owned(), venue: Some(text(300)) },
        issuer: named(),
        instructions: (0..5).map(|number| Checked { label: text(200), checked: number % 2 == 0 }).collect(),
        recipients: (0..much.people).map(recipient).collect(),
        note: Some(text(much.prose)),
        plan: Some(Plan {
            brief: Some(text(much.prose)),
            channels: (0..5).map(|_| text(50)).collect(),
            schedule: (0..much.things).map(planned).collect(),
        }),
        letterhead: longest_letterhead(pattern),
        ..disposition("x")
    }
}

pub(super) fn longest_report(pattern: &str, much: Much) -> ReportSheet {
    let text = |length| filled(pattern, length);
    let named = || Named { name: text(200), position: text(205), decree: Some(text(100)) };
    let artifact = |_| Artifact { kind: "Siaran pers".to_owned(), title: text(300), digest: "0".repeat(64) };
    let left_out = |_| LeftOut { kind: "Siaran pers".to_owned(), title: text(300), reason: Some(text(much.prose / 2)) };
    let at = || "30 September 2026, 09.00 WITA".to_owned();
    let member = |_| Member { named: named(), duty: "Pengolah data".to_owned(), completed: Some(at()) };
    let steps = report("x").steps.into_iter();
    ReportSheet {
        subject: text(300),
        event: Event { title: text(300), time: "Rabu".to_owned(), venue: Some(text(300)) },
        addressee: named(),
        author: named(),
        team: (0..much.people).map(member).collect(),
        summary: text(much.prose),
        body: Some(text(much.prose)),
        selected: (0..much.things / 2).map(artifact).collect(),
        left_out: (0..much.things / 10).map(left_out).collect(),
        steps: steps.map(|step| StepTime { late_reason: Some(text(much.prose / 2)), ..step }).collect(),
        letterhead: longest_letterhead(pattern),
        notes: vec![Note { at: at(), text: text(much.prose) }],
        decision: Some(Decision { accepted: false, by: named(), at: at(), done_at: Some(at()), note: Some(text(much.prose)) }),
        ..report("x")
    }
}

/// A letterhead at its longest.
fn longest_letterhead(pattern: &str) -> Letterhead {
    let line = |length| filled(pattern, length);
    Letterhead { lines: (0..8).map(|_| line(200)).collect(), place: Some(line(100)), logo: None }
}

fn longest_monitoring(pattern: &str) -> MonitoringSheet {
    let sheet = monitoring(&filled(pattern, 300));
    let steps = sheet.steps.into_iter().map(|step| AssessedStep { notes: vec![filled(pattern, 500); 4], ..step }).collect();
    MonitoringSheet { letterhead: longest_letterhead(pattern), steps, ..monitoring(&filled(pattern, 300)) }
}

pub(super) fn longest_contact(pattern: &str) -> ContactSheet {
    let sheet = contact("x");
    let tiles = sheet.tiles.into_iter().map(|tile| Tile { title: filled(pattern, 300), sender: filled(pattern, 200), ..tile });
    let event = Event { title: filled(pattern, 300), time: "Rabu".to_owned(), venue: Some(filled(pattern, 300)) };
    ContactSheet {
        letterhead: longest_letterhead(pattern),
        subject: filled(pattern, 300),
        event,
        tiles: tiles.collect(),
        ..contact("x")
    }
}

#[test]
fn the_longest_of_every_field_is_on_the_page_and_on_nothing_else() {
    for (index, (name, pattern)) in PATTERNS.into_iter().enumerate() {
        // In turns: what is hard for the one is so for the others.
        match index % 4 {
            0 => drop(laid_out(&format!("disposition, {name}"), &longest_disposition(pattern, SOME))),
            1 => drop(laid_out(&format!("monitoring, {name}"), &longest_monitoring(pattern))),
            2 => drop(laid_out(&format!("report, {name}"), &longest_report(pattern, SOME))),
            _ => drop(laid_out(&format!("contact sheet, {name}"), &longest_contact(pattern))),
        }
    }
}

pub(super) fn solid(text: &str) -> String {
    text.split_whitespace().collect()
}

/// What is read, without spaces: where a word was parted, none stands.
fn told(pieces: &[Piece]) -> String {
    let all = pieces.iter().flat_map(|piece| piece.text.chars());
    all.filter(|c| !c.is_whitespace() && *c != glyphs::MAY_BREAK).collect()
}

#[test]
fn every_word_is_there() {
    for (index, much) in [(0, ALL), (1, SOME), (2, SOME), (3, SOME)] {
        let (name, pattern) = PATTERNS[index];
        let sheet = longest_report(pattern, much);
        let read = told(&laid_out(name, &sheet));
        let decision = sheet.decision.iter().filter_map(|decision| decision.note.as_ref());
        let late = sheet.steps.iter().filter_map(|step| step.late_reason.as_ref());
        let reasons = sheet.left_out.iter().filter_map(|one| one.reason.as_ref());
        for text in decision.chain(late).chain(reasons).chain([&sheet.summary]).chain(&sheet.body) {
            assert!(parts(&read, &solid(text)), "{name}: {text}");
        }
        let sheet = longest_disposition(pattern, much);
        let read = told(&laid_out(name, &sheet));
        let people = sheet.recipients.iter().flat_map(|to| [&to.named.name, &to.named.position]);
        let plan = sheet.plan.iter().flat_map(|plan| plan.brief.iter().chain(&plan.channels));
        let schedule = sheet.plan.iter().flat_map(|plan| &plan.schedule);
        let schedule = schedule.flat_map(|line| std::iter::once(&line.activity).chain(&line.officer));
        let labels = sheet.instructions.iter().map(|item| &item.label);
        let event = [&sheet.subject, &sheet.event.title].into_iter().chain(&sheet.event.venue);
        let issuer = [&sheet.issuer.name, &sheet.issuer.position].into_iter().chain(&sheet.issuer.decree);
        let head = sheet.letterhead.lines.iter().skip(2).chain(&sheet.letterhead.place);
        for text in people.chain(&sheet.note).chain(plan).chain(schedule).chain(labels).chain(event).chain(issuer).chain(head) {
            assert!(parts(&read, &solid(text)), "{name}: {text}");
        }
        let sheet = longest_contact(pattern);
        let read = told(&laid_out(name, &sheet));
        let tiles = sheet.tiles.iter().flat_map(|tile| [&tile.title, &tile.sender]);
        for text in tiles.chain([&sheet.subject]).chain(&sheet.event.venue).chain(&sheet.letterhead.lines) {
            assert!(parts(&read, &solid(text)), "{name}: {text}");
        }
    }
}

/// Whether a text stands there in one piece, or in pieces of which a page ends each.
pub(super) fn parts(read: &str, text: &str) -> bool {
    let mut rest = text;
    while !rest.is_empty() {
        // What begins it is there as well as the whole of it.
        let lengths: Vec<usize> = rest.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
        let there = lengths.partition_point(|length| read.contains(&rest[..*length]));
        let most = there.checked_sub(1).map_or(0, |last| lengths[last]);
        if most < 12 && most < rest.len() {
            return false;
        }
        rest = &rest[most..];
    }
    true
}

#[test]
fn a_mark_without_a_glyph_is_dropped_and_a_letter_without_one_is_told() {
    let read = |text: &str| {
        let sheet = ReportSheet { summary: text.to_owned(), body: None, ..report("x") };
        told(&laid_out(text, &sheet))
    };
    // A Tamil vowel sign.
    let told = read("awal\u{bc0}tengah\u{1}akhir");
    assert!(told.contains("awaltengahakhir"), "{told}");
    // A letter that no font here has, and those of scripts that have one.
    assert!(read("awal\u{b95}akhir").contains("awal[U+0B95]akhir"));
    for text in ["漢字文化", "ꦲꦤꦕꦫꦏ", "ᬅᬓ᭄ᬱᬭ", "ᮞᮥᮔ᮪ᮓ", "ᯅᯖᯂ᯲", "ᨒᨚᨈᨑ", "สวัสดี", "مُحَمَّدٌ", "🎉👪"]
    {
        let read = read(&format!("awal {text} akhir"));
        assert!(!read.contains("[U+") && text.chars().all(|c| read.contains(c)), "{text}: {read}");
    }
    let stacked = read(&format!("awal{}akhir", "\u{301}".repeat(30)));
    assert_eq!(stacked.matches('\u{301}').count(), 8, "{stacked}");
}

#[test]
fn a_long_word_may_end_anywhere_and_a_number_only_where_it_is_parted() {
    let read = |text: &str| {
        let sheet = ReportSheet { summary: text.to_owned(), body: None, ..report("x") };
        laid_out(text, &sheet).into_iter().map(|piece| piece.text).collect::<String>()
    };
    let whole = |text: &str| read(text).contains(text);
    assert!(whole("mempertanggungjawabkan") && whole("123/DISP/HUMAS/XII/2026") && whole("SOP-21.04.1.3.1.3-2"));
    assert!(!whole(&"a".repeat(60)) && !whole(&"1/".repeat(60)));
}
