//! What of the history is to be seen, as the address of the page says it.

use crate::actions::{HistoryPlace, Told};
use crate::pages::Here;
use edge::{Asked, Page};
use journal::By;
use kernel::{Finess, Result, Rpps, Timestamp};
use std::fmt::Write as _;
use std::time::Duration;

/// What somebody did with the record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Reads,
    Changes,
}

/// Whose lines.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Whom {
    /// Those of whoever reads.
    Me,
    /// Everybody else's.
    Others,
    Professionals,
    Institutions,
    Services,
    /// One professional's, wherever they work.
    Professional(Rpps),
    /// Those of one place: of its software, and of whoever works there.
    Place(Finess),
    /// One service's, by its id.
    Service(String),
}

/// An id as services have it.
fn is_service(id: &str) -> bool {
    let named = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !id.is_empty() && id.len() <= 64 && id.bytes().all(named)
}

/// What is asked for. By default everything that people did.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(crate) struct Filter {
    pub kind: Option<Kind>,
    pub whom: Option<Whom>,
    /// Only accesses without a care link, in an emergency.
    pub emergency: bool,
    /// Only those of a year, in Paris.
    pub year: Option<i16>,
    /// What software read by itself, too.
    pub automatic: bool,
}

/// The first and the last year that anybody may ask for.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2999;
/// Lines of one time may lie this far from their place, where a clock was set.
const CLOCK_SLACK: Duration = Duration::from_secs(24 * 60 * 60);

/// The beginning of a year, to within the hours between Paris and the zero
/// meridian.
fn new_year(year: i16) -> Option<Timestamp> {
    Timestamp::parse_rfc3339(&format!("{year:04}-01-01T00:00:00Z"))
}

/// From where on lines are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Start {
    /// From a line on: the newest of all, where none is named.
    Line(HistoryPlace),
    /// From a moment on, of which so many lines were shown already: for who answers for
    /// a child, whom the number of a line would tell of lines that they do not see.
    Moment(Timestamp, usize),
}

impl Default for Start {
    fn default() -> Self {
        Self::Line(HistoryPlace::default())
    }
}

/// What an address asks for, and from where on.
pub(crate) struct Wanted {
    pub filter: Filter,
    pub from: Start,
    /// Some of it made no sense, and is left out.
    pub misread: bool,
}

impl Wanted {
    pub(crate) fn read(asked: &Asked) -> Result<Self> {
        let mut misread = false;
        let mut filter = Filter::default();
        let param = |name| Ok::<_, kernel::Error>(asked.param(name)?.unwrap_or_default());
        match param("genre")?.as_str() {
            "" => {}
            "lectures" => filter.kind = Some(Kind::Reads),
            "changements" => filter.kind = Some(Kind::Changes),
            _ => misread = true,
        }
        let whom = param("qui")?;
        if !whom.is_empty() {
            filter.whom = Whom::read(&whom);
            misread |= filter.whom.is_none();
        }
        for (name, set) in [
            ("urgence", &mut filter.emergency),
            ("auto", &mut filter.automatic),
        ] {
            match param(name)?.as_str() {
                "" => {}
                "oui" => *set = true,
                _ => misread = true,
            }
        }
        let year = param("annee")?;
        if !year.is_empty() {
            filter.year = year.parse().ok().filter(|year| YEARS.contains(year));
            misread |= filter.year.is_none();
        }
        let mut place = HistoryPlace::default();
        for (name, set) in [("l", &mut place.reads), ("c", &mut place.changes)] {
            let text = param(name)?;
            *set = text.parse().ok();
            misread |= !text.is_empty() && set.is_none();
        }
        let mut from = Start::Line(place);
        let (at, shown) = (param("instant")?, param("apres")?);
        if !at.is_empty() {
            let at = at.parse().ok().map(Timestamp::from_millis);
            match at.zip(shown.parse().ok()) {
                Some((at, shown)) => from = Start::Moment(at, shown),
                None => misread = true,
            }
        }
        Ok(Self {
            filter,
            from,
            misread,
        })
    }
}

impl Whom {
    fn read(text: &str) -> Option<Self> {
        Some(match text {
            "moi" => Self::Me,
            "autres" => Self::Others,
            "professionnels" => Self::Professionals,
            "etablissements" => Self::Institutions,
            "services" => Self::Services,
            _ => match text.split_at_checked(1)? {
                ("p", number) => Self::Professional(number.parse().ok()?),
                ("e", number) => Self::Place(number.parse().ok()?),
                ("s", id) if is_service(id) => Self::Service(id.to_owned()),
                _ => return None,
            },
        })
    }

    /// As [`Self::read`] reads it.
    pub(crate) fn written(&self) -> String {
        match self {
            Self::Me => String::from("moi"),
            Self::Others => String::from("autres"),
            Self::Professionals => String::from("professionnels"),
            Self::Institutions => String::from("etablissements"),
            Self::Services => String::from("services"),
            Self::Professional(rpps) => format!("p{rpps}"),
            Self::Place(finess) => format!("e{finess}"),
            Self::Service(id) => format!("s{id}"),
        }
    }

    /// Whether what somebody did is of these, for whoever reads the page.
    fn is(&self, page: &Page, by: &By) -> bool {
        let own = || Here::of(page, by) == Some(Here::Reader);
        match (self, by) {
            (Self::Me, _) => own(),
            // Also what others did who are at home in the space.
            (Self::Others, _) => !own(),
            (Self::Professionals, By::Professional { .. })
            | (Self::Institutions, By::Institution { .. })
            | (Self::Services, By::Service { .. }) => true,
            (Self::Service(wanted), By::Service { id, .. }) => wanted == id,
            (Self::Professional(wanted), By::Professional { rpps, .. }) => wanted == rpps,
            (Self::Place(wanted), By::Institution { finess, .. }) => wanted == finess,
            (Self::Place(wanted), By::Professional { place, .. }) => {
                place.as_ref().is_some_and(|(finess, _)| wanted == finess)
            }
            _ => false,
        }
    }
}

/// What becomes of a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Verdict {
    Shown,
    /// It would be shown, were it not a machine's.
    Automatic,
    Passed,
}

impl Filter {
    /// What others did, without what software read by itself.
    pub(crate) fn others() -> Self {
        Self {
            whom: Some(Whom::Others),
            ..Self::default()
        }
    }

    pub(crate) fn verdict(&self, page: &Page, told: &Told) -> Verdict {
        let kind = match self.kind {
            None => true,
            Some(Kind::Reads) => told.is_read(),
            Some(Kind::Changes) => !told.is_read(),
        };
        let whom = self.whom.as_ref();
        let year = self
            .year
            .is_none_or(|year| told.at().in_paris().year() == year);
        let wanted = kind
            && year
            && !told.act().is_empty()
            && whom.is_none_or(|whom| whom.is(page, told.by()))
            && (!self.emergency || told.is_emergency());
        match wanted {
            false => Verdict::Passed,
            true if told.is_automatic() && !self.automatic => Verdict::Automatic,
            true => Verdict::Shown,
        }
    }

    /// From where on lines may be of the year: all newer ones are not.
    pub(crate) fn newest(&self) -> Option<Timestamp> {
        let after = new_year(self.year?.checked_add(1)?)?;
        Some(after.plus(CLOCK_SLACK))
    }

    /// Whether this line and all after it are older than the year.
    pub(crate) fn is_past(&self, told: &Told) -> bool {
        let begin = self.year.and_then(new_year);
        begin.is_some_and(|begin| told.at().plus(CLOCK_SLACK) < begin)
    }

    /// Whether anything but the default is asked for.
    pub(crate) fn is_set(&self) -> bool {
        *self != Self::default()
    }

    /// What a file of a year does not hold under this filter, as keys of
    /// sentences.
    pub(crate) fn left_out(&self) -> impl Iterator<Item = &'static str> {
        let part = self.kind.is_some() || self.whom.is_some() || self.emergency;
        let part = part.then_some("sharing-print-part");
        let automatic = (!self.automatic).then_some("sharing-print-automatic");
        part.into_iter().chain(automatic)
    }

    /// The query that asks for this, from a place on: with its question mark,
    /// or nothing.
    pub(crate) fn query(&self, from: Start) -> String {
        let mut query = String::new();
        let mut add = |name: &str, value: &str| {
            let sign = if query.is_empty() { '?' } else { '&' };
            let _ = write!(query, "{sign}{name}={value}");
        };
        match self.kind {
            Some(Kind::Reads) => add("genre", "lectures"),
            Some(Kind::Changes) => add("genre", "changements"),
            None => {}
        }
        if let Some(whom) = &self.whom {
            add("qui", &whom.written());
        }
        if self.emergency {
            add("urgence", "oui");
        }
        if let Some(year) = self.year {
            add("annee", &year.to_string());
        }
        if self.automatic {
            add("auto", "oui");
        }
        match from {
            Start::Line(place) => {
                for (name, n) in [("l", place.reads), ("c", place.changes)] {
                    if let Some(n) = n {
                        add(name, &n.to_string());
                    }
                }
            }
            Start::Moment(at, shown) => {
                add("instant", &at.millis().to_string());
                add("apres", &shown.to_string());
            }
        }
        query
    }

    /// What stands in the form that asks for this.
    pub(crate) fn values(&self) -> Vec<(&'static str, String)> {
        let kind = match self.kind {
            Some(Kind::Reads) => "lectures",
            Some(Kind::Changes) => "changements",
            None => "",
        };
        let ticked = |set: bool| String::from(if set { "oui" } else { "" });
        vec![
            ("genre", kind.to_owned()),
            (
                "qui",
                self.whom.as_ref().map(Whom::written).unwrap_or_default(),
            ),
            (
                "annee",
                self.year.map(|year| year.to_string()).unwrap_or_default(),
            ),
            ("urgence", ticked(self.emergency)),
            ("auto", ticked(self.automatic)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use journal::Read;
    use kernel::{AccountId, Lang};

    fn asked(query: &str) -> Asked {
        let mut asked = Asked::outside(Lang::Fr, "/espace/moi/acces/journal", None);
        asked.query = Some(query.to_owned());
        asked
    }

    fn read(by: By, act: &str, why: &str, at: &str) -> Told {
        Told::Read(Read {
            n: 1,
            at: Timestamp::parse_rfc3339(at).expect("an instant"),
            by,
            act: act.to_owned(),
            about: None,
            what: String::new(),
            why: why.to_owned(),
        })
    }

    fn doctor() -> By {
        By::Professional {
            rpps: "99700218896".parse().expect("a number"),
            name: String::from("Dr Benali"),
            profession: String::from("10"),
            place: Some((
                "750000001".parse().expect("a number"),
                String::from("Cabinet"),
            )),
        }
    }

    fn hospital() -> By {
        By::Institution {
            finess: "750000001".parse().expect("a number"),
            name: String::from("Hôpital"),
        }
    }

    fn holder() -> By {
        By::Holder {
            account: AccountId::from_bytes([1; 16]),
            name: String::from("Ana"),
            represents: false,
        }
    }

    fn parent() -> By {
        By::Holder {
            account: AccountId::from_bytes([2; 16]),
            name: String::from("Ana"),
            represents: true,
        }
    }

    /// The page of the holder.
    fn page() -> Page {
        let who = edge::Who {
            name: String::from("Ana"),
            account: Some(AccountId::from_bytes([1; 16])),
            audience: edge::Audience::Holder,
        };
        edge::sample_page(Lang::Fr, "/espace/moi/acces/journal", "x", Some(who))
    }

    #[test]
    fn a_filter_is_read_as_it_is_written() {
        for query in [
            "genre=lectures&qui=p99700218896&urgence=oui&annee=2026&auto=oui&l=12&c=7",
            "genre=changements&qui=e750000001",
            "qui=moi&c=3",
            "qui=autres",
            "qui=professionnels&annee=2024",
            "qui=etablissements&auto=oui",
            "qui=services",
            "qui=smon-service-2",
            "qui=autres&instant=1796000000000&apres=3",
            "",
        ] {
            let wanted = Wanted::read(&asked(query)).expect("read");
            assert!(!wanted.misread, "{query}");
            let written = wanted.filter.query(wanted.from);
            assert_eq!(written.trim_start_matches('?'), query);
        }
    }

    #[test]
    fn what_makes_no_sense_is_left_out_and_said() {
        for query in [
            "genre=tout",
            "qui=Dr+Benali",
            "qui=p12",
            "qui=%C3%A9t%C3%A9",
            "urgence=non",
            "annee=99999",
            "annee=1",
            "annee=an",
            "auto=1",
            "l=-1",
            "c=x",
            "instant=hier&apres=1",
            "instant=12",
        ] {
            let wanted = Wanted::read(&asked(query)).expect("read");
            assert!(wanted.misread, "{query}");
            assert_eq!(wanted.filter, Filter::default(), "{query}");
            assert_eq!(wanted.from, Start::default(), "{query}");
        }
    }

    #[test]
    fn each_filter_keeps_what_it_says_and_nothing_else() {
        let lines = [
            read(holder(), "record-read", "", "2026-01-01T10:00:00Z"),
            read(doctor(), "document-read", "consent", "2026-02-01T10:00:00Z"),
            read(
                doctor(),
                "document-read",
                "emergency",
                "2025-02-01T10:00:00Z",
            ),
            read(hospital(), "document-fetched", "", "2026-03-01T10:00:00Z"),
            read(doctor(), "", "", "2026-03-01T10:00:00Z"),
            read(parent(), "record-read", "", "2026-03-01T10:00:00Z"),
        ];
        let shown = |query: &str| -> Vec<usize> {
            let filter = Wanted::read(&asked(query)).expect("read").filter;
            let mut shown = Vec::new();
            for (n, line) in lines.iter().enumerate() {
                if filter.verdict(&page(), line) == Verdict::Shown {
                    shown.push(n);
                }
            }
            shown
        };
        assert_eq!(shown(""), [0, 1, 2, 5]);
        assert_eq!(shown("auto=oui"), [0, 1, 2, 3, 5]);
        assert_eq!(shown("qui=moi"), [0]);
        // A parent of the very same name is somebody else.
        assert_eq!(shown("qui=autres"), [1, 2, 5]);
        assert_eq!(shown("qui=professionnels"), [1, 2]);
        assert_eq!(shown("qui=etablissements"), [0; 0]);
        assert_eq!(shown("qui=etablissements&auto=oui"), [3]);
        assert_eq!(shown("qui=p99700218896"), [1, 2]);
        assert_eq!(shown("qui=p99700000005"), [0; 0]);
        assert_eq!(shown("qui=e750000001&auto=oui"), [1, 2, 3]);
        assert_eq!(shown("urgence=oui"), [2]);
        assert_eq!(shown("annee=2025"), [2]);
        assert_eq!(shown("genre=changements"), [0; 0]);
        let filter = Filter::default();
        assert_eq!(filter.verdict(&page(), &lines[3]), Verdict::Automatic);
    }

    #[test]
    fn a_printed_year_says_what_its_filter_left_out() {
        let said = |query: &str| -> Vec<_> {
            let filter = Wanted::read(&asked(query)).expect("read").filter;
            filter.left_out().collect()
        };
        let (part, automatic) = ("sharing-print-part", "sharing-print-automatic");
        assert_eq!(said("annee=2026&auto=oui"), [""; 0]);
        assert_eq!(said("annee=2026"), [automatic]);
        for query in ["genre=lectures", "qui=moi", "urgence=oui"] {
            assert_eq!(said(query), [part, automatic], "{query}");
            assert_eq!(said(&format!("{query}&auto=oui")), [part], "{query}");
        }
    }

    #[test]
    fn a_year_is_that_of_paris() {
        let filter = Wanted::read(&asked("annee=2026")).expect("read").filter;
        let at = |at: &str| filter.verdict(&page(), &read(doctor(), "record-read", "", at));
        assert_eq!(at("2025-12-31T22:59:59Z"), Verdict::Passed);
        assert_eq!(at("2025-12-31T23:00:00Z"), Verdict::Shown);
        assert_eq!(at("2026-12-31T22:59:59Z"), Verdict::Shown);
        assert_eq!(at("2026-12-31T23:00:00Z"), Verdict::Passed);
        let past = |at: &str| filter.is_past(&read(doctor(), "record-read", "", at));
        assert!(past("2025-12-30T22:59:59Z"));
        assert!(!past("2025-12-31T00:00:00Z"), "a clock may have been set");
    }
}
