//! What is kept of what people write.

use super::*;

#[test]
fn text_is_trimmed_and_composed() {
    assert_eq!(&*Line::<10>::try_from("  Cafe\u{301} ").unwrap(), "Café");
}

#[test]
fn length_counts_characters_after_composition() {
    assert!(Line::<4>::try_from("Cafe\u{301}").is_ok());
    assert_eq!(Line::<3>::try_from("Cafe\u{301}"), Err(TextFault::TooLong { max: 3 }));
}

/// Where it was refused: the character, its line and its column.
fn refused<T: std::fmt::Debug>(read: Result<T, TextFault>) -> (char, usize, usize) {
    match read {
        Err(TextFault::ControlCharacter(Spot { character, line, column })) => (character, line, column),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_cannot_be_stored_or_logged_is_refused_where_it_stands() {
    for (raw, character, column) in [
        ("a\0b", '\0', 2),
        (" a\u{1b}[31m", '\u{1b}', 3),
        ("a\nb", '\n', 2),
        ("é\u{85}b", '\u{85}', 2),
        ("ab\u{2028}c", '\u{2028}', 3),
    ] {
        assert_eq!(refused(Line::<20>::try_from(raw)), (character, 1, column), "{raw:?}");
    }
    assert_eq!(Line::<20>::try_from("  "), Err(TextFault::Empty));
    assert_eq!(refused(Prose::<20>::try_from("a\0")), ('\0', 1, 2));
    // Counted in what was sent: before it is trimmed, and before a letter and its mark become one.
    assert_eq!(refused(Prose::<20>::try_from("\r\n \u{c}e\u{301}\tx\u{7f}y\0")), ('\u{7f}', 3, 5));
}

#[test]
fn line_breaks_of_every_system_are_one() {
    for (raw, kept) in [
        ("a\r\nb", "a\nb"),
        ("a\rb\r\rc", "a\nb\n\nc"),
        ("a\n\rb", "a\n\nb"),
        ("a\u{b}b\u{c}c\u{85}d", "a\nb\nc\nd"),
        ("é\u{2028}b\u{2029}c\td", "é\nb\nc\td"),
    ] {
        assert_eq!(&*Prose::<20>::try_from(raw).unwrap(), kept, "{raw:?}");
    }
}

#[test]
fn what_is_too_long_is_not_read_to_its_end() {
    // Nor composed: every mark but the last thirty of a letter would be kept until it is sorted.
    let letter = format!("e{}", "\u{301}".repeat(300_000));
    assert_eq!(Line::<200>::try_from(letter.as_str()), Err(TextFault::TooLong { max: 200 }));
    assert_eq!(Line::<4>::try_from("abcde\0"), Err(TextFault::TooLong { max: 4 }));
    assert_eq!(Prose::<4>::try_from("ab\r\nc\r"), Ok(Prose("ab\nc".to_owned())));
}

#[test]
fn employee_numbers_have_eighteen_digits_and_stay_private() {
    let number = EmployeeNumber::try_from("19800101 200501 1 001").unwrap();
    assert_eq!(&*number, "198001012005011001");
    assert_eq!(format!("{number:?}"), "EmployeeNumber(…)");
    assert_eq!(EmployeeNumber::try_from("1980"), Err(TextFault::NotEmployeeNumber));
}

#[test]
fn phones_are_written_as_people_write_them_and_stay_private() {
    for phone in ["0812-3456-7890", "+62 (281) 891.234", "62/281/891234", "12345"] {
        assert_eq!(&*Phone::try_from(phone).unwrap(), phone);
    }
    assert_eq!(format!("{:?}", Phone::try_from("0812 3456").unwrap()), "Phone(…)");
    for other in ["", "1234", "- - - - -", "0812x345678", "0812\n345678", "٠٨١٢٣٤٥", &"1".repeat(31)] {
        assert_eq!(Phone::try_from(other), Err(TextFault::NotAPhone), "{other:?}");
    }
}

#[test]
fn unit_codes_are_fit_for_a_printed_number() {
    for code in ["HUMAS", "humas-2", "21.04_A", &"U".repeat(50)] {
        assert_eq!(&*UnitCode::try_from(code).unwrap(), code);
    }
    for other in ["", " ", "HU MAS", "HUMAS/1", "{year}", "HUMÀS", &"U".repeat(51)] {
        assert_eq!(UnitCode::try_from(other), Err(TextFault::NotAUnitCode), "{other:?}");
    }
}
