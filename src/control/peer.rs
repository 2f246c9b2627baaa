//! Who is on the other end of the socket, as the kernel says it (`SO_PEERCRED`), and what that allows.

use std::fs;
use std::io;
use std::os::fd::AsFd;

use rustix::net::sockopt::socket_peercred;

/// What a peer may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Everything that PINs allow.
    Official,
    /// Looking, rehearsing, exporting.
    Technician,
}

/// A process at the other end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer {
    /// Its user.
    pub uid: u32,
    /// Its process, for the log.
    pub pid: i32,
    /// What it may do.
    pub role: Role,
}

/// Which groups may do what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roles {
    /// Group of officials.
    pub officials: Option<u32>,
    /// Group of technicians.
    pub technicians: Option<u32>,
}

impl Roles {
    /// Looks the groups up by name in `/etc/group`; a name that is not there gives nobody anything.
    #[must_use]
    pub fn named(officials: &str, technicians: &str) -> Self {
        let groups = fs::read_to_string("/etc/group").unwrap_or_default();
        Self { officials: group_id(&groups, officials), technicians: group_id(&groups, technicians) }
    }

    /// Tells who is at the other end; none if nobody who may talk to the box.
    ///
    /// # Errors
    ///
    /// Fails if the kernel does not tell.
    pub fn peer(&self, socket: &impl AsFd) -> io::Result<Option<Peer>> {
        let credentials = socket_peercred(socket)?;
        let (uid, pid) = (credentials.uid.as_raw(), credentials.pid.as_raw_nonzero().get());
        let mut groups = vec![credentials.gid.as_raw()];
        groups.extend(further_groups(pid));
        Ok(self.role(uid, rustix::process::geteuid().as_raw(), &groups).map(|role| Peer { uid, pid, role }))
    }

    fn role(&self, uid: u32, own: u32, groups: &[u32]) -> Option<Role> {
        let within = |group: Option<u32>| group.is_some_and(|group| groups.contains(&group));
        if uid == 0 || uid == own || within(self.officials) {
            return Some(Role::Official);
        }
        within(self.technicians).then_some(Role::Technician)
    }
}

/// Supplementary groups of a process.
fn further_groups(pid: i32) -> Vec<u32> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("Groups:")).unwrap_or_default();
    line.split_whitespace().filter_map(|group| group.parse().ok()).collect()
}

fn group_id(groups: &str, name: &str) -> Option<u32> {
    groups.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next()? == name).then(|| fields.nth(1)?.parse().ok())?
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_decide_what_a_peer_may_do() {
        let groups = "root:x:0:\nrts-officials:x:990:anna\nrts-technicians:x:991:\n";
        let roles = Roles {
            officials: group_id(groups, "rts-officials"),
            technicians: group_id(groups, "rts-technicians"),
        };
        assert_eq!(roles.role(1000, 42, &[1000, 990]), Some(Role::Official));
        assert_eq!(roles.role(1000, 42, &[991]), Some(Role::Technician));
        assert_eq!(roles.role(0, 42, &[0]), Some(Role::Official));
        assert_eq!(roles.role(42, 42, &[42]), Some(Role::Official));
        assert_eq!(roles.role(1000, 42, &[1000]), None);
        assert_eq!(Roles::default().role(1000, 42, &[990, 991]), None);
    }

    #[test]
    fn the_kernel_tells_who_is_there() {
        let (here, _there) = std::os::unix::net::UnixStream::pair().unwrap();
        let peer = Roles::default().peer(&here).unwrap().unwrap();
        assert_eq!(peer.pid.cast_unsigned(), std::process::id());
    }
}
