//! The lines of a card in words, as the record says them now: what can be ticked,
//! and what of that is on the card.

use crate::kept::Card;
use crate::rules::{HEADINGS, Present, Tick, WISHES, is_on_card, is_over};
use edge::Page;
use kernel::{Result, visible};
use profile::actions::Told;
use profile::rules::{Field, Heading};
use profile::{LineView, Profile, Profiles, Shown};
use sharing::{Leave, Permit};
use spaces::Face;

/// Lines of a heading that can be ticked, but for those that are.
const FIRST: usize = 30;
/// Lines of a heading that are looked at: all of them.
const ALL: usize = profile::rules::LINES_MAX;
/// Signs of one line; the record has the rest.
const LINE_CHARS: usize = 300;

/// What stands under one heading.
#[derive(Clone)]
pub(crate) struct Group {
    /// What it is called.
    pub title: String,
    /// What tells it from the others, in the page.
    pub key: &'static str,
    /// Professionals are not shown it: for its holder to know.
    pub is_kept: bool,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// A line in words.
#[derive(Clone)]
pub(crate) struct Line {
    pub present: Present,
    /// Its word in forms.
    pub key: String,
    pub text: String,
    /// That a professional says so too; else nothing.
    pub mark: String,
    /// What may kill.
    pub serious: bool,
    pub ticked: bool,
    /// Numbers to call: as people write them, and as telephones dial them.
    pub calls: Vec<(String, String)>,
}

impl Line {
    /// What it says, with its mark.
    pub fn whole(&self) -> String {
        match self.mark.as_str() {
            "" => self.text.clone(),
            mark => format!("{} ({mark})", self.text),
        }
    }

    fn plain(card: &Card, tick: Tick, text: String) -> Self {
        Self {
            present: Present { tick, over: false },
            key: tick.key(),
            text: cut(&visible(&text)),
            mark: String::new(),
            serious: false,
            ticked: card.ticks.contains(&tick),
            calls: Vec::new(),
        }
    }
}

/// All that can be on a card, as far as a permit shows it; what is over is not.
pub(crate) fn offered(page: &Page, permit: &Permit, face: &Face) -> Result<Vec<Group>> {
    let card = permit.state::<Card>()?;
    let mut groups = vec![person(page, permit, card, face)];
    for heading in HEADINGS {
        groups.push(under(page, permit, card, heading)?);
    }
    for heading in WISHES {
        groups.push(wish(page, permit, card, heading)?);
    }
    groups.retain(|group| !group.lines.is_empty());
    Ok(groups)
}

/// What of that is on the card.
pub(crate) fn on_card(card: &Card, mut groups: Vec<Group>) -> Vec<Group> {
    for group in &mut groups {
        let on_card = |line: &Line| is_on_card(&card.ticks, line.present);
        group.lines.retain(on_card);
    }
    groups.retain(|group| !group.lines.is_empty());
    groups
}

/// All that is there to be ticked by whoever changes the card: without a word of it.
pub(crate) fn present(leave: &Leave) -> Result<Vec<Present>> {
    let profile = leave.state::<Profile>()?;
    let seen = |tick: Tick| Present { tick, over: false };
    let mut all = vec![seen(Tick::Name), seen(Tick::Birth)];
    for heading in HEADINGS {
        let lines = profile.under(heading).map(|kept| kept.sealed.facts());
        let lines = lines.filter(|facts| leave.sees(facts));
        all.extend(lines.map(|facts| seen(Tick::Line(facts.id))));
        let none = profile.none(heading).map(|none| none.facts());
        let none = none.filter(|facts| leave.sees(facts));
        all.extend(none.map(|_| seen(Tick::Nothing(heading))));
    }
    for heading in WISHES {
        let mut lines = profile.under(heading).map(|kept| kept.sealed.facts());
        let there = lines.any(|facts| leave.sees(facts));
        all.extend(Tick::of_wish(heading).filter(|_| there).map(seen));
    }
    Ok(all)
}

fn person(page: &Page, permit: &Permit, card: &Card, face: &Face) -> Group {
    let today = permit.now().in_paris().date();
    let (day, age) = (page.day(face.identity.birth_date.0), face.age_on(today));
    let born = [("day", day.as_str()), ("age", &age.to_string())];
    Group {
        title: page.t("card-group-person"),
        key: "personne",
        is_kept: false,
        lines: vec![
            Line::plain(card, Tick::Name, face.name()),
            Line::plain(card, Tick::Birth, page.ta("card-born", &born)),
        ],
    }
}

fn is_kept(permit: &Permit, heading: Heading) -> Result<bool> {
    match permit.is_holders() {
        true => Ok(!Profiles::is_shared(permit, heading)?),
        false => Ok(false),
    }
}

fn under(page: &Page, permit: &Permit, card: &Card, heading: Heading) -> Result<Group> {
    let block = profile::blocks(page, permit, "", &[heading], ALL)?.remove(0);
    let lines = match Profiles::told(permit, heading)? {
        Told::Lines(shown) => {
            let today = permit.now().in_paris().date();
            let both = shown.iter().zip(&block.lines);
            let going = both
                .filter(|(one, _)| !is_over(heading, |field| one.line.values.when(field), today));
            let all = going.map(|(shown, view)| line(page, card, heading, shown, view));
            let all = all
                .enumerate()
                .filter(|(n, line)| *n < FIRST || line.ticked);
            all.map(|(_, line)| line).collect()
        }
        Told::Nothing(_, at) => {
            let day = page.day(at.in_paris().date());
            let text = page.t1("card-nothing", "day", day);
            vec![Line::plain(card, Tick::Nothing(heading), text)]
        }
        Told::NotFilledIn => Vec::new(),
    };
    Ok(Group {
        title: block.title,
        key: heading.slug(),
        is_kept: is_kept(permit, heading)?,
        lines,
    })
}

fn line(page: &Page, card: &Card, heading: Heading, shown: &Shown, view: &LineView) -> Line {
    let text = match heading {
        Heading::Contacts => {
            let also = [Field::Roles, Field::Phone, Field::OtherPhone];
            with(page, view, &also)
        }
        Heading::Professionals => with(page, view, &[Field::Profession, Field::Phone]),
        Heading::BloodGroup => page.t1("card-blood", "group", &view.title),
        Heading::Family => with(page, view, &[Field::Relative]),
        Heading::Habits => with(page, view, &[Field::Comment]),
        _ => view.brief.clone(),
    };
    let calls = [Field::Phone, Field::OtherPhone].into_iter();
    let calls = calls.filter_map(|field| {
        let number = shown.line.values.get(field)?;
        Some((spaced(number), number.to_owned()))
    });
    let mark = match view.declared.is_some() {
        true => String::new(),
        false => page.t("card-confirmed"),
    };
    Line {
        mark,
        serious: view.serious,
        calls: calls.collect(),
        ..Line::plain(card, Tick::Line(shown.line.id), text)
    }
}

/// A line's name, with what stands in these fields.
fn with(page: &Page, view: &LineView, fields: &[Field]) -> String {
    let said = fields.iter().filter_map(|field| {
        let label = page.t(&format!("profile-field-{}", field.name()));
        let fact = view.facts.iter().find(|(of, _)| *of == label);
        fact.map(|(_, value)| match field {
            Field::Phone | Field::OtherPhone => spaced(value),
            _ => value.clone(),
        })
    });
    let parts: Vec<String> = std::iter::once(view.title.clone()).chain(said).collect();
    parts.join(" — ")
}

/// A number of this country as people write it; another as it is.
fn spaced(number: &str) -> String {
    let digits = number.as_bytes();
    let here = digits.len() == 10 && digits[0] == b'0' && digits.iter().all(u8::is_ascii_digit);
    if !here {
        return number.to_owned();
    }
    let pairs: Vec<&str> = (0..5).map(|n| &number[2 * n..2 * n + 2]).collect();
    pairs.join("\u{a0}")
}

/// That a wish was said; of directives not a word of what they say.
fn wish(page: &Page, permit: &Permit, card: &Card, heading: Heading) -> Result<Group> {
    let block = profile::blocks(page, permit, "", &[heading], 1)?.remove(0);
    let text = block.lines.first().map(|line| match heading {
        Heading::Directives => page.t("card-directives"),
        _ => line.title.clone(),
    });
    let line = text
        .zip(Tick::of_wish(heading))
        .map(|(text, tick)| Line::plain(card, tick, text));
    Ok(Group {
        title: block.title,
        key: heading.slug(),
        is_kept: is_kept(permit, heading)?,
        lines: line.into_iter().collect(),
    })
}

fn cut(words: &str) -> String {
    match words.char_indices().nth(LINE_CHARS) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words.to_owned(),
    }
}

/// How many lines a card says.
pub(crate) fn count(groups: &[Group]) -> usize {
    groups.iter().map(|group| group.lines.len()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_in_pairs_if_it_is_of_this_country() {
        assert_eq!(
            spaced("0612345678").replace('\u{a0}', " "),
            "06 12 34 56 78"
        );
        for other in ["+33612345678", "3422", "06123456789", "é12345678"] {
            assert_eq!(spaced(other), other);
        }
    }

    #[test]
    fn a_long_line_is_cut_between_two_signs() {
        let long = "é".repeat(LINE_CHARS + 5);
        assert_eq!(cut(&long).chars().count(), LINE_CHARS + 1);
        assert_eq!(cut("é"), "é");
    }
}
