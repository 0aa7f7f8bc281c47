//! The little that is understood of SQL: enough to number placeholders for
//! SQLite and to say a table's types in PostgreSQL's words. No parser: quoted
//! text, names in quotes and comments are stepped over, words are looked at.

use std::collections::HashMap;
use std::sync::{LazyLock, RwLock};

static NUMBERED: LazyLock<RwLock<HashMap<(usize, usize), &'static str>>> =
    LazyLock::new(RwLock::default);

/// The text with `?n` for `$n`: SQLite takes `$2` for a name and numbers names
/// in the order in which they appear. Each text of the program is rewritten once
/// and then known by its place in memory.
pub(crate) fn numbered(sql: &'static str) -> &'static str {
    let key = (sql.as_ptr() as usize, sql.len());
    if let Ok(known) = NUMBERED.read()
        && let Some(text) = known.get(&key)
    {
        return text;
    }
    let text: &'static str = Box::leak(rewrite(sql).into_boxed_str());
    if let Ok(mut known) = NUMBERED.write() {
        known.insert(key, text);
    }
    text
}

fn rewrite(sql: &str) -> String {
    pieces(sql)
        .map(|piece| match piece {
            Piece::Word(word) => match word.strip_prefix('$') {
                Some(n) if !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()) => {
                    format!("?{n}")
                }
                _ => word.to_owned(),
            },
            Piece::Blank(text) | Piece::Other(text) => text.to_owned(),
        })
        .collect()
}

/// Tables written for SQLite, in PostgreSQL's words: BYTEA, BIGINT, DOUBLE
/// PRECISION; without STRICT and WITHOUT ROWID.
pub(crate) fn for_postgres(sqlite: &str) -> String {
    let mut text = String::with_capacity(sqlite.len() + 64);
    let mut depth = 0_i32;
    let mut left_out = false;
    for piece in pieces(sqlite) {
        match piece {
            Piece::Blank(blank) => {
                text.push_str(blank);
                continue;
            }
            Piece::Word(word) => match word.to_ascii_uppercase().as_str() {
                "STRICT" | "WITHOUT" | "ROWID" if depth == 0 => {
                    left_out = true;
                    continue;
                }
                "BLOB" => text.push_str("BYTEA"),
                "INTEGER" => text.push_str("BIGINT"),
                "REAL" => text.push_str("DOUBLE PRECISION"),
                _ => text.push_str(word),
            },
            // The comma between STRICT and WITHOUT ROWID.
            Piece::Other(",") if left_out => continue,
            Piece::Other(mark) => {
                depth += i32::from(mark == "(") - i32::from(mark == ")");
                text.push_str(mark);
            }
        }
        left_out = false;
    }
    text
}

enum Piece<'a> {
    /// A name, keyword, number or placeholder.
    Word(&'a str),
    /// White space or a comment.
    Blank(&'a str),
    /// A mark, or something in quotes.
    Other(&'a str),
}

fn pieces<'a>(sql: &'a str) -> impl Iterator<Item = Piece<'a>> {
    let mut rest = sql;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let in_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        let upto = |found: Option<usize>| found.unwrap_or(rest.len());
        let (length, make): (usize, fn(&'a str) -> Piece<'a>) = if rest.starts_with("--") {
            (upto(rest.find('\n')), Piece::Blank)
        } else if rest.starts_with("/*") {
            (upto(rest.find("*/").map(|at| at + 2)), Piece::Blank)
        } else if first == '\'' || first == '"' {
            // A doubled quote reads as two texts side by side, which is as good.
            (upto(rest[1..].find(first).map(|at| at + 2)), Piece::Other)
        } else if first.is_whitespace() {
            (upto(rest.find(|c: char| !c.is_whitespace())), Piece::Blank)
        } else if in_word(first) {
            (upto(rest.find(|c| !in_word(c))), Piece::Word)
        } else {
            (first.len_utf8(), Piece::Other)
        };
        let (piece, after) = rest.split_at(length);
        rest = after;
        Some(make(piece))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_placeholders_are_numbered() {
        for (given, wanted) in [
            ("SELECT $2, $1", "SELECT ?2, ?1"),
            (
                "SELECT '$1', \"$2\", $3 -- $4",
                "SELECT '$1', \"$2\", ?3 -- $4",
            ),
            ("SELECT 'it''s $1' || $12", "SELECT 'it''s $1' || ?12"),
            ("SELECT a$1, $x /* $1 */", "SELECT a$1, $x /* $1 */"),
            ("SELECT 'open", "SELECT 'open"),
        ] {
            assert_eq!(rewrite(given), wanted);
        }
    }

    #[test]
    fn a_table_for_sqlite_is_said_for_postgresql() {
        for (given, wanted) in [
            (
                "CREATE TABLE a (n INTEGER, b BLOB, r REAL) STRICT, WITHOUT ROWID;",
                "CREATE TABLE a (n BIGINT, b BYTEA, r DOUBLE PRECISION)   ;",
            ),
            (
                "CREATE TABLE a (strict TEXT) STRICT;",
                "CREATE TABLE a (strict TEXT) ;",
            ),
            (
                "CREATE TABLE a (b TEXT) WITHOUT ROWID, STRICT;\nINSERT INTO a VALUES ('x'), ('y')",
                "CREATE TABLE a (b TEXT)   ;\nINSERT INTO a VALUES ('x'), ('y')",
            ),
            (
                "-- a BLOB\nINSERT INTO a VALUES ('BLOB')",
                "-- a BLOB\nINSERT INTO a VALUES ('BLOB')",
            ),
        ] {
            assert_eq!(for_postgres(given), wanted);
        }
    }
}
