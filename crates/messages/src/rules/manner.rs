//! What a professional says of how they answer, and the texts that they keep: what of
//! it is accepted, and what a holder is told on a day. Pure.

use super::{TEXT_MAX, lines};
use kernel::{Date, Error, FieldError, Result, visible};
use minicbor::{Decode, Encode};

/// Within how many days somebody may say that they usually answer.
pub const DELAYS: [u8; 6] = [1, 2, 3, 5, 7, 14];
/// Characters of what is said of an absence.
pub const AWAY_SAID_MAX: usize = 200;
/// How many days ahead an absence ends at most.
const AWAY_DAYS_MAX: i32 = 366;
/// Texts that a professional keeps, at most.
pub const TEMPLATES_MAX: usize = 20;
/// Characters of the title of one.
pub const TITLE_MAX: usize = 80;
/// Characters of one.
pub const TEMPLATE_MAX: usize = 4_000;

/// An absence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Away {
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
    /// What is said of it; may be empty.
    pub said: String,
}

/// How a professional answers, as they say.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Manner {
    /// Within so many days, one of [`DELAYS`].
    pub days: Option<u8>,
    /// When they do not.
    pub away: Option<Away>,
}

/// What a holder is told of whether, and when, somebody answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Told {
    /// They practise no more.
    Stopped,
    /// What they say themselves.
    Says(Manner),
}

impl Manner {
    /// What of it is told on this day: an absence that comes or lasts, and how soon
    /// they answer; nothing, if they say nothing.
    pub(crate) fn told(mut self, today: Date) -> Option<Told> {
        self.away = self.away.filter(|away| today <= away.to);
        (self != Self::default()).then_some(Told::Says(self))
    }
}

/// What somebody typed of how they answer.
#[derive(Debug)]
pub(crate) struct TypedManner<'a> {
    /// A number of days, or nothing.
    pub days: &'a str,
    /// The first day of an absence, as far as it is one.
    pub from: Result<Option<Date>>,
    /// The last.
    pub to: Result<Option<Date>>,
    /// What is said of it.
    pub said: &'a str,
}

impl TypedManner<'_> {
    /// What it says, if it can be kept on this day.
    ///
    /// # Errors
    /// Field errors, all that there are.
    pub fn check(self, today: Date) -> Result<Manner> {
        let mut wrong = Vec::new();
        let mut refuse = |field, code| wrong.push(FieldError { field, code });
        let days = match self.days {
            "" => None,
            typed => {
                let days = typed.parse().ok().filter(|days| DELAYS.contains(days));
                if days.is_none() {
                    refuse("delai", "messages-delay-wrong");
                }
                days
            }
        };
        let mut day = |field, typed: Result<Option<Date>>| {
            typed.unwrap_or_else(|_| {
                refuse(field, "error-date");
                None
            })
        };
        let from = day("du", self.from);
        let to = day("au", self.to);
        let said = visible(&self.said.replace(['\r', '\n', '\t'], " "));
        let said = said.trim().to_owned();
        let none_wrong = wrong.is_empty();
        let mut refuse = |field, code| wrong.push(FieldError { field, code });
        let absent = from.is_some() || to.is_some() || !said.is_empty();
        match (from, to) {
            (Some(from), Some(to)) if to < from => refuse("au", "messages-away-order"),
            (_, Some(to)) if to < today => refuse("au", "messages-away-over"),
            (_, Some(to)) if days_between(today, to) > AWAY_DAYS_MAX => {
                refuse("au", "messages-away-far");
            }
            (None, _) if absent && none_wrong => refuse("du", "messages-away-first"),
            (_, None) if absent && none_wrong => refuse("au", "messages-away-last"),
            _ => {}
        }
        if said.chars().count() > AWAY_SAID_MAX {
            refuse("absence", "messages-away-said-long");
        }
        match wrong.is_empty() {
            true => Ok(Manner {
                days,
                away: from.zip(to).map(|(from, to)| Away { from, to, said }),
            }),
            false => Err(Error::fields(wrong)),
        }
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}

/// A text that a professional keeps.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub(crate) struct Template {
    /// How they find it.
    #[n(0)]
    pub title: String,
    /// What it says.
    #[n(1)]
    pub text: String,
}

impl Template {
    /// What was typed, if it can be kept.
    ///
    /// # Errors
    /// Field errors, all that there are.
    pub fn typed(title: &str, text: &str) -> Result<Self> {
        let mut wrong = Vec::new();
        let mut refuse = |field, code| wrong.push(FieldError { field, code });
        let title = visible(title).trim().to_owned();
        match title.chars().count() {
            0 => refuse("titre", "messages-template-title-missing"),
            1..=TITLE_MAX => {}
            _ => refuse("titre", "messages-template-title-long"),
        }
        let text = lines(text);
        match text.chars().count() {
            0 => refuse("texte", "messages-template-text-missing"),
            1..=TEMPLATE_MAX => {}
            _ => refuse("texte", "messages-template-text-long"),
        }
        match wrong.is_empty() {
            true => Ok(Self { title, text }),
            false => Err(Error::fields(wrong)),
        }
    }

    /// What was typed, with this below: no word of it is lost.
    ///
    /// # Errors
    /// A field error, if both together are no message any more.
    pub fn below(&self, typed: &str) -> Result<String> {
        let typed = typed.trim_end();
        let both = match typed.is_empty() {
            true => self.text.clone(),
            false => format!("{typed}\n\n{}", self.text),
        };
        match both.chars().count() > TEXT_MAX {
            true => Err(Error::field("texte", "messages-template-no-room")),
            false => Ok(both),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 3, 10);

    fn typed<'a>(
        days: &'a str,
        from: Option<Date>,
        to: Option<Date>,
        said: &'a str,
    ) -> TypedManner<'a> {
        TypedManner {
            days,
            from: Ok(from),
            to: Ok(to),
            said,
        }
    }

    #[test]
    fn a_delay_is_one_of_the_list_or_none() {
        for days in DELAYS {
            let kept = typed(&days.to_string(), None, None, "").check(TODAY);
            assert_eq!(kept.map(|it| it.days).ok(), Some(Some(days)));
        }
        let none = typed("", None, None, " ").check(TODAY);
        assert_eq!(none.ok(), Some(Manner::default()));
        for wrong in ["0", "4", "15", "-1", "trois", "3 "] {
            let refused = typed(wrong, None, None, "").check(TODAY);
            assert_eq!(codes(refused), ["messages-delay-wrong"], "{wrong}");
        }
    }

    #[test]
    fn an_absence_has_two_days_in_order_and_is_not_over() {
        let (first, last) = (date(2026, 3, 9), date(2026, 3, 20));
        let kept = typed("", Some(first), Some(last), " En\u{202e} congé\n. ").check(TODAY);
        let away = Away {
            from: first,
            to: last,
            said: "En congé .".into(),
        };
        assert_eq!(kept.ok().and_then(|it| it.away), Some(away));
        let one_day = typed("", Some(TODAY), Some(TODAY), "").check(TODAY);
        assert!(one_day.is_ok());
        let year = date(2027, 3, 11);
        assert!(typed("", Some(last), Some(year), "").check(TODAY).is_ok());
        let long = "x".repeat(AWAY_SAID_MAX + 1);
        for (from, to, said, expected) in [
            (Some(last), Some(first), "", "messages-away-order"),
            (Some(first), Some(first), "", "messages-away-over"),
            (Some(last), Some(date(2027, 3, 12)), "", "messages-away-far"),
            (None, Some(last), "", "messages-away-first"),
            (Some(first), None, "", "messages-away-last"),
            (None, None, "En congé", "messages-away-first"),
            (Some(first), Some(last), &*long, "messages-away-said-long"),
        ] {
            let refused = typed("3", from, to, said).check(TODAY);
            assert_eq!(codes(refused), [expected]);
        }
        // What is no day is said to be none, and nothing else of it.
        let no_day = TypedManner {
            from: Err(Error::field("du", "error-date")),
            ..typed("9", None, Some(last), "")
        };
        assert_eq!(
            codes(no_day.check(TODAY)),
            ["messages-delay-wrong", "error-date"]
        );
    }

    #[test]
    fn an_absence_is_told_until_its_last_day_and_a_delay_always() {
        let (from, to) = (date(2026, 3, 12), date(2026, 3, 14));
        let away = Some(Away {
            from,
            to,
            said: String::new(),
        });
        for (days, today, expected) in [
            (None, TODAY, true),
            (None, to, true),
            (None, date(2026, 3, 15), false),
            (Some(3), date(2026, 3, 15), true),
        ] {
            let away = away.clone();
            let told = Manner { days, away }.told(today);
            assert_eq!(told.is_some(), expected, "{today}");
            let shown = matches!(told, Some(Told::Says(Manner { away: Some(_), .. })));
            assert_eq!(shown, today <= to, "{today}");
        }
        assert_eq!(Manner::default().told(TODAY), None);
    }

    #[test]
    fn a_template_has_a_title_and_a_text_within_limits() {
        let title = "é".repeat(TITLE_MAX);
        let text = "é".repeat(TEMPLATE_MAX);
        let kept = Template::typed(&format!(" {title} "), &format!("{text}\r\n"));
        assert_eq!(kept.ok(), Some(Template { title, text }));
        let nothing = Template::typed(" ", "\n\u{200b}");
        assert_eq!(
            codes(nothing),
            [
                "messages-template-title-missing",
                "messages-template-text-missing"
            ]
        );
        let too_much = Template::typed(&"x".repeat(TITLE_MAX + 1), &"x".repeat(TEMPLATE_MAX + 1));
        assert_eq!(
            codes(too_much),
            [
                "messages-template-title-long",
                "messages-template-text-long"
            ]
        );
    }

    #[test]
    fn a_template_comes_below_what_was_typed_and_no_word_is_lost() {
        let template = Template {
            title: "Fin".into(),
            text: "Bien à vous".into(),
        };
        assert_eq!(template.below(" \n").ok().as_deref(), Some("Bien à vous"));
        assert_eq!(
            template.below("Bonjour\n").ok().as_deref(),
            Some("Bonjour\n\nBien à vous")
        );
        let room = TEXT_MAX - "\n\nBien à vous".chars().count();
        assert!(template.below(&"x".repeat(room)).is_ok());
        let refused = template.below(&"x".repeat(room + 1));
        assert_eq!(codes(refused), ["messages-template-no-room"]);
    }

    fn codes<T>(refused: Result<T>) -> Vec<&'static str> {
        let error = refused.err().expect("refused");
        error.field_errors().iter().map(|it| it.code).collect()
    }
}
