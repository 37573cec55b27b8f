//! Tells what people make up from what a machine drew: how much of a text is like words of English or Indonesian.

/// What a letter costs after another, in bits, as English and Indonesian words have them: `COSTS[after][letter]`. Counted over the
/// words of manuals and of this service's own texts; 7 stands for all that is rarer.
const COSTS: [&[u8; 26]; 26] = [
    b"75457755475353757343676767",
    b"26662777467367477557377757",
    b"37573773474477277573577767",
    b"36752677277677477547477767",
    b"46436667777453757234767577",
    b"47673377277577377554477767",
    b"37772744376664477457477777",
    b"27772777376767377665577767",
    b"56445556775452457543757776",
    b"27672777677777467747275777",
    b"27772675476776577735477777",
    b"37752777377477377755577747",
    b"24772777377757437757577777",
    b"47434627577775577743567757",
    b"66557667676442547344454777",
    b"37762776477477347364477777",
    b"77777777777477777667176777",
    b"37652767376556467544577757",
    b"47572774376676457743477767",
    b"37672774277677477445477757",
    b"44565666575442647333777777",
    b"37771777277777577767777777",
    b"27763673377673377457777777",
    b"46363676377657727763777567",
    b"26573777477655447634677757",
    b"27771777477767477767777765",
];

/// Bits a letter up to which a run of letters is taken for words. Words cost 3 to 4, letters drawn evenly more than 5½.
const LIKE_WORDS: f64 = 4.4;

/// Of two letters nothing can be said.
const SHORTEST: usize = 3;

/// How many bytes are part of words, with what joins them. `S3cr3t` is read as people mean it; a new word begins where the case says so.
pub fn letters_in_words(secret: &[u8]) -> usize {
    if secret.iter().all(|byte| byte.is_ascii_hexdigit() || *byte == b'-') {
        // Read as people write, digits would be the commonest letters of all.
        return 0;
    }
    let letters: Vec<u8> = secret.iter().map(|byte| letter(*byte)).collect();
    let mut in_words = vec![false; secret.len()];
    let mut start = 0;
    while start < letters.len() {
        let end = start + run(&letters[start..]);
        if is_like_words(&letters[start..end]) {
            in_words[start..end].fill(true);
        }
        start = end.max(start + 1);
    }
    let beside = |place: usize| (place > 0 && in_words[place - 1]) || in_words.get(place + 1) == Some(&true);
    let joins = secret.iter().enumerate().filter(|(place, byte)| b" -_.,:;!?'\"/".contains(byte) && beside(*place)).count();
    in_words.iter().filter(|is_word| **is_word).count() + joins
}

/// What people put a digit or a sign in place of.
fn letter(byte: u8) -> u8 {
    match byte {
        b'0' => b'o',
        b'1' | b'!' => b'i',
        b'3' => b'e',
        b'4' | b'@' => b'a',
        b'5' | b'$' => b's',
        b'7' => b't',
        other => other,
    }
}

/// The length of the run of letters at the beginning: small after one large letter at most, or large ones until a word begins.
fn run(text: &[u8]) -> usize {
    let lower = |from: usize| text[from..].iter().take_while(|byte| byte.is_ascii_lowercase()).count();
    let upper = text.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
    match upper {
        0 => lower(0),
        1 => 1 + lower(1),
        // The last large letter belongs to the small ones that follow it.
        _ if lower(upper) > 0 => upper - 1,
        _ => upper,
    }
}

fn is_like_words(run: &[u8]) -> bool {
    if run.len() < SHORTEST {
        return false;
    }
    let place = |letter: u8| usize::from(letter.to_ascii_lowercase() - b'a');
    let cost: u32 = run.windows(2).map(|pair| u32::from(COSTS[place(pair[0])][place(pair[1])] - b'0')).sum();
    f64::from(cost) <= LIKE_WORDS * (run.len() - 1) as f64
}
