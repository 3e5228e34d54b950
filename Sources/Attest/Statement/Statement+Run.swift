internal import Foundation
internal import OCI
package import Record

extension Statement {
    /// The statements of a run: one for each image that was verified or overridden, by name and digest, in the order of the
    /// release. Images that a policy let pass without proof have none.
    package static func all(of run: Run) throws(NotAttested) -> [Statement] {
        guard run.command != .plan, run.command != .diagnose else { throw .command(run.command) }
        if let shard = run.shard { throw .shard(shard) }
        guard run.verdict == .verified || run.verdict == .overridden else { throw .verdict(run.verdict) }
        guard run.exitCode == .verified else { throw .stopped }
        var order: [Key] = []
        var groups: [Key: [Run.Image]] = [:]
        for image in run.images where image.verdict == .verified || image.verdict == .overridden {
            let digests = run.facts.namedDigests(of: image)
            guard let digest = digests.first, digests.count == 1 else {
                throw .digests(image: "\(image.reference)", count: digests.count)
            }
            let key = Key(name: "\(image.reference.registry)/\(image.reference.repository)", digest: digest)
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(image)
        }
        guard !order.isEmpty else { throw .noImages }
        return order.map { Statement(of: groups[$0] ?? [], key: $0, in: run) }
    }

    private struct Key: Hashable {
        let name: String
        let digest: Digest
    }

    /// - Parameter images: The references that lead to the same content under the same name.
    private init(of images: [Run.Image], key: Key, in run: Run) {
        let verdict = Verdict.combined(images.map(\.verdict))
        subject = [
            Subject(name: key.name, digest: [key.digest.algorithm.name: key.digest.encoded])
        ]
        predicate = Predicate(
            verifier: Verifier(id: Self.verifier), timeCreated: StatementTime(run.finished),
            properties: Self.properties(of: images, verdict, in: run).map(\.rawValue),
            blobgate: AttestedRun(of: images, verdict, in: run))
    }

    private static func properties(
        of images: [Run.Image], _ verdict: Verdict, in run: Run
    ) -> [AttestedProperty] {
        guard verdict == .verified else { return [.overridden] }
        let layers = images.flatMap { run.facts.claims(of: $0) }.filter { $0.kind == .layer && $0.status.isProof }
        let isUnpacked = run.policy.depth == .unpack && layers.allSatisfy { $0.status.diffID != nil }
        let bytes: [AttestedProperty] = run.platforms.isEmpty ? [.everyByte] : run.platforms.map { .everyByteFor($0) }
        return bytes + (isUnpacked ? [.layersUnpacked] : [])
    }
}

extension AttestedRun {
    fileprivate init(of images: [Run.Image], _ verdict: Verdict, in run: Run) {
        let claims = images.flatMap { run.facts.claims(of: $0) }
        let proofs = claims.compactMap { $0.status.reuse?.provenAt }
        let findings = images.flatMap(\.allFindings) + claims.compactMap(\.finding)
        let names = Set(images.map(\.reference.registry))
        var seen: Set<Int64> = []
        let waivers = findings.compactMap(\.override).filter { seen.insert($0.id).inserted }
        version = run.version
        self.verdict = verdict
        depth = run.policy.depth
        vantage = run.vantage
        self.run = run.number
        started = StatementTime(run.started)
        oldestProof = StatementTime(min(run.started, proofs.min() ?? run.started))
        references = images.map { "\($0.reference)" }
        platforms = run.platforms.isEmpty ? nil : run.platforms.map(\.description)
        nodes = run.policy.nodes?.map(\.rawValue)
        backends = run.registries.filter { names.contains($0.name) }.flatMap(\.backends).compactMap { backend in
            let own = claims.filter { $0.backend == backend.name }
            guard !own.isEmpty else { return nil }
            return Backend(
                name: backend.name, address: backend.address, role: backend.role, claims: own.count,
                proven: own.count { $0.status.isProof })
        }
        overrides =
            waivers.isEmpty
            ? nil
            : waivers.map {
                Waiver(number: $0.id, who: $0.who, reason: $0.reason, expires: StatementTime($0.expiresAt))
            }
    }
}

/// Why a run has no statements.
package enum NotAttested: Error, Hashable, Sendable {
    /// The command verifies no release.
    case command(Run.Command)
    /// It is only part of the release.
    case shard(Shard)
    /// The run is not verified.
    case verdict(Verdict)
    /// A signal ended it.
    case stopped
    /// The backends resolve an image to this number of digests, instead of one.
    case digests(image: String, count: Int)
    /// No image of the run was proven.
    case noImages
}
