//! What the office writes in a field of a name: the words of the document's examples.
//!
//! utoipa leaves out an `example` beside a reference, and a field of a house type (`Line`, `Stamp`, an enum) is one while the
//! document is collected. Told here by name, a field has one example wherever it stands.

/// For a field of one schema (`Officer.name`), else for every field of the name; the order is that of importance in a patch.
pub fn word(schema: &str, field: &str) -> Option<&'static str> {
    let own = format!("{schema}.{field}");
    let find = |name: &str| WORDS.iter().find(|(known, _)| *known == name).map(|(_, word)| *word);
    find(&own).or_else(|| find(field))
}

/// How important a field is where only some are shown.
pub fn rank(field: &str) -> usize {
    WORDS.iter().position(|(known, _)| *known == field).unwrap_or(WORDS.len())
}

const WORDS: &[(&str, &str)] = &[
    ("title", "Festival Panen Raya"),
    ("subject", "Liputan Festival Panen Raya"),
    ("summary", "Festival dihadiri Bupati dan sekitar 2.000 warga; 12 foto dan satu siaran pers terpilih."),
    ("note", "Utamakan foto Bupati bersama petani."),
    ("reason", "Foto pembukaan belum ada."),
    ("description", "Festival panen tahunan kabupaten."),
    ("body", "Kegiatan berlangsung dua jam di alun-alun kabupaten."),
    ("name", "Siti Aminah"),
    ("startsAt", "2026-09-30T02:00:00.000Z"),
    ("endsAt", "2026-09-30T04:00:00.000Z"),
    ("startsAtFrom", "2026-09-01T00:00:00+07:00"),
    ("startsAtTo", "2026-10-01T00:00:00+07:00"),
    ("createdAt", "2026-09-28T01:15:00.000Z"),
    ("updatedAt", "2026-09-28T01:15:00.000Z"),
    ("venue", "Alun-alun Kabupaten"),
    ("regionCode", "33.13.01.2001"),
    ("organiser", "Dinas Pertanian"),
    ("attendees", "Bupati"),
    ("attendance", "ATTENDED"),
    ("certainty", "DEFINITIVE"),
    ("dressCode", "Batik"),
    ("contact", "Protokol, ext. 12"),
    ("notes", "Bawa lensa tele."),
    ("Invitation.number", "005/1234/DISPERTA"),
    ("Invitation.from", "Kepala Dinas Pertanian"),
    ("externalRef", "surat-masuk/2026/4711"),
    ("cursor", "eyJzY29wZSI6IjB6R3FhIiwia2V5IjpbXX0"),
    ("nextCursor", "eyJzY29wZSI6IjB6R3FhIiwia2V5IjpbXX0"),
    ("text/calendar", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Pubdok//ID\r\nEND:VCALENDAR\r\n"),
];
