//! Sessions with one token, blocking; nothing of wrapping or of threads.

use super::Pkcs11Config;
use crate::Generation;
use crate::generation::missing;
use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error as TokenError, RvError};
use cryptoki::mechanism::Mechanism;
use cryptoki::mechanism::aead::GcmParams;
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use cryptoki::types::AuthPin;
use kernel::{Error, Result};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

const TAG_BITS: u64 = 128;
const NONCE_BYTES: usize = 12;

/// PKCS#11 is initialised once per process and library, and never finished:
/// that would end the sessions of everyone else in the process.
static LIBRARIES: LazyLock<Mutex<HashMap<PathBuf, Pkcs11>>> = LazyLock::new(Mutex::default);

/// What stands between the label of the first generation and a later one's number.
const LATER: &str = " generation ";

/// One token, logged in, and the master key in it.
pub struct Token {
    library: Pkcs11,
    config: Pkcs11Config,
    /// Open sessions that nobody uses at the moment.
    idle: Mutex<Vec<Opened>>,
}

/// A session, and the names under which it knows the keys.
struct Opened {
    session: Session,
    keys: Keys,
}

/// The generations in the token, oldest first.
type Keys = BTreeMap<Generation, ObjectHandle>;

impl Token {
    /// Logs in, and finds or makes the key.
    pub fn open(config: Pkcs11Config) -> Result<Self> {
        let token = Self {
            library: library(&config.module)?,
            config,
            idle: Mutex::default(),
        };
        let session = token.session()?;
        if token.find_keys(&session)?.is_empty() {
            token.make_key(&session, Generation::FIRST)?;
        }
        let keys = token.keys(&session)?;
        for key in keys.values() {
            check_key(&session, *key)?;
        }
        locked(&token.idle).push(Opened { session, keys });
        Ok(token)
    }

    /// The generations that are in the token now, oldest first.
    pub fn generations(&self) -> Result<Vec<Generation>> {
        let keys = self.with_session(|opened| self.listed(&opened.session))?;
        let keys = keys.map_err(|e| Error::unavailable("looking for the master key").because(e))?;
        Ok(single(keys)?.into_keys().collect())
    }

    /// Makes a generation.
    pub fn make(&self, generation: Generation) -> Result<()> {
        let session = self.session()?;
        self.make_key(&session, generation)?;
        let keys = self.keys(&session)?;
        let made = keys.get(&generation);
        let made = made.ok_or_else(|| missing(generation, keys.keys().copied()))?;
        check_key(&session, *made)?;
        kernel::kill_point("keys-after-change");
        locked(&self.idle).clear();
        locked(&self.idle).push(Opened { session, keys });
        Ok(())
    }

    /// Destroys all generations before this one, which must be there.
    pub fn destroy_before(&self, generation: Generation) -> Result<()> {
        let failed = |e| Error::unavailable("destroying a former master key").because(e);
        let session = self.session()?;
        let mut keys = self.keys(&session)?;
        let kept = keys.split_off(&generation);
        if !kept.contains_key(&generation) {
            return Err(missing(generation, keys.into_keys()));
        }
        for key in keys.into_values() {
            kernel::kill_point("keys-before-change");
            session.destroy_object(key).map_err(failed)?;
        }
        locked(&self.idle).clear();
        locked(&self.idle).push(Opened {
            session,
            keys: kept,
        });
        Ok(())
    }

    /// Encrypts inside the token, under a nonce of its own making.
    pub fn encrypt(
        &self,
        generation: Generation,
        aad: &[u8],
        plain: &[u8],
    ) -> Result<([u8; NONCE_BYTES], Vec<u8>)> {
        self.with_key(generation, |session, key| {
            let mut nonce = [0; NONCE_BYTES];
            session.generate_random_slice(&mut nonce)?;
            // A token that prefers a nonce of its own writes it in place of ours.
            let sealed = session.encrypt(&gcm(&mut nonce, aad)?, key, plain)?;
            Ok((nonce, sealed))
        })?
        .map_err(|e| Error::unavailable("wrapping a key in the token").because(e))
    }

    /// Decrypts inside the token.
    pub fn decrypt(
        &self,
        generation: Generation,
        nonce: [u8; NONCE_BYTES],
        aad: &[u8],
        sealed: &[u8],
    ) -> Result<Vec<u8>> {
        let error = match self.decrypt_once(generation, nonce, aad, sealed)? {
            Ok(plain) => return Ok(plain),
            Err(error) => error,
        };
        // SoftHSM says "general error" to altered content, as others do to their
        // own troubles. What a token in good health refuses is altered.
        let altered = is_refused_content(&error) || self.is_well(generation);
        Err(if altered {
            Error::fault("wrapped key does not open").because(error)
        } else {
            Error::unavailable("unwrapping a key in the token").because(error)
        })
    }

    fn decrypt_once(
        &self,
        generation: Generation,
        nonce: [u8; NONCE_BYTES],
        aad: &[u8],
        sealed: &[u8],
    ) -> Result<Result<Vec<u8>, TokenError>> {
        self.with_key(generation, |session, key| {
            let mut iv = nonce;
            let mechanism = gcm(&mut iv, aad)?;
            session.decrypt(&mechanism, key, sealed)
        })
    }

    /// Whether the token opens what it has just sealed.
    fn is_well(&self, generation: Generation) -> bool {
        let probe = [7; 32];
        let Ok((nonce, sealed)) = self.encrypt(generation, b"probe", &probe) else {
            return false;
        };
        let opened = self.decrypt_once(generation, nonce, b"probe", &sealed);
        matches!(opened, Ok(Ok(plain)) if plain == probe)
    }

    /// Calls with the key of a generation. Where the session does not know it, the
    /// token is asked anew: another process may have made it meanwhile.
    fn with_key<T>(
        &self,
        generation: Generation,
        call: impl Fn(&Session, ObjectHandle) -> Result<T, TokenError>,
    ) -> Result<Result<T, TokenError>> {
        let known = |opened: &Opened| match opened.keys.get(&generation) {
            Some(key) => call(&opened.session, *key).map(Some),
            None => Ok(None),
        };
        match self.with_session(known)? {
            Ok(Some(done)) => return Ok(Ok(done)),
            Ok(None) => {}
            Err(error) => return Ok(Err(error)),
        }
        let session = self.session()?;
        let keys = self.keys(&session)?;
        let key = keys.get(&generation).copied();
        let key = key.ok_or_else(|| missing(generation, keys.keys().copied()))?;
        check_key(&session, key)?;
        let answer = call(&session, key);
        // The others know no more than that one did.
        locked(&self.idle).clear();
        Ok(self.settled(Opened { session, keys }, answer))
    }

    /// Calls with an idle session, or a new one. A session that the token
    /// closed meanwhile is let go, and the call made once more with a new one.
    /// A session whose call failed is not used again, unless it is the last:
    /// closing that would end the login under everyone's feet.
    fn with_session<T>(
        &self,
        call: impl Fn(&Opened) -> Result<T, TokenError>,
    ) -> Result<Result<T, TokenError>> {
        let idle = locked(&self.idle).pop();
        if let Some(opened) = idle {
            match call(&opened) {
                Err(error) if session_is_lost(&error) => {
                    tracing::warn!("the token closed a session; opening another");
                    locked(&self.idle).clear();
                }
                answer => return Ok(self.settled(opened, answer)),
            }
        }
        let session = self.session()?;
        let keys = self.keys(&session)?;
        let opened = Opened { session, keys };
        let answer = call(&opened);
        Ok(self.settled(opened, answer))
    }

    fn settled<T>(&self, opened: Opened, answer: Result<T, TokenError>) -> Result<T, TokenError> {
        let mut idle = locked(&self.idle);
        if answer.is_ok() || idle.is_empty() {
            idle.push(opened);
        }
        answer
    }

    fn session(&self) -> Result<Session> {
        let failed = |e| Error::unavailable("logging in to the PKCS#11 token").because(e);
        let slot = self.slot()?;
        let session = self.library.open_rw_session(slot).map_err(failed)?;
        let pin = AuthPin::from(self.config.pin.expose().clone());
        match session.login(UserType::User, Some(&pin)) {
            // The login is the process's; an earlier session made it.
            Ok(()) | Err(TokenError::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(session),
            Err(error) => Err(failed(error)),
        }
    }

    fn slot(&self) -> Result<Slot> {
        let failed = |e| Error::unavailable("looking for the PKCS#11 token").because(e);
        for slot in self.library.get_slots_with_token().map_err(failed)? {
            let about = self.library.get_token_info(slot).map_err(failed)?;
            if about.label() == self.config.token_label {
                return Ok(slot);
            }
        }
        Err(Error::unavailable(
            "no PKCS#11 token has the configured label",
        ))
    }

    fn keys(&self, session: &Session) -> Result<Keys> {
        let keys = self.find_keys(session)?;
        match keys.is_empty() {
            true => Err(Error::unavailable("the master key is not in the token")),
            false => Ok(keys),
        }
    }

    fn find_keys(&self, session: &Session) -> Result<Keys> {
        let found = self
            .listed(session)
            .map_err(|e| Error::unavailable("looking for the master key").because(e))?;
        single(found)
    }

    /// All keys in the token whose labels are those of generations.
    fn listed(
        &self,
        session: &Session,
    ) -> Result<BTreeMap<Generation, Vec<ObjectHandle>>, TokenError> {
        let wanted = [
            Attribute::Class(ObjectClass::SECRET_KEY),
            Attribute::Token(true),
        ];
        let mut listed: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for key in session.find_objects(&wanted)? {
            let told = session.get_attributes(key, &[AttributeType::Label])?;
            let generation = told.iter().find_map(|attribute| match attribute {
                Attribute::Label(label) => self.generation_of(label),
                _ => None,
            });
            if let Some(generation) = generation {
                listed.entry(generation).or_default().push(key);
            }
        }
        Ok(listed)
    }

    fn label(&self, generation: Generation) -> Vec<u8> {
        let first = &self.config.key_label;
        match generation {
            Generation::FIRST => first.clone().into_bytes(),
            later => format!("{first}{LATER}{later}").into_bytes(),
        }
    }

    fn generation_of(&self, label: &[u8]) -> Option<Generation> {
        let rest = std::str::from_utf8(label).ok()?;
        let rest = rest.strip_prefix(self.config.key_label.as_str())?;
        let generation = match rest.strip_prefix(LATER) {
            None => Generation::FIRST,
            Some(number) => Generation::from_number(number.parse().ok()?)?,
        };
        // One generation has one label.
        (self.label(generation) == label).then_some(generation)
    }

    fn make_key(&self, session: &Session, generation: Generation) -> Result<()> {
        let failed = |e| Error::unavailable("making the master key in the token").because(e);
        let key = session
            .generate_key(
                &Mechanism::AesKeyGen,
                &[
                    Attribute::Class(ObjectClass::SECRET_KEY),
                    Attribute::KeyType(KeyType::AES),
                    Attribute::ValueLen(32.into()),
                    Attribute::Label(self.label(generation)),
                    Attribute::Token(true),
                    Attribute::Private(true),
                    Attribute::Sensitive(true),
                    Attribute::Extractable(false),
                    Attribute::Encrypt(true),
                    Attribute::Decrypt(true),
                    Attribute::Wrap(false),
                    Attribute::Unwrap(false),
                ],
            )
            .map_err(failed)?;
        if self.find_keys(session).is_err() {
            // Another process made one at the same instant. Nothing is wrapped
            // under ours yet, so ours goes.
            session.destroy_object(key).map_err(failed)?;
            return Err(Error::unavailable(
                "two processes made the master key at once; start again",
            ));
        }
        tracing::info!("made a new master key in the token");
        Ok(())
    }
}

/// One key for each generation.
fn single(listed: BTreeMap<Generation, Vec<ObjectHandle>>) -> Result<Keys> {
    let one = |(generation, keys): (Generation, Vec<ObjectHandle>)| match keys.as_slice() {
        [key] => Ok((generation, *key)),
        _ => Err(Error::fault(format!(
            "several keys in the token have the label of generation {generation} of the master \
             key: two made it at once, and the token's own tool must destroy one"
        ))),
    };
    listed.into_iter().map(one).collect()
}

/// A key that could leave the token, or that is no AES-256 key, is refused.
fn check_key(session: &Session, key: ObjectHandle) -> Result<()> {
    let asked = [
        AttributeType::KeyType,
        AttributeType::ValueLen,
        AttributeType::Sensitive,
        AttributeType::Extractable,
    ];
    let told = session
        .get_attributes(key, &asked)
        .map_err(|e| Error::unavailable("looking at the master key").because(e))?;
    let wanted = [
        Attribute::KeyType(KeyType::AES),
        Attribute::ValueLen(32.into()),
        Attribute::Sensitive(true),
        Attribute::Extractable(false),
    ];
    if wanted.iter().all(|attribute| told.contains(attribute)) {
        Ok(())
    } else {
        Err(Error::fault(
            "the master key in the token is not a sensitive AES-256 key that cannot be extracted",
        ))
    }
}

fn gcm<'a>(iv: &'a mut [u8], aad: &'a [u8]) -> Result<Mechanism<'a>, TokenError> {
    Ok(Mechanism::AesGcm(GcmParams::new(iv, aad, TAG_BITS.into())?))
}

fn library(module: &Path) -> Result<Pkcs11> {
    let failed = |e| Error::unavailable("loading the PKCS#11 library").because(e);
    let mut libraries = locked(&LIBRARIES);
    if let Some(library) = libraries.get(module) {
        return Ok(library.clone());
    }
    let library = Pkcs11::new(module).map_err(failed)?;
    match library.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
        Ok(()) | Err(TokenError::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {}
        Err(error) => return Err(failed(error)),
    }
    libraries.insert(module.to_owned(), library.clone());
    Ok(library)
}

const fn session_is_lost(error: &TokenError) -> bool {
    matches!(
        error,
        TokenError::Pkcs11(
            RvError::SessionClosed
                | RvError::SessionHandleInvalid
                | RvError::UserNotLoggedIn
                | RvError::KeyHandleInvalid
                | RvError::ObjectHandleInvalid
                | RvError::OperationActive
                | RvError::DeviceRemoved,
            _
        )
    )
}

/// Whether the token found that what it was to decrypt is not what it encrypted.
const fn is_refused_content(error: &TokenError) -> bool {
    matches!(
        error,
        TokenError::Pkcs11(
            RvError::EncryptedDataInvalid | RvError::EncryptedDataLenRange,
            _
        )
    )
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is inside is whole after every line, so a panic elsewhere harms nothing.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
