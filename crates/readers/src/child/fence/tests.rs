//! What the list of calls says, asked call by call: what a child may not do
//! cannot all be tried without doing it.

use super::*;

/// Where the kernel puts the arguments of a call, eight bytes for each.
const ARGUMENTS_AT: usize = 16;

/// The steps that the list is written in (classic BPF).
const LOAD: u16 = 0x20;
const AND: u16 = 0x54;
const JUMP: u16 = 0x05;
const IF_EQUAL: u16 = 0x15;
const IF_GREATER: u16 = 0x25;
const IF_NOT_LESS: u16 = 0x35;
const IF_ANY_BIT: u16 = 0x45;
const ANSWER: u16 = 0x06;

const ALLOW: u32 = 0x7fff_0000;
const KILL: u32 = 0x8000_0000;

/// What the kernel does with a call, by the list.
fn verdict(call: i64, arguments: [u64; 6]) -> u32 {
    let program = program().expect("a list");
    // It asks first for which machine it is.
    let machine = program
        .iter()
        .find(|step| step.code == IF_EQUAL)
        .expect("a question")
        .k;
    let mut data = vec![0; ARGUMENTS_AT];
    data[..4].copy_from_slice(&u32::try_from(call).expect("a call").to_ne_bytes());
    data[4..8].copy_from_slice(&machine.to_ne_bytes());
    data.extend(arguments.iter().flat_map(|argument| argument.to_ne_bytes()));
    let mut loaded = 0_u32;
    let mut at = 0;
    loop {
        let step = &program[at];
        at += 1;
        let holds = match step.code {
            LOAD => {
                let from = step.k as usize;
                let word: [u8; 4] = data[from..from + 4].try_into().expect("a word");
                loaded = u32::from_ne_bytes(word);
                continue;
            }
            AND => {
                loaded &= step.k;
                continue;
            }
            JUMP => {
                at += step.k as usize;
                continue;
            }
            ANSWER => return step.k,
            IF_EQUAL => loaded == step.k,
            IF_GREATER => loaded > step.k,
            IF_NOT_LESS => loaded >= step.k,
            IF_ANY_BIT => loaded & step.k != 0,
            other => panic!("an unknown step: {other:#x}"),
        };
        at += usize::from(if holds { step.jt } else { step.jf });
    }
}

fn bits(bits: libc::c_int) -> u64 {
    u64::try_from(bits).expect("bits")
}

#[test]
fn memory_is_given_when_it_is_no_files_and_cannot_be_run() {
    let map = |protection: libc::c_int, flags: libc::c_int| {
        let arguments = [0, 4096, bits(protection), bits(flags), 0, 0];
        verdict(libc::SYS_mmap, arguments)
    };
    let writable = libc::PROT_READ | libc::PROT_WRITE;
    let anonymous = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
    assert_eq!(map(writable, anonymous), ALLOW);
    assert_eq!(map(writable, libc::MAP_PRIVATE), KILL);
    assert_eq!(map(writable, libc::MAP_SHARED), KILL);
    assert_eq!(map(writable | libc::PROT_EXEC, anonymous), KILL);
    let protect = |protection| verdict(libc::SYS_mprotect, [0, 4096, bits(protection), 0, 0, 0]);
    assert_eq!(protect(libc::PROT_NONE), ALLOW);
    assert_eq!(protect(libc::PROT_READ | libc::PROT_EXEC), KILL);
}

#[test]
fn only_the_two_pipes_and_the_silenced_third_are_read_and_written() {
    let on = |call, file| verdict(call, [file, 0, 0, 0, 0, 0]);
    for (call, file, answer) in [
        (libc::SYS_read, 0, ALLOW),
        (libc::SYS_read, 1, KILL),
        (libc::SYS_read, 3, KILL),
        (libc::SYS_write, 1, ALLOW),
        (libc::SYS_write, 2, ALLOW),
        (libc::SYS_write, 0, KILL),
        (libc::SYS_write, 3, KILL),
    ] {
        assert_eq!(on(call, file), answer, "{call} {file}");
    }
}

#[test]
fn memory_may_be_named_and_nothing_else_of_its_process_be_changed() {
    let asks = |what: libc::c_int, of| verdict(libc::SYS_prctl, [bits(what), of, 0, 0, 0, 0]);
    assert_eq!(
        asks(libc::PR_SET_VMA, bits(libc::PR_SET_VMA_ANON_NAME)),
        ALLOW
    );
    assert_eq!(asks(libc::PR_SET_VMA, 1), KILL);
    for other in [
        libc::PR_SET_NAME,
        libc::PR_SET_DUMPABLE,
        libc::PR_SET_SECCOMP,
        libc::PR_SET_PTRACER,
    ] {
        assert_eq!(asks(other, 0), KILL, "{other}");
    }
}

#[test]
fn what_is_not_on_the_list_ends_the_child() {
    for call in [
        libc::SYS_openat,
        libc::SYS_socket,
        libc::SYS_clone,
        libc::SYS_execve,
        libc::SYS_kill,
        libc::SYS_ptrace,
        libc::SYS_ioctl,
        libc::SYS_prctl,
    ] {
        assert_eq!(verdict(call, [0; 6]), KILL, "{call}");
    }
    let me = u64::from(std::process::id());
    assert_eq!(verdict(libc::SYS_tgkill, [me, 0, 0, 0, 0, 0]), ALLOW);
    assert_eq!(verdict(libc::SYS_tgkill, [me + 1, 0, 0, 0, 0, 0]), KILL);
}
