import Foundation
import OCI
import Record

/// A fault in a line of an export.
struct ArchiveFault: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}

/// One line of an export; exactly one of the keys is present.
struct ArchiveLine: Codable {
    struct Header: Codable {
        let version: Int
        let vantage: String
        let blobgate: String
        let exportedAt: Int64
    }

    struct End: Codable, Hashable {
        var proofs: Int
        var refusals: Int
    }

    struct Path: Codable {
        let registry: String
        let backend: String
        /// Absent if proofs are shared by digest.
        let repository: String?
        let digest: String
        /// The machine that the backend belongs to; absent if its address is not one of a single machine.
        let machine: String?
    }

    struct ProofWire: Codable {
        let path: Path
        let size: Int64
        let endpoint: String
        let address: String?
        let cacheStatus: String?
        let provenAt: Int64
        let run: Int64
        let vantage: String
        let diffID: String?
        let layerCount: Int?
        let certificate: String?
        let readThrough: Bool?
        let spotCheckedAt: Int64?
        /// The kinds of nodes that it counts for; absent in exports of versions that did not record them.
        let nodes: [String]?
        var source: SourceWire?
    }

    /// Absent if only the path of the proof is known to be served from there.
    struct SourceWire: Codable {
        let place: String
        let entityTag: String?
        /// Absent if the bytes were hashed under the repository of the path.
        let repository: String?
    }

    struct RefusalWire: Codable {
        let path: Path
        let at: Int64
    }

    var ledger: Header?
    var proof: ProofWire?
    var refusal: RefusalWire?
    var end: End?

    /// The number of keys present.
    var count: Int { [ledger != nil, proof != nil, refusal != nil, end != nil].count { $0 } }

    /// A decoder error as a sentence.
    static func words(for error: any Error) -> String {
        guard let error = error as? DecodingError else { return "it cannot be decoded" }
        let name = { (path: [any CodingKey]) in path.map(\.stringValue).joined(separator: ".") }
        switch error {
        case .keyNotFound(let key, let context): return "\(name(context.codingPath + [key])) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            return context.codingPath.isEmpty
                ? "it is not a JSON object" : "\(name(context.codingPath)) has the wrong type"
        default: return "it is not valid JSON, or the line was cut off"
        }
    }
}

extension ArchiveLine.Path {
    init(_ path: ProofPath) {
        self.init(
            registry: path.registry.description, backend: path.backend, repository: path.repository?.description,
            digest: path.digest.description, machine: path.machine)
    }

    func path() throws(ArchiveFault) -> ProofPath {
        guard let registry = RegistryName(registry) else { throw ArchiveFault("\"\(registry)\" is not a registry") }
        guard !backend.isEmpty else { throw ArchiveFault("the backend name is empty") }
        if let machine, machine.isEmpty { throw ArchiveFault("the machine is empty") }
        var name: RepositoryName?
        if let repository {
            guard let parsed = RepositoryName(repository) else {
                throw ArchiveFault("\"\(repository)\" is not a repository")
            }
            name = parsed
        }
        return ProofPath(
            registry: registry, backend: backend, repository: name, digest: try ArchiveLine.digest(digest),
            machine: machine)
    }
}

extension ArchiveLine.ProofWire {
    init(_ proof: Proof) {
        self.init(
            path: ArchiveLine.Path(proof.path), size: proof.size, endpoint: proof.endpoint, address: proof.address,
            cacheStatus: proof.cacheStatus, provenAt: Milliseconds(proof.provenAt).count,
            run: (proof.origin?.run ?? proof.run).rawValue, vantage: proof.origin?.vantage ?? "",
            diffID: proof.diffID?.description, layerCount: proof.layerCount, certificate: proof.certificate,
            readThrough: proof.isReadThrough,
            spotCheckedAt: proof.spotCheckedAt.map { Milliseconds($0).count },
            nodes: NodeKind.allCases.filter(proof.nodes.contains).map(\.rawValue))
        source = proof.source.map {
            ArchiveLine.SourceWire(
                place: $0.place.text, entityTag: $0.entityTag, repository: $0.repository?.description)
        }
    }

    /// The proof as its own ledger recorded it; the run is still that ledger's.
    func proof() throws(ArchiveFault) -> Proof {
        guard size >= 0 else { throw ArchiveFault("the size is \(size)") }
        if let layerCount, layerCount < 0 { throw ArchiveFault("layerCount is \(layerCount)") }
        guard !vantage.isEmpty else { throw ArchiveFault("the vantage of the proof is empty") }
        guard !endpoint.isEmpty else { throw ArchiveFault("the endpoint is empty") }
        var unpacked: Digest?
        if let diffID { unpacked = try ArchiveLine.digest(diffID) }
        let run = RunID(rawValue: run)
        var proof = Proof(
            path: try path.path(), size: size, endpoint: endpoint, address: address, cacheStatus: cacheStatus,
            provenAt: Milliseconds(count: provenAt).date, run: run, diffID: unpacked, layerCount: layerCount,
            certificate: certificate, isReadThrough: readThrough,
            spotCheckedAt: spotCheckedAt.map { Milliseconds(count: $0).date },
            nodes: Set((nodes ?? []).compactMap { NodeKind(rawValue: $0) }),
            origin: ProofOrigin(run: run, vantage: vantage))
        proof.source = try source?.source()
        return proof
    }
}

extension ArchiveLine.SourceWire {
    fileprivate func source() throws(ArchiveFault) -> ProofSource {
        guard !place.isEmpty else { throw ArchiveFault("the place of the source is empty") }
        var name: RepositoryName?
        if let repository {
            guard let parsed = RepositoryName(repository) else {
                throw ArchiveFault("\"\(repository)\" is not a repository")
            }
            name = parsed
        }
        return ProofSource(ProofSource.Place(text: place), entityTag: entityTag, repository: name)
    }
}

extension ArchiveLine.RefusalWire {
    init(_ refusal: RecordedRefusal) {
        self.init(path: ArchiveLine.Path(refusal.path), at: Milliseconds(refusal.at).count)
    }

    func refusal() throws(ArchiveFault) -> RecordedRefusal {
        RecordedRefusal(path: try path.path(), at: Milliseconds(count: at).date)
    }
}

extension ArchiveLine {
    fileprivate static func digest(_ text: String) throws(ArchiveFault) -> Digest {
        do {
            return try Digest(parsing: text)
        } catch {
            throw ArchiveFault("\(error)")
        }
    }
}
