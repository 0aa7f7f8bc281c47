//! Who lives together: the told households, and the kinds of the others.

use super::{Scheme, Sex};
use crate::dice::Dice;
use crate::names::{Birthplace, FAMILIES};

/// A person to be: who they are, before numbers and contacts.
pub(super) struct Draft {
    pub(super) sex: Sex,
    pub(super) age: i32,
    pub(super) first: Option<&'static str>,
    pub(super) birth_name: String,
    pub(super) used_name: Option<String>,
    pub(super) scheme: Scheme,
    pub(super) place: Option<Birthplace>,
}

impl Draft {
    pub(super) fn new(sex: Sex, age: i32, birth_name: &str, scheme: Scheme) -> Self {
        Self {
            sex,
            age,
            first: None,
            birth_name: birth_name.to_owned(),
            used_name: None,
            scheme,
            place: None,
        }
    }

    fn named(mut self, first: &'static str) -> Self {
        self.first = Some(first);
        self
    }

    fn used(mut self, name: &str) -> Self {
        self.used_name = Some(name.to_owned());
        self
    }

    fn born_in(mut self, place: Birthplace) -> Self {
        self.place = Some(place);
        self
    }
}

/// The households that the demonstration tells about; they come first.
pub(super) fn told() -> Vec<Vec<Draft>> {
    use Scheme::{Agricultural, CivilServants, General, Independent, Railway, StateMedicalAid};
    use Sex::{F, M};
    vec![
        vec![
            Draft::new(F, 42, "Martin", General)
                .named("Claire")
                .born_in(("69383", "Lyon 3e")),
            Draft::new(M, 44, "Delorme", CivilServants).named("Julien"),
            Draft::new(F, 10, "Delorme", General).named("Emma"),
            Draft::new(M, 6, "Delorme", General).named("Léo"),
        ],
        vec![
            Draft::new(M, 58, "Lefèvre", Railway)
                .named("Bernard")
                .born_in(("76540", "Rouen")),
            Draft::new(F, 56, "Paoli", General)
                .named("Sylvie")
                .used("Lefèvre")
                .born_in(("20033", "Bastia")),
        ],
        vec![
            Draft::new(F, 84, "Quéré", General)
                .named("Odette")
                .used("Garnier")
                .born_in(("29019", "Brest")),
        ],
        vec![
            Draft::new(F, 34, "Benaïm", General)
                .named("Nadia")
                .born_in(("13205", "Marseille 5e")),
            Draft::new(M, 7, "Benaïm", General).named("Adam"),
            Draft::new(F, 2, "Benaïm", General).named("Lina"),
        ],
        vec![
            Draft::new(M, 71, "Petitjean", Agricultural)
                .named("Marcel")
                .born_in(("15014", "Aurillac")),
        ],
        vec![
            Draft::new(F, 47, "Vasseur", Independent)
                .named("Hélène")
                .born_in(("59350", "Lille")),
        ],
        vec![
            Draft::new(M, 33, "Roche", General)
                .named("Antoine")
                .born_in(("2A004", "Ajaccio")),
        ],
        vec![
            Draft::new(M, 29, "Ouattara", StateMedicalAid)
                .named("Ibrahim")
                .born_in(("99326", "Côte d'Ivoire")),
        ],
        vec![
            Draft::new(F, 99, "Maréchal", General)
                .named("Jeanne")
                .used("Tessier"),
        ],
    ]
}

/// One more household, of a kind that turns with `number`.
pub(super) fn household(dice: &mut Dice, number: usize) -> Vec<Draft> {
    use Sex::{F, M};
    let name = *dice.pick(FAMILIES);
    let other = *dice.pick(FAMILIES);
    // Every scheme comes round; the general one insures most.
    let scheme = match number % 3 {
        0 => Scheme::ALL[(number / 3) % Scheme::ALL.len()],
        _ => Scheme::General,
    };
    let (working, aged) = match scheme {
        Scheme::Student => (Scheme::General, Scheme::General),
        other => (
            other,
            if other == Scheme::StateMedicalAid {
                Scheme::General
            } else {
                other
            },
        ),
    };
    let mut people = Vec::new();
    if scheme == Scheme::Student || number % 9 == 5 {
        let sex = if dice.percent(50) { F } else { M };
        return vec![Draft::new(sex, dice.between(18, 25), name, Scheme::Student)];
    }
    match number % 8 {
        0 | 3 | 6 => {
            let age = dice.between(29, 48);
            let mut mother = Draft::new(F, age, other, working);
            if dice.percent(55) {
                mother = mother.used(name);
            }
            people.push(mother);
            people.push(Draft::new(
                M,
                age + dice.between(-2, 5),
                name,
                Scheme::General,
            ));
            for _ in 0..dice.between(1, 3) {
                let sex = if dice.percent(50) { F } else { M };
                let child = dice.between(1, (age - 22).min(17));
                people.push(Draft::new(sex, child, name, working));
            }
        }
        1 => {
            let age = dice.between(66, 84);
            people.push(Draft::new(F, age, other, aged).used(name));
            people.push(Draft::new(M, age + dice.between(0, 6), name, aged));
        }
        2 => people.push(Draft::new(M, dice.between(26, 64), name, working)),
        4 => {
            let age = dice.between(25, 44);
            people.push(Draft::new(F, age, name, working));
            let sex = if dice.percent(50) { F } else { M };
            people.push(Draft::new(
                sex,
                dice.between(1, (age - 20).min(16)),
                name,
                working,
            ));
        }
        5 => people.push(Draft::new(F, dice.between(78, 96), other, aged).used(name)),
        _ => {
            let age = dice.between(49, 65);
            people.push(Draft::new(F, age, other, working).used(name));
            people.push(Draft::new(M, age + 2, name, working));
        }
    }
    people
}
