//! The documents of the town, added through its pages.

use super::{Holder, Pro, Town};
use http::StatusCode;

impl Town {
    /// The holder adds a document of their own; its id.
    pub async fn adds(&self, holder: &Holder, title: &str) -> String {
        let fields = [
            ("title", title),
            ("type", "DOCPAT03"),
            ("date-jour", "20"),
            ("date-mois", "11"),
            ("date-annee", "2026"),
        ];
        let content = format!("Bonjour, ceci est le document {title}.");
        let sent = self
            .upload(
                &holder.cookie,
                "/espace/moi/documents/ajouter",
                &fields,
                ("note.txt", content.as_bytes()),
            )
            .await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        self.id_of(&holder.cookie, "/espace/moi/documents", title)
            .await
            .expect("the document is listed")
    }

    /// A professional adds a report; its id, as the holder sees it.
    pub async fn deposits(&self, pro: &Pro, holder: &Holder, title: &str) -> String {
        let fields = [
            ("title", title),
            ("type", "11488-4"),
            ("date-jour", "20"),
            ("date-mois", "11"),
            ("date-annee", "2026"),
        ];
        let path = format!("/pro/patients/{}/ajouter", holder.space);
        let content = format!("Compte rendu : {title}.");
        let sent = self
            .upload(&pro.cookie, &path, &fields, ("cr.txt", content.as_bytes()))
            .await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        self.id_of(&holder.cookie, "/espace/moi/documents", title)
            .await
            .expect("the document is listed")
    }

    /// The id of the document with this title in a list.
    pub async fn id_of(&self, cookie: &str, list: &str, title: &str) -> Option<String> {
        let page = self.get(cookie, list).await.text();
        let at = page.find(&format!(">{title}</a>"))?;
        let link = page[..at].rfind("/documents/")? + "/documents/".len();
        Some(page[link..link + 26].to_owned())
    }

    pub async fn consents(&self, pro: &Pro, holder: &Holder) {
        let path = format!("/pro/patients/{}/lien", holder.space);
        let answer = self.post(&pro.cookie, &path, "accord=oui").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    }
}
