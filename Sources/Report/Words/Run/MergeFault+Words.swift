internal import OCI
package import Record

extension MergeError {
    private static let most = 20

    /// The reasons, one line each, in ASCII.
    package var words: String {
        let lines = faults.prefix(Self.most).map { Page.ascii($0.words) }
        return (lines + (faults.count > Self.most ? ["and \(faults.count - Self.most) more"] : []))
            .joined(separator: "\n")
    }
}

extension MergeFault {
    /// Why the reports cannot be merged, in a sentence without a full stop.
    package var words: String {
        switch self {
        case .notAReport(let file):
            "\(file): not a JSON report of blobgate; write one with: blobgate check --output json=PATH"
        case .otherSchema(let file, let found, let expected):
            "\(file): the report has schemaVersion \(found), but this blobgate reads \(expected)"
        case .endedEarly(let file, let exitCode, let faults):
            "\(file): the shard ended with exit code \(exitCode) before it reached a verdict\(Self.reason(faults))"
        case .wrongCommand(let file, let command):
            "\(file): this is a \(command) report; only check and recheck reports can be merged"
        case .empty(let file): "\(file): the file is empty, not a JSON report of blobgate"
        case .notJSON(let file, let fault):
            "\(file): not a JSON report of blobgate, or one that was cut off: \(fault)"
        case .damaged(let file, let fault): "\(file): the report is damaged: \(fault.words)"
        case .notAShard(let file):
            "\(file): this is the report of a whole release, not of a shard; its verdict is already final"
        case .tooOld(let file, let age, let limit):
            "\(file): the report is from \(Units.age(age)), older than --max-age (\(Units.duration(limit)))"
        case .fromTheFuture(let file, let finished):
            "\(file): the report is dated in the future: \(RFC3339.text(finished))"
        case .otherSplit(let file, let shard, let other, let otherShard):
            "\(file) is shard \(shard), but \(other) is shard \(otherShard): they do not belong to the same split"
        case .missing(let index, let total): "shard \(index) of \(total) is missing"
        case .duplicate(let index, let total, let files):
            "shard \(index) of \(total) was given \(files.count) times: \(files.joined(separator: ", "))"
        case .differ(let setting, let one, let other):
            "\(setting.words) differ: \(one.value ?? setting.none) in \(one.file), \(other.value ?? setting.none) in "
                + other.file
        case .backendsDiffer(let registry, let one, let other):
            "the backends of \(registry) differ: \(one.words) in \(one.file), \(other.words) in \(other.file)"
        case .imageMissing(let image, let file, let other):
            "the images differ: \(image) is in \(file), but not in \(other)"
        case .tagMoved(let image, let backend, let one, let other):
            "\(image) resolves to \(one.digest) on \(backend) in \(one.file), but to \(other.digest) in \(other.file): the "
                + "tag moved between the shards; run them again, or specify the image by digest"
        case .notCovered(let count, let first):
            "\(Units.counted(count, "claim")) not covered by any shard, the first is the \(first.kind.rawValue) "
                + "\(first.digest) of \(first.registry)/\(first.repository) on \(first.backend): the shards resolved "
                + "different manifests; run them again"
        }
    }

    private static func reason(_ faults: [String]) -> String {
        let first = faults.first.map { ": \(RunFault.line($0, limit: 600))" } ?? ""
        return first + (faults.count > 1 ? ", and \(Units.counted(faults.count - 1, "more fault"))" : "")
    }
}

extension DecodingFault {
    /// The key, and what is wrong with it.
    package var words: String {
        let key = path.isEmpty ? "the document" : path
        return switch problem {
        case .missing: "\(key) is missing"
        case .mistyped(let expected): "\(key) is not \(expected.words)"
        case .invalid(nil): "\(key) has a value that this version of blobgate does not know"
        case .invalid(let reason?): "\(key): \(reason)"
        }
    }
}

extension DecodingFault.Kind {
    fileprivate var words: String {
        switch self {
        case .text: "a text"
        case .number: "a number"
        case .boolean: "true or false"
        case .list: "a list"
        case .object: "an object"
        case .value: "of the expected type"
        }
    }
}

extension MergeFault.Setting {
    fileprivate var words: String {
        switch self {
        case .version: "the blobgate versions"
        case .platforms: "the platforms"
        case .depth: "the depths"
        case .nodes: "the kinds of nodes"
        case .referrers: "the referrers policies"
        case .undecided: "the undecided policies"
        case .rollback: "the rollback policies"
        case .flapping: "the flapping policies"
        case .spot: "the spot policies"
        case .hold: "the hold policies"
        }
    }

    /// The word for a report that has no value for the setting.
    fileprivate var none: String { self == .platforms ? "all" : "none" }
}

extension MergeFault.Backends {
    fileprivate var words: String {
        guard !backends.isEmpty else { return "none" }
        return backends.map { backend in
            let cache = backend.cache.map { " caching by \($0.kind) \($0.key ?? "")" } ?? ""
            let proxy = backend.proxy.map { " via proxy \($0)" } ?? ""
            return "\(backend.name) at \(backend.scheme)://\(backend.address)\(proxy) (\(backend.role)\(cache))"
        }.sorted().joined(separator: ", ")
    }
}
