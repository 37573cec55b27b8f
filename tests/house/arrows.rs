//! Reads what each file of `src` imports, and finds the arrows that run up.

use std::fmt;

/// One import: where it stands, from which module, and the path it names below the crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrow {
    pub file: String,
    pub line: usize,
    pub from: Vec<String>,
    pub to: Vec<String>,
}

impl fmt::Display for Arrow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {} -> {}", self.file, self.line, self.from.join("::"), self.to.join("::"))
    }
}

/// Every path of a file that begins with `crate`, `super` or `self`: of `use` trees as of code. Comments, strings and tests have none.
pub fn arrows(file: &str, text: &str) -> Vec<Arrow> {
    let tokens = without_tests(tokens(text));
    let mut reader = Reader { file, tokens: &tokens, at: 0, module: module(file), opened: Vec::new(), found: Vec::new() };
    reader.read();
    reader.found
}

/// `src/http/problem/mod.rs` -> `http::problem`.
fn module(file: &str) -> Vec<String> {
    let path = file.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
    path.split('/').map(str::to_owned).collect()
}

/// A word or a sign, and the line it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Token {
    text: String,
    line: usize,
}

fn is_word(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

/// Words, `::` and single signs; what stands in comments, strings and characters is left out.
fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let (mut at, mut line, mut found) = (0, 1, Vec::new());
    let peek = |at: usize| chars.get(at).copied().unwrap_or('\0');
    while at < chars.len() {
        let end = match (peek(at), peek(at + 1)) {
            ('/', '/') => (at..chars.len()).find(|end| chars[*end] == '\n').unwrap_or(chars.len()),
            ('/', '*') => after(&chars, at + 2, &['*', '/']),
            ('r', '"' | '#') if raw_string(&chars, at).is_some() => raw_string(&chars, at).unwrap_or(at + 1),
            ('"', _) => string(&chars, at, '"'),
            // A lifetime has no closing quote: 'a is one, 'a' is a character.
            ('\'', first) if first == '\\' || peek(at + 2) == '\'' => string(&chars, at, '\''),
            (':', ':') => {
                found.push(Token { text: "::".to_owned(), line });
                at + 2
            }
            (first, _) if first.is_alphanumeric() || first == '_' => {
                let is_part = |char: &char| char.is_alphanumeric() || *char == '_';
                let end = (at..chars.len()).find(|end| !is_part(&chars[*end])).unwrap_or(chars.len());
                found.push(Token { text: chars[at..end].iter().collect(), line });
                end
            }
            (first, _) => {
                if !first.is_whitespace() {
                    found.push(Token { text: first.to_string(), line });
                }
                at + 1
            }
        };
        line += chars[at..end].iter().filter(|char| **char == '\n').count();
        at = end;
    }
    found
}

/// Behind the next of these signs.
fn after(chars: &[char], from: usize, signs: &[char]) -> usize {
    let found = (from..chars.len()).find(|at| chars[*at..].starts_with(signs));
    found.map_or(chars.len(), |at| at + signs.len())
}

/// Behind the string or the character that begins here.
fn string(chars: &[char], from: usize, quote: char) -> usize {
    let mut at = from + 1;
    while at < chars.len() && chars[at] != quote {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(chars.len())
}

/// Behind the raw string that begins here, if one does.
fn raw_string(chars: &[char], from: usize) -> Option<usize> {
    let hashes = chars[from + 1..].iter().take_while(|char| **char == '#').count();
    if chars.get(from + 1 + hashes) != Some(&'"') {
        return None;
    }
    let mut closing = vec!['"'];
    closing.resize(hashes + 1, '#');
    Some(after(chars, from + 2 + hashes, &closing))
}

/// Leaves out what follows `#[cfg(test)]`: a module or a function with its block, or one line.
fn without_tests(tokens: Vec<Token>) -> Vec<Token> {
    const TEST: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::new();
    let mut rest = &tokens[..];
    while let [first, others @ ..] = rest {
        if rest.len() >= TEST.len() && rest.iter().zip(TEST).all(|(token, sign)| token.text == sign) {
            rest = &rest[item(rest)..];
        } else {
            kept.push(first.clone());
            rest = others;
        }
    }
    kept
}

/// How many tokens an item has: to the `;` outside of blocks, or to the end of its block.
fn item(tokens: &[Token]) -> usize {
    let mut depth = 0;
    for (index, token) in tokens.iter().enumerate() {
        match token.text.as_str() {
            "{" => depth += 1,
            "}" if depth == 1 => return index + 1,
            "}" => depth -= 1,
            ";" if depth == 0 => return index + 1,
            _ => {}
        }
    }
    tokens.len()
}

struct Reader<'a> {
    file: &'a str,
    tokens: &'a [Token],
    at: usize,
    module: Vec<String>,
    /// The open blocks; those of modules within the file are true.
    opened: Vec<bool>,
    found: Vec<Arrow>,
}

impl Reader<'_> {
    fn text(&self, ahead: usize) -> &str {
        self.tokens.get(self.at + ahead).map_or("", |token| &token.text)
    }

    fn read(&mut self) {
        while self.at < self.tokens.len() {
            let follows = self.at.checked_sub(1).is_some_and(|before| self.tokens[before].text == "::");
            match self.text(0) {
                "mod" if self.text(2) == "{" => {
                    self.module.push(self.text(1).to_owned());
                    self.opened.push(true);
                    self.at += 3;
                }
                "{" => {
                    self.opened.push(false);
                    self.at += 1;
                }
                "}" => {
                    if self.opened.pop() == Some(true) {
                        self.module.pop();
                    }
                    self.at += 1;
                }
                "crate" | "super" | "self" if self.text(1) == "::" && !follows => self.tree(&[]),
                _ => self.at += 1,
            }
        }
    }

    /// A path, or a tree of them, behind what stands before its brace.
    fn tree(&mut self, before: &[String]) {
        let line = self.tokens.get(self.at).map_or(0, |token| token.line);
        let mut path = before.to_vec();
        loop {
            match self.text(0) {
                "{" => {
                    self.at += 1;
                    while !["}", ""].contains(&self.text(0)) {
                        self.tree(&path);
                        if self.text(0) == "as" {
                            self.at += 2;
                        }
                        if self.text(0) == "," {
                            self.at += 1;
                        }
                    }
                    self.at += 1;
                    return;
                }
                "*" => self.at += 1,
                word if is_word(word) => {
                    path.push(word.to_owned());
                    self.at += 1;
                    if self.text(0) == "::" && (is_word(self.text(1)) || ["{", "*"].contains(&self.text(1))) {
                        self.at += 1;
                        continue;
                    }
                }
                _ => self.at += 1,
            }
            break;
        }
        let to = self.resolve(&path);
        self.found.push(Arrow { file: self.file.to_owned(), line, from: self.module.clone(), to });
    }

    /// The path below the crate.
    fn resolve(&self, path: &[String]) -> Vec<String> {
        let mut below = self.module.clone();
        for (index, word) in path.iter().enumerate() {
            match word.as_str() {
                "crate" => below.clear(),
                "super" => drop(below.pop()),
                "self" if index == 0 => {}
                // `store::{self, …}` names the store.
                "self" => {}
                _ => below.push(word.clone()),
            }
        }
        below
    }
}
