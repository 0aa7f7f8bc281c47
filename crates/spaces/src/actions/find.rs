//! Finding people and spaces: for pages of the holder, for professionals, for
//! institutions' software.
//!
//! INVARIANT: a space that is not open, whatever the reason, is answered as
//! one that does not exist.

use crate::Spaces;
use crate::queries::{self, Insured, Kept};
use crate::rules::age;
use crate::rules::life::Life;
use crate::rules::search::{FOUND_MAX, Search, beginnings, fits};
use identity::ins::{InsIdentity, Matricule, Sex};
use kernel::{Date, Error, PersonId, Personal, Result, SpaceId};

/// The most people of one day and one beginning of a name that are looked at.
const CANDIDATES_MAX: i64 = 400;

/// Whose space it is: what the banners of pages show.
#[derive(Clone, Debug)]
pub struct Face {
    /// The space.
    pub space: SpaceId,
    /// The person in the register.
    pub person: PersonId,
    /// Matricule and five traits.
    pub identity: InsIdentity,
    /// The name in use; empty when it is the birth name.
    pub used_name: Personal<String>,
    /// The scheme.
    pub scheme: String,
    /// The state of the space.
    pub life: Life,
}

impl Face {
    /// The first of the first names, in the case of a name.
    pub fn first_name(&self) -> String {
        self.identity
            .given_names
            .0
            .first()
            .map(|name| as_name(name))
            .unwrap_or_default()
    }

    /// All the first names of birth, as the register writes them.
    pub fn given_names(&self) -> String {
        self.identity.given_names.0.join(" ")
    }

    /// The key of the word for their sex.
    pub const fn sex_word(&self) -> &'static str {
        match self.identity.sex {
            Sex::Male => "pro-results-male",
            Sex::Female => "pro-results-female",
            Sex::Indeterminate => "pro-results-other",
        }
    }

    /// The name in use, or the birth name, as the register writes it.
    pub fn last_name(&self) -> &str {
        match self.used_name.0.as_str() {
            "" => &self.identity.birth_name.0,
            used => used,
        }
    }

    /// Whether all these words, folded, are of their names.
    fn is_called(&self, words: &[String]) -> bool {
        let given = self.given_names();
        fits(
            words,
            &[&self.identity.birth_name.0, &self.used_name.0, &given],
        )
    }

    /// First name and name, in the case of names: `Claire Martin`.
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name(), as_name(self.last_name()))
    }

    /// Age in whole years on a day.
    pub fn age_on(&self, day: kernel::Date) -> i16 {
        age::age(self.identity.birth_date.0, day)
    }

    /// Whether somebody else answers for them on a day.
    pub fn is_minor_on(&self, day: kernel::Date) -> bool {
        age::is_minor(self.identity.birth_date.0, day)
    }
}

/// A name as people write it: what the register has in capitals keeps them only
/// at the start of each part.
pub(crate) fn as_name(text: &str) -> String {
    if text.chars().any(char::is_lowercase) {
        return text.to_owned();
    }
    let mut start = true;
    text.chars()
        .flat_map(|c| {
            let capital = start;
            start = !c.is_alphabetic();
            let cased: Vec<char> = if capital {
                c.to_uppercase().collect()
            } else {
                c.to_lowercase().collect()
            };
            cased
        })
        .collect()
}

/// What a search found.
#[derive(Clone, Debug)]
pub enum FoundPeople {
    /// These, by name; perhaps nobody.
    These(Vec<Face>),
    /// More than a page shows: the search must be more exact.
    TooMany,
}

impl Spaces {
    /// Whose space this is, whatever its state: for those who already may know
    /// of it.
    ///
    /// # Errors
    /// Not found.
    pub async fn face(&self, space: SpaceId) -> Result<Face> {
        let kept = queries::find_space(self.store(), space)
            .await?
            .ok_or_else(Error::not_found)?;
        self.face_of(kept).await
    }

    /// As [`Self::face`], only of an open space.
    ///
    /// # Errors
    /// Not found, also for a space that is not open.
    pub async fn open_face(&self, space: SpaceId) -> Result<Face> {
        match queries::find_space(self.store(), space).await? {
            Some(kept) if kept.life.is_open() => self.face_of(kept).await,
            _ => Err(Error::not_found()),
        }
    }

    /// The open space of this matricule. Unknown, announced, refused, closed:
    /// all the same.
    ///
    /// # Errors
    /// As the store.
    pub async fn by_matricule(&self, matricule: &Matricule) -> Result<Option<SpaceId>> {
        Ok(self.open_space_of(matricule).await?.map(|kept| kept.space))
    }

    async fn open_space_of(&self, matricule: &Matricule) -> Result<Option<Kept>> {
        let person =
            queries::find_by_matricule(self.store(), self.keys().matricule(matricule)).await?;
        let kept = queries::find_space_of(self.store(), person.unwrap_or(queries::NOBODY)).await?;
        Ok(kept.filter(|kept| kept.life.is_open()))
    }

    /// The person of this matricule in the register, with or without a space:
    /// for the fund's own acts, never for pages.
    ///
    /// # Errors
    /// As the store.
    pub async fn find_person(&self, matricule: &Matricule) -> Result<Option<PersonId>> {
        queries::find_by_matricule(self.store(), self.keys().matricule(matricule)).await
    }

    /// The state of a person's space, if they were ever told of one.
    ///
    /// # Errors
    /// As the store.
    pub async fn life_of(&self, person: PersonId) -> Result<Option<(SpaceId, Life)>> {
        Ok(queries::find_space_of(self.store(), person)
            .await?
            .map(|kept| (kept.space, kept.life)))
    }

    /// The people with an open space that a professional's search finds.
    ///
    /// # Errors
    /// As the store.
    pub async fn find_people(&self, search: &Search) -> Result<FoundPeople> {
        let mut found = Vec::new();
        match search {
            Search::Matricule(matricule) => {
                if let Some(kept) = self.open_space_of(matricule).await? {
                    found.push(self.face_of(kept).await?);
                }
            }
            Search::Birth { date, letters } => {
                for person in
                    queries::list_by_birth(self.store(), *date, letters, CANDIDATES_MAX).await?
                {
                    let Some(face) = self.open_face_of(person).await? else {
                        continue;
                    };
                    found.push(face);
                    if found.len() > FOUND_MAX {
                        return Ok(FoundPeople::TooMany);
                    }
                }
            }
            Search::Names { date, words } => {
                let Some(people) = self.begun_by(*date, words).await? else {
                    return Ok(FoundPeople::TooMany);
                };
                for person in people {
                    let face = self.open_face_of(person).await?;
                    let Some(face) = face.filter(|face| face.is_called(words)) else {
                        continue;
                    };
                    found.push(face);
                    if found.len() > FOUND_MAX {
                        return Ok(FoundPeople::TooMany);
                    }
                }
            }
        }
        found.sort_by(|a, b| {
            (a.last_name(), &a.identity.given_names).cmp(&(b.last_name(), &b.identity.given_names))
        });
        Ok(FoundPeople::These(found))
    }

    /// Whoever was born that day and has a name that one of these words begins; nothing,
    /// if they are more than are looked at.
    async fn begun_by(&self, date: Date, words: &[String]) -> Result<Option<Vec<PersonId>>> {
        let mut people = Vec::new();
        for letters in beginnings(words) {
            let begun =
                queries::list_by_birth(self.store(), date, &letters, CANDIDATES_MAX).await?;
            for person in begun {
                if !people.contains(&person) {
                    people.push(person);
                }
            }
        }
        let all = i64::try_from(people.len()).is_ok_and(|many| many < CANDIDATES_MAX);
        Ok(all.then_some(people))
    }

    /// Whose open space a person's is, if they have one.
    async fn open_face_of(&self, person: PersonId) -> Result<Option<Face>> {
        let kept = queries::find_space_of(self.store(), person).await?;
        match kept.filter(|kept| kept.life.is_open()) {
            Some(kept) => Ok(Some(self.face_of(kept).await?)),
            None => Ok(None),
        }
    }

    pub(crate) async fn insured(&self, person: PersonId) -> Result<Insured> {
        queries::find_insured(self.store(), person)
            .await?
            .ok_or_else(Error::not_found)
    }

    async fn face_of(&self, kept: Kept) -> Result<Face> {
        let insured = self.insured(kept.person).await?;
        Ok(Face {
            space: kept.space,
            person: kept.person,
            identity: self.identity_of(&insured)?,
            used_name: insured.used_name,
            scheme: insured.scheme,
            life: kept.life,
        })
    }

    pub(crate) fn identity_of(&self, insured: &Insured) -> Result<InsIdentity> {
        Ok(InsIdentity {
            matricule: self
                .keys()
                .open_matricule(insured.person, &insured.matricule_sealed)?,
            issuer: insured.issuer,
            birth_name: insured.birth_name.clone(),
            given_names: insured.given_names.clone(),
            birth_date: insured.birth_date.clone(),
            sex: insured.sex,
            birth_place: insured.birth_place.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Face, as_name};
    use crate::rules::life::Life;
    use identity::ins::{InsIdentity, InsInput};
    use kernel::{PersonId, Personal, SpaceId, Timestamp};

    #[test]
    fn a_face_tells_all_the_first_names_of_birth() {
        let input = InsInput {
            matricule: Personal("269052B03307790"),
            birth_name: Personal("ROSSI"),
            given_names: Personal("MARIA  LUCE"),
            birth_date: Personal("1969-05-09"),
            sex: "F",
            birth_place: Personal("2B033"),
            ..InsInput::default()
        };
        let face = Face {
            space: SpaceId::from_bytes([1; 16]),
            person: PersonId::from_bytes([2; 16]),
            identity: InsIdentity::check(&input).expect("an identity"),
            used_name: Personal::default(),
            scheme: String::new(),
            life: Life::opened(Timestamp::default()),
        };
        assert_eq!(face.given_names(), "MARIA LUCE");
        assert_eq!(face.name(), "Maria Rossi");
        assert_eq!(face.sex_word(), "pro-results-female");
    }

    #[test]
    fn names_in_capitals_are_shown_as_people_write_them() {
        for (kept, shown) in [
            ("ANA", "Ana"),
            ("MARIE-LOUISE", "Marie-Louise"),
            ("D’ORNANO LECA", "D’Ornano Leca"),
            ("ÉLISE", "Élise"),
            ("de La Tour", "de La Tour"),
        ] {
            assert_eq!(as_name(kept), shown);
        }
    }
}
