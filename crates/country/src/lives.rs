//! Five years of medical life for each person: which stories they live, and
//! how a story leaves documents. The stories themselves are in the files below.

mod children;
mod elders;
mod everyone;
mod injuries;
mod labs;
mod long;
mod mothers;
mod own;
mod prevention;
mod words;

use crate::clinical::Report;
use crate::dice::Dice;
use crate::events::Content;
use crate::names::plain;
use crate::paper::Paper;
use crate::pictures::Picture;
use crate::{Author, Event, Insured, Mime, Professional, Sex};
use jiff::civil::{Weekday, date};
use kernel::{Date, Timestamp};

/// Years told about.
const YEARS: i16 = 5;

/// The documents of everybody, person by person, oldest first.
pub(crate) fn invent(
    seed: u64,
    today: Date,
    people: &[Insured],
    staff: &[Professional],
) -> Vec<Vec<Event>> {
    people
        .iter()
        .enumerate()
        .map(|(index, person)| {
            let mut life = Life {
                seed,
                today,
                index,
                person,
                staff,
                dice: Dice::of(seed, "life", index as u64),
                events: Vec::new(),
                diabetic: false,
                samples: Vec::new(),
            };
            life.live(people);
            life.into_events()
        })
        .collect()
}

/// One person's life while it is told.
struct Life<'a> {
    seed: u64,
    today: Date,
    index: usize,
    person: &'a Insured,
    staff: &'a [Professional],
    dice: Dice,
    events: Vec<Event>,
    /// Has, or will have, a diabetes: its own blood tests replace the yearly one.
    diabetic: bool,
    /// Blood taken: reported at the end, in order, each with the value before.
    samples: Vec<labs::Sample>,
}

impl Life<'_> {
    /// Chooses the stories: by age and sex, the told people by their place.
    fn live(&mut self, people: &[Insured]) {
        let age = self.person.age(self.today);
        let woman = self.person.sex == Sex::F;
        let told = self.index < 15;
        if age < 18 {
            self.childhood();
            if self.index == 3 || self.index == 8 || (!told && age >= 4 && self.dice.percent(16)) {
                self.asthma();
            }
            if age >= 7 && (self.index == 2 || self.dice.percent(30)) {
                self.broken_wrist();
            }
            self.own_papers_of_a_child();
            return;
        }
        self.diabetic = self.index == 4 || (!told && age > 44 && self.dice.percent(12));
        self.ordinary_years();
        if self.diabetic {
            self.diabetes();
        }
        if self.index == 4 || self.index == 6 || (!told && age > 48 && self.dice.percent(30)) {
            self.high_blood_pressure();
        }
        if woman && !told && age > 28 && self.dice.percent(10) {
            self.thyroid();
        }
        if woman {
            let birth =
                |p: &&Insured| p.household == self.person.household && p.age(self.today) < 5;
            let children: Vec<Date> = people.iter().filter(birth).map(|p| p.birth_date).collect();
            if (20..46).contains(&age) {
                for child in children {
                    self.pregnancy(child);
                }
            }
        }
        if self.index == 0
            || self.index == 12
            || (!told && (18..50).contains(&age) && self.dice.percent(26))
        {
            self.twisted_knee();
        }
        if self.index == 10 || (!told && (28..64).contains(&age) && self.dice.percent(20)) {
            self.back_pain();
        }
        if !told && (20..60).contains(&age) && self.dice.percent(6) {
            self.low_mood();
        }
        if self.index == 6 || (age > 68 && self.dice.percent(35)) {
            self.cataract();
        }
        if self.index == 6 || self.index == 14 || (age > 78 && self.dice.percent(45)) {
            self.fall();
        }
        if age > 72 {
            self.old_age();
        }
        self.own_papers();
    }

    fn into_events(mut self) -> Vec<Event> {
        self.report_samples();
        let mut events = self.events;
        events.sort_by(|a, b| (a.at, &a.title).cmp(&(b.at, &b.title)));
        events
    }

    /// The first year told about.
    fn first_year(&self) -> i16 {
        self.today.year() - YEARS
    }

    /// A working day of that month.
    fn day(&mut self, year: i16, month: i8) -> Date {
        let month = month.clamp(1, 12);
        let day = date(
            year,
            month,
            i8::try_from(self.dice.between(1, 26)).unwrap_or(1),
        );
        match day.weekday() {
            Weekday::Sunday => later(day, 1),
            Weekday::Saturday => later(day, 2),
            _ => day,
        }
    }

    /// A working day of a month by chance.
    fn some_day(&mut self, year: i16) -> Date {
        let month = i8::try_from(self.dice.between(1, 12)).unwrap_or(6);
        self.day(year, month)
    }

    /// The first professional of this speciality.
    fn one(&self, speciality: &str) -> usize {
        let found = |p: &Professional| p.speciality.starts_with(speciality);
        self.staff.iter().position(found).unwrap_or(0)
    }

    /// A professional of this speciality, always the same for this person.
    fn own(&self, speciality: &str) -> usize {
        let all: Vec<usize> = (0..self.staff.len())
            .filter(|i| self.staff[*i].speciality.starts_with(speciality))
            .collect();
        all.get(self.person.household % all.len().max(1))
            .copied()
            .unwrap_or(0)
    }

    /// The treating doctor.
    fn doctor(&self) -> usize {
        self.person.treating_doctor.unwrap_or(0)
    }

    fn doctor_name(&self) -> String {
        self.staff[self.doctor()].display()
    }

    /// The institution's software sends, this professional signs.
    fn hospital(&self, speciality: &str) -> Author {
        Author::Institution {
            institution: 0,
            signatory: self.one(speciality),
        }
    }

    fn laboratory(&self) -> Author {
        Author::Institution {
            institution: 1,
            signatory: self.own("Biologie médicale"),
        }
    }

    fn imaging(&self) -> Author {
        Author::Institution {
            institution: 2,
            signatory: self.own("Radiodiagnostic"),
        }
    }

    /// The ending of words that agree with the person.
    fn e(&self) -> &'static str {
        if self.person.sex == Sex::F { "e" } else { "" }
    }

    fn is_told(&self, day: Date) -> bool {
        day < self.today && day >= date(self.first_year(), 1, 1) && day >= self.person.birth_date
    }

    /// A paper; nothing if its day is not within what is told.
    fn write(
        &mut self,
        day: Date,
        type_code: &'static str,
        title: impl Into<String>,
        author: Author,
        paper: Paper,
    ) {
        self.keep(
            day,
            type_code,
            title.into(),
            author,
            Mime::Pdf,
            Content::Paper(paper),
        );
    }

    /// What software wrote for software and people.
    fn report(
        &mut self,
        day: Date,
        type_code: &'static str,
        title: impl Into<String>,
        author: Author,
        report: Report,
    ) {
        self.keep(
            day,
            type_code,
            title.into(),
            author,
            Mime::Cda,
            Content::Clinical(report),
        );
    }

    /// A picture, of the format that suits it.
    fn picture(
        &mut self,
        day: Date,
        type_code: &'static str,
        title: impl Into<String>,
        author: Author,
        picture: Picture,
    ) {
        self.keep(
            day,
            type_code,
            title.into(),
            author,
            picture.mime(),
            Content::Picture(picture),
        );
    }

    fn keep(
        &mut self,
        day: Date,
        type_code: &'static str,
        title: String,
        author: Author,
        mime: Mime,
        content: Content,
    ) {
        if !self.is_told(day) {
            return;
        }
        let name: Vec<String> = plain(&title.replace(" – ", " ").replace(['\'', '’', '/'], " "))
            .split('-')
            .filter(|word| !word.is_empty())
            .take(7)
            .map(str::to_owned)
            .collect();
        let file_name = format!("{day}-{}.{}", name.join("-"), mime.extension());
        let minutes = self.dice.between(8 * 60, 16 * 60 + 50);
        let days = i64::from(
            day.since(date(1970, 1, 1))
                .map_or(0, |span| span.get_days()),
        );
        let at = Timestamp::from_millis(days * 86_400_000 + i64::from(minutes) * 60_000);
        self.events.push(Event {
            person: self.index,
            day,
            at,
            type_code,
            title,
            author,
            mime,
            file_name,
            content,
        });
    }
}

/// The day this many days later.
fn later(day: Date, days: i32) -> Date {
    day.saturating_add(jiff::Span::new().days(days))
}
