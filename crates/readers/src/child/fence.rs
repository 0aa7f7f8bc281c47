//! What a child gives up before it reads: limits that the kernel keeps, and a
//! list of the few system calls it may still make. Any other ends it.

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, apply_filter,
};
use std::collections::BTreeMap;

/// The kernel refused, or was given no limit to keep: nothing may be read.
pub(super) struct NotRaised;

/// Gives up everything but thinking, and the two pipes that are open.
pub(super) fn raise(memory: u64, seconds: u64) -> Result<(), NotRaised> {
    if memory == 0 || seconds == 0 {
        return Err(NotRaised);
    }
    // When memory is short, this ends before the service does. A kernel that
    // does not know it takes nothing away from the rest.
    let _known = std::fs::write("/proc/self/oom_score_adj", "1000");
    limit(memory, seconds).map_err(|_| NotRaised)?;
    let program = program().ok_or(NotRaised)?;
    // Sets `no_new_privs` first.
    apply_filter(&program).map_err(|_| NotRaised)
}

fn limit(memory: u64, seconds: u64) -> rustix::io::Result<()> {
    // Neither a debugger nor a core file shows what is read here.
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    for (resource, most) in [
        (Resource::Core, 0),
        (Resource::Fsize, 0),
        (Resource::Nofile, 3),
        (Resource::As, memory),
    ] {
        setrlimit(resource, exactly(most, most))?;
    }
    // The first limit says which one it was (SIGXCPU), the second one ends it.
    setrlimit(Resource::Cpu, exactly(seconds, seconds.saturating_add(1)))
}

const fn exactly(current: u64, maximum: u64) -> Rlimit {
    Rlimit {
        current: Some(current),
        maximum: Some(maximum),
    }
}

/// Calls that are allowed whatever they say: memory, time, the end, chance for
/// hash tables, and what the runtime does when a thread dies.
const ALLOWED: [i64; 20] = [
    libc::SYS_brk,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    libc::SYS_futex,
    libc::SYS_clock_gettime,
    libc::SYS_getrandom,
    libc::SYS_exit,
    libc::SYS_exit_group,
    libc::SYS_restart_syscall,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_sched_yield,
    libc::SYS_close,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_rseq,
    libc::SYS_set_robust_list,
];

fn program() -> Option<BpfProgram> {
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
        ALLOWED.into_iter().map(|call| (call, Vec::new())).collect();
    let me = u64::try_from(rustix::process::getpid().as_raw_nonzero().get()).ok()?;
    rules.insert(libc::SYS_read, vec![if_is(0, 0)?]);
    rules.insert(libc::SYS_write, vec![if_is(0, 1)?, if_is(0, 2)?]);
    rules.insert(libc::SYS_writev, vec![if_is(0, 1)?, if_is(0, 2)?]);
    // Memory that can be run is not given, no code but the program's own; nor
    // is a file's, whichever is open.
    let unrunnable = without(2, libc::PROT_EXEC)?;
    let anonymous = with(3, libc::MAP_ANONYMOUS)?;
    rules.insert(
        libc::SYS_mmap,
        vec![all_of(vec![unrunnable.clone(), anonymous])?],
    );
    rules.insert(libc::SYS_mprotect, vec![all_of(vec![unrunnable])?]);
    // The allocator gives its memory a name: that, and nothing else of `prctl`.
    let naming = only(0, SeccompCmpOp::Eq, u64::try_from(libc::PR_SET_VMA).ok()?)?;
    let memory = u64::try_from(libc::PR_SET_VMA_ANON_NAME).ok()?;
    let memory = only(1, SeccompCmpOp::Eq, memory)?;
    rules.insert(libc::SYS_prctl, vec![all_of(vec![naming, memory])?]);
    // How `abort` ends this process, and no other.
    rules.insert(libc::SYS_tgkill, vec![if_is(0, me)?]);
    SeccompFilter::new(
        rules,
        SeccompAction::KillProcess,
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into().ok()?,
    )
    .ok()?
    .try_into()
    .ok()
}

fn if_is(argument: u8, value: u64) -> Option<SeccompRule> {
    all_of(vec![only(argument, SeccompCmpOp::Eq, value)?])
}

fn without(argument: u8, bit: libc::c_int) -> Option<SeccompCondition> {
    let bit = u64::try_from(bit).ok()?;
    only(argument, SeccompCmpOp::MaskedEq(bit), 0)
}

fn with(argument: u8, bit: libc::c_int) -> Option<SeccompCondition> {
    let bit = u64::try_from(bit).ok()?;
    only(argument, SeccompCmpOp::MaskedEq(bit), bit)
}

fn only(argument: u8, how: SeccompCmpOp, value: u64) -> Option<SeccompCondition> {
    SeccompCondition::new(argument, SeccompCmpArgLen::Dword, how, value).ok()
}

fn all_of(conditions: Vec<SeccompCondition>) -> Option<SeccompRule> {
    SeccompRule::new(conditions).ok()
}

#[cfg(test)]
mod tests;
