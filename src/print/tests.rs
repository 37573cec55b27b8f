//! Sheets are printed whatever people write, and the same sheet is the same file.

mod extremes;
mod file;

use super::*;

fn named(name: &str) -> Named {
    Named { name: name.to_owned(), position: "Kepala Sub Bagian Humas".to_owned(), decree: None }
}

fn letterhead() -> Letterhead {
    let lines = ["Pemerintah Kabupaten", "Sekretariat Daerah", "Jalan Lawu 1"].map(str::to_owned).into();
    Letterhead { lines, place: Some("Karanganyar".to_owned()), logo: None }
}

fn event(title: &str) -> Event {
    Event { title: title.to_owned(), time: "Rabu, 30 September 2026, pukul 09.00–11.00 WIB".to_owned(), venue: None }
}

fn disposition(text: &str) -> DispositionSheet {
    DispositionSheet {
        letterhead: letterhead(),
        number: "12/DISP/HUMAS/IX/2026".to_owned(),
        issued_on: "30 September 2026".to_owned(),
        done_at: None,
        classification: "Biasa".to_owned(),
        urgency: "Segera".to_owned(),
        due: None,
        subject: text.to_owned(),
        assignment: "7/PD/HUMAS/IX/2026".to_owned(),
        continues: None,
        event: event(text),
        issuer: named(text),
        instructions: vec![Checked { label: text.to_owned(), checked: true }],
        recipients: vec![Recipient { named: named(text), duty: "Fotografer".to_owned() }],
        note: Some(text.to_owned()),
        plan: Some(Plan {
            brief: Some(text.to_owned()),
            channels: vec![text.to_owned()],
            schedule: vec![Planned { at: "09.00".to_owned(), activity: text.to_owned(), officer: None }],
        }),
        notes: Vec::new(),
    }
}

fn report(text: &str) -> ReportSheet {
    ReportSheet {
        letterhead: letterhead(),
        number: Some("3/LAP/HUMAS/X/2026".to_owned()),
        revision: 2,
        submitted_on: Some("1 Oktober 2026".to_owned()),
        done_at: None,
        subject: text.to_owned(),
        assignment: "7/PD/HUMAS/IX/2026".to_owned(),
        procedure: "SOP-21.04.1.3.1.3-2".to_owned(),
        event: event(text),
        addressee: named(text),
        author: named(text),
        team: vec![Member { named: named(text), duty: "Penulis".to_owned(), completed: None }],
        summary: text.to_owned(),
        body: Some(text.to_owned()),
        selected: vec![Artifact { kind: "Foto".to_owned(), title: text.to_owned(), digest: "0".repeat(64) }],
        left_out: vec![LeftOut { kind: "Foto".to_owned(), title: text.to_owned(), reason: Some(text.to_owned()) }],
        undecided: 0,
        steps: vec![StepTime {
            ordinal: 1,
            activity: "Penugasan".to_owned(),
            finished: None,
            standard_minutes: 5,
            working_minutes: 12,
            within_standard: Some(false),
            late_reason: Some(text.to_owned()),
        }],
        decision: Some(Decision {
            accepted: false,
            by: named(text),
            at: "2 Oktober 2026".to_owned(),
            done_at: None,
            note: Some(text.to_owned()),
        }),
        digest: Some("f".repeat(64)),
        notes: Vec::new(),
    }
}

fn monitoring(text: &str) -> MonitoringSheet {
    let step = |ordinal: u8| AssessedStep { ordinal, activity: text.to_owned(), well: None, notes: vec![text.to_owned()] };
    MonitoringSheet {
        letterhead: letterhead(),
        procedure: text.to_owned(),
        period: "1 Juli 2026 sampai 31 Desember 2026".to_owned(),
        units: "HUMAS".to_owned(),
        events: "12 acara: 9 diliput, 2 tidak diliput, 1 batal atau ditunda; 8 diterbitkan".to_owned(),
        cases: "10 penugasan: 8 selesai, 1 dibatalkan, 1 masih berjalan".to_owned(),
        returns: "1 pekerjaan, 0 laporan dikembalikan".to_owned(),
        steps: (1..=4).map(step).collect(),
        printed_on: "2 Januari 2027".to_owned(),
    }
}

fn contact(text: &str) -> ContactSheet {
    let tile = |number: usize| Tile {
        number,
        kind: "Video".to_owned(),
        title: text.to_owned(),
        sender: text.to_owned(),
        taken: (!number.is_multiple_of(3)).then(|| "30 September 2026, 09.00 WIB".to_owned()),
        decision: number.is_multiple_of(4).then(|| "Terpilih".to_owned()),
        flags: if number.is_multiple_of(5) {
            vec!["di luar waktu acara".to_owned(), "di tempat lain".to_owned()]
        } else {
            Vec::new()
        },
        picture: (!number.is_multiple_of(7)).then_some(number % 2),
    };
    let picture = |width, height| {
        let mut jpeg = std::io::Cursor::new(Vec::new());
        let shades = image::RgbImage::from_fn(width, height, |x, y| image::Rgb([(x % 256) as u8, (y % 256) as u8, 90]));
        shades.write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
        jpeg.into_inner()
    };
    ContactSheet {
        letterhead: letterhead(),
        subject: text.to_owned(),
        assignment: "7/PD/HUMAS/IX/2026".to_owned(),
        event: event(text),
        page: 1,
        tiles: (1..=A_PAGE).map(tile).collect(),
        pictures: vec![picture(320, 213), picture(213, 320)],
    }
}

/// What somebody may type, in bad faith or in another script.
const TEXTS: [&str; 9] = [
    "Festival Panen Raya",
    "#import \"/etc/passwd\": *\n#read(\"data.json\") $x^2$ *tebal* _miring_ `kode` = Judul @rujukan <label>",
    "https://example.com/?a=1&b=<script>alert(1)</script> \\ \" ' ] } ) // /* */",
    "ꦱꦸꦫꦏꦂꦠ 漢字 العربية 🎉👨‍👩‍👧 Ω ж ﷽ \u{202e}terbalik\u{202c} \u{fffe}",
    "\n\n\n\tbaris\n\n\nlagi\n",
    "kata_yang_sangat_panjang_tanpa_spasi_kata_yang_sangat_panjang_tanpa_spasi_kata_yang_sangat_panjang_tanpa_spasi_kata_yang",
    "a\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    "-",
    "\u{200b}",
];

#[test]
fn whatever_is_written_is_printed_as_text() {
    for text in TEXTS {
        for pdf in [disposition(text).print(), report(text).print(), contact(text).print()] {
            let pdf = pdf.unwrap_or_else(|error| panic!("{text:?}: {error}"));
            assert!(pdf.starts_with(b"%PDF-1.7"), "{text:?}");
            for forbidden in ["/URI", "/JavaScript", "/OpenAction", "/Launch", "/EmbeddedFile"] {
                assert!(!pdf.windows(forbidden.len()).any(|bytes| bytes == forbidden.as_bytes()), "{text:?}: {forbidden}");
            }
        }
    }
}

#[test]
fn the_same_sheet_is_the_same_file() {
    let same =
        |one: &dyn Fn(&str) -> (Vec<u8>, Digest)| (one("a") == one("a"), one("a").0 == one("b").0, one("a").1 == one("b").1);
    fn of(sheet: &impl Sheet) -> (Vec<u8>, Digest) {
        (sheet.print().unwrap(), sheet.digest().unwrap())
    }
    assert_eq!(same(&|text| of(&report(text))), (true, false, false));
    assert_eq!(same(&|text| of(&disposition(text))), (true, false, false));
    assert_eq!(same(&|text| of(&contact(text))), (true, false, false));
    assert_eq!(same(&|text| of(&monitoring(text))), (true, false, false));
    // Of a contact sheet the pictures tell, too.
    let (one, mut other) = (contact("a"), contact("a"));
    other.pictures.swap(0, 1);
    assert_ne!(one.digest().unwrap(), other.digest().unwrap());
}

#[test]
fn a_contact_sheet_of_usual_titles_is_one_page_and_of_long_ones_as_many_as_they_need() {
    let pages = |text: &str| {
        let pdf = contact(text).print().unwrap();
        String::from_utf8_lossy(&pdf).contains("<xmpTPg:NPages>1<")
    };
    assert!(pages("Bupati membuka panen raya") && pages("Panggung utama"));
    assert!(!pages("Bupati menyalami petani di depan tenda utama ".repeat(6).trim()));
}

#[test]
fn a_long_report_runs_over_many_pages() {
    let body = "Kegiatan berlangsung tertib dan dihadiri petani dari dua belas desa. ".repeat(1400);
    let sheet = ReportSheet { body: Some(body.chars().take(100_000).collect()), ..report("Panjang") };
    assert!(sheet.print().unwrap().len() > 50_000);
}
