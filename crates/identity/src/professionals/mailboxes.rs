//! Where professionals and institutions are written to in the health sector's own mail, as its
//! directory tells: whose mailbox an address is, and which mailboxes somebody has.

use super::{Institution, Listed, Professionals, Report};
use kernel::{Error, Finess, Result, Rpps};
use lists::{Columns, Format, Lines, Refusal, Rejected, refusal};
use std::io::{Read, Write};
use store::{Statement, Value};

/// How many lines go into one transaction.
const BATCH_LINES: usize = 500;
/// Characters of an address (RFC 5321, 4.5.3.1.3).
const ADDRESS_MAX: usize = 254;

const COLUMNS: Columns = Columns {
    must: &["address", "owner"],
    // The directory's own extract has many more, which are nobody's mistake.
    may: &[],
    between: &[';', '|'],
};

const ADDRESS_WRONG: Refusal = refusal(
    "address",
    "adresse fausse : attendu nom@domaine",
    "wrong address: expected name@domain",
);
const OWNER_WRONG: Refusal = refusal(
    "owner",
    "numéro faux : un RPPS de onze chiffres ou un FINESS de neuf caractères",
    "wrong number: an RPPS of eleven digits or a FINESS of nine characters",
);

/// An address as the directory knows it: lower case, one `@`, nothing that a mail
/// system would read otherwise.
pub fn mailbox_address(typed: &str) -> Option<String> {
    let address = typed.trim().to_lowercase();
    let (name, domain) = address.split_once('@')?;
    let is_word = |text: &str, more: &str| {
        let mut signs = text.chars();
        !text.is_empty() && signs.all(|c| c.is_ascii_alphanumeric() || more.contains(c))
    };
    let mut labels = domain.split('.');
    let right = address.len() <= ADDRESS_MAX
        && is_word(name, ".-_+'")
        && domain.contains('.')
        && labels.all(|label| is_word(label, "-"));
    right.then_some(address)
}

/// Who has a mailbox.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Owner {
    /// A professional who may practise today.
    Professional(Listed),
    /// An institution: a mailbox of several people, or of a program.
    Institution(Institution),
}

impl Professionals {
    /// Who has the mailbox of this address: a professional, if they may practise
    /// today, or an institution.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn by_mailbox(&self, address: &str) -> Result<Option<Owner>> {
        const FIND: &str = "SELECT owner FROM professional_mailbox WHERE address = $1";
        let Some(address) = mailbox_address(address) else {
            return Ok(None);
        };
        let rows = self.store.query(FIND, vec![address.into()]).await?;
        let Some(row) = rows.first() else {
            return Ok(None);
        };
        let number = row.text(0)?;
        if let Ok(rpps) = number.parse::<Rpps>() {
            let listed = self.find(&rpps).await?.filter(|listed| listed.active);
            return Ok(listed.map(Owner::Professional));
        }
        let finess: Finess = number
            .parse()
            .map_err(|_| Error::fault("a mailbox without a number"))?;
        Ok(self.institution(&finess).await?.map(Owner::Institution))
    }

    /// The mailboxes of this professional, in the order of the alphabet.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn mailboxes(&self, rpps: &Rpps) -> Result<Vec<String>> {
        self.mailboxes_of(rpps.as_str()).await
    }

    /// The mailboxes of this institution, in the order of the alphabet.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn mailboxes_of_place(&self, finess: &Finess) -> Result<Vec<String>> {
        self.mailboxes_of(finess.as_str()).await
    }

    async fn mailboxes_of(&self, owner: &str) -> Result<Vec<String>> {
        const LIST: &str =
            "SELECT address FROM professional_mailbox WHERE owner = $1 ORDER BY address LIMIT 50";
        let rows = self.store.query(LIST, vec![owner.into()]).await?;
        let address = |row: &store::Row| row.text(0).map(str::to_owned);
        rows.iter().map(address).collect()
    }

    /// Reads a file of mailboxes, CSV with the columns `address` and `owner` (RPPS or
    /// FINESS): whoever it tells of has those mailboxes and no others. Refused lines go to `rejected`
    /// as those of [`Professionals::import`]; reading it again changes nothing.
    ///
    /// # Errors
    /// As [`Professionals::import`].
    pub async fn import_mailboxes(
        &self,
        reader: impl Read + Send,
        rejected: impl Write + Send,
    ) -> Result<Report> {
        let run = i64::from_be_bytes(self.world.random());
        let mut report = Report::default();
        let mut rejected = Rejected::new(rejected)?;
        let (mut lines, _) = Lines::open(reader, Format::Csv, COLUMNS)?;
        let mut batch = Vec::with_capacity(BATCH_LINES);
        while let Some((number, line)) =
            lines.next_line(|column| ["address", "owner"].map(column))?
        {
            let checked = line.and_then(|[address, owner]| {
                let address = mailbox_address(&address.unwrap_or_default()).ok_or(ADDRESS_WRONG)?;
                let owner = owner.unwrap_or_default().trim().to_owned();
                let right = owner.parse::<Rpps>().is_ok() || owner.parse::<Finess>().is_ok();
                match right {
                    true => Ok((address, owner)),
                    false => Err(OWNER_WRONG),
                }
            });
            match checked {
                Ok((address, owner)) => batch.push(keep(address, owner, run)),
                Err(why) => {
                    report.rejected += 1;
                    rejected.tell(number, why)?;
                }
            }
            if batch.len() == BATCH_LINES {
                self.keep_mailboxes(std::mem::take(&mut batch), &mut report)
                    .await?;
            }
        }
        self.keep_mailboxes(batch, &mut report).await?;
        const FORGET: &str = "DELETE FROM professional_mailbox WHERE seen_run <> $1 \
             AND owner IN (SELECT owner FROM professional_mailbox WHERE seen_run = $1)";
        report.closed = self.store.execute(FORGET, vec![run.into()]).await?;
        rejected.close()?;
        Ok(report)
    }

    async fn keep_mailboxes(&self, batch: Vec<Statement>, report: &mut Report) -> Result<()> {
        if batch.is_empty() {
            return Ok(());
        }
        let kept = batch.len() as u64;
        let mut tx = self.store.begin("import mailboxes").await?;
        tx.run(batch).await?;
        tx.commit().await?;
        report.kept += kept;
        Ok(())
    }
}

fn keep(address: String, owner: String, run: i64) -> Statement {
    Statement {
        sql: "INSERT INTO professional_mailbox (address, owner, seen_run) VALUES ($1, $2, $3) \
              ON CONFLICT (address) DO UPDATE SET owner = excluded.owner, seen_run = excluded.seen_run",
        params: vec![Value::Text(address), Value::Text(owner), Value::Int(run)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_name_at_one_domain_in_lower_case() {
        for (typed, read) in [
            (
                " Dr.Benali@Medecin.MSSante.fr ",
                "dr.benali@medecin.mssante.fr",
            ),
            ("a+b_c-d'e@x-y.fr", "a+b_c-d'e@x-y.fr"),
        ] {
            assert_eq!(mailbox_address(typed).as_deref(), Some(read));
        }
        for wrong in [
            "",
            "@",
            "a@",
            "@b.fr",
            "a@b",
            "a@@b.fr",
            "a@b..fr",
            "a b@c.fr",
            "a@b.fr>",
            "\"a\"@b.fr",
            "a@b.fr\r\nRCPT TO:<c@d.fr>",
            "é@b.fr",
            "a@[127.0.0.1]",
        ] {
            assert_eq!(mailbox_address(wrong), None, "{wrong}");
        }
        let long = format!("{}@b.fr", "a".repeat(ADDRESS_MAX));
        assert_eq!(mailbox_address(&long), None);
    }
}
