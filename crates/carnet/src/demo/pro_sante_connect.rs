//! The professionals of the demonstration, as its Pro Santé Connect tells of
//! them.

use super::openid::{CLIENT_ID, Cast, Issuer, Manner, Row};
use super::seed::PROVIDER_CLIENT;
use async_trait::async_trait;
use edge::Page;
use identity::professionals::{Listed, PlaceOfWork, Professionals};
use identity::provider::ProviderConfig;
use kernel::{Lang, Result, Rpps};
use serde_json::{Value, json};

const SHOWN_MAX: i64 = 100;

pub(super) const MANNER: Manner = Manner {
    path: "/demo/psc",
    back: "/pro/connexion/retour",
    signed_out: None,
    acr: "eidas1",
    scopes: &["scope_all"],
    france_connect: false,
    software: Some(PROVIDER_CLIENT),
    field: "rpps",
    words: [
        "demo-provider-invented",
        "demo-provider-who",
        "demo-provider-profession",
        "demo-provider-places",
    ],
};

/// How the site speaks to this provider.
pub(super) fn config(issuer: &Issuer) -> ProviderConfig {
    ProviderConfig {
        name: String::from("Pro Santé Connect (démonstration)"),
        ..ProviderConfig::pro_sante_connect(
            issuer.address(),
            CLIENT_ID,
            issuer.client_secret(),
            issuer.origin(),
        )
    }
}

/// Those of the directory.
pub(super) struct Directory(pub Professionals);

#[async_trait]
impl Cast for Directory {
    async fn rows(&self, page: &Page) -> Result<Vec<Row>> {
        let listed = self.0.list(None, SHOWN_MAX).await?;
        Ok(listed.iter().map(|one| row(one, page.lang)).collect())
    }

    fn subject(&self, id: &str) -> String {
        format!("f:demo:8{id}")
    }

    async fn claims(&self, id: &str) -> Result<Value> {
        let rpps: Rpps = id.parse()?;
        let listed = self.0.find(&rpps).await?;
        Ok(listed.map_or_else(|| nobody(&rpps), |listed| claims(&listed)))
    }
}

/// The places that somebody has not left.
fn here(listed: &Listed) -> impl Iterator<Item = &PlaceOfWork> {
    let places = listed.places.iter();
    places.filter(|place| place.attachment.left_at.is_none())
}

fn row(listed: &Listed, lang: Lang) -> Row {
    let names: Vec<&str> = here(listed)
        .map(|place| place.institution.name.as_str())
        .collect();
    let profession = listed.profession.label(lang);
    Row {
        id: listed.rpps.to_string(),
        name: listed.name(),
        cells: [
            match listed.speciality.as_str() {
                "" => profession.to_owned(),
                speciality => format!("{profession}, {speciality}"),
            },
            names.join(" ; "),
        ],
    }
}

/// The claims of Pro Santé Connect, as far as they are used.
fn claims(listed: &Listed) -> Value {
    let activities: Vec<Value> = here(listed)
        .map(|place| {
            json!({
                "numeroFinessSite": place.institution.finess.as_str(),
                "raisonSocialeSite": place.institution.name,
            })
        })
        .collect();
    let mut claims = nobody(&listed.rpps);
    claims["given_name"] = json!(listed.first_name);
    claims["family_name"] = json!(listed.last_name);
    claims["SubjectRefPro"] = json!({"exercices": [{
        "codeProfession": listed.profession.code(),
        "codeCategorieProfessionnelle": "C",
        "nomDexercice": listed.last_name,
        "prenomDexercice": listed.first_name,
        "activities": activities,
    }]});
    claims
}

fn nobody(rpps: &Rpps) -> Value {
    let number = format!("8{rpps}");
    json!({
        "SubjectNameID": number,
        "preferred_username": number,
        "UITVersion": "1.0",
        "Palier_Authentification": "APPPRIP3^1.2.250.1.213.1.5.1.1.1",
    })
}
