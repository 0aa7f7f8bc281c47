//! The machine: what it is, and what this process takes of it.

use std::fs;

/// Cores, processor, kernel, load: for the head of a report.
pub fn line() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let kernel = read("/proc/sys/kernel/osrelease");
    let load = read("/proc/loadavg");
    let load = load.split(' ').next().unwrap_or_default();
    let memory = field(&read("/proc/meminfo"), "MemTotal:") / 1024;
    let folder = std::env::temp_dir();
    format!(
        "machine: {cores} cores, {}, {memory} MiB, Linux {}, {} in {}, load before {load}",
        processor(),
        kernel.trim(),
        file_system(&folder.display().to_string()),
        folder.display(),
    )
}

/// What this process holds in memory, in MiB: server and load together.
pub fn memory_mib() -> u64 {
    field(&read("/proc/self/status"), "VmRSS:") / 1024
}

/// The most it ever held, in MiB.
pub fn memory_peak_mib() -> u64 {
    field(&read("/proc/self/status"), "VmHWM:") / 1024
}

/// How many bytes of files this process has made dirty: whole pages.
pub fn dirtied_bytes() -> u64 {
    field(&read("/proc/self/io"), "write_bytes:")
}

/// How many seconds of processors this process has taken so far, of all its threads.
pub fn processor_seconds() -> f64 {
    // Ticks of a hundredth of a second (proc(5), utime and stime), after the name in brackets.
    let stat = read("/proc/self/stat");
    let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
    let ticks = after.split_whitespace().skip(11).take(2);
    let ticks: u32 = ticks.filter_map(|word| word.parse::<u32>().ok()).sum();
    f64::from(ticks) / 100.0
}

fn processor() -> String {
    let info = read("/proc/cpuinfo");
    let model = info
        .lines()
        .find_map(|line| line.strip_prefix("model name"));
    model.map_or_else(
        || String::from("processor unknown"),
        |model| model.trim_start_matches([' ', '\t', ':']).trim().to_owned(),
    )
}

/// The type of the file system whose mount point is nearest above `folder`.
fn file_system(folder: &str) -> String {
    let mounts = read("/proc/mounts");
    let nearest = mounts
        .lines()
        .filter_map(|line| {
            let mut words = line.split(' ').skip(1);
            Some((words.next()?, words.next()?))
        })
        .filter(|(point, _)| {
            *point == "/" || folder == *point || folder.starts_with(&format!("{point}/"))
        })
        .max_by_key(|(point, _)| point.len());
    nearest.map_or_else(|| String::from("unknown"), |(_, kind)| kind.to_owned())
}

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

/// The number after this name; 0 where the system does not tell.
fn field(text: &str, name: &str) -> u64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let number = line.and_then(|rest| rest.split_whitespace().next()?.parse().ok());
    number.unwrap_or(0)
}
