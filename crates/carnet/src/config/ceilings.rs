//! `[ceilings]`: how many people an institution sees in a day without a presence
//! code, by what it is.

use kernel::Result;
use serde::Deserialize;
use sharing::rules::{InstitutionCeiling, InstitutionCeilings};

/// The ceilings of institutions; what is not said is as published.
#[derive(Clone, Copy, Default, Deserialize, Debug)]
#[serde(deny_unknown_fields, default)]
pub struct CeilingsSection {
    /// Hospitals and clinics.
    pub hospital: CeilingSection,
    /// Laboratories of medical biology.
    pub laboratory: CeilingSection,
    /// Pharmacies.
    pub pharmacy: CeilingSection,
    /// Practices, centres and houses of health.
    pub practice: CeilingSection,
    /// All others.
    pub other: CeilingSection,
}

/// The ceiling of one kind of institution.
#[derive(Clone, Copy, Default, Deserialize, Debug)]
#[serde(deny_unknown_fields, default)]
pub struct CeilingSection {
    /// People in a day beyond whom somebody looks into it.
    pub alarm: Option<u64>,
    /// People in a day at most.
    pub stop: Option<u64>,
}

impl CeilingSection {
    fn over(self, usual: InstitutionCeiling) -> Result<InstitutionCeiling> {
        let alarm = self.alarm.unwrap_or(usual.alarm);
        InstitutionCeiling::new(alarm, self.stop.unwrap_or(usual.stop))
    }
}

impl CeilingsSection {
    /// The ceilings that hold.
    ///
    /// # Errors
    /// Invalid, for an alarm that would come after the stop.
    pub fn read(&self) -> Result<InstitutionCeilings> {
        let usual = InstitutionCeilings::default();
        Ok(InstitutionCeilings {
            hospital: self.hospital.over(usual.hospital)?,
            laboratory: self.laboratory.over(usual.laboratory)?,
            pharmacy: self.pharmacy.over(usual.pharmacy)?,
            practice: self.practice.over(usual.practice)?,
            other: self.other.over(usual.other)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_one_kind_leaves_the_others_as_they_are() {
        let text = "[hospital]\nstop = 20000\n[pharmacy]\nalarm = 10\nstop = 10\n";
        let section: CeilingsSection = toml::from_str(text).expect("read");
        let read = section.read().expect("ceilings");
        let usual = InstitutionCeilings::default();
        assert_eq!((read.hospital.alarm, read.hospital.stop), (3_000, 20_000));
        assert_eq!((read.pharmacy.alarm, read.pharmacy.stop), (10, 10));
        assert_eq!(read.practice, usual.practice);
        assert_eq!(CeilingsSection::default().read().expect("usual"), usual);
        let text = "[practice]\nalarm = 2000\n";
        let late: CeilingsSection = toml::from_str(text).expect("read");
        assert!(late.read().is_err(), "the alarm would come after the stop");
        assert!(toml::from_str::<CeilingsSection>("[clinic]\nstop = 1\n").is_err());
    }
}
