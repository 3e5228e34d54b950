import Foundation
import Gate
import Ledger
import OCI
import Record
import Release

/// The inputs of a run, as stored in the ledger for `recheck`.
struct StoredInputs: Codable, Sendable {
    struct Image: Codable, Sendable {
        let reference: String
        let origins: [Origin]
        let expectations: [Expectation]
        let spellings: [String]
    }

    let images: [Image]
    let platforms: [String]
    var backends: [String]
    let config: String?
    /// Absent in runs of versions without mirrors.
    var mirrors: [String]?
    /// Whether every public address was a backend; absent in runs of versions that had no choice.
    var allAddresses: Bool?
    /// The depth of the run; absent in runs of versions that supported only `full`.
    var depth: Depth?
    /// Absent in runs of versions that did not pull foreign layers.
    var foreign: Bool?
    /// Absent in runs of versions that did not ask for referrers.
    var referrers: Bool?
    /// Absent in runs of versions that knew one kind of nodes.
    var nodes: [NodeKind]?
    /// The shard that the run checked; absent for the whole release.
    var shard: Shard?
    /// The focus of a diagnosis; absent in other runs.
    var focus: StoredFocus?
    /// The deploy tool that started the run, if any; absent in runs of versions that did not record it.
    var tool: DeployTool?

    init(
        images: [ImageUse], platforms: [Platform], backends: [String], mirrors: [String] = [], config: String?,
        depth: Depth, foreign: Bool = false, referrers: Bool = false, focus: StoredFocus? = nil
    ) {
        self.images = images.map { use in
            Image(
                reference: Self.text(of: use.reference), origins: use.origins, expectations: use.expectations,
                spellings: use.spellings.map(Self.text))
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

    /// The reference as written, unless it would resolve to another image under another default registry.
    private static func text(of reference: ImageReference) -> String {
        let again = try? ImageReference(parsing: reference.original)
        return again == reference ? reference.original : reference.description
    }

    /// A deploy tool that runs the gate.
    enum DeployTool: String, Codable, Sendable {
        case scap
    }

    /// Decodes the output of `encoded`.
    static func read(_ record: RunRecord) throws -> StoredInputs {
        do {
            return try JSONDecoder().decode(StoredInputs.self, from: record.request)
        } catch {
            throw CommandFailure(
                .input,
                "the inputs of run \(record.id) cannot be read: it was recorded by blobgate \(record.summary.version); run the "
                    + "check again"
            )
        }
    }

    /// The same inputs with another depth.
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
                    reference: reference, origins: image.origins, expectations: image.expectations,
                    spellings: try image.spellings.map { try ImageReference(parsing: $0) })
            } catch {
                throw CommandFailure(.input, "the inputs of the run cannot be read: \(error)")
            }
        }
    }

    func requestedPlatforms() -> [Platform] { platforms.compactMap { try? Platform(parsing: $0) } }
}
