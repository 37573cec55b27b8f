//! The `Content-Disposition` of a part of a form, as programs write it: names in whatever encoding, some with the folders of a
//! Windows machine, in which a backslash is no escape.

mod encoded_word;

use crate::domain::text_encoding::guess;
use encoding_rs::Encoding;

/// What it says of its part.
#[derive(Debug, PartialEq, Eq)]
pub struct Disposition {
    pub name: String,
    pub file_name: Option<String>,
}

impl Disposition {
    /// None: it is no part of a form, or says not of which field.
    pub fn read(header: &[u8]) -> Option<Self> {
        let (kind, mut rest) = split(header, b';');
        if !kind.trim_ascii().eq_ignore_ascii_case(b"form-data") {
            return None;
        }
        let (mut name, mut plain, mut extended, mut doubtful) = (None, None, None, None);
        while let Some((key, value)) = parameter(&mut rest) {
            match key.as_str() {
                "name" => name = name.or(Some(guess(&value))),
                "filename" => plain = plain.or(Some(guess(&value))),
                "filename*" => match extended_value(&value) {
                    Some(Ok(value)) => extended = extended.or(Some(value)),
                    Some(Err(value)) => doubtful = doubtful.or(Some(value)),
                    None => {}
                },
                _ => {}
            }
        }
        let plain = plain.map(|plain| encoded_word::read(&plain).unwrap_or(plain));
        Some(Self { name: name?, file_name: extended.or(plain).or(doubtful) })
    }
}

fn split(bytes: &[u8], at: u8) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|byte| *byte == at).unwrap_or(bytes.len());
    (&bytes[..end], bytes.get(end + 1..).unwrap_or_default())
}

/// The next parameter, its name in lower case; None: there is no more that could be read. What has no value is passed over.
fn parameter(rest: &mut &[u8]) -> Option<(String, Vec<u8>)> {
    let (key, equals) = loop {
        let ends = rest.iter().position(|byte| matches!(byte, b'=' | b';'))?;
        if rest[ends] == b'=' {
            break (&rest[..ends], ends);
        }
        *rest = &rest[ends + 1..];
    };
    let key = String::from_utf8_lossy(key).trim().to_ascii_lowercase();
    let value = rest[equals + 1..].trim_ascii_start();
    if let Some(quoted) = value.strip_prefix(b"\"") {
        let (value, after) = unquoted(quoted);
        *rest = split(after, b';').1;
        return Some((key, value));
    }
    let (value, after) = split(value, b';');
    *rest = after;
    Some((key, value.trim_ascii().to_vec()))
}

/// What stands until the closing quote, and what comes after it. Only a quote and a backslash are escaped by one: all others are of a
/// path, which some programs send as it is. Browsers write a quote, and the end of a line, as an address has them.
fn unquoted(quoted: &[u8]) -> (Vec<u8>, &[u8]) {
    let (mut value, mut at) = (Vec::new(), 0);
    while at < quoted.len() {
        let (byte, taken) = match &quoted[at..] {
            [b'"', after @ ..] => return (value, after),
            [b'\\', escaped @ (b'"' | b'\\'), ..] => (*escaped, 2),
            [b'%', b'2', b'2', ..] => (b'"', 3),
            [b'%', b'0', b'D' | b'd', ..] => (b'\r', 3),
            [b'%', b'0', b'A' | b'a', ..] => (b'\n', 3),
            [byte, ..] => (*byte, 1),
            [] => break,
        };
        value.push(byte);
        at += taken;
    }
    (value, &[])
}

/// RFC 8187: `UTF-8'id'caf%C3%A9.jpg`; None of what is not in this form, or empty. What says that it is of a charset and is not, or of one
/// that nobody knows, is no more than a guess: the plain one goes before it.
fn extended_value(value: &[u8]) -> Option<Result<String, String>> {
    let (charset, rest) = split(value, b'\'');
    let quote = rest.iter().position(|byte| *byte == b'\'')?;
    let bytes: Vec<u8> = percent_encoding::percent_decode(&rest[quote + 1..]).collect();
    let charset = Encoding::for_label(charset);
    let read = charset.and_then(|charset| charset.decode_without_bom_handling_and_without_replacement(&bytes));
    (!bytes.is_empty()).then(|| read.map(String::from).ok_or_else(|| guess(&bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file_name(parameters: &[u8]) -> Option<String> {
        let read = Disposition::read(&[b"form-data; name=\"file\"; ", parameters].concat()).expect("a part");
        assert_eq!(read.name, "file");
        read.file_name
    }

    #[test]
    fn a_name_is_read_as_its_sender_has_it() {
        for (parameters, name) in [
            (&b"filename=\"panen.jpg\""[..], "panen.jpg"),
            (b"filename=panen raya.jpg ; x=y", "panen raya.jpg"),
            (b"FileName = \"panen.jpg\"", "panen.jpg"),
            // Windows: folders and all.
            (br#"filename="C:\Users\kasubag\foto.jpg""#, r"C:\Users\kasubag\foto.jpg"),
            (br#"filename="C:\temp\nama baru.jpg"; x="y""#, r"C:\temp\nama baru.jpg"),
            (br#"filename="C:\\Users\\foto.jpg""#, r"C:\Users\foto.jpg"),
            // Quotes, as curl and as browsers write them.
            (br#"filename="Tari \"Saman\".jpg""#, "Tari \"Saman\".jpg"),
            (b"filename=\"Tari %22Saman%22%0D%0A.jpg\"", "Tari \"Saman\"\r\n.jpg"),
            (b"filename=\"100%.jpg\"", "100%.jpg"),
            // UTF-8, and a letter a byte.
            ("filename=\"Café 写真.jpg\"".as_bytes(), "Café 写真.jpg"),
            (b"filename=\"Caf\xE9 \x96 kopi.jpg\"", "Café – kopi.jpg"),
            (b"filename=\"a.jpg\"; filename*=UTF-8''Caf%C3%A9.jpg", "Café.jpg"),
            (b"filename*=utf-8'id'Caf%C3%A9.jpg; filename=\"a.jpg\"", "Café.jpg"),
            (b"filename*=\"UTF-8''Caf%C3%A9.jpg\"", "Café.jpg"),
            (b"filename*=ISO-8859-1''Caf%E9.jpg", "Café.jpg"),
            (b"filename*=windows-1252''10%96%80.jpg", "10–€.jpg"),
            (b"filename*=Shift_JIS''%8e%ca%90%5e.jpg; filename=\"a.jpg\"", "写真.jpg"),
            (b"filename*=GBK''%d5%d5%c6%ac.jpg", "照片.jpg"),
            (b"filename=\"=?utf-8?B?Q2Fmw6kuanBn?=\"", "Café.jpg"),
            // One that cannot be read gives way to the plain one.
            (b"filename=\"a.jpg\"; filename*=b.jpg", "a.jpg"),
            (b"filename=\"a.jpg\"; filename*=UTF-8''%ff%fe.jpg", "a.jpg"),
            (b"filename*=klingon''%ff%fe.jpg; filename=\"a.jpg\"", "a.jpg"),
            (b"filename*=klingon''Caf%e9.jpg", "Café.jpg"),
            (b"filename*=UTF-8''; filename=\"a.jpg\"", "a.jpg"),
            // What has no value hides none.
            (b"x; filename=\"a.jpg\"", "a.jpg"),
            (b"x;; y ; filename=a.jpg; z", "a.jpg"),
            (b"filename=\"a;name=metadata;.jpg\"", "a;name=metadata;.jpg"),
            (b"filename=\"a.jpg\"; filename=\"b.jpg\"", "a.jpg"),
            // The end is missing.
            (b"filename=\"a.jpg", "a.jpg"),
        ] {
            assert_eq!(file_name(parameters).as_deref(), Some(name), "{}", String::from_utf8_lossy(parameters));
        }
        assert_eq!(file_name(b"filename=\"\"").as_deref(), Some(""));
        assert_eq!(file_name(b"x"), None);
    }

    #[test]
    fn a_part_of_a_form_says_of_which_field_it_is() {
        for header in
            ["", "form-data", "form-data; filename=\"a.jpg\"", "attachment; name=\"file\"", "form-datas; name=x", "name=x"]
        {
            assert_eq!(Disposition::read(header.as_bytes()), None, "{header}");
        }
        let read = Disposition::read(b" Form-Data ;; name=file;").expect("a part");
        assert_eq!(read, Disposition { name: "file".to_owned(), file_name: None });
    }
}
