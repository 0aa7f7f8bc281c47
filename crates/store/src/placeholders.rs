//! `$1` for everyone. SQLite would number `$2` before `$1` by order of
//! appearance; it means what we mean when it reads `?1`.

use std::collections::HashMap;
use std::sync::{LazyLock, RwLock};

static REWRITTEN: LazyLock<RwLock<HashMap<(usize, usize), &'static str>>> =
    LazyLock::new(RwLock::default);

/// The text with `?n` for `$n`. Each text of the program is rewritten once.
pub(crate) fn numbered(sql: &'static str) -> &'static str {
    let key = (sql.as_ptr() as usize, sql.len());
    if let Ok(known) = REWRITTEN.read()
        && let Some(text) = known.get(&key)
    {
        return text;
    }
    let text: &'static str = Box::leak(sql.replace('$', "?").into_boxed_str());
    if let Ok(mut known) = REWRITTEN.write() {
        known.insert(key, text);
    }
    text
}
