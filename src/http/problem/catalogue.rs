//! The catalogue of problems: code, address, status and words, one row each.

use super::super::language::Words;
use actix_web::http::StatusCode;

macro_rules! catalogue {
    ($($kind:ident $code:literal $slug:literal $status:literal
        $title_id:literal / $title_en:literal
        $remedy_id:literal / $remedy_en:literal;)+) => {
        /// A kind of problem.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Kind { $($kind),+ }

        impl Kind {
            pub const ALL: &'static [Kind] = &[$(Kind::$kind),+];

            pub fn code(self) -> &'static str {
                match self { $(Kind::$kind => $code),+ }
            }

            /// The last part of its address, `/problems/{slug}`.
            pub fn slug(self) -> &'static str {
                match self { $(Kind::$kind => $slug),+ }
            }

            pub fn status(self) -> StatusCode {
                let number: u16 = match self { $(Kind::$kind => $status),+ };
                StatusCode::from_u16(number).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            }

            pub fn title(self) -> Words {
                match self { $(Kind::$kind => Words::new($title_id, $title_en)),+ }
            }

            /// What the client can do about it.
            pub fn remedy(self) -> Words {
                match self { $(Kind::$kind => Words::new($remedy_id, $remedy_en)),+ }
            }
        }
    };
}

catalogue! {
    Validation "VALIDATION" "validation" 400 "Data tidak sah" / "Invalid input"
        "Perbaiki setiap bagian yang disebut dalam errors, lalu kirim lagi." / "Mend every part named in errors and send it again.";
    MalformedJson "MALFORMED_JSON" "malformed-json" 400 "JSON tidak dapat dibaca" / "Unreadable JSON"
        "Kirim satu objek JSON (RFC 8259) dalam UTF-8." / "Send one JSON object (RFC 8259) in UTF-8.";
    MalformedBody "MALFORMED_BODY" "malformed-body" 400 "Isi permintaan tidak dapat dibaca" / "Unreadable body"
        "Kirim isi yang utuh dan sesuai dengan Content-Type." / "Send a body that is whole and fits its Content-Type.";
    CursorInvalid "CURSOR_INVALID" "cursor-invalid" 400 "Kursor tidak sah" / "Invalid cursor"
        "Mulai lagi dari halaman pertama, dengan filter dan urutan yang sama sampai akhir." / "Begin again at the first page and keep filters and sort the same to the end.";
    DigestMismatch "DIGEST_MISMATCH" "digest-mismatch" 400 "Digest tidak cocok" / "Digest mismatch"
        "Isi berubah di perjalanan: kirim ulang." / "The content changed on its way: send it again.";
    InvalidRequest "INVALID_REQUEST" "invalid-request" 400 "Permintaan tidak sah" / "Invalid request"
        "Kirim tepat satu header Authorization: Bearer <token>." / "Send exactly one header Authorization: Bearer <token>.";
    TokenMissing "TOKEN_MISSING" "token-missing" 401 "Token diperlukan" / "Token required"
        "Kirim header Authorization: Bearer <token>." / "Send the header Authorization: Bearer <token>.";
    TokenInvalid "TOKEN_INVALID" "token-invalid" 401 "Token tidak berlaku" / "Invalid token"
        "Minta token baru; token harus asli, belum kedaluwarsa, dan untuk layanan ini." / "Get a new token; it must be genuine, not expired and meant for this service.";
    RoleMissing "ROLE_MISSING" "role-missing" 403 "Peran tidak cukup" / "Role required"
        "Gunakan token dengan salah satu peran yang disebut." / "Use a token with one of the roles named.";
    OfficerUnknown "OFFICER_UNKNOWN" "officer-unknown" 403 "Petugas tidak terdaftar" / "Unknown officer"
        "Minta ADMIN mendaftarkan subject token ini di /v1/officers." / "Ask an ADMIN to enter this token's subject at /v1/officers.";
    OfficerInactive "OFFICER_INACTIVE" "officer-inactive" 403 "Petugas tidak aktif" / "Inactive officer"
        "Minta ADMIN mengaktifkan petugas ini di /v1/officers." / "Ask an ADMIN to activate this officer at /v1/officers.";
    NotYours "NOT_YOURS" "not-yours" 403 "Bukan tindakan Anda" / "Not your act"
        "Lihat allowedActions: hanya tindakan di sana yang dapat Anda lakukan." / "See allowedActions: only the acts there are yours.";
    NotStandingIn "NOT_STANDING_IN" "not-standing-in" 403 "Anda tidak mewakili petugas ini" / "You do not stand in for this officer"
        "Sebut dalam actingFor diri sendiri atau petugas yang mandatnya berlaku bagi Anda; lihat /v1/me." / "Name in actingFor yourself, or an officer whose mandate you hold now; see /v1/me.";
    NotFound "NOT_FOUND" "not-found" 404 "Tidak ditemukan" / "Not found"
        "Periksa alamat dan id; yang tidak boleh Anda lihat dijawab sama." / "Check the address and the id; what you may not see is answered the same.";
    MethodNotAllowed "METHOD_NOT_ALLOWED" "method-not-allowed" 405 "Metode tidak tersedia" / "Method not allowed"
        "Gunakan metode dari header Allow." / "Use a method of the Allow header.";
    NotAcceptable "NOT_ACCEPTABLE" "not-acceptable" 406 "Bentuk jawaban tidak tersedia" / "Not acceptable"
        "Minta application/json, atau bentuk lain yang disebut dokumentasi." / "Ask for application/json, or another form the documentation names.";
    RequestTimeout "REQUEST_TIMEOUT" "request-timeout" 408 "Permintaan terlalu lambat" / "Request too slow"
        "Kirim ulang dengan sambungan yang lebih baik." / "Send it again over a better connection.";
    StateForbids "STATE_FORBIDS" "state-forbids" 409 "Belum dapat dilakukan" / "Not possible now"
        "Penuhi setiap syarat dalam errors, lalu ulangi." / "Meet every condition in errors, then repeat.";
    AmbiguousHat "AMBIGUOUS_HAT" "ambiguous-hat" 409 "Atas nama siapa?" / "On whose behalf?"
        "Ulangi dengan ?actingFor= dan id salah satu petugas dalam choices." / "Repeat with ?actingFor= and the id of one of the officers in choices.";
    Conflict "CONFLICT" "conflict" 409 "Bertentangan dengan yang sudah ada" / "Conflict"
        "Sesuaikan dengan yang sudah tercatat." / "Fit it to what is already recorded.";
    BatchRefused "BATCH_REFUSED" "batch-refused" 409 "Tidak satu pun dilakukan" / "None of it was done"
        "Perbaiki setiap bagian yang disebut dalam errors, atau kirim tanpa atomic." / "Mend every item named in errors, or send it without atomic.";
    InProgress "IN_PROGRESS" "in-progress" 409 "Masih diproses" / "Still in progress"
        "Permintaan dengan Idempotency-Key ini sedang diproses; ulangi sebentar lagi." / "A request with this Idempotency-Key is being worked on; repeat in a moment.";
    Gone "GONE" "gone" 410 "Sudah berakhir" / "Gone"
        "Mulai lagi dari awal: yang sudah kedaluwarsa atau diakhiri tidak kembali." / "Begin anew: what has expired or was ended does not come back.";
    PreconditionFailed "PRECONDITION_FAILED" "precondition-failed" 412 "Sudah berubah" / "Changed meanwhile"
        "Ambil lagi yang terbaru, periksa, lalu kirim dengan ETag yang baru." / "Get the latest, look at it, and send again with its ETag.";
    TusVersion "TUS_VERSION" "tus-version" 412 "Versi tus tidak didukung" / "Unsupported version of tus"
        "Di bawah /v1/uploads setiap permintaan membawa Tus-Resumable dengan versi dari Tus-Version." / "Below /v1/uploads every request carries Tus-Resumable with a version of Tus-Version.";
    PayloadTooLarge "PAYLOAD_TOO_LARGE" "payload-too-large" 413 "Terlalu besar" / "Too large"
        "Kirim isi yang lebih kecil dari batas yang disebut." / "Send less than the limit named.";
    UnsupportedMediaType "UNSUPPORTED_MEDIA_TYPE" "unsupported-media-type" 415 "Jenis isi tidak didukung" / "Unsupported media type"
        "Kirim jenis isi yang disebut dalam header Accept-Post atau Accept-Patch, tanpa Content-Encoding." / "Send a type named in the header Accept-Post or Accept-Patch, without Content-Encoding.";
    RangeNotSatisfiable "RANGE_NOT_SATISFIABLE" "range-not-satisfiable" 416 "Rentang di luar isi" / "Range not satisfiable"
        "Minta rentang di dalam ukuran pada Content-Range." / "Ask for a range within the size in Content-Range.";
    KeyReused "KEY_REUSED" "key-reused" 422 "Idempotency-Key sudah dipakai" / "Idempotency-Key reused"
        "Pakai kunci baru untuk permintaan yang lain." / "Use a new key for a different request.";
    PreconditionRequired "PRECONDITION_REQUIRED" "precondition-required" 428 "If-Match diperlukan" / "If-Match required"
        "Kirim If-Match dengan ETag dari bacaan terakhir Anda." / "Send If-Match with the ETag of what you last read.";
    RateExceeded "RATE_EXCEEDED" "rate-exceeded" 429 "Terlalu banyak permintaan" / "Too many requests"
        "Ulangi setelah waktu pada Retry-After; RateLimit pada setiap jawaban menunjukkan sisa jatah." / "Repeat after the time in Retry-After; RateLimit on every answer tells what is left.";
    ChecksumMismatch "CHECKSUM_MISMATCH" "checksum-mismatch" 460 "Checksum tidak cocok" / "Checksum mismatch"
        "Potongan ini berubah di perjalanan dan tidak disimpan: kirim ulang dari Upload-Offset yang sama." / "This piece changed on its way and was not kept: send it again from the same Upload-Offset.";
    Internal "INTERNAL" "internal" 500 "Kesalahan pada layanan" / "Internal error"
        "Bukan kesalahan Anda: laporkan instance ini kepada pengelola." / "Not your fault: report this instance to the operator.";
    Unavailable "UNAVAILABLE" "unavailable" 503 "Sementara tidak tersedia" / "Temporarily unavailable"
        "Ulangi setelah waktu pada Retry-After." / "Repeat after the time in Retry-After.";
    OutcomeUnknown "OUTCOME_UNKNOWN" "outcome-unknown" 503 "Hasilnya tidak diketahui" / "Outcome unknown"
        "Mungkin sudah tercatat, mungkin belum: kirim lagi dengan Idempotency-Key yang sama; tanpa kunci, periksa dulu apakah sudah tercatat." / "It may be recorded and may be not: send it again with the same Idempotency-Key; without one, look first whether it is recorded.";
    QuotaExceeded "QUOTA_EXCEEDED" "quota-exceeded" 507 "Jatah habis" / "Quota exceeded"
        "Hapus berkas yang tidak perlu, atau minta ADMIN menaikkan batas di /v1/settings/upload-limits." / "Delete files that are not needed, or ask an ADMIN to raise the limit at /v1/settings/upload-limits.";
    StorageFull "STORAGE_FULL" "storage-full" 503 "Penyimpanan penuh" / "Storage full"
        "Berkas belum tersimpan. Ulangi setelah pengelola menambah ruang." / "The file was not kept. Repeat once the operator has made room.";
}

impl Kind {
    pub fn type_url(self, base_url: &str) -> String {
        format!("{base_url}/problems/{}", self.slug())
    }

    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.slug() == slug)
    }

    /// The nearest kind for a status that the framework answered by itself.
    pub fn of_status(status: StatusCode) -> Self {
        match status.as_u16() {
            401 => Self::TokenInvalid,
            403 => Self::NotYours,
            404 => Self::NotFound,
            405 => Self::MethodNotAllowed,
            406 => Self::NotAcceptable,
            408 => Self::RequestTimeout,
            409 => Self::Conflict,
            410 => Self::Gone,
            412 => Self::PreconditionFailed,
            413 => Self::PayloadTooLarge,
            415 => Self::UnsupportedMediaType,
            416 => Self::RangeNotSatisfiable,
            429 => Self::RateExceeded,
            460 => Self::ChecksumMismatch,
            503 => Self::Unavailable,
            400..=499 => Self::Validation,
            _ => Self::Internal,
        }
    }
}
