import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Whether anyone but this user and root can change a ledger. Whoever can write proofs decides what is not read again.
///
/// As ssh requires of its files, the ledger, its companion files and its folder must belong to this user or to root, and
/// no one else may write to them. Users share a ledger through a group that they are all in, and a setgid folder of that
/// group.
struct LedgerTrust {
    private static let setgid: mode_t = 0o2000
    private static let sticky: mode_t = 0o1000
    private static let groupWrite: mode_t = 0o020
    private static let othersWrite: mode_t = 0o002

    private let folder: stat

    /// Why the ledger is not trusted, worded to follow a colon; `nil` if it is.
    static func doubt(about file: LedgerFile) -> String? {
        var folder = stat()
        guard stat(file.folder, &folder) == 0 else { return nil }
        let trust = LedgerTrust(folder: folder)
        return trust.doubt(about: file.folder, isFolder: true)
            ?? ["", "-wal", "-shm"].lazy.compactMap { trust.doubt(about: file.path + $0) }.first
    }

    private func doubt(about path: String, isFolder: Bool = false) -> String? {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return nil }
        let isShared = isOfSharingGroup(facts)
        guard facts.st_uid == 0 || facts.st_uid == geteuid() || isShared else {
            return "\(path) belongs to user \(facts.st_uid)"
        }
        // In a sticky folder, no one can replace the files of another user.
        if isFolder, facts.st_mode & Self.sticky != 0 { return nil }
        if facts.st_mode & Self.othersWrite != 0 { return "everyone can write to \(path)" }
        guard facts.st_mode & Self.groupWrite != 0, !isShared, !Self.isPrivate(facts.st_gid, of: facts.st_uid) else {
            return nil
        }
        // Root may be in no group at all.
        let isElsewhere = folder.st_mode & Self.setgid != 0 && facts.st_gid == folder.st_gid
        return "the group \(facts.st_gid) can write to \(path), "
            + (isElsewhere && !Self.isMember(of: facts.st_gid)
                ? "and this user is not in that group" : "but does not share it through a setgid folder")
    }

    /// Whether a file belongs to the group of a setgid folder that its members can write to, among them this user.
    private func isOfSharingGroup(_ facts: stat) -> Bool {
        folder.st_mode & Self.setgid != 0 && folder.st_mode & Self.groupWrite != 0 && facts.st_gid == folder.st_gid
            && Self.isMember(of: folder.st_gid)
    }

    private static func isMember(of group: gid_t) -> Bool {
        if getegid() == group { return true }
        var groups = [gid_t](repeating: 0, count: max(1, Int(getgroups(0, nil))))
        let count = getgroups(Int32(groups.count), &groups)
        return count > 0 && groups.prefix(Int(count)).contains(group)
    }

    /// Whether a group has the name of its only member, as many systems create one for each user.
    private static func isPrivate(_ group: gid_t, of owner: uid_t) -> Bool {
        guard let user = getpwuid(owner), let facts = getgrgid(group) else { return false }
        let name = String(cString: user.pointee.pw_name)
        guard String(cString: facts.pointee.gr_name) == name else { return false }
        var member = facts.pointee.gr_mem
        while let entry = member?.pointee {
            guard String(cString: entry) == name else { return false }
            member = member?.successor()
        }
        return true
    }
}
