//! The catalogue: which tables there are. For tests that keep them growable, and
//! for who must know whose tables lie here.

use crate::{Engine, Store};
use kernel::Result;

/// A table and its columns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in order.
    pub columns: Vec<String>,
    /// The columns of its primary key, in order; none, if it has no key.
    pub key: Vec<String>,
}

const SQLITE: &str = "SELECT m.name, c.name, nullif(c.pk, 0)
    FROM sqlite_schema m, pragma_table_info(m.name) c
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
    ORDER BY m.name, c.cid";

const POSTGRES: &str = "SELECT c.relname::text, a.attname::text,
        (SELECT k.place FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
         WHERE k.attnum = a.attnum)
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
    WHERE c.relnamespace = current_schema()::regnamespace
        AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    ORDER BY c.relname COLLATE \"C\", a.attnum";

impl Store {
    /// Every table, by name, with its columns in order.
    ///
    /// # Errors
    /// As [`Self::query`].
    pub async fn catalogue(&self) -> Result<Vec<Table>> {
        let sql = match self.engine() {
            Engine::Sqlite => SQLITE,
            Engine::Postgres => POSTGRES,
        };
        let mut tables: Vec<(Table, Vec<(i64, String)>)> = Vec::new();
        for row in self.query(sql, Vec::new()).await? {
            let (name, column) = (row.text(0)?.to_owned(), row.text(1)?.to_owned());
            if tables.last().is_none_or(|(table, _)| table.name != name) {
                let (columns, key) = (Vec::new(), Vec::new());
                tables.push((Table { name, columns, key }, Vec::new()));
            }
            if let Some((table, key)) = tables.last_mut() {
                key.extend(row.opt_int(2)?.map(|place| (place, column.clone())));
                table.columns.push(column);
            }
        }
        let with_key = |(mut table, mut key): (Table, Vec<(i64, String)>)| {
            key.sort();
            table.key = key.into_iter().map(|(_, column)| column).collect();
            table
        };
        Ok(tables.into_iter().map(with_key).collect())
    }
}
