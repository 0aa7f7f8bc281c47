//! The national health identity (INS): the matricule with its key, the code
//! system it belongs to, and the five strict traits.
//!
//! Pure. Nothing here says whether a person exists: that is the register's.
//! Facts: `data/nir.md` (decree 82-103, INSEE, ANS list of OIDs).

mod matricule;
mod traits;

pub use matricule::{Issuer, Matricule};
pub use traits::{BirthPlace, InsIdentity, InsInput, Sex};
