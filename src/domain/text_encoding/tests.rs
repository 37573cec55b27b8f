//! How a text is written is told from all of it, in whatever pieces it comes.

use super::*;

/// However it comes in pieces.
fn seen(bytes: &[u8]) -> Option<TextEncoding> {
    let of = |size: usize| {
        let mut letters = Letters::default();
        bytes.chunks(size).for_each(|piece| letters.take(piece));
        letters.seen(true)
    };
    let whole = of(bytes.len().max(1));
    assert_eq!([1, 2, 3, 7].map(of), [whole; 4]);
    whole
}

#[test]
fn the_encoding_is_that_of_the_whole_text() {
    let long = "Desa;Jumlah\r\n".repeat(2000);
    assert_eq!(seen(long.as_bytes()), Some(TextEncoding::Utf8));
    assert_eq!(seen(format!("{long}é").as_bytes()), Some(TextEncoding::Utf8));
    assert_eq!(seen(&[long.as_bytes(), b"10 \x96 20"].concat()), Some(TextEncoding::Windows1252));
    assert_eq!(seen(&[long.as_bytes(), "é".as_bytes(), b"\xE9"].concat()), Some(TextEncoding::Windows1252));
    assert_eq!(seen(&[long.as_bytes(), b"\x81\xE9"].concat()), None, "of which alphabet, nobody knows");
    assert_eq!(seen(b"caf\xC3"), Some(TextEncoding::Windows1252), "no letter ends there");
    for (encoding, mark) in [(TextEncoding::Utf16Le, true), (TextEncoding::Utf16Be, true), (TextEncoding::Utf16Le, false)] {
        let text = format!("{}Nama;Désa\r\n10 – 20\r\n", if mark { "\u{feff}" } else { "" });
        let wide: Vec<u8> = text
            .encode_utf16()
            .flat_map(|half| if encoding == TextEncoding::Utf16Be { half.to_be_bytes() } else { half.to_le_bytes() })
            .collect();
        assert_eq!(seen(&wide), Some(encoding));
        assert_eq!(encoding.read(&wide), "Nama;Désa\r\n10 – 20\r\n");
    }
    let quarters: Vec<u8> = "\u{feff}é".chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
    assert_eq!(seen(&quarters), Some(TextEncoding::Utf32Le));
    assert_eq!(TextEncoding::Utf32Le.read(&quarters), "é");
    assert_eq!(TextEncoding::Windows1252.read(b"10 \x96 20 \x80"), "10 – 20 €");
}

fn written(text: &str, is_little: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|half| if is_little { half.to_le_bytes() } else { half.to_be_bytes() }).collect()
}

const ARABIC: &str = "الاسم;القرية;العدد\r\nسيتي أمينة;كارانج أنيار;١٢\r\nبودي;سوكا ماجو;34\r\n";
const JAVANESE: &str = "ꦱꦼꦏꦿꦺꦠꦫꦶꦪꦠ꧀ ꦢꦌꦫꦃ\r\nꦏꦧꦸꦥꦠꦺꦤ꧀\r\n";
const CHINESE: &str = "姓名，村庄，数量\r\n王小明，新村，12。看一看。\r\n";
const RUSSIAN: &str = "Имя;Деревня;Количество\r\nИван;Новая;12\r\n";
const JAPANESE: &str = "名前、村、数\r\n山田さん、カラガニャル、12\r\n";
const SUNDANESE: &str = "ᮞᮥᮔ᮪ᮓ ᮘᮞ\r\n";

#[test]
fn letters_of_two_bytes_need_no_mark_in_any_alphabet() {
    for text in [
        ARABIC,
        JAVANESE,
        CHINESE,
        RUSSIAN,
        JAPANESE,
        SUNDANESE,
        "Ελληνικά;γράμματα\r\n",
        "हिन्दी;संख्या\r\n",
        "ไทย;จำนวน\r\n",
        "한국어;숫자\r\n",
    ] {
        for (is_little, encoding) in [(true, TextEncoding::Utf16Le), (false, TextEncoding::Utf16Be)] {
            for times in [1, 3, 700] {
                let bytes = written(&text.repeat(times), is_little);
                assert_eq!(seen(&bytes), Some(encoding), "{text} {times}");
                assert_eq!(encoding.read(&bytes), text.repeat(times));
            }
        }
        assert_eq!(seen(text.as_bytes()), Some(TextEncoding::Utf8), "{text}");
    }
}

#[test]
fn letters_of_one_byte_are_not_taken_for_wider_ones() {
    let western: Vec<u8> = "Nama;D\u{e9}sa;Caf\u{e9} d\u{e9}j\u{e0} vu\r\n".chars().map(|c| c as u8).collect();
    assert_eq!(seen(&western), Some(TextEncoding::Windows1252));
    // Greek and Cyrillic of one byte, of which a byte tells no alphabet.
    for bytes in
        [&b"\xC3\xE5\xE9\xDC \xF3\xEF\xF5 \xEA\xFC\xF3\xEC\xE5\r\n"[..], b"\xC8\xEC\xFF;\xC4\xE5\xF0\xE5\xE2\xED\xFF;12\r\n"]
    {
        assert_eq!(seen(&bytes.repeat(20)), Some(TextEncoding::Windows1252), "{bytes:?}");
    }
    for text in [
        "Nama\u{1}Desa\u{1}Jumlah\u{2}\r\n",
        "aaaa\u{1}bbbb\u{1}",
        "\u{1b}[31mMerah\u{1b}[0m\r\n",
        "N\u{8}NA\u{8}AM\u{8}MA\u{8}A _\u{8}b_\u{8}a_\u{8}r_\u{8}u\r\n",
        "a,b\n1,\0\n",
        "1\t2\t3\t4\n",
    ] {
        for times in [1, 40] {
            assert_eq!(seen(text.repeat(times).as_bytes()), Some(TextEncoding::Utf8), "{text:?}");
        }
    }
    // Whatever is no text.
    let mut random: u64 = 7;
    let mut next = move || {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        (random >> 16) as u8
    };
    for length in [40, 400, 9000] {
        for _ in 0..20 {
            let noise: Vec<u8> = (0..length).map(|_| next()).collect();
            assert!(matches!(seen(&noise), None | Some(TextEncoding::Windows1252)), "{length}");
        }
    }
}

#[test]
fn japanese_that_shifts_is_told_and_read() {
    let bytes = b"Nama: \x1B$B;3ED\x1B(B\r\n";
    assert_eq!(seen(bytes), Some(TextEncoding::Iso2022Jp));
    assert_eq!(TextEncoding::Iso2022Jp.read(bytes), "Nama: 山田\r\n");
    let late = [b"Nama;Desa\r\n".repeat(3000).as_slice(), bytes].concat();
    assert_eq!(seen(&late), Some(TextEncoding::Iso2022Jp));
    // Other signs steer a screen, and a byte of eight bits is of no such text.
    for other in [&b"\x1B[1mNama\x1B[0m"[..], b"\x1B(BNama", b"\x1B$B;3ED\x1B(B \x1B[0m"] {
        assert_eq!(seen(other), Some(TextEncoding::Utf8), "{other:?}");
    }
    assert_eq!(seen(b"\x1B$B;3ED\x1B(B caf\xE9"), Some(TextEncoding::Windows1252));
}
