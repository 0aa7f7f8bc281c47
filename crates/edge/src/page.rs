//! What every page has besides its content: language, title, menu, the person,
//! a status message, and what was typed when a form comes back.

use crate::form::{Filled, Form};
use crate::moments;
use crate::path::{encode, is_under};
use crate::site::Site;
use crate::whose::{Acting, is_of_a_space, of_name, say_for, turned};
use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use kernel::{AccountId, Date, Error, Lang, Timestamp, When};
use std::sync::Arc;
use std::time::Duration;

/// Whom a page is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Audience {
    /// The person whose space it is.
    Holder,
    /// A health professional.
    Professional,
    /// Somebody who answers the phone line.
    Operator,
    /// Somebody who helps people on site.
    Volunteer,
    /// Somebody of the fund who runs the service.
    Administrator,
    /// Somebody who is helped on site: a few pages, and nothing medical.
    Helped,
    /// A professional whose session is locked: one page, and nothing medical.
    Locked,
}

impl Audience {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Holder,
        Self::Professional,
        Self::Operator,
        Self::Volunteer,
        Self::Administrator,
    ];

    /// How long a session may stay idle before it closes.
    pub const fn idle(self) -> Duration {
        match self {
            Self::Holder | Self::Volunteer | Self::Helped => Duration::from_mins(30),
            Self::Professional | Self::Locked => Duration::from_mins(15),
            Self::Operator | Self::Administrator => Duration::from_mins(10),
        }
    }

    /// Where the site's name in the header leads.
    pub const fn home(self) -> &'static str {
        match self {
            Self::Holder => "/espace/moi",
            Self::Professional => "/pro",
            Self::Operator => "/op",
            Self::Volunteer => "/accompagnement",
            Self::Administrator => "/admin",
            Self::Helped => "/seance/menu",
            Self::Locked => "/pro/verrou",
        }
    }

    /// Where they sign in.
    pub const fn sign_in(self) -> &'static str {
        match self {
            Self::Holder | Self::Helped => "/connexion",
            Self::Professional | Self::Locked => "/pro/connexion",
            Self::Operator => "/op/connexion",
            Self::Volunteer => "/accompagnement/connexion",
            Self::Administrator => "/admin/connexion",
        }
    }

    /// What all their own pages lie under.
    const fn root(self) -> &'static str {
        match self {
            Self::Holder => "/espace/moi",
            Self::Professional | Self::Locked => "/pro",
            Self::Operator => "/op",
            Self::Volunteer => "/accompagnement",
            Self::Administrator => "/admin",
            Self::Helped => "/seance",
        }
    }

    /// Whose pages lie at this path. What is nobody's own is the holders'.
    pub fn at(path: &str) -> Self {
        let mut all = Self::ALL.into_iter();
        all.find(|audience| is_under(path, audience.root()))
            .unwrap_or(Self::Holder)
    }

    /// Whether they work for the service. They have their own help.
    pub const fn is_staff(self) -> bool {
        matches!(self, Self::Operator | Self::Volunteer | Self::Administrator)
    }
}

/// Who is signed in, as far as pages show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Who {
    /// The name to show.
    pub name: String,
    /// Their account, where they are at home in a space.
    pub account: Option<AccountId>,
    /// Which pages are theirs.
    pub audience: Audience,
}

impl Who {
    /// The name, as the header shows it.
    pub fn shown(&self) -> String {
        kernel::visible(&self.name)
    }

    /// The button with which they leave: where it posts, and what it says.
    pub const fn way_out(&self) -> (&'static str, &'static str) {
        match self.audience {
            Audience::Helped => ("/seance/terminer", "edge-end-help"),
            _ => ("/deconnexion", "edge-sign-out"),
        }
    }
}

/// The main menu of a page.
#[derive(Clone, Default)]
pub struct Menu {
    /// Its entries, in order.
    pub entries: Vec<Entry>,
}

/// One entry of the main menu.
#[derive(Clone)]
pub struct Entry {
    /// What it says.
    pub label: String,
    /// Where it leads, with the language.
    pub href: String,
    /// Whether the page lies there.
    pub current: bool,
    /// What waits there, if something does: how much, and a sentence that says it.
    pub waiting: Option<(u64, String)>,
}

/// How a note sounds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// For information.
    Info,
    /// It was done.
    Done,
    /// Take care.
    Warning,
    /// It cannot go on like this.
    Error,
}

impl Tone {
    /// The class of the note in the style sheet.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Info => "note",
            Self::Done => "note ok",
            Self::Warning => "note warn",
            Self::Error => "note err",
        }
    }
}

/// A status message at the top of a page, perhaps with a way back.
#[derive(Clone)]
pub struct Note {
    /// How it sounds.
    pub tone: Tone,
    /// The sentence, in the page's language.
    pub text: String,
    /// The button that undoes what was done.
    pub undo: Option<Undo>,
}

/// A button that undoes: a form sent by POST.
#[derive(Clone)]
pub struct Undo {
    /// What the button says.
    pub label: String,
    /// Where it posts, with the language.
    pub action: String,
    /// What it posts.
    pub fields: Vec<(String, String)>,
}

/// A step of the way to this page.
#[derive(Clone)]
pub struct Crumb {
    /// What it says.
    pub label: String,
    /// Where it leads, with the language.
    pub href: String,
}

/// What the layout shows around the content of a page. Made by
/// [`crate::Asked::page`]; a template has it in its field `page`.
#[derive(Clone)]
pub struct Page {
    /// The language.
    pub lang: Lang,
    /// The path, without the language.
    pub path: String,
    /// The title, in the page's language; also its `h1`.
    pub title: String,
    /// Who is signed in.
    pub who: Option<Who>,
    /// The main menu.
    pub menu: Menu,
    /// The status message.
    pub status: Option<Note>,
    /// What stays in sight on every page for as long as it holds, with the
    /// button that ends it.
    pub band: Option<(String, Undo)>,
    /// For whom whoever asks acts, if it is not about their own space.
    pub acting: Option<Acting>,
    /// The way to this page, from the home of the person.
    pub crumbs: Vec<Crumb>,
    /// What was typed and what is wrong with it, when a form comes back.
    pub filled: Filled,
    /// This page as it was asked for, without the language; what was searched
    /// stays.
    pub here: String,
    /// The same page in the other language.
    pub other_lang_href: String,
    pub(crate) site: Arc<Site>,
}

impl Page {
    /// The sentence of this key.
    pub fn t(&self, key: &str) -> String {
        self.ta(key, &[])
    }

    /// The sentence of this key, with variables; as [`say_for`] where somebody acts for
    /// a child.
    pub fn ta(&self, key: &str, args: &[(&str, &str)]) -> String {
        say_for(self.lang, self.acting.as_ref(), key, args)
    }

    /// As [`Self::ta`], with one variable: for templates.
    pub fn t1<V: ToString>(&self, key: &str, name: &str, value: V) -> String {
        self.ta(key, &[(name, &value.to_string())])
    }

    /// This path of the site, in the page's language.
    pub fn href(&self, path: &str) -> String {
        match turned(path, self.acting.as_ref()) {
            Some(path) => self.own_href(&path),
            None => self.own_href(path),
        }
    }

    /// As [`Self::href`], of one's own space also where somebody acts for a child.
    pub fn own_href(&self, path: &str) -> String {
        match (self.lang, path) {
            (Lang::En, "/") => String::from("/en"),
            _ => format!("{}{path}", self.lang.prefix()),
        }
    }

    /// Whose space it is, in words, where somebody acts for a child.
    pub fn acting_words(&self, acting: &Acting) -> String {
        self.t1("edge-acting", "of", of_name(self.lang, &acting.name))
    }

    /// Whether this path leads anywhere for whoever asks: not all that a person may do
    /// in their space do those who act for them.
    pub fn leads(&self, path: &str) -> bool {
        let acting = self.acting.as_ref();
        acting.is_none_or(|acting| !is_of_a_space(path) || acting.has(path))
    }

    /// In the menu, what is there for who acts for a child, of that child's space.
    pub(crate) fn keep_to_the_child(&mut self) {
        let own = self.lang.prefix();
        let mut entries = std::mem::take(&mut self.menu.entries);
        entries.retain(|entry| self.leads(entry.href.strip_prefix(own).unwrap_or_default()));
        for entry in &mut entries {
            entry.href = self.href(entry.href.strip_prefix(own).unwrap_or_default());
        }
        self.menu.entries = entries;
    }

    /// The address of a static file.
    pub fn asset(&self, name: &str) -> String {
        self.site.assets.address(name).to_owned()
    }

    /// A day in words.
    pub fn day(&self, date: Date) -> String {
        moments::day(self.lang, date)
    }

    /// A month in words.
    pub fn month(&self, year: i16, month: i8) -> String {
        moments::month(self.lang, year, month)
    }

    /// A day, a month or a year in words.
    pub fn when(&self, when: When) -> String {
        match when {
            When::Year(year) => year.to_string(),
            When::Month(year, month) => self.month(year, month),
            When::Day(day) => self.day(day),
        }
    }

    /// A day in words, if it can be read from ISO form; else the text itself.
    pub fn day_text(&self, iso: &str) -> String {
        iso.parse()
            .map_or_else(|_| iso.to_owned(), |date| self.day(date))
    }

    /// A moment in Paris, in words.
    pub fn moment(&self, instant: Timestamp) -> String {
        moments::moment(self.lang, instant)
    }

    /// A count, in groups of three digits.
    pub fn number(&self, count: u64) -> String {
        moments::number(self.lang, count)
    }

    /// The size of a file in words.
    pub fn size(&self, bytes: u64) -> String {
        moments::size(self.lang, bytes)
    }

    /// The content of `title`: the word "Error" comes first when a form failed.
    pub fn head_title(&self) -> String {
        let page = match self.path.as_str() {
            "/" => self.title.clone(),
            _ => {
                let whose = self.acting.as_ref();
                let whose = whose.filter(|it| !self.title.contains(&it.name));
                let whose = whose.map_or_else(String::new, |it| format!(" — {}", it.name));
                format!("{}{whose} — {}", self.title, self.t("edge-site-name"))
            }
        };
        if self.filled.failed() {
            self.ta("edge-title-failed", &[("title", &page)])
        } else {
            page
        }
    }

    /// The other language.
    pub fn other_lang(&self) -> Lang {
        match self.lang {
            Lang::Fr => Lang::En,
            Lang::En => Lang::Fr,
        }
    }

    /// Where the site's name leads.
    pub fn home(&self) -> String {
        let audience = self.who.as_ref().map(|who| who.audience);
        self.href(audience.map_or("/", Audience::home))
    }

    /// Whom the page speaks to: who is signed in, else those it is for.
    fn audience(&self) -> Audience {
        let audience = self.who.as_ref().map(|who| who.audience);
        audience.unwrap_or_else(|| Audience::at(&self.path))
    }

    /// Whether whoever sees the page may lock their session, and come back here.
    pub fn can_lock(&self) -> bool {
        let audience = self.who.as_ref().map(|who| who.audience);
        audience == Some(Audience::Professional)
    }

    /// Where script leads once a session was idle for too long: a
    /// professional's is locked, and comes back here.
    pub fn idle_over(&self) -> String {
        match self.can_lock() {
            true => {
                let here = encode(&self.here);
                format!("{}?retour={here}", self.href(Audience::Locked.home()))
            }
            false => self.sign_in(),
        }
    }

    /// How long it may be idle, in words.
    pub fn idle_words<V: ToString>(&self, minutes: V) -> String {
        let key = match self.can_lock() {
            true => "edge-session-lock",
            false => "edge-session-length",
        };
        self.t1(key, "minutes", minutes)
    }

    /// Where to sign in: again, for somebody whose session closes.
    pub fn sign_in(&self) -> String {
        self.href(self.audience().sign_in())
    }

    /// Whom to ask for help. Where the team opens its accounts nobody has a
    /// role yet: those pages are no audience's, and the help is the team's.
    pub fn help(&self) -> String {
        let enrols = self.who.is_none() && is_under(&self.path, "/equipe");
        self.t(match enrols || self.audience().is_staff() {
            true => "edge-help-block-team",
            false => "edge-help-block-text",
        })
    }

    /// The length of an idle session, in minutes, for somebody signed in.
    pub fn idle_minutes(&self) -> Option<u64> {
        let who = self.who.as_ref()?;
        // The end of a help is fixed: nothing renews it; nor a locked session.
        if matches!(who.audience, Audience::Helped | Audience::Locked) {
            return None;
        }
        Some(who.audience.idle().as_secs() / 60)
    }

    /// With a status message at the top.
    #[must_use]
    pub fn with_status(mut self, tone: Tone, text: String) -> Self {
        self.status = Some(Note {
            tone,
            text,
            undo: None,
        });
        self
    }

    /// With a band that stays in sight: its sentence, and the button that ends
    /// what it tells.
    #[must_use]
    pub fn with_band(mut self, text: String, end: Undo) -> Self {
        self.band = Some((text, end));
        self
    }

    /// With a status message and a button that undoes.
    #[must_use]
    pub fn with_undo(self, text: String, undo: Undo) -> Self {
        self.with_offer(Tone::Done, text, undo)
    }

    /// With a sentence and a button beside it.
    #[must_use]
    pub fn with_offer(mut self, tone: Tone, text: String, offered: Undo) -> Self {
        self.status = Some(Note {
            tone,
            text,
            undo: Some(offered),
        });
        self
    }

    /// With one more step on the way here; `label` is a sentence.
    #[must_use]
    pub fn under(mut self, label: String, path: &str) -> Self {
        let href = self.href(path);
        self.crumbs.push(Crumb { label, href });
        self
    }

    /// With these values in the form, and nothing wrong: a form that is opened
    /// with something in it.
    #[must_use]
    pub fn with_values(mut self, values: &[(&str, &str)]) -> Self {
        for (name, value) in values {
            self.filled.set(name, value);
        }
        self
    }

    /// The form again, with what was typed and what is wrong, in the reader's
    /// language.
    ///
    /// # Errors
    /// The error itself, unless it is one that the person can mend here.
    pub fn again(mut self, form: &Form, error: Error) -> Result<Self, Error> {
        let filled = Filled::again(|key| self.t(key), form, error)?;
        self.filled = filled;
        Ok(self)
    }

    /// With more said of what is wrong with this field, than the sentence that is
    /// given: which of several files it is.
    #[must_use]
    pub fn saying_of(mut self, field: &str, say: impl Fn(&str) -> String) -> Self {
        self.filled.say_of(field, say);
        self
    }

    /// What stands in this field.
    pub fn value(&self, field: &str) -> &str {
        self.filled.value(field)
    }

    /// Whether this is what stands in the field: for choices.
    pub fn holds<V: AsRef<str>>(&self, field: &str, value: V) -> bool {
        self.value(field) == value.as_ref()
    }

    /// What is wrong with this field.
    pub fn error(&self, field: &str) -> Option<&str> {
        self.filled.error(field)
    }
}

/// Sends a template as a page.
pub fn render<T: Template>(status: StatusCode, template: &T) -> Response {
    match template.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(cause) => {
            crate::Failure::from(Error::fault("rendering a page").because(cause)).into_response()
        }
    }
}

/// A page that is as it should be: status 200.
pub fn show<T: Template>(template: &T) -> Response {
    render(StatusCode::OK, template)
}

/// A page whose form came back with something to mend: status 422.
pub fn mend<T: Template>(template: &T) -> Response {
    render(StatusCode::UNPROCESSABLE_ENTITY, template)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_belongs_to_those_whose_pages_it_lies_among() {
        for (path, audience) in [
            ("/op", Audience::Operator),
            ("/op/connexion/code", Audience::Operator),
            ("/accompagnement/charte", Audience::Volunteer),
            ("/admin/equipe", Audience::Administrator),
            ("/pro/patients", Audience::Professional),
            ("/espace/moi", Audience::Holder),
            ("/operation", Audience::Holder),
            ("/administration", Audience::Holder),
            ("/", Audience::Holder),
        ] {
            assert_eq!(Audience::at(path), audience, "{path}");
        }
    }

    #[test]
    fn the_title_of_a_child_s_page_names_the_child_once() {
        let mut page = crate::sample_page(Lang::Fr, "/espace/moi/agenda", "Agenda", None);
        let name = String::from("Léa");
        let space = kernel::SpaceId::from_bytes([7; 16]);
        page.acting = Some(Acting {
            space,
            name,
            capacity: crate::whose::As::Representative,
        });
        for title in ["Agenda", "Documents de Léa"] {
            page.title = title.to_owned();
            assert_eq!(page.head_title().matches("Léa").count(), 1, "{title}");
        }
    }

    #[test]
    fn where_the_team_opens_its_accounts_the_help_is_the_team_s() {
        let help = |path| crate::sample_page(Lang::Fr, path, "", None).help();
        assert_eq!(help("/equipe/activer/facteur"), help("/op/connexion"));
        assert_ne!(help("/equipe/activer"), help("/connexion"));
        assert_eq!(help("/equipements"), help("/connexion"));
    }

    #[test]
    fn everybody_signs_in_among_their_own_pages() {
        for audience in Audience::ALL {
            assert_eq!(Audience::at(audience.sign_in()), audience);
        }
    }
}
