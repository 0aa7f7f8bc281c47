//! The days around the telling: appointments and reminders of those whom the
//! demonstration tells about.

use crate::Country;
use kernel::Date;

/// An appointment or a reminder, as its form is filled in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Planned {
    /// The day.
    pub day: Date,
    /// The hour, as it is typed.
    pub hour: &'static str,
    /// The title.
    pub title: &'static str,
    /// Whom it is with; nobody, and it is a reminder.
    pub with: String,
    /// Where.
    pub place: String,
    /// A note.
    pub note: &'static str,
    /// What to ask there, a line each.
    pub questions: &'static str,
    /// Their doctor made it, not they.
    pub by_doctor: bool,
}

impl Country {
    /// What is planned for this person, and what was.
    pub fn planned(&self, index: usize) -> Vec<Planned> {
        let samples = self.samples();
        let treating = self.insured[index]
            .treating_doctor
            .unwrap_or(samples.doctor);
        let doctor = &self.professionals[treating];
        let laboratory = &self.institutions[1];
        let imaging = &self.institutions[2];
        let with_doctor = |days: i32, hour, title, questions| Planned {
            day: self.in_days(days),
            hour,
            title,
            with: doctor.display(),
            place: doctor.place.name.clone(),
            note: "",
            questions,
            by_doctor: true,
        };
        let own = |days: i32, hour, title| Planned {
            day: self.in_days(days),
            hour,
            title,
            with: String::new(),
            place: String::new(),
            note: "",
            questions: "",
            by_doctor: false,
        };
        let at = |days: i32, hour, title, place: &crate::Place, note| Planned {
            with: place.name.clone(),
            place: place.city.clone(),
            note,
            ..own(days, hour, title)
        };
        if index == samples.active {
            vec![
                with_doctor(-25, "10:15", "Suivi du diabète", ""),
                at(
                    6,
                    "7:45",
                    "Prise de sang",
                    laboratory,
                    "Venir à jeun, avec l’ordonnance.",
                ),
                with_doctor(
                    13,
                    "10:15",
                    "Suivi du diabète",
                    "Puis-je baisser la metformine ?\nLe pied droit fourmille le soir : est-ce normal ?",
                ),
                own(20, "9:00", "Renouveler l’ordonnance"),
            ]
        } else if index == samples.elderly {
            vec![
                with_doctor(4, "14:30", "Visite à domicile", ""),
                at(
                    9,
                    "9:20",
                    "Échographie du cœur",
                    imaging,
                    "Apporter le dernier électrocardiogramme.",
                ),
            ]
        } else if index == samples.parent {
            vec![
                with_doctor(8, "17:40", "Certificat pour le sport", ""),
                own(3, "18:00", "Demander le carnet de santé à l’école"),
            ]
        } else {
            Vec::new()
        }
    }

    fn in_days(&self, days: i32) -> Date {
        self.today.saturating_add(jiff::Span::new().days(days))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_active_person_has_something_to_come() {
        let country = Country::invent(1, Date::constant(2026, 11, 26));
        let samples = country.samples();
        for index in [samples.active, samples.elderly, samples.parent] {
            let planned = country.planned(index);
            assert!(planned.iter().any(|it| it.day > country.today));
        }
    }
}
