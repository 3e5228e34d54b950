internal import Foundation
internal import OCI
internal import Record

/// Builds the commands of a remedy for one blob or manifest. A step without a command describes the action in words.
struct RemedyKit {
    let code: FindingCode
    let registry: RegistryName
    let subject: Fault.Subject
    private let isCutShort: Bool
    private let isUnsatisfiable: Bool
    let backends: [Run.Backend]
    let investigation: Investigation?
    /// Where the registry stores its blobs, if configured.
    let storageKind: StorageKind?

    init(_ file: FaultContext) {
        code = file.code
        registry = file.fault.registry
        subject = file.fault.subject
        isCutShort = file.fault.isCutShort
        isUnsatisfiable = file.fault.isUnsatisfiable
        backends = file.backends
        investigation = file.investigation
        storageKind = file.storageKind
    }

    var content: StepAction.Content { subject.kind == .manifest ? .manifest : .blob }

    var isManifest: Bool { content == .manifest }

    private var path: String? { subject.digest.map { "\(content.rawValue)s/\($0)" } }

    func backend(_ name: String) -> Run.Backend? { backends.first { $0.name == name } }

    /// The request for the content on a backend; `nil` if the fault covers more than one content.
    func place(on backend: Run.Backend) -> RequestPlace? {
        guard let path, let repository = subject.repository, subject.more == 0 || investigation != nil else {
            return nil
        }
        return backend.place(of: path, under: repository)
    }

    func map(of backend: String) -> BlobMap? { investigation?.maps.first { $0.backend == backend } }

    /// `nil` if the size of a blob is unknown. A manifest of unknown size counts as one slice.
    func damaged(on backend: Run.Backend) -> DamagedSlices? {
        guard let cache = backend.cache else { return nil }
        let size =
            subject.size ?? investigation?.size ?? (isManifest ? min(1, cache.sliceBytes ?? 1) : nil)
        if isUnsatisfiable { return DamagedSlices(ofEmpty: size ?? 0, cache: cache) }
        // A plain GET that the proxy itself answers with an error did not get beyond the first slice.
        let reached = code == .accessServerError ? size.map { min($0, cache.sliceBytes ?? $0) } : size
        return reached.flatMap {
            DamagedSlices(of: $0, map: map(of: backend.name), cache: cache, faultIsStall: isCutShort)
        }
    }

    /// The last step of every remedy; empty if the run has no number to recheck.
    func checkAgain(_ run: Int64?) -> [RemedyStep] {
        run.map { [RemedyStep(.then, .checkAgain, commands: ["blobgate recheck \($0)"])] } ?? []
    }

    // MARK: Requests

    /// Repeats the request that differed, for a part or for the whole, and states the right hash.
    func inspectRanges(_ occurrences: [Occurrence]) -> RemedyStep {
        let names = occurrences.map(\.backend)
        let action = StepAction.inspectRanges(backends: names)
        guard let first = occurrences.first, let backend = backend(first.backend), let path,
            let digest = subject.digest, let repository = subject.repository,
            let url = Self.arguments(backend, path, repository)
        else { return RemedyStep(.look, on: names, action) }
        let part = first.evidence.parts.lazy.compactMap { part -> (bytes: ByteRange, right: Digest)? in
            guard case .wrongBytes(let bytes, _, let right?, _) = part else { return nil }
            return (bytes, right)
        }.first
        if part == nil, digest.algorithm != .sha256 { return RemedyStep(.look, on: names, action) }
        let range = part.map { "-r \($0.bytes.wrappedValue.lowerBound)-\($0.bytes.wrappedValue.upperBound - 1) " } ?? ""
        let right = (part?.right ?? digest).encoded
        return RemedyStep(
            .look, on: names, action, commands: ["curl -fsSL \(range)\(url) | sha256sum # right: \(right)"],
            expected: right)
    }

    // MARK: Evidence

    /// Evidence to collect on the host before a file is moved: the cached copy, its timestamps, disk and kernel messages.
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

    /// Reads the damaged bytes past every cache and states the expected digest.
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
        // There may be one registry instance for each prefix of repositories.
        let direct = backends.first { $0.isDirect && $0.serves(repository) }
        // Reading one slice is enough only if no other slice is damaged on any backend.
        let slices = Set(names.flatMap { name in backend(name).flatMap { damaged(on: $0)?.slices } ?? [] })
        let slice = slices.count == 1 ? slices.first { $0.rightDigest != nil } : nil
        // Without the right digest of a slice, only the whole content can be checked.
        guard investigation != nil || direct != nil || isManifest, digest.algorithm == .sha256 || slice != nil else {
            return general
        }
        let range = slice.map { "-r \($0.bytes.lowerBound)-\($0.bytes.upperBound - 1) " } ?? ""
        let right = slice?.rightDigest?.encoded ?? digest.encoded
        // Without all types in Accept, a registry answers 404 for an OCI manifest, or converts it.
        let options = isManifest ? "-fsSL -H \(ShellText.inQuotes("Accept: \(Self.manifestTypes)"))" : "-fsSL"
        if let direct, let url = Self.arguments(direct, path, repository) {
            return step(
                .registryItself(slice: slice?.index), on: [direct.name],
                commands: ["curl \(options) \(range)\(url) | sha256sum # right: \(right)"], expected: right)
        }
        guard let name = names.first, let backend = backend(name), let place = place(on: backend) else {
            return general
        }
        let rest = ShellText.inQuotes(place.path)
        return step(
            .onHost(backend: name, slice: slice?.index), on: [name],
            commands: ["curl \(options) \(range)\"${REGISTRY:?}\"\(rest) | sha256sum # right: \(right)"],
            expected: right)
    }

    /// The curl arguments for reading from the registry itself.
    private static func arguments(
        _ direct: Run.Backend, _ path: String, _ repository: RepositoryName
    ) -> String? {
        guard let place = direct.place(of: path, under: repository) else { return nil }
        if direct.scheme == .http { return ShellText.quoted("http://\(direct.address)\(place.path)") }
        return arguments(direct, place)
    }

    /// The curl arguments for a request as the gate makes it: to this backend's address, under the registry's name.
    static func arguments(_ backend: Run.Backend, _ place: RequestPlace) -> String? {
        guard ShellText.isPrintable(backend.certificateAuthorities ?? "") else { return nil }
        let authorities =
            backend.checksCertificate
            ? backend.certificateAuthorities.map { "--cacert \(ShellText.quoted($0)) " } ?? "" : "-k "
        // Only the registry's own name goes to this address; a redirect leads elsewhere.
        let hasPort = URLComponents(string: "https://\(place.authority)")?.port != nil
        let port = hasPort ? "" : place.scheme == "http" ? ":80" : ":443"
        let url = place.query.isEmpty ? place.url : "\(place.url)?\(place.query)"
        return "\(authorities)--connect-to \(ShellText.quoted("\(place.authority)\(port):\(backend.address)")) "
            + ShellText.quoted(url)
    }

    private static let manifestTypes = [
        "application/vnd.oci.image.index.v1+json", "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    ].joined(separator: ", ")

    /// Saves the last good copy before anything changes. If no backend has one, it is the composed copy.
    func save(from names: [String]) -> RemedyStep {
        if let saved = investigation?.savedCopy {
            return RemedyStep(.save, .keepSavedCopy(path: saved.path, sources: saved.sources))
        }
        return RemedyStep(
            .save,
            investigation?.composition != nil && names.isEmpty ? .saveComposedCopy : .saveGoodCopy(backends: names),
            commands: saving(from: names).map { [$0] } ?? [])
    }

    /// Puts the right bytes into the storage.
    ///
    /// - Parameter isSaved: Whether a step before this one saves the good copy.
    func replaceObject(
        _ when: StepAction.Replacement, registryRemembersSize: Bool, isSaved: Bool = false
    ) -> RemedyStep {
        if investigation?.savedCopy == nil, !isSaved, isManifest, objectPath != nil {
            return removeObjectAndPush(when, otherwise: .filesystem)
        }
        let file = investigation?.savedCopy?.path ?? (isSaved && saving(from: []) != nil ? fileOfGoodCopy : nil)
        if storageKind == .s3, let command = file.flatMap(replacingInS3) {
            return RemedyStep(
                .heal, .replaceInS3(when: when, registryRemembersSize: registryRemembersSize), commands: [command])
        }
        let command = file.flatMap(replacing)
        return RemedyStep(
            .heal,
            .replaceObject(
                when: when, registryRemembersSize: registryRemembersSize, isFileStorage: command != nil),
            commands: command.map { [$0] } ?? [])
    }

    /// The wrong object is evidence; if the command runs twice, the first copy is preserved. The object is overwritten in place
    /// to preserve its owner and mode.
    private func replacing(with file: String) -> String? {
        guard let object = objectPath, ShellText.isPrintable(file) else { return nil }
        return "o=\"${ROOT:?}\"/\(object); mkdir -p \"${o%/*}\" && { [ ! -e \"$o\" ] || [ -e \"$o.wrong\" ] || "
            + "cp -p \"$o\" \"$o.wrong\"; } && cp \(ShellText.quoted(file)) \"$o\""
    }

    /// The object of the content below the root of a registry's storage, manifests included; `nil` if the fault covers more
    /// than one content.
    var objectPath: String? {
        guard subject.more == 0 || investigation != nil, let digest = subject.digest else { return nil }
        let hex = digest.encoded
        return "docker/registry/v2/blobs/\(digest.algorithm.name)/\(hex.prefix(2))/\(hex)/data"
    }
}
