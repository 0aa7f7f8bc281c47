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
    /// How many hours ago.
    pub hours: u32,
    /// The text.
    pub text: &'static str,
}

const fn words(hours: u32, text: &'static str) -> Words {
    Words { hours, text }
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
                            75,
                            "Bonjour,\n\nvotre hémoglobine glyquée date de plus de trois mois. Pouvez-vous refaire \
                             la prise de sang avant notre rendez-vous ? L’ordonnance est dans vos documents.\n\n\
                             Bien à vous",
                        ),
                        words(
                            52,
                            "Bonjour docteur,\n\nc’est noté, j’ai pris rendez-vous au laboratoire. Dois-je venir à \
                             jeun ?",
                        ),
                        words(
                            49,
                            "Oui, à jeun depuis la veille au soir. Vous pouvez boire de l’eau et prendre vos \
                             médicaments comme d’habitude.",
                        ),
                    ],
                    read: true,
                },
                Exchange {
                    subject: "Vaccination contre la grippe",
                    said: vec![words(
                        600,
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
                    30,
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
            let hours: Vec<u32> = exchange.said.iter().map(|it| it.hours).collect();
            assert!(hours.windows(2).all(|pair| pair[0] > pair[1]), "{hours:?}");
            // Nothing of it is held any more.
            assert!(hours.iter().all(|hours| *hours > 0));
        }
        assert_eq!(all.iter().filter(|it| !it.read).count(), 1);
    }
}
