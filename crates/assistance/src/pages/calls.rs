//! `/admin/appels`: for administrators, what was done by telephone, with the operator
//! and the number of the call. For whom is not said: it is nobody's here to know.

use crate::Assistance;
use crate::queries::{ActPlace, DoneAct};
use askama::Template;
use axum::extract::State;
use edge::{Answer, Asked, Page};
use identity::AdministratorIn;
use kernel::{AccountId, Kind, Result};
use std::collections::BTreeMap;

#[derive(Template)]
#[template(path = "op_calls.html")]
struct CallsPage {
    page: Page,
    lines: Vec<Line>,
    older: Option<String>,
}

struct Line {
    number: String,
    operator: String,
    what: String,
    when: String,
    receipt: String,
}

/// All that was done, page by page.
pub(super) async fn page(
    State(assistance): State<Assistance>,
    AdministratorIn(_): AdministratorIn,
    asked: Asked,
) -> Answer {
    let before = asked.param("avant")?;
    let before = before.map(|text| text.parse::<ActPlace>()).transpose()?;
    let (acts, more) = assistance.acts_of_all(before.as_ref()).await?;
    let page = asked.page("op-calls-title");
    let mut names = BTreeMap::new();
    let mut lines = Vec::with_capacity(acts.len());
    for DoneAct { operator, act, .. } in &acts {
        if !names.contains_key(operator) {
            names.insert(*operator, name(&assistance, &page, *operator).await?);
        }
        lines.push(Line {
            number: act.call_number.clone(),
            operator: names.get(operator).cloned().unwrap_or_default(),
            what: page.t(act.what.key()),
            when: page.moment(act.at),
            receipt: act.receipt.clone(),
        });
    }
    let older = acts.last().filter(|_| more).map(|last| {
        let path = format!("/admin/appels?avant={}", last.place);
        page.href(&path)
    });
    Ok(edge::show(&CallsPage { lines, older, page }))
}

/// What an operator is called, also once they are of the team no more.
async fn name(assistance: &Assistance, page: &Page, operator: AccountId) -> Result<String> {
    match assistance.identity().member(operator).await {
        Ok(member) => Ok(member.name.0),
        Err(error) if error.kind() == Kind::NotFound => Ok(page.t("op-calls-unknown")),
        Err(error) => Err(error),
    }
}
