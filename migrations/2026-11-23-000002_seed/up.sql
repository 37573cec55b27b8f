-- The client's own SOP as the first revision, and the office's first settings (each can be changed by ADMIN).

INSERT INTO procedures (id, number, name, created_on, revised_on, effective_on, approver, legal_bases, qualifications,
    equipment, warning, steps, created_at, updated_at, version)
VALUES ('019ab0d0-0000-7000-8000-000000000001', 'SOP-21.04.1.3.1.3-2', 'Publikasi dan Dokumentasi Kegiatan',
    '2017-09-01', '2017-09-02', '2017-09-02', 'Kepala Bagian Kominfo dan Humas',
    ARRAY['Undang-Undang Nomor 14 tahun 2008 tentang keterbukaan informasi publik',
        'Inpres No.7 Tahun 1999 Tentang Akuntabilitas Kinerja Instansi Pemerintah'],
    ARRAY['Menguasai pembacaan data-data statistik', 'Mampu berkoordinasi dengan sumber-sumber data',
        'Mampu menyusun artikel berita dengan baik', 'Kepala Bagian Kominfo dan Humas : Minimal S2 Teknik Informatika',
        'Kepala Sub Bagian Humas : Minimal S1 Sosiologi', 'Staf Sub Bagian Humas : Minimal DIII Ilmu Komunikasi'],
    ARRAY['Komputer', 'Jaringan internet'],
    'Apabila tidak dilakukan maka data-data online yang tersimpan menjadi data kadaluarsa yang tidak akurat.',
    '[
      {"ordinal": 1, "activity": "Menugaskan kasubbag untuk publikasian dan pendokumentasian acara.", "role": "DIVISION_HEAD",
       "inputs": ["Agenda kerja"], "standardMinutes": 5, "output": ["Disposisi"]},
      {"ordinal": 2, "activity": "Memerintahkan staf untuk melaksanakan tugas publikasi dan dokumentasi", "role": "SUBDIVISION_HEAD",
       "inputs": ["Disposisi"], "standardMinutes": 5, "output": ["Agenda Kegiatan"]},
      {"ordinal": 3, "activity": "Melaksanakan dan melaporkan hasil tugas publikasi dan dokumentasi acara", "role": "STAFF",
       "inputs": ["Agenda kegiatan", "Bahan update data"], "standardMinutes": 60, "output": ["Data baru", "Draft konsep data-data untuk website"]},
      {"ordinal": 4, "activity": "Memproses, memilah dan melaporkan hasil publikasi dan dokumentasi acara yang akan ditampilkan kepada Kabag. Kominfo", "role": "SUBDIVISION_HEAD",
       "inputs": ["Hasil Publikasi dan Dokumentasi"], "standardMinutes": 60, "output": ["Laporan Hasil Publikasi dan Dokumentasi"]}
    ]',
    '2026-11-23T00:00:00Z', '2026-11-23T00:00:00Z', 1);

INSERT INTO settings (key, id, value, updated_at, version) VALUES
('instructions', '019ab0d0-0000-7000-8000-000000000011', '{"items": [
    {"code": "PUBLISH", "label": "Publikasikan", "active": true},
    {"code": "DOCUMENT", "label": "Dokumentasikan", "active": true},
    {"code": "ATTEND", "label": "Hadiri", "active": true},
    {"code": "COORDINATE", "label": "Koordinasikan", "active": true},
    {"code": "FOLLOW_UP", "label": "Tindak lanjuti", "active": true},
    {"code": "STUDY", "label": "Pelajari / telaah", "active": true},
    {"code": "PREPARE_MATERIAL", "label": "Siapkan bahan", "active": true},
    {"code": "WRITE_ARTICLE", "label": "Susun artikel berita", "active": true},
    {"code": "REPORT_RESULT", "label": "Laporkan hasilnya", "active": true},
    {"code": "FOR_INFORMATION", "label": "Untuk diketahui", "active": true}]}', '2026-11-23T00:00:00Z', 1),
('holidays', '019ab0d0-0000-7000-8000-000000000012', '{"items": []}', '2026-11-23T00:00:00Z', 1),
('working-hours', '019ab0d0-0000-7000-8000-000000000013', '{"week": [
    {"day": "MONDAY", "opens": "07:30", "closes": "16:00", "restStarts": "12:00", "restEnds": "13:00"},
    {"day": "TUESDAY", "opens": "07:30", "closes": "16:00", "restStarts": "12:00", "restEnds": "13:00"},
    {"day": "WEDNESDAY", "opens": "07:30", "closes": "16:00", "restStarts": "12:00", "restEnds": "13:00"},
    {"day": "THURSDAY", "opens": "07:30", "closes": "16:00", "restStarts": "12:00", "restEnds": "13:00"},
    {"day": "FRIDAY", "opens": "07:30", "closes": "16:30", "restStarts": "11:30", "restEnds": "13:00"}], "exceptions": []}', '2026-11-23T00:00:00Z', 1),
('registers', '019ab0d0-0000-7000-8000-000000000014', '{
    "assignment": "{serial}/PD/{unit}/{romanMonth}/{year}",
    "disposition": "{serial}/DISP/{unit}/{romanMonth}/{year}",
    "report": "{serial}/LAP/{unit}/{romanMonth}/{year}"}', '2026-11-23T00:00:00Z', 1);
