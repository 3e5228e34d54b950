import Foundation
import Gate
import Ledger
import OCI
import Release

/// The inputs of a run as the ledger keeps them, so that `recheck` can repeat it.
struct StoredInputs: Codable, Sendable {
    struct Image: Codable, Sendable {
        let reference: String
        let origins: [Place]
        /// Absent where nothing was expected, and in runs of versions that knew no pins.
        var expectations: [Expected]?
        /// Absent where every place writes the image alike, and in runs of versions that kept the first alone.
        var spellings: [String]?
    }

    /// What a name must lead to.
    struct Expected: Codable, Sendable {
        /// Exactly one of the two.
        let manifest: String?
        let config: String?
        let reason: Expectation.Reason
        let origin: Place
    }

    struct Place: Codable, Sendable {
        let source: String
        let file: String?
        let number: Int?
        /// Absent in runs of versions that knew no structured inputs.
        var place: OriginPlace?
        /// Absent in runs of versions that knew no rollback set.
        var set: ReleaseSet?
    }

    let images: [Image]
    let platforms: [String]
    var backends: [String]
    let config: String?
    /// Absent in runs of versions that did not know mirrors.
    var mirrors: [String]?
    /// How far the run looked; `nil` in the record of a version that knew only `full`.
    var depth: Depth?
    /// Absent in runs of versions that did not pull foreign layers.
    var foreign: Bool?
    /// Absent in runs of versions that did not ask for referrers.
    var referrers: Bool?
    /// The part of the release that the run proved; absent for all of it.
    var shard: Shard?
    /// What a look on demand was about; absent in other runs.
    var focus: StoredFocus?
    /// The deploy tool that the run stood in; absent where it stood in none, and in runs of versions that did not keep it.
    var tool: DeployTool?

    init(
        images: [ImageUse], platforms: [Platform], backends: [String], mirrors: [String] = [], config: String?,
        depth: Depth, foreign: Bool = false, referrers: Bool = false, focus: StoredFocus? = nil
    ) {
        self.images = images.map { use in
            Image(
                reference: Self.text(of: use.reference), origins: use.origins.map(Place.init),
                expectations: use.expectations.isEmpty ? nil : use.expectations.map(Expected.init),
                spellings: use.spellings.isEmpty ? nil : use.spellings.map(Self.text))
        }
        self.platforms = platforms.map(\.description)
        self.backends = backends
        self.mirrors = mirrors
        self.config = config
        self.depth = depth
        self.foreign = foreign
        self.referrers = referrers
        self.focus = focus
    }

    /// The reference as it was written, unless that would mean another image where another registry is the default.
    private static func text(of reference: ImageReference) -> String {
        let again = try? ImageReference(parsing: reference.original)
        return again == reference ? reference.original : reference.description
    }

    /// What runs the gate as a step of its own.
    enum DeployTool: String, Codable, Sendable {
        case scap
    }

    /// Reads what `encoded` wrote.
    static func read(_ record: RunRecord) throws -> StoredInputs {
        do {
            return try JSONDecoder().decode(StoredInputs.self, from: record.request)
        } catch {
            throw CommandFailure(
                .input,
                "the inputs of run \(record.id) cannot be read: it was made by blobgate \(record.summary.version)")
        }
    }

    /// The same inputs at another depth.
    func looking(_ depth: Depth) -> StoredInputs {
        var inputs = self
        inputs.depth = depth
        return inputs
    }

    func encoded() -> Data { (try? JSONEncoder().encode(self)) ?? Data() }

    func uses() throws -> [ImageUse] {
        try images.map { image in
            do {
                let reference = try ImageReference(parsing: image.reference)
                return ImageUse(
                    reference: reference, origins: image.origins.map(\.origin),
                    expectations: try (image.expectations ?? []).map { try $0.expectation },
                    spellings: try (image.spellings ?? []).map { try ImageReference(parsing: $0) })
            } catch {
                throw CommandFailure(.input, "the inputs of the run cannot be read: \(error)")
            }
        }
    }

    func requestedPlatforms() -> [Platform] { platforms.compactMap { try? Platform(parsing: $0) } }
}

extension StoredInputs.Expected {
    private struct Unreadable: Error, CustomStringConvertible {
        let description = "an expected image has no digest"
    }

    init(_ expectation: Expectation) {
        let (manifest, config): (String?, String?) =
            switch expectation.content {
            case .manifest(let digest): (digest.description, nil)
            case .config(let digest): (nil, digest.description)
            }
        self.init(
            manifest: manifest, config: config, reason: expectation.reason,
            origin: StoredInputs.Place(expectation.origin))
    }

    var expectation: Expectation {
        get throws {
            let content: Expectation.Content? =
                try manifest.map { .manifest(try Digest(parsing: $0)) }
                ?? config.map { .config(try Digest(parsing: $0)) }
            // To expect nothing where something was expected would be a silent pass.
            guard let content else { throw Unreadable() }
            return Expectation(content, reason, origin: origin.origin)
        }
    }
}

extension StoredInputs.Place {
    init(_ origin: Origin) {
        let (source, file): (String, String?) =
            switch origin.source {
            case .arguments: ("arguments", nil)
            case .standardInput: ("stdin", nil)
            case .file(let path): ("file", path)
            case .output(let command): ("output", command)
            }
        self.init(source: source, file: file, number: origin.number, place: origin.place, set: origin.set)
    }

    var origin: Origin {
        let read: InputSource =
            switch (source, file) {
            case ("output", let command?): .output(of: command)
            case (_, let path?): .file(path)
            case ("stdin", nil): .standardInput
            default: .arguments
            }
        return Origin(source: read, number: number, place: place, set: set ?? .new)
    }
}
