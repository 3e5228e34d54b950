internal import OCI
package import Record

extension MergeError {
    private static let most = 20

    /// The reasons, a line each, in ASCII.
    package var words: String {
        let lines = faults.prefix(Self.most).map { Page.ascii($0.words) }
        return (lines + (faults.count > Self.most ? ["and \(faults.count - Self.most) more"] : []))
            .joined(separator: "\n")
    }
}

extension MergeFault {
    /// Why records cannot be merged, in a sentence without a full stop.
    package var words: String {
        switch self {
        case .notAReport(let file):
            "\(file): this is not a JSON report of blobgate; write it with: blobgate check --output json=PATH"
        case .otherSchema(let file, let found, let expected):
            "\(file): the report has the schemaVersion \(found), and this blobgate reads \(expected)"
        case .endedEarly(let file, let exitCode, let faults):
            "\(file): the shard ended with exit code \(exitCode), before it had a verdict\(Self.reason(faults))"
        case .wrongCommand(let file, let command):
            "\(file): this is the report of a \(command), and only those of check and recheck are merged"
        case .damaged(let file, let path, let problem): "\(file): the report is damaged: \(problem.words(at: path))"
        case .notAShard(let file):
            "\(file): this is the report of a whole release, and not of a shard: its own verdict stands"
        case .tooOld(let file, let age, let limit):
            "\(file): the report is of \(Units.age(age)), which is longer than --max-age (\(Units.duration(limit)))"
        case .fromTheFuture(let file, let finished):
            "\(file): the report is from a time to come, \(Units.rfc3339(finished))"
        case .otherSplit(let file, let shard, let other, let otherShard):
            "\(file) is of shard \(shard), and \(other) of shard \(otherShard): these are not the shards of one split"
        case .missing(let index, let total): "shard \(index) of \(total) is missing"
        case .duplicate(let index, let total, let files):
            "shard \(index) of \(total) is there \(files.count) times: \(files.joined(separator: ", "))"
        case .differ(let setting, let one, let other):
            "\(setting.words) differ: \(one.value ?? setting.none) in \(one.file), \(other.value ?? setting.none) in "
                + other.file
        case .backendsDiffer(let registry, let one, let other):
            "the backends of \(registry) differ: \(one.words) in \(one.file), \(other.words) in \(other.file)"
        case .imageMissing(let image, let file, let other):
            "the images differ: \(image) is in \(file) and not in \(other)"
        case .tagMoved(let image, let backend, let one, let other):
            "\(image) names \(one.digest) on \(backend) in \(one.file), and \(other.digest) in \(other.file): the tag "
                + "moved between the shards; run them again, or name the image by its digest"
        case .notCovered(let count, let first):
            "\(Units.counted(count, "claim")) fell to no shard, the first being the \(first.kind.rawValue) "
                + "\(first.digest) of \(first.registry)/\(first.repository) on \(first.backend): the shards did not read "
                + "the same manifests; run them again"
        }
    }

    private static func reason(_ faults: [String]) -> String {
        let first = faults.first.map { ": \(RunFault.line($0, limit: 600))" } ?? ""
        return first + (faults.count > 1 ? ", and \(Units.counted(faults.count - 1, "more fault"))" : "")
    }
}

extension MergeFault.Problem {
    fileprivate func words(at path: String) -> String {
        switch self {
        case .missing: "\(path) is missing"
        case .wrongType: "\(path) is of the wrong type"
        case .other(let description): "\(path): \(description)"
        case .unreadable: "it cannot be read"
        }
    }
}

extension MergeFault.Setting {
    fileprivate var words: String {
        switch self {
        case .version: "the versions of blobgate"
        case .platforms: "the platforms"
        case .depth: "the depths"
        case .referrers: "the policies of referrers"
        case .undecided: "the policies of undecided"
        case .rollback: "the policies of rollback"
        case .flapping: "the policies of flapping"
        case .spot: "the policies of spot"
        case .hold: "the policies of hold"
        }
    }

    /// The word for a side that has no value.
    fileprivate var none: String { self == .platforms ? "all" : "none" }
}

extension MergeFault.Backends {
    fileprivate var words: String {
        guard !backends.isEmpty else { return "none" }
        return backends.map { backend in
            let cache = backend.cache.map { " caching by \($0.kind) \($0.key ?? "")" } ?? ""
            return "\(backend.name) at \(backend.scheme)://\(backend.address) (\(backend.role)\(cache))"
        }.sorted().joined(separator: ", ")
    }
}
