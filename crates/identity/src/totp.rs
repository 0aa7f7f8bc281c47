//! The second factor of an authenticator app: six digits that change every 30
//! seconds (TOTP, RFC 6238).
//!
//! Only the server's time counts, one step before and after it; a step that
//! was used is never accepted again (that is kept in the store).

use fast_qr::convert::svg::SvgBuilder;
use fast_qr::{ECL, QRBuilder};
use kernel::{Chance, Error, Result, Timestamp};
use std::fmt;
use totp_rs::{Builder, Totp};
use zeroize::{Zeroize, ZeroizeOnDrop};

const SECRET_BYTES: usize = 20;
const STEP_SECONDS: i64 = 30;
/// Steps before and after the present one that are accepted.
const SKEW: i64 = 1;
const ISSUER: &str = "Carnet";

/// The secret that an authenticator app and the server share: 160 bits.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct TotpSecret([u8; SECRET_BYTES]);

/// What a page shows to set up an app.
#[derive(Clone)]
pub struct TotpPart {
    /// A QR code as SVG, without style or script: for `{{ part.qr|safe }}`.
    pub qr: String,
    /// The secret in groups of four, to type by hand.
    pub key: String,
    /// The link that apps on the same phone open.
    pub uri: String,
}

/// The number of a step of 30 seconds.
pub type Step = i64;

impl TotpSecret {
    /// A new secret.
    pub fn random(chance: &dyn Chance) -> Self {
        let mut bytes = [0; SECRET_BYTES];
        chance.fill(&mut bytes);
        Self(bytes)
    }

    /// The secret whose stored form is these bytes.
    ///
    /// # Errors
    /// A fault: what was kept is no secret.
    pub fn from_slice(bytes: &[u8]) -> Result<Self> {
        let bytes = bytes
            .try_into()
            .map_err(|_| Error::fault("a kept TOTP secret is not 20 bytes"))?;
        Ok(Self(bytes))
    }

    /// The bytes: to be sealed.
    pub const fn expose(&self) -> &[u8; SECRET_BYTES] {
        &self.0
    }

    /// In base32, as apps take it.
    pub fn base32(&self) -> String {
        totp_rs::Secret::new(self.0.to_vec().into_boxed_slice()).to_base32()
    }

    fn totp(&self, account: &str) -> Totp {
        Builder::new()
            .with_secret(totp_rs::Secret::new(self.0.to_vec().into_boxed_slice()))
            .with_account_name(account)
            .with_issuer(Some(ISSUER))
            .build()
            .expect("160 bits, six digits and names without a colon are RFC 6238")
    }

    /// The code at this instant: for the demo and for tests.
    pub fn code_at(&self, at: Timestamp) -> String {
        self.code_of(at.millis().div_euclid(1000).div_euclid(STEP_SECONDS))
    }

    fn code_of(&self, step: Step) -> String {
        let seconds = u64::try_from(step * STEP_SECONDS).unwrap_or(0);
        self.totp("").generate(seconds).to_string()
    }

    /// The step whose code this is, if it is at most one away from now and
    /// later than the last one used. Spaces in the code mean nothing.
    pub fn step_of(&self, code: &str, last_used: Step, now: Timestamp) -> Option<Step> {
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        if code.len() != 6 || !code.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let present = now.millis().div_euclid(1000).div_euclid(STEP_SECONDS);
        // All three are computed, whichever fits.
        let fits = |step: Step| {
            let right = self.code_of(step);
            subtle::ConstantTimeEq::ct_eq(right.as_bytes(), code.as_bytes()).into()
        };
        let found: Vec<Step> = (present - SKEW..=present + SKEW)
            .filter(|s| fits(*s))
            .collect();
        found.into_iter().find(|step| *step > last_used)
    }

    /// What a page shows to set up an app for this username.
    ///
    /// # Errors
    /// A fault if the code cannot be drawn.
    pub fn part(&self, username: &str) -> Result<TotpPart> {
        let uri = self
            .totp(username)
            .to_url()
            .map_err(|cause| Error::fault("writing an otpauth link").because(cause.to_string()))?;
        let code = QRBuilder::new(uri.as_str())
            .ecl(ECL::M)
            .build()
            .map_err(|cause| Error::fault("drawing a QR code").because(cause.to_string()))?;
        let base32 = self.base32();
        let groups: Vec<&str> = base32
            .as_bytes()
            .chunks(4)
            .filter_map(|group| std::str::from_utf8(group).ok())
            .collect();
        Ok(TotpPart {
            qr: SvgBuilder::default().to_str(&code),
            key: groups.join(" "),
            uri,
        })
    }
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹secret›")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    const NOW: Timestamp = Timestamp::from_millis(1_795_424_400_000);
    const STEP: Duration = Duration::from_secs(30);

    fn rfc() -> TotpSecret {
        TotpSecret(*b"12345678901234567890")
    }

    #[test]
    fn the_codes_are_those_of_rfc_6238() {
        // Appendix B, SHA-1, the last six of eight digits.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(rfc().code_at(Timestamp::from_millis(seconds * 1000)), code);
        }
    }

    #[test]
    fn aut_08_a_code_two_steps_away_is_refused() {
        let secret = rfc();
        for (steps, right) in [(2, false), (1, true), (0, true)] {
            let away = STEP * steps;
            assert_eq!(
                secret
                    .step_of(&secret.code_at(NOW.minus(away)), 0, NOW)
                    .is_some(),
                right
            );
            assert_eq!(
                secret
                    .step_of(&secret.code_at(NOW.plus(away)), 0, NOW)
                    .is_some(),
                right
            );
        }
    }

    #[test]
    fn aut_06_a_step_is_used_once() {
        let secret = rfc();
        let code = secret.code_at(NOW);
        let step = secret.step_of(&code, 0, NOW).expect("right");
        assert_eq!(secret.step_of(&code, step, NOW), None);
        let spaced = format!(" {} {}", &code[..3], &code[3..]);
        assert_eq!(secret.step_of(&spaced, step - 1, NOW), Some(step));
        for wrong in ["", "12345", "1234567", "+12345", "１２３４５６", "abcdef"] {
            assert_eq!(secret.step_of(wrong, 0, NOW), None, "{wrong}");
        }
    }

    #[test]
    fn the_part_of_a_page_has_no_style() {
        let part = rfc().part("ana.leca").expect("a part");
        assert!(part.qr.starts_with("<svg"));
        assert!(!part.qr.contains("style"), "refused by the CSP");
        assert_eq!(part.key, "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert!(part.uri.starts_with("otpauth://totp/Carnet:ana.leca?"));
    }
}
