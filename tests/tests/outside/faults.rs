//! Disks that fail: strace (<https://strace.io>) answers a program's system calls in the kernel's stead.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A system call that fails.
#[derive(Clone, Debug)]
pub struct Fault<'a> {
    /// Its name.
    pub call: &'a str,
    /// With which error: EIO, ENOSPC.
    pub error: &'a str,
    /// The how many-th of each thread, from 1 on.
    pub nth: u64,
    /// And all that follow.
    pub for_good: bool,
    /// On these files; on any where there is none.
    pub files: &'a [PathBuf],
}

/// Where a process may be traced; elsewhere the test says so and ends.
pub fn can_be_injected() -> bool {
    let tried = Command::new("strace").args(["-f", "-o", "/dev/null", "true"]).stderr(Stdio::null()).status();
    let can = tried.is_ok_and(|status| status.success());
    if !can {
        println!("skipped: strace is not installed, or no process may be traced here");
    }
    can
}

impl Fault<'_> {
    /// The same command, with this fault. What was traced is written to `log`. One that is to be killed stays this test's
    /// own child; otherwise the tracer is, which ends as the program ends.
    pub fn befalls(&self, command: &Command, log: &Path, to_be_killed: bool) -> Command {
        let Fault { call, error, nth, for_good, files } = self;
        let _ = std::fs::remove_file(log);
        let mut strace = Command::new("strace");
        if to_be_killed {
            strace.arg("-D");
        }
        strace.args(["-f", "-qq", "--seccomp-bpf", "-o"]).arg(log);
        strace.arg("-e").arg(format!("trace={call}"));
        strace.arg("-e").arg(format!("inject={call}:error={error}:when={nth}{}", if *for_good { "+" } else { "" }));
        for file in *files {
            strace.arg("-P").arg(file);
        }
        strace.arg("--").arg(command.get_program()).args(command.get_args());
        strace.env_clear().env("PATH", "/usr/bin:/bin");
        strace.envs(command.get_envs().filter_map(|(key, value)| Some((key, value?))));
        strace
    }
}

/// Whether the fault came to pass: the program has made so many calls.
pub fn came_to_pass(log: &Path) -> bool {
    std::fs::read_to_string(log).unwrap_or_default().contains("(INJECTED)")
}

/// Which calls are to fail: one after the other; in the short form the first three and every seventh, from `chance` on.
pub fn numbers(is_long: bool, chance: u64) -> impl Iterator<Item = u64> {
    (1..).filter(move |n| is_long || *n <= 3 || (*n + chance).is_multiple_of(7))
}
