//! Reading the data files.

use super::{
    Calendar, Course, Disease, Diseases, Doses, Kind, Level, Pack, Repeat, Rounds, Rule, Source,
    folded,
};
use crate::age::Age;
use csv::StringRecord;
use kernel::{Date, Error, Result};
use std::collections::HashMap;

/// One line of a table, its cells by the names of their columns.
struct Line<'a> {
    heads: &'a StringRecord,
    cells: StringRecord,
}

impl Line<'_> {
    fn cell(&self, name: &str) -> Result<&str> {
        let place = self.heads.iter().position(|head| head == name);
        let cell = place.and_then(|place| self.cells.get(place));
        cell.ok_or_else(|| Error::fault(format!("prevention data: no column {name}")))
    }

    fn text(&self, name: &str) -> Result<String> {
        self.cell(name).map(str::to_owned)
    }

    fn optional<T>(&self, name: &str, read: impl Fn(&str) -> Result<T>) -> Result<Option<T>> {
        match self.cell(name)? {
            "" => Ok(None),
            cell => read(cell).map(Some),
        }
    }

    fn age(&self, name: &str) -> Result<Age> {
        self.cell(name)?.parse()
    }

    fn maybe_age(&self, name: &str) -> Result<Option<Age>> {
        self.optional(name, str::parse)
    }

    fn maybe_years(&self, name: &str) -> Result<Option<i32>> {
        self.optional(name, years)
    }

    fn date(&self, name: &str) -> Result<Date> {
        date(self.cell(name)?)
    }
}

fn wrong(cell: &str) -> Error {
    Error::fault(format!(
        "prevention data: {cell:?} is not what it should be"
    ))
}

fn years(cell: &str) -> Result<i32> {
    match cell.parse()? {
        Age::Years(years) => Ok(years),
        Age::Days(_) | Age::Months(_) => Err(wrong(cell)),
    }
}

fn date(cell: &str) -> Result<Date> {
    cell.parse().map_err(|_| wrong(cell))
}

fn pair(cell: &str) -> Result<(&str, &str)> {
    cell.split_once(' ').ok_or_else(|| wrong(cell))
}

fn table<T>(text: &str, mut take: impl FnMut(&Line<'_>) -> Result<T>) -> Result<Vec<T>> {
    let malformed = |error: csv::Error| Error::fault("prevention data").because(error);
    let mut file = csv::Reader::from_reader(text.as_bytes());
    let heads = file.headers().map_err(malformed)?.clone();
    file.records()
        .map(|cells| {
            take(&Line {
                heads: &heads,
                cells: cells.map_err(malformed)?,
            })
        })
        .collect()
}

/// Diseases by their names in data.
pub(super) fn diseases(known: &[Disease], codes: &str) -> Result<Diseases> {
    codes.split(' ').try_fold(Diseases::default(), |set, code| {
        let place = known.iter().position(|disease| disease.code == code);
        let place = place.and_then(|place| u32::try_from(place).ok());
        place
            .filter(|place| *place < 64)
            .map(|place| set.with(place))
            .ok_or_else(|| wrong(code))
    })
}

/// What the other tables refer to.
struct Known {
    packs: Vec<Pack>,
    sources: Vec<Source>,
    diseases: Vec<Disease>,
}

/// The tables that this program carries.
const CARRIED: [&str; 6] = [
    include_str!("../../../../data/prevention/packs.csv"),
    include_str!("../../../../data/prevention/sources.csv"),
    include_str!("../../../../data/prevention/diseases.csv"),
    include_str!("../../../../data/prevention/vaccinations.csv"),
    include_str!("../../../../data/prevention/examinations.csv"),
    include_str!("../../../../data/prevention/products.csv"),
];

/// What stands between two tables, and in none.
const BETWEEN: &str = "\u{1e}";

/// The tables that this program carries, as one text.
pub(super) fn carried() -> String {
    CARRIED.join(BETWEEN)
}

pub(super) fn all() -> Result<Calendar> {
    calendar(CARRIED)
}

/// The calendars of a text as [`carried`] writes it.
pub(super) fn of(files: &str) -> Result<Calendar> {
    let files: Vec<&str> = files.split(BETWEEN).collect();
    let other = |_| Error::fault("prevention data: another number of tables");
    calendar(files.try_into().map_err(other)?)
}

fn calendar(
    [
        packs,
        sources,
        diseases_of,
        vaccinations,
        examinations,
        products,
    ]: [&str; 6],
) -> Result<Calendar> {
    let known = Known {
        packs: table(packs, pack)?,
        sources: table(sources, |line| {
            Ok(Source {
                code: line.text("source")?,
                title_fr: line.text("title_fr")?,
                title_en: line.text("title_en")?,
            })
        })?,
        diseases: table(diseases_of, |line| {
            Ok(Disease {
                code: line.text("disease")?,
                in_profile: line.text("profile")?,
                name_fr: line.text("name_fr")?,
                name_en: line.text("name_en")?,
            })
        })?,
    };
    let mut rules = table(vaccinations, |line| vaccination(&known, line))?;
    rules.extend(table(examinations, |line| examination(&known, line))?);
    let products = table(products, |line| {
        let against = diseases(&known.diseases, line.cell("diseases")?)?;
        Ok((folded(line.cell("name")?), against))
    })?;
    Ok(Calendar {
        rules,
        packs: known.packs,
        sources: known.sources,
        diseases: known.diseases,
        products: HashMap::from_iter(products),
    })
}

fn pack(line: &Line<'_>) -> Result<Pack> {
    Ok(Pack {
        code: line.text("pack")?,
        version: line.text("version")?,
        from: line.date("from")?,
        until: line.date("until")?,
        title_fr: line.text("title_fr")?,
        title_en: line.text("title_en")?,
    })
}

fn rule(known: &Known, line: &Line<'_>, kind: Kind, pack: &str, course: Course) -> Result<Rule> {
    let source = line.cell("source")?;
    Ok(Rule {
        id: line.text("id")?,
        kind,
        women: false,
        course,
        pack: known
            .packs
            .iter()
            .position(|it| it.code == pack)
            .ok_or_else(|| wrong(pack))?,
        source: known
            .sources
            .iter()
            .position(|it| it.code == source)
            .ok_or_else(|| wrong(source))?,
        name_fr: line.text("name_fr")?,
        name_en: line.text("name_en")?,
        note_fr: line.text("note_fr")?,
        note_en: line.text("note_en")?,
    })
}

fn vaccination(known: &Known, line: &Line<'_>) -> Result<Rule> {
    let needs = line.cell("needs")?;
    let doses = Doses {
        against: diseases(&known.diseases, line.cell("diseases")?)?,
        needs: needs.parse().map_err(|_| wrong(needs))?,
        from: line.age("from")?,
        until: line.maybe_age("until")?,
        counted: (line.age("slot_from")?, line.maybe_age("slot_to")?),
        level: match line.cell("level")? {
            "mandatory" => Level::Mandatory,
            "recommended" => Level::Recommended,
            "offered" => Level::Offered,
            "at-risk" => Level::AtRisk,
            "depends" => Level::Depends,
            other => return Err(wrong(other)),
        },
        late_until: line.maybe_age("late_until")?,
        ask_until: line.maybe_age("ask_until")?,
        born_from: line.optional("born_from", date)?,
        ask_born_from: line.optional("ask_born_from", date)?,
        ask_from: line.maybe_age("ask_from")?,
        early_from: line.maybe_age("caution_from")?,
        repeat: line.optional("repeat", |cell| match pair(cell)? {
            ("age", every) => years(every).map(Repeat::ByAge),
            ("last", every) => years(every).map(Repeat::ByLast),
            _ => Err(wrong(cell)),
        })?,
        catch_up: line.optional("catch_up", |cell| {
            let (age, needs) = pair(cell)?;
            Ok((age.parse()?, needs.parse().map_err(|_| wrong(cell))?))
        })?,
    };
    let course = Course::Doses(Box::new(doses));
    rule(known, line, Kind::Vaccination, "vaccinations", course)
}

fn examination(known: &Known, line: &Line<'_>) -> Result<Rule> {
    let name = line.cell("kind")?;
    let kind = Kind::ALL.into_iter().find(|kind| kind.key() == name);
    let (from, until) = (line.age("from")?, line.age("until")?);
    let course = match line.cell("course")? {
        "once" => Course::Once {
            from,
            until,
            late_until: line.maybe_age("late_until")?,
        },
        "every" => Course::Rounds(Box::new(Rounds {
            from,
            until,
            every: years(line.cell("every")?)?,
            first_every: line.maybe_years("first_every")?,
            after: line.optional("after", |cell| {
                let (other, lasting) = pair(cell)?;
                Ok((other.to_owned(), years(lasting)?))
            })?,
        })),
        "year-of-age" => Course::YearOfAge { from, until },
        other => return Err(wrong(other)),
    };
    let kind = kind.ok_or_else(|| wrong(name))?;
    let women = match line.cell("sex")? {
        "" => false,
        "F" => true,
        other => return Err(wrong(other)),
    };
    Ok(Rule {
        women,
        ..rule(known, line, kind, line.cell("pack")?, course)?
    })
}
