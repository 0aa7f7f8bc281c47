//! What was written between those whom the demonstration tells about and their
//! doctors.

use crate::Country;

/// A conversation that the doctor began.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exchange {
    /// Its subject.
    pub subject: &'static str,
    /// What was said, the oldest first: by turns, the doctor first.
    pub said: Vec<Words>,
    /// The last of it was read.
    pub read: bool,
}

/// A message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Words {
    /// How many days ago; not today, of which the hour may be to come.
    pub days: u32,
    /// At which minute of that day.
    pub minute: u32,
    /// The text.
    pub text: &'static str,
}

const fn words(days: u32, (hour, minute): (u32, u32), text: &'static str) -> Words {
    Words {
        days,
        minute: hour * 60 + minute,
        text,
    }
}

impl Country {
    /// What this person and their doctor wrote to each other.
    pub fn exchanges(&self, index: usize) -> Vec<Exchange> {
        let samples = self.samples();
        if index == samples.active {
            vec![
                Exchange {
                    subject: "Votre prise de sang",
                    said: vec![
                        words(
                            4,
                            (18, 42),
                            "Bonjour,\n\nvotre hémoglobine glyquée date de plus de trois mois. Pouvez-vous refaire \
                             la prise de sang avant notre rendez-vous ? L’ordonnance est dans vos documents.\n\n\
                             Bien à vous",
                        ),
                        words(
                            3,
                            (20, 5),
                            "Bonjour docteur,\n\nc’est noté, j’ai pris rendez-vous au laboratoire. Dois-je venir à \
                             jeun ?",
                        ),
                        words(
                            2,
                            (8, 17),
                            "Oui, à jeun depuis la veille au soir. Vous pouvez boire de l’eau et prendre vos \
                             médicaments comme d’habitude.",
                        ),
                    ],
                    read: true,
                },
                Exchange {
                    subject: "Vaccination contre la grippe",
                    said: vec![words(
                        25,
                        (12, 30),
                        "Bonjour,\n\nla campagne de vaccination a commencé. Votre pharmacie peut vous vacciner sans \
                         ordonnance.\n\nBien à vous",
                    )],
                    read: true,
                },
            ]
        } else if index == samples.elderly {
            vec![Exchange {
                subject: "Ma visite de la semaine prochaine",
                said: vec![words(
                    1,
                    (17, 24),
                    "Bonjour,\n\nje passerai chez vous comme convenu. Préparez, s’il vous plaît, toutes vos boîtes de \
                     médicaments, même celles que vous ne prenez plus.\n\nBien à vous",
                )],
                read: false,
            }]
        } else {
            Vec::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Date;

    #[test]
    fn what_is_said_comes_in_order_and_one_of_them_waits() {
        let country = Country::invent(1, Date::constant(2026, 11, 26));
        let samples = country.samples();
        let all = [samples.active, samples.elderly, samples.parent];
        let all: Vec<Exchange> = all.iter().flat_map(|it| country.exchanges(*it)).collect();
        for exchange in &all {
            let days: Vec<u32> = exchange.said.iter().map(|it| it.days).collect();
            assert!(days.windows(2).all(|pair| pair[0] > pair[1]), "{days:?}");
            assert!(days.iter().all(|days| *days > 0));
        }
        assert_eq!(all.iter().filter(|it| !it.read).count(), 1);
    }
}
