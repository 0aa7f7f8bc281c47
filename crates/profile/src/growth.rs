//! Reference curves of growth, an optional pack: tables that somebody else made, by
//! sex and age, in the small form of `docs/growth.md`. None is in the repository:
//! they have terms of their own. Reading and asking are pure; nothing is judged.

use crate::rules::Measure;
use kernel::{Error, Result};
use std::path::Path;

/// The measures that have reference curves.
pub const GROWN: [Measure; 3] = [Measure::Weight, Measure::Height, Measure::Head];
/// The days of a month, on average.
const MONTH: f64 = 30.4375;
/// The oldest age that a table reaches, in months.
const MONTHS_MAX: f64 = 18.0 * 12.0;
/// The longest file of a pack, in bytes.
const BYTES_MAX: u64 = 4 * 1024 * 1024;
/// What a table by L, M and S is drawn at: the centile and its standard deviations.
const DRAWN: [(f64, f64); 5] = [
    (3.0, -1.880_794),
    (15.0, -1.036_433),
    (50.0, 0.0),
    (85.0, 1.036_433),
    (97.0, 1.880_794),
];

/// The tables of a pack.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Growth {
    tables: Vec<Table>,
}

/// The centiles of one measure of one sex, by age.
#[derive(Clone, PartialEq, Debug)]
pub struct Table {
    /// What the pack calls itself: shown with the curves.
    pub name: String,
    sex: String,
    measure: Measure,
    /// The centiles, in order.
    pub centiles: Vec<f64>,
    /// Months, and the number of each centile.
    rows: Vec<(f64, Vec<f64>)>,
}

/// Between which centiles a number lies.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Band {
    /// Under the first.
    Under(f64),
    /// Between two.
    Between(f64, f64),
    /// Over the last.
    Over(f64),
}

/// Whole months and their part, of days.
pub fn months(days: i32) -> f64 {
    f64::from(days) / MONTH
}

impl Growth {
    /// The pack in a folder: every file of it that ends in `.csv`.
    ///
    /// # Errors
    /// A fault that names the file and the line that is wrong; a folder that cannot
    /// be read, or holds no table.
    pub fn load(folder: &Path) -> Result<Self> {
        let unread = |error: std::io::Error| {
            Error::fault(format!("reading the growth pack {}", folder.display())).because(error)
        };
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(unread)? {
            let path = entry.map_err(unread)?.path();
            if path.extension().is_some_and(|end| end == "csv") {
                paths.push(path);
            }
        }
        paths.sort();
        let mut growth = Self::default();
        for path in paths {
            if std::fs::metadata(&path).map_err(unread)?.len() > BYTES_MAX {
                return Err(Error::fault(format!("{}: too long", path.display())));
            }
            let text = std::fs::read_to_string(&path).map_err(unread)?;
            let wrong = |why: String| Error::fault(format!("{}:{why}", path.display()));
            growth.take(&text).map_err(wrong)?;
        }
        match growth.tables.is_empty() {
            true => Err(Error::fault(format!(
                "the growth pack {} holds no table",
                folder.display()
            ))),
            false => Ok(growth),
        }
    }

    /// Reads one file: its tables are added, or the line that is wrong is told, with
    /// its number.
    fn take(&mut self, text: &str) -> std::result::Result<(), String> {
        let mut lines = text
            .lines()
            .enumerate()
            .map(|(n, line)| (n + 1, line.trim()));
        let name = lines.next().and_then(|(_, line)| line.strip_prefix('#'));
        let name = name.map(str::trim).filter(|name| !name.is_empty());
        let name = name.ok_or("1: the first line is `# ` and the name of the reference")?;
        let mut lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        let (at, head) = lines.next().ok_or("2: there is no heading")?;
        let form = Form::of(head).map_err(|why| format!("{at}: {why}"))?;
        for (at, line) in lines {
            self.row(name, &form, line)
                .map_err(|why| format!("{at}: {why}"))?;
        }
        Ok(())
    }

    fn row(&mut self, name: &str, form: &Form, line: &str) -> std::result::Result<(), String> {
        let cells: Vec<&str> = line.split(',').map(str::trim).collect();
        let [sex, measure, months, numbers @ ..] = cells.as_slice() else {
            return Err(String::from("too few columns"));
        };
        if !matches!(*sex, "F" | "M") {
            return Err(format!("the sex is F or M, and not `{sex}`"));
        }
        let measure = GROWN.into_iter().find(|it| it.slug() == *measure);
        let measure = measure.ok_or_else(|| {
            let known = GROWN.map(Measure::slug).join(", ");
            format!("the measure is one of {known}")
        })?;
        let number = |text: &str| {
            let read = text.parse::<f64>().ok().filter(|number| number.is_finite());
            read.ok_or_else(|| format!("`{text}` is no number"))
        };
        let months = number(months)?;
        if !(0.0..=MONTHS_MAX).contains(&months) {
            return Err(format!("an age is from 0 to {MONTHS_MAX} months"));
        }
        let numbers: Vec<f64> = numbers
            .iter()
            .map(|text| number(text))
            .collect::<std::result::Result<_, _>>()?;
        let values = form.values(&numbers)?;
        let (low, high) = measure.limits();
        if values.iter().any(|value| *value < low || *value > high) {
            return Err(format!("nobody is that: {low} to {high}"));
        }
        if !ascend(&values) {
            return Err(String::from("the centiles do not ascend"));
        }
        let centiles = form.centiles();
        let known = self
            .tables
            .iter_mut()
            .find(|table| table.sex == *sex && table.measure == measure);
        let Some(table) = known else {
            self.tables.push(Table {
                name: name.to_owned(),
                sex: (*sex).to_owned(),
                measure,
                centiles,
                rows: vec![(months, values)],
            });
            return Ok(());
        };
        if table.name != name || table.centiles != centiles {
            return Err(String::from("another file has a table of this measure"));
        }
        if table
            .rows
            .last()
            .is_some_and(|(before, _)| *before >= months)
        {
            return Err(String::from("ages do not ascend"));
        }
        table.rows.push((months, values));
        Ok(())
    }

    /// The table of a measure of this sex, by its letter.
    pub fn table(&self, sex: &str, measure: Measure) -> Option<&Table> {
        let mut tables = self.tables.iter();
        tables.find(|table| table.sex == sex && table.measure == measure)
    }
}

impl Table {
    /// From which age to which it reaches, in months.
    pub fn reach(&self) -> (f64, f64) {
        let first = self.rows.first().map_or(0.0, |(months, _)| *months);
        let last = self.rows.last().map_or(0.0, |(months, _)| *months);
        (first, last)
    }

    /// The ages that it is written for, in months.
    pub fn ages(&self) -> impl Iterator<Item = f64> + '_ {
        self.rows.iter().map(|(months, _)| *months)
    }

    /// The number of each centile at this age, between two lines of it as on a
    /// straight line; nothing, before and after all of them.
    pub fn at(&self, months: f64) -> Option<Vec<f64>> {
        let after = self.rows.iter().position(|(age, _)| *age >= months)?;
        let (age, values) = &self.rows[after];
        if (*age - months).abs() < f64::EPSILON {
            return Some(values.clone());
        }
        let (before, from) = self.rows.get(after.checked_sub(1)?)?;
        let part = (months - before) / (age - before);
        let between = from.iter().zip(values);
        Some(
            between
                .map(|(one, other)| one + (other - one) * part)
                .collect(),
        )
    }

    /// Between which centiles this number lies at this age.
    pub fn band(&self, months: f64, value: f64) -> Option<Band> {
        let values = self.at(months)?;
        let over = values.iter().take_while(|of| **of <= value).count();
        Some(match over {
            0 => Band::Under(*self.centiles.first()?),
            over if over == values.len() => Band::Over(*self.centiles.last()?),
            over => Band::Between(self.centiles[over - 1], self.centiles[over]),
        })
    }
}

/// In which form the numbers of a file are.
enum Form {
    /// A column for each of these centiles.
    Centiles(Vec<f64>),
    /// L, M and S, as those who make such tables have them.
    Lms,
}

impl Form {
    fn of(head: &str) -> std::result::Result<Self, String> {
        let names: Vec<&str> = head.split(',').map(str::trim).collect();
        let ["sex", "measure", "months", columns @ ..] = names.as_slice() else {
            return Err(String::from("the heading begins with sex,measure,months"));
        };
        if columns == ["l", "m", "s"] {
            return Ok(Self::Lms);
        }
        let centile = |name: &&str| {
            let number = name.strip_prefix('p').and_then(|it| it.parse::<f64>().ok());
            number.filter(|it| *it > 0.0 && *it < 100.0)
        };
        let centiles: Option<Vec<f64>> = columns.iter().map(centile).collect();
        match centiles {
            Some(centiles) if (3..=9).contains(&centiles.len()) && ascend(&centiles) => {
                Ok(Self::Centiles(centiles))
            }
            _ => Err(String::from(
                "then come l,m,s or three to nine centiles that ascend, such as p3,p50,p97",
            )),
        }
    }

    fn centiles(&self) -> Vec<f64> {
        match self {
            Self::Centiles(centiles) => centiles.clone(),
            Self::Lms => DRAWN.map(|(centile, _)| centile).to_vec(),
        }
    }

    fn values(&self, numbers: &[f64]) -> std::result::Result<Vec<f64>, String> {
        match (self, numbers) {
            (Self::Centiles(centiles), numbers) if numbers.len() == centiles.len() => {
                Ok(numbers.to_vec())
            }
            (Self::Lms, [l, m, s]) => {
                let at = |(_, z): (f64, f64)| match l.abs() < 1e-9 {
                    true => m * (s * z).exp(),
                    false => m * (1.0 + l * s * z).powf(1.0 / l),
                };
                let values = DRAWN.map(at).to_vec();
                match values.iter().all(|value| value.is_finite()) {
                    true => Ok(values),
                    false => Err(String::from("these l, m and s make no number")),
                }
            }
            _ => Err(String::from("another number of columns than the heading")),
        }
    }
}

fn ascend(numbers: &[f64]) -> bool {
    numbers.windows(2).all(|pair| pair[0] < pair[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "# Courbes inventées\nsex,measure,months,p3,p50,p97\n";

    fn read(text: &str) -> std::result::Result<Growth, String> {
        let mut growth = Growth::default();
        growth.take(text).map(|()| growth)
    }

    #[test]
    fn a_number_lies_between_centiles_at_an_age_between_two_lines() {
        let growth = read(&format!(
            "{HEAD}F,taille,0,46,50,54\nF,taille,12,66,74,82\n"
        ));
        let growth = growth.expect("read");
        let table = growth.table("F", Measure::Height).expect("a table");
        assert_eq!(table.at(6.0), Some(vec![56.0, 62.0, 68.0]));
        assert_eq!((table.at(-0.1), table.at(12.1)), (None, None));
        assert_eq!(table.reach(), (0.0, 12.0));
        for (value, band) in [
            (55.9, Band::Under(3.0)),
            (56.0, Band::Between(3.0, 50.0)),
            (62.0, Band::Between(50.0, 97.0)),
            (68.0, Band::Over(97.0)),
        ] {
            assert_eq!(table.band(6.0, value), Some(band), "{value}");
        }
        assert_eq!(growth.table("M", Measure::Height), None);
        assert_eq!(growth.table("F", Measure::Weight), None);
    }

    #[test]
    fn l_m_and_s_are_drawn_at_five_centiles() {
        let growth =
            read("# x\nsex,measure,months,l,m,s\nM,poids,0,0,3.5,0.1\nM,poids,1,1,4,0.1\n");
        let growth = growth.expect("read");
        let table = growth.table("M", Measure::Weight).expect("a table");
        assert_eq!(table.centiles, [3.0, 15.0, 50.0, 85.0, 97.0]);
        let values = table.at(0.0).expect("a line");
        assert!(
            (values[2] - 3.5).abs() < 1e-9
                && (values[4] - 3.5 * 0.188_079_4_f64.exp()).abs() < 1e-9
        );
        let values = table.at(1.0).expect("a line");
        assert!((values[0] - 4.0 * (1.0 - 0.188_079_4)).abs() < 1e-9);
    }

    #[test]
    fn a_wrong_file_is_refused_with_its_line() {
        for (text, why) in [
            ("sex,measure,months,p3,p50,p97\n", "1: the first line"),
            ("# x\n", "2: there is no heading"),
            ("# x\nage,p3,p50\n", "2: the heading begins"),
            ("# x\nsex,measure,months,p50,p3,p97\n", "2: then come"),
            ("# x\nsex,measure,months,p3,p97\n", "2: then come"),
            (&format!("{HEAD}X,taille,0,46,50,54\n"), "3: the sex"),
            (&format!("{HEAD}F,imc,0,46,50,54\n"), "3: the measure"),
            (&format!("{HEAD}F,taille,0,46,50\n"), "3: another number"),
            (
                &format!("{HEAD}F,taille,0,46,cinquante,54\n"),
                "3: `cinquante`",
            ),
            (&format!("{HEAD}F,taille,0,46,NaN,54\n"), "3: `NaN`"),
            (&format!("{HEAD}F,taille,999,46,50,54\n"), "3: an age"),
            (
                &format!("{HEAD}F,taille,0,4.6,5.0,5.4\n"),
                "3: nobody is that",
            ),
            (&format!("{HEAD}F,taille,0,54,50,46\n"), "3: the centiles"),
            (
                &format!("{HEAD}\n# note\nF,taille,1,46,50,54\nF,taille,1,46,50,54\n"),
                "6: ages do not ascend",
            ),
        ] {
            let refused = read(text).expect_err(text);
            assert!(refused.starts_with(why), "{refused}");
        }
    }
}
