//! Encoded words (RFC 2047): meant for mail, and written by some programs (.NET) into forms as well.

use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use encoding_rs::Encoding;

/// `=?utf-8?B?Q2Fmw6kuanBn?=`, or several with blanks between them; None where it is anything else.
pub fn read(text: &str) -> Option<String> {
    let (mut bytes, mut charset) = (Vec::new(), None);
    for word in text.split_ascii_whitespace() {
        let mut parts = word.strip_prefix("=?")?.strip_suffix("?=")?.splitn(3, '?');
        let (label, form, coded) = (parts.next()?, parts.next()?, parts.next()?);
        // A language may stand behind the charset.
        let told = Encoding::for_label(label.split('*').next()?.as_bytes())?;
        // A letter may be cut between two words, so all are read together.
        if charset.replace(told).is_some_and(|other| other != told) {
            return None;
        }
        bytes.extend(match form {
            "B" | "b" => BASE64_STANDARD_NO_PAD.decode(coded.trim_end_matches('=')).ok()?,
            "Q" | "q" => {
                let blanks = coded.replace('_', " ").replace('%', "%25").replace('=', "%");
                percent_encoding::percent_decode_str(&blanks).collect()
            }
            _ => return None,
        });
    }
    charset?.decode_without_bom_handling_and_without_replacement(&bytes).map(String::from)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_word_is_read_in_either_form_and_any_charset() {
        for (word, text) in [
            ("=?utf-8?B?Q2Fmw6kuanBn?=", "Café.jpg"),
            ("=?UTF-8?b?Q2Fmw6kuanA?=", "Café.jp"),
            ("=?utf-8?Q?Caf=C3=A9_raya=5F1.jpg?=", "Café raya_1.jpg"),
            ("=?utf-8*id?q?100%.jpg?=", "100%.jpg"),
            ("=?iso-8859-1?Q?Caf=E9.jpg?=", "Café.jpg"),
            ("=?shift_jis?B?jsqQXi5qcGc=?=", "写真.jpg"),
            ("=?utf-8?Q?Caf=C3?= =?utf-8?Q?=A9.jpg?=", "Café.jpg"),
        ] {
            assert_eq!(read(word).as_deref(), Some(text), "{word}");
        }
    }

    #[test]
    fn what_is_none_stays_as_it_is() {
        for text in [
            "",
            "panen.jpg",
            "=?.jpg",
            "=?utf-8?B?Q2Fm?= raya.jpg",
            "=?utf-8?X?Q2Fm?=",
            "=?klingon?B?Q2Fm?=",
            "=?utf-8?B?***?=",
            "=?utf-8?Q?=FF=FE?=",
            "=?utf-8?B?Q2Fm?= =?iso-8859-1?B?Q2Fm?=",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
