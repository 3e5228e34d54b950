internal import OCI
internal import Registry

/// Makes the commands of a remedy for one blob or manifest; a step without one says in words what it would be.
struct RemedyKit {
    /// Makes a folder and names it: one for each time that a command runs, since a cache fills the same names again, and
    /// what was moved first is the evidence.
    private static let quarantine = "q=$(mktemp -d /var/tmp/blobgate-quarantine.XXXXXX)"
    /// More files than this are not put into one command; a recheck names the rest.
    private static let mostFiles = 400

    let code: FindingCode
    let subject: Diagnosis.Subject
    let backends: [Backend]
    let investigation: Investigation?
    /// The number of the run in the ledger.
    let run: Int64?

    /// What the bytes are called.
    var thing: String { isManifest ? "manifest" : "blob" }

    private var isManifest: Bool { subject.kind == .manifest }

    private var size: Int64? { subject.size ?? investigation?.size }

    private var path: String? {
        subject.digest.map { "\(isManifest ? "manifests" : "blobs")/\($0)" }
    }

    private func place(on backend: Backend) -> RequestPlace? {
        guard let path, let repository = subject.repository, subject.more == 0 || investigation != nil else {
            return nil
        }
        return backend.place(of: path, under: repository)
    }

    private func map(of backend: String) -> BlobMap? { investigation?.maps.first { $0.backend == backend } }

    /// `nil` where a manifest's size is not known; then it has one slice.
    private func damaged(on backend: Backend) -> DamagedSlices? {
        guard let cache = backend.cache else { return nil }
        let stalled = code == .accessStalled || code == .accessTruncated
        let size = size ?? (isManifest ? min(1, cache.sliceBytes ?? 1) : nil)
        if code == .accessStatus { return DamagedSlices(ofEmpty: size ?? 0, cache: cache) }
        return size.flatMap {
            DamagedSlices(of: $0, map: map(of: backend.name), cache: cache, faultIsStall: stalled)
        }
    }

    // MARK: Caches

    /// Takes the damaged part of this out of the caches of these backends, and nothing else. `general` is the step in
    /// words, for backends of which no more is known.
    func purge(_ names: Names, when condition: String = "", general: RemedyStep) -> [RemedyStep] {
        var purges: [Purge] = []
        for name in names.all {
            guard let backend = backends.first(where: { $0.name == name }), let place = place(on: backend),
                let purge = move(on: backend, place).map(Purge.move)
                    ?? range(on: backend, place, condition).map(Purge.byHand)
            else { return [general] }
            purges.append(purge)
        }
        return purges.isEmpty ? [general] : Self.joined(purges).map { $0.step(condition) }
    }

    /// How the damaged part is taken out of a cache.
    private enum Purge {
        case move(FileMove)
        case byHand(RemedyStep)

        func step(_ condition: String) -> RemedyStep {
            switch self {
            case .move(let move): move.step(condition)
            case .byHand(let step): step
            }
        }
    }

    /// Cache files that are to be moved aside by one command.
    private struct FileMove {
        var backends: [String]
        /// The files, in words.
        let what: String
        /// What the command leaves out, in words; empty where it leaves out nothing.
        let more: String
        let command: String

        func step(_ condition: String) -> RemedyStep {
            RemedyStep(
                .heal, on: backends,
                RemedyKit.sentence(condition, "on \(Names(backends)), move \(what) aside, and no other\(more):"),
                commands: [command])
        }
    }

    /// Backends on which the same command is to be run share a step.
    private static func joined(_ purges: [Purge]) -> [Purge] {
        var joined: [Purge] = []
        for purge in purges {
            if case .move(let move) = purge,
                let index = joined.firstIndex(where: {
                    if case .move(let other) = $0 { other.command == move.command } else { false }
                }), case .move(var shared) = joined[index]
            {
                shared.backends += move.backends
                joined[index] = .move(shared)
            } else {
                joined.append(purge)
            }
        }
        return joined
    }

    private func move(on backend: Backend, _ place: RequestPlace) -> FileMove? {
        guard let cache = backend.cache, cache.kind == "nginx", let damaged = damaged(on: backend) else { return nil }
        let files = damaged.slices.prefix(Self.mostFiles).compactMap { slice in
            try? NginxCacheFile(slice: slice.index, of: place, cache: cache)
        }
        guard files.count == min(damaged.slices.count, Self.mostFiles) else { return nil }
        let rest = damaged.slices.count - files.count
        let what =
            !NginxCacheFile.hasSlices(cache) || isManifest
            ? "the cache file of this \(thing)"
            : damaged.isWhole
                ? "all \(files.count) cache files of this blob (nobody knows which are wrong)"
                : "the \(files.count == 1 ? "cache file" : "\(files.count) cache files") of \(damaged.names)"
        let more = rest > 0 ? " (the first \(files.count); recheck names the others)" : ""
        return FileMove(
            backends: [backend.name], what: what, more: more,
            command: Self.moving(files, mayLack: damaged.mayLack))
    }

    /// The guard reads the key in the file's own header, so that a path that is computed wrongly moves nothing.
    private static func moving(_ files: [NginxCacheFile], mayLack: Bool) -> String {
        if files.count == 1, let file = files.first {
            return
                "f=\(ShellText.quoted(file.path)); head -c 2048 \"$f\" | grep -aqxF \(ShellText.inQuotes("KEY: \(file.key)")) "
                + "&& \(quarantine) && mv \"$f\" \"$q\"/ && echo \"$q\""
        }
        let paths = files.map { ShellText.quoted($0.path) }.joined(separator: " ")
        let key = ShellText.inQuotes(commonKey(files))
        let skipping = mayLack ? "[ -e \"$f\" ] || { echo \"not kept: $f\"; continue; }; " : ""
        return
            "\(quarantine) && echo \"$q\" && for f in \(paths); do \(skipping)head -c 2048 \"$f\" | grep -aqF \(key) && "
            + "mv \"$f\" \"$q\"/; done"
    }

    private static func commonKey(_ files: [NginxCacheFile]) -> String {
        let first = "KEY: \(files.first?.key ?? "")"
        return files.dropFirst().reduce(first) { common, file in
            String(zip(common, "KEY: \(file.key)").prefix { $0.0 == $0.1 }.map(\.0))
        }
    }

    /// For caches whose files cannot be computed.
    private func range(on backend: Backend, _ place: RequestPlace, _ condition: String) -> RemedyStep? {
        guard let cache = backend.cache else { return nil }
        let why: String
        if cache.kind != "nginx" {
            why = "its cache is \(cache.kind)"
        } else {
            do throws(NginxCacheFile.Obstacle) {
                _ = try NginxCacheFile(slice: 0, of: place, cache: cache)
                why = "where the damage lies is not known"
            } catch { why = error.reason }
        }
        let damages = map(of: backend.name)?.damages ?? []
        let ranges = (damaged(on: backend)?.slices.map(\.bytes) ?? damages.map(\.bytes)).prefix(4).map(\.inWords)
        let of = ranges.isEmpty ? "" : ", \(ranges.joined(separator: ", "))"
        return RemedyStep(
            .heal, on: [backend.name],
            Self.sentence(
                condition,
                "remove this \(thing) from the cache of \(backend.name) only\(of) (its file cannot be named: \(why)): "
                    + place.url))
    }

    // MARK: Evidence

    /// What to look at on the host before a file is moved: the cache's copy, its times, disk and kernel.
    func evidence(_ names: Names) -> [RemedyStep] {
        guard names.count == 1, let name = names.all.first, let backend = backends.first(where: { $0.name == name }),
            let cache = backend.cache, let folder = cache.path, let place = place(on: backend),
            let damaged = damaged(on: backend), !damaged.isWhole, let slice = damaged.slices.first,
            let file = try? NginxCacheFile(slice: slice.index, of: place, cache: cache)
        else { return [] }
        let path = ShellText.quoted(file.path)
        let tail = isManifest ? "" : "tail -c \(slice.bytes.count) \(path) | sha256sum; "
        return [
            RemedyStep(
                .look, on: [name], "On \(name), for the record: the copy and its times, the disk, the kernel's errors:",
                commands: [
                    "\(tail)stat \(path); df -h \(ShellText.quoted(folder)); uptime -s; "
                        + "dmesg -T | grep -E 'lost async|I/O error|potential data loss'"
                ], isForTheRecord: true)
        ]
    }

    // MARK: Storage

    /// Reads the damaged bytes past every cache, and says what they must hash to. `general` is the step in words.
    func readStorage(after names: Names, general: String) -> RemedyStep {
        guard let digest = subject.digest, let repository = subject.repository, let path else {
            return RemedyStep(.look, general)
        }
        let direct = backends.first { $0.role == .direct }
        // One slice decides only where no other is damaged on any of them.
        let slices = Set(
            names.all.flatMap { name in
                backends.first { $0.name == name }.flatMap { damaged(on: $0)?.slices } ?? []
            })
        let slice = slices.count == 1 ? slices.first { $0.rightDigest != nil } : nil
        // Without a right hash of a slice only the whole says whether it is right.
        guard investigation != nil || direct != nil, digest.algorithm == .sha256 || slice != nil else {
            return RemedyStep(.look, general)
        }
        let range = slice.map { "-r \($0.bytes.lowerBound)-\($0.bytes.upperBound - 1) " } ?? ""
        let what = slice.map { "slice \($0.index)" } ?? "the \(thing)"
        let right = slice?.rightDigest?.encoded ?? digest.encoded
        if let direct, let asked = asked(direct, path, repository) {
            return RemedyStep(
                .look, on: [direct.name], "Read \(what) past every cache:",
                commands: ["curl -fsS \(range)\(asked) | sha256sum # right: \(right)"], expected: right)
        }
        guard let name = names.all.first, let backend = backends.first(where: { $0.name == name }),
            let place = place(on: backend)
        else { return RemedyStep(.look, general) }
        let rest = ShellText.inQuotes(place.path)
        return RemedyStep(
            .look, on: [name],
            "On \(name), read \(what) past the cache (REGISTRY: the URL of what is behind it):",
            commands: ["curl -fsS \(range)\"${REGISTRY:?}\"\(rest) | sha256sum # right: \(right)"], expected: right)
    }

    private func asked(_ direct: Backend, _ path: String, _ repository: RepositoryName) -> String? {
        guard let place = direct.place(of: path, under: repository),
            ShellText.isPrintable(direct.certificateAuthorities ?? "")
        else { return nil }
        if direct.scheme == .http { return ShellText.quoted("http://\(direct.address)\(place.path)") }
        let authorities = direct.certificateAuthorities.map { "--cacert \(ShellText.quoted($0)) " } ?? ""
        return authorities + "--connect-to \(ShellText.quoted("::\(direct.address)")) \(ShellText.quoted(place.url))"
    }

    /// Keeps the last good copy before anything is changed.
    func save(from names: Names) -> RemedyStep {
        if let saved = investigation?.savedCopy {
            let origin = saved.sources.isEmpty ? "" : ", made of what \(Names(saved.sources)) served,"
            return RemedyStep(.save, "The right copy\(origin) is kept in \(saved.path): do not lose it.")
        }
        let composed = investigation?.composition != nil && names.isEmpty
        let commands = subject.digest.map { digest in
            ["blobgate diagnose \(digest) --save-good \(digest.encoded.prefix(12)).blob"]
        }
        return RemedyStep(
            .save,
            composed
                ? "Purge no cache yet: first save the right copy that can be put together of theirs:"
                : "Purge no cache yet: save the good copy first; \(names) \(names.verb("has", "have")) it.",
            commands: investigation == nil ? [] : commands ?? [])
    }

    /// Puts the right bytes into the storage.
    func replaceObject(_ text: String) -> RemedyStep {
        guard let saved = investigation?.savedCopy, let digest = subject.digest else { return RemedyStep(.heal, text) }
        let hex = digest.encoded
        let object = "docker/registry/v2/blobs/\(digest.algorithm.name)/\(hex.prefix(2))/\(hex)/data"
        guard ShellText.isPrintable(saved.path) else { return RemedyStep(.heal, text) }
        // The wrong object is evidence, and of two runs the first has it. It is written over and not moved, so that it keeps its
        // owner and its mode.
        return RemedyStep(
            .heal,
            "\(text) For a storage of files (ROOT: its root; a wrong object is kept beside it, as data.wrong):",
            commands: [
                "o=\"${ROOT:?}\"/\(object); mkdir -p \"${o%/*}\" && { [ ! -e \"$o\" ] || [ -e \"$o.wrong\" ] || "
                    + "cp -p \"$o\" \"$o.wrong\"; } && cp \(ShellText.quoted(saved.path)) \"$o\""
            ])
    }

    /// The last step of every remedy.
    var recheck: RemedyStep? {
        run.map { RemedyStep(.then, "Then look again at what failed:", commands: ["blobgate recheck \($0)"]) }
    }

    private static func sentence(_ condition: String, _ text: String) -> String {
        condition.isEmpty ? text.prefix(1).uppercased() + text.dropFirst() : "\(condition) \(text)"
    }
}
