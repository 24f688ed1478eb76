//! A real mail server between the city and its departments: Postfix, as an instance of its own with its own configuration
//! and queue, on a free port of 127.0.0.1. The one of the system, if any, is left alone.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::smtp::free_port;
use super::{City, wait};

/// Where the package puts its programs.
const PROGRAMS: &str = "/usr/lib/postfix/sbin";
/// Debian's `nobody`: Postfix runs no command as root, so the city is this user's while it is tested.
pub const NOBODY: u32 = 65_534;

pub struct Mta {
    master: Child,
    folder: PathBuf,
    pub port: u16,
}

/// Whether Postfix can be started here; where not, the test says so and ends.
pub fn postfix() -> bool {
    let installed = Path::new(PROGRAMS).join("master").is_file();
    let root = fs::metadata("/proc/self").is_ok_and(|me| std::os::unix::fs::MetadataExt::uid(&me) == 0);
    match (installed, root) {
        (true, true) => true,
        (false, true) => panic!("Postfix is not installed: run .ci/setup"),
        _ => {
            println!("skipped: Postfix is started by root alone, and this is somebody else");
            false
        }
    }
}

impl Mta {
    /// Takes mail from this machine, gives what is for `post@example.org` to `mail ingest` of this city, and everything else
    /// to the server at this port; but whatever is for `refused` to the one at that port.
    pub fn start(city: &City, sink: u16, refused: (&str, u16)) -> Mta {
        let folder = city.place.path().join("mta");
        let port = free_port();
        fs::create_dir_all(folder.join("queue")).unwrap();
        fs::create_dir_all(folder.join("data")).unwrap();
        let postfix = id("-u", "postfix");
        chown(folder.join("data"), Some(postfix), None).unwrap();
        let at = folder.display();
        let write = |name: &str, text: String| fs::write(folder.join(name), text).unwrap();
        write("transport", format!("post@example.org ingest:\n{} smtp:[127.0.0.1]:{}\n", refused.0, refused.1));
        write(
            "main.cf",
            format!(
                "compatibility_level = 3.6
queue_directory = {at}/queue
data_directory = {at}/data
command_directory = /usr/sbin
daemon_directory = {PROGRAMS}
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.org
mydestination =
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
alias_maps =
transport_maps = texthash:{at}/transport
default_transport = smtp:[127.0.0.1]:{sink}
smtp_tls_security_level = none
smtp_dns_support_level = disabled
maillog_file = {at}/maillog
maillog_file_prefixes = {at}
ingest_destination_recipient_limit = 1
"
            ),
        );
        // RFC 3464's notifications come back by the same way as a department's answer.
        let ingest = city.command(&["mail", "ingest", "--mta"]);
        let mut argv = vec!["/usr/bin/env".to_owned()];
        argv.extend(
            ingest
                .get_envs()
                .filter_map(|(key, value)| Some(format!("{}={}", key.to_str().unwrap(), value?.to_str().unwrap()))),
        );
        argv.push(ingest.get_program().to_str().unwrap().to_owned());
        argv.extend(ingest.get_args().map(|word| word.to_str().unwrap().to_owned()));
        write(
            "master.cf",
            format!(
                "127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
smtp unix - - n - - smtp
postlog unix-dgram n - n - 1 postlogd
ingest unix - n n - 1 pipe flags=R user=nobody argv={}
",
                argv.join(" ")
            ),
        );
        let mut check = Command::new("/usr/sbin/postfix");
        let checked = check.args(["-c", folder.to_str().unwrap(), "check"]).output().unwrap();
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
        let mut master = Command::new(Path::new(PROGRAMS).join("master"));
        master.args(["-c", folder.to_str().unwrap(), "-d"]).stdin(Stdio::null());
        let mta = Mta { master: master.spawn().unwrap(), folder, port };
        wait(30, "mail server", || std::net::TcpStream::connect(("127.0.0.1", port)).ok());
        mta
    }

    /// What it told its log.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.join("maillog")).unwrap_or_default()
    }
}

impl Drop for Mta {
    fn drop(&mut self) {
        // The master ends its own children when it is told to; it is ours, and asked by its id.
        let _ = Command::new("kill").arg(self.master.id().to_string()).status();
        let _ = self.master.wait();
    }
}

fn id(what: &str, whose: &str) -> u32 {
    let said = Command::new("id").args([what, whose]).output().unwrap();
    String::from_utf8(said.stdout).unwrap().trim().parse().unwrap()
}

/// Gives everything in a folder to this user, and lets everybody pass to it.
pub fn hand_over(place: &Path, folder: &Path, to: u32) {
    fs::set_permissions(place, fs::Permissions::from_mode(0o755)).unwrap();
    chown(folder, Some(to), Some(to)).unwrap();
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() { hand_over(place, &entry, to) } else { chown(&entry, Some(to), Some(to)).unwrap() }
    }
}
