//! The official access matrix, profession × type of document, as data: annex
//! of the order of 26 October 2023 (JORF of 29 October 2023); see
//! `data/SOURCES.md`.

use super::ByMatrix;
use kernel::{Error, Result};
use std::collections::{HashMap, HashSet};

/// Which profession may read which type of document. What is not in it is
/// closed.
pub struct Matrix {
    /// TRE_G15 code of a profession → its column.
    columns: HashMap<String, String>,
    /// (column, type code) that may be read.
    readable: HashSet<(String, String)>,
}

impl Matrix {
    /// The matrix in force, from the project's data.
    ///
    /// # Errors
    /// A fault, if the data files are not well formed: a test reads them.
    pub fn in_force() -> Result<Self> {
        Self::read(
            include_str!("../../../../data/access_matrix.csv"),
            include_str!("../../../../data/professions.csv"),
        )
    }

    fn read(matrix: &str, professions: &str) -> Result<Self> {
        let malformed =
            |error: csv::Error| Error::fault("the access matrix is malformed").because(error);
        let mut columns = HashMap::new();
        let mut file = csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .from_reader(professions.as_bytes());
        let heads = file.headers().map_err(malformed)?.clone();
        let place = |name: &str| {
            heads
                .iter()
                .position(|head| head == name)
                .ok_or_else(|| Error::fault(format!("no column {name}")))
        };
        let (code, column) = (place("code")?, place("matrix_column")?);
        for line in file.records() {
            let line = line.map_err(malformed)?;
            if let (Some(code), Some(column)) = (line.get(code), line.get(column))
                && !column.is_empty()
            {
                columns.insert(code.to_owned(), column.to_owned());
            }
        }
        let mut readable = HashSet::new();
        let mut file = csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .from_reader(matrix.as_bytes());
        let heads = file.headers().map_err(malformed)?.clone();
        let type_code = heads
            .iter()
            .position(|head| head == "type_code")
            .ok_or_else(|| Error::fault("no column type_code"))?;
        for line in file.records() {
            let line = line.map_err(malformed)?;
            for (head, cell) in heads.iter().zip(line.iter()) {
                if cell == "yes" {
                    readable.insert((
                        head.to_owned(),
                        line.get(type_code).unwrap_or_default().to_owned(),
                    ));
                }
            }
        }
        Ok(Self { columns, readable })
    }

    /// What the matrix says.
    pub fn says(&self, profession: &str, type_code: &str) -> ByMatrix {
        let cell = self
            .columns
            .get(profession)
            .map(|column| (column.clone(), type_code.to_owned()));
        match cell {
            Some(cell) if self.readable.contains(&cell) => ByMatrix::Readable,
            _ => ByMatrix::Closed,
        }
    }
}
