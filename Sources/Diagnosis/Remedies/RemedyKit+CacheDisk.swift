internal import OCI
internal import Record

/// Steps for a cache whose file system is full, read-only or damaged.
extension RemedyKit {
    func cacheDisk(_ problem: CacheDiskProblem, on names: [String]) -> [RemedyStep] {
        let look = RemedyStep(
            .look, on: names, .inspectCacheDisk(backends: names, problem: problem),
            commands: folder(of: names).map { [Self.inspecting($0)] } ?? [])
        switch problem {
        case .full:
            return [
                look,
                RemedyStep(
                    .heal, on: names, .freeCacheDisk(backends: names),
                    commands: folder(of: names).map { [Self.removingLeftovers($0)] } ?? []),
            ]
        case .readOnly: return [look, RemedyStep(.heal, on: names, .remountCacheDisk(backends: names))]
        case .unreadable:
            return [look] + purge(names, .only(backends: names, isEvidence: true), when: .now, isUnreadable: true)
        }
    }

    /// The directory of the cache, if it is the same on all of these backends.
    private func folder(of names: [String]) -> String? {
        let folders = Set(names.map { backend($0)?.cache?.path })
        guard folders.count == 1, let folder = folders.first ?? nil, ShellText.isPrintable(folder) else { return nil }
        return folder
    }

    private static func inspecting(_ folder: String) -> String {
        let path = ShellText.quoted(folder)
        return "df -h \(path); df -i \(path); findmnt -n -o OPTIONS -T \(path); "
            + "grep -sE 'has written only|\\((5|13|28|30|74): ' /var/log/nginx/error.log | tail -n 5"
    }

    /// Temporary files that nginx did not rename: the MD5 of the key, a dot and ten digits. Its loader skips them, and max_size
    /// does not count them.
    private static func removingLeftovers(_ folder: String) -> String {
        let name = String(repeating: "[0-9a-f]", count: 4) + "*." + String(repeating: "[0-9]", count: 10)
        return "find \(ShellText.quoted(folder)) -type f -name \(ShellText.inQuotes(name)) -mtime +0 -print -delete"
    }
}
