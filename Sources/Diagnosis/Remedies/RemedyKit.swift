internal import OCI
internal import Record

/// Makes the commands of a remedy for one blob or manifest; a step without one says in words what it would be.
struct RemedyKit {
    let code: FindingCode
    let subject: Fault.Subject
    let backends: [Run.Backend]
    let investigation: Investigation?

    init(_ file: CaseFile) {
        code = file.code
        subject = file.fault.subject
        backends = file.backends
        investigation = file.investigation
    }

    var content: StepAction.Content { subject.kind == .manifest ? .manifest : .blob }

    var isManifest: Bool { content == .manifest }

    private var path: String? { subject.digest.map { "\(content.rawValue)s/\($0)" } }

    func backend(_ name: String) -> Run.Backend? { backends.first { $0.name == name } }

    /// How the content is requested of a backend; `nil` where the fault is about much content.
    func place(on backend: Run.Backend) -> RequestPlace? {
        guard let path, let repository = subject.repository, subject.more == 0 || investigation != nil else {
            return nil
        }
        return backend.place(of: path, under: repository)
    }

    func map(of backend: String) -> BlobMap? { investigation?.maps.first { $0.backend == backend } }

    /// `nil` where a manifest's size is not known; then it has one slice.
    func damaged(on backend: Run.Backend) -> DamagedSlices? {
        guard let cache = backend.cache else { return nil }
        let isStalled = code == .accessStalled || code == .accessTruncated
        let size =
            subject.size ?? investigation?.size ?? (isManifest ? min(1, cache.sliceBytes ?? 1) : nil)
        if code == .accessStatus { return DamagedSlices(ofEmpty: size ?? 0, cache: cache) }
        return size.flatMap {
            DamagedSlices(of: $0, map: map(of: backend.name), cache: cache, faultIsStall: isStalled)
        }
    }

    /// The last step of every remedy; none where the run has no number to refer to.
    func checkAgain(_ run: Int64?) -> [RemedyStep] {
        run.map { [RemedyStep(.then, .checkAgain, commands: ["blobgate recheck \($0)"])] } ?? []
    }

    // MARK: Evidence

    /// What to read on the host before a file is moved: the cache's copy, its times, disk and kernel.
    func evidence(_ names: [String]) -> [RemedyStep] {
        guard names.count == 1, let name = names.first, let backend = backend(name), let cache = backend.cache,
            let folder = cache.path, let place = place(on: backend), let damaged = damaged(on: backend),
            !damaged.isWhole, let slice = damaged.slices.first,
            let file = try? NginxCacheFile(slice: slice.index, of: place, cache: cache)
        else { return [] }
        let path = ShellText.quoted(file.path)
        let tail = isManifest ? "" : "tail -c \(slice.bytes.count) \(path) | sha256sum; "
        return [
            RemedyStep(
                .look, on: [name], .keepEvidence(backend: name),
                commands: [
                    "\(tail)stat \(path); df -h \(ShellText.quoted(folder)); uptime -s; "
                        + "dmesg -T | grep -E 'lost async|I/O error|potential data loss'"
                ], isForTheRecord: true)
        ]
    }

    // MARK: Storage

    /// Reads the damaged bytes past every cache, and says what they must hash to.
    ///
    /// - Parameter names: The backends in front of the storage.
    func readStorage(after names: [String], suggestsDirect: Bool, purgeNothingYet: Bool) -> RemedyStep {
        func step(
            _ read: StepAction.StorageRead, on host: [String] = [], commands: [String] = [], expected: String? = nil
        ) -> RemedyStep {
            RemedyStep(
                .look, on: host, .readStorage(content: content, by: read, purgeNothingYet: purgeNothingYet),
                commands: commands, expected: expected)
        }
        let general = step(.anyWay(suggestsDirect: suggestsDirect))
        guard let digest = subject.digest, let repository = subject.repository, let path else { return general }
        let direct = backends.first(where: \.isDirect)
        // One slice decides only where no other is damaged on any of them.
        let slices = Set(names.flatMap { name in backend(name).flatMap { damaged(on: $0)?.slices } ?? [] })
        let slice = slices.count == 1 ? slices.first { $0.rightDigest != nil } : nil
        // Without a right hash of a slice only the whole says whether it is right.
        guard investigation != nil || direct != nil, digest.algorithm == .sha256 || slice != nil else {
            return general
        }
        let range = slice.map { "-r \($0.bytes.lowerBound)-\($0.bytes.upperBound - 1) " } ?? ""
        let right = slice?.rightDigest?.encoded ?? digest.encoded
        if let direct, let url = Self.arguments(direct, path, repository) {
            return step(
                .registryItself(slice: slice?.index), on: [direct.name],
                commands: ["curl -fsS \(range)\(url) | sha256sum # right: \(right)"], expected: right)
        }
        guard let name = names.first, let backend = backend(name), let place = place(on: backend) else {
            return general
        }
        let rest = ShellText.inQuotes(place.path)
        return step(
            .onHost(backend: name, slice: slice?.index), on: [name],
            commands: ["curl -fsS \(range)\"${REGISTRY:?}\"\(rest) | sha256sum # right: \(right)"], expected: right)
    }

    /// What curl needs to read from the registry itself.
    private static func arguments(
        _ direct: Run.Backend, _ path: String, _ repository: RepositoryName
    ) -> String? {
        guard let place = direct.place(of: path, under: repository),
            ShellText.isPrintable(direct.certificateAuthorities ?? "")
        else { return nil }
        if direct.scheme == .http { return ShellText.quoted("http://\(direct.address)\(place.path)") }
        let authorities = direct.certificateAuthorities.map { "--cacert \(ShellText.quoted($0)) " } ?? ""
        return authorities + "--connect-to \(ShellText.quoted("::\(direct.address)")) \(ShellText.quoted(place.url))"
    }

    /// Keeps the last good copy before anything is changed; that of no backend is composed.
    func save(from names: [String]) -> RemedyStep {
        if let saved = investigation?.savedCopy {
            return RemedyStep(.save, .keepSavedCopy(path: saved.path, sources: saved.sources))
        }
        let commands = subject.digest.map { digest in
            ["blobgate diagnose \(digest) --save-good \(digest.encoded.prefix(12)).blob"]
        }
        return RemedyStep(
            .save,
            investigation?.composition != nil && names.isEmpty ? .saveComposedCopy : .saveGoodCopy(backends: names),
            commands: investigation == nil ? [] : commands ?? [])
    }

    /// Puts the right bytes into the storage.
    func replaceObject(_ when: StepAction.Replacement, registryRemembersSize: Bool) -> RemedyStep {
        let command = replacing
        return RemedyStep(
            .heal,
            .replaceObject(
                when: when, registryRemembersSize: registryRemembersSize, isFileStorage: command != nil),
            commands: command.map { [$0] } ?? [])
    }

    /// The wrong object is evidence, and of two runs the first has it. It is written over and not moved, so that it keeps its
    /// owner and its mode.
    private var replacing: String? {
        guard let saved = investigation?.savedCopy, let digest = subject.digest, ShellText.isPrintable(saved.path)
        else { return nil }
        let hex = digest.encoded
        let object = "docker/registry/v2/blobs/\(digest.algorithm.name)/\(hex.prefix(2))/\(hex)/data"
        return "o=\"${ROOT:?}\"/\(object); mkdir -p \"${o%/*}\" && { [ ! -e \"$o\" ] || [ -e \"$o.wrong\" ] || "
            + "cp -p \"$o\" \"$o.wrong\"; } && cp \(ShellText.quoted(saved.path)) \"$o\""
    }
}
