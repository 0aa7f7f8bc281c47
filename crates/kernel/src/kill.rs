//! Kill points: named places where a test build can be made to die at once, as
//! by `kill -9`, to prove that nothing acknowledged is lost there.

/// Dies here if `CARNET_KILL_AT` names this point. Nothing at all in a release
/// build.
#[inline]
pub fn kill_point(name: &str) {
    #[cfg(debug_assertions)]
    if std::env::var_os("CARNET_KILL_AT").is_some_and(|wanted| wanted == name) {
        std::process::abort();
    }
    #[cfg(not(debug_assertions))]
    let _ = name;
}
