internal import Foundation
internal import Gate
internal import OCI

/// Who looked, from where, when, at which backends.
enum RunHeader {
    static func add(_ index: RunIndex, to page: inout Page) {
        let run = index.run
        let again = run.recheckNumber.map { " of run \($0)" } ?? ""
        var parts = ["blobgate \(run.version) \(run.command)\(again)"]
        if let number = run.number { parts.append("run \(number)") }
        if let shard = run.shard { parts.append("shard \(shard)") }
        let platforms = run.platforms.map(\.description).joined(separator: ", ")
        parts += [
            "from \(run.vantage)", Units.time(run.started), "platforms: \(platforms.isEmpty ? "all" : platforms)",
        ]
        if run.depth == .unpack { parts.append("depth: \(run.depth.rawValue)") }
        if run.referrers { parts.append("with referrers") }
        page.line(parts.joined(separator: ", "), ink: .bold, indent: 2)
        if let shard = run.shard { ShardLines.header(shard, RunCounts(run.claims), to: &page) }
        if let caveat = run.depth.caveat { page.line(caveat, label: "depth: ", ink: .yellow) }
        page.line()
        for (name, registry) in index.registries {
            let facts = registry.facts
            guard !facts.isEmpty else {
                page.line(registry.obstacle ?? "no backend is known: nobody names one", label: "\(name): ")
                continue
            }
            page.line("\(name): \(Units.counted(facts.count, "backend"))", indent: 2)
            page.table(
                facts.map { backend in
                    let address = backend.scheme == "https" ? backend.address : "\(backend.scheme)://\(backend.address)"
                    let cache = backend.cache.map { "cache: \($0.kind)" } ?? ""
                    let doubt =
                        backend.checksCertificate || backend.scheme == "http" ? cache : "CERTIFICATE NOT CHECKED"
                    return [backend.name, address, backend.role, "by \(backend.source)", doubt]
                })
        }
        page.line()
    }
}

/// One line for each image.
enum ImageLines {
    static func add(_ index: RunIndex, to page: inout Page) {
        let rollback = index.run.images.filter(\.isRollbackOnly)
        add(index.run.images.filter { !$0.isRollbackOnly }, index, to: &page)
        if !rollback.isEmpty {
            page.line()
            page.line("rollback set, to which the deploy would return:")
            add(rollback, index, to: &page)
        }
        if index.run.images.isEmpty { page.line("no images") }
    }

    private static func add(_ images: [ImageResult], _ index: RunIndex, to page: inout Page) {
        for image in images {
            let blobs = index.blobs(of: image)
            let size = blobs.count > 0 ? " (\(Units.bytes(blobs.bytes)))" : ""
            let words = index.counts(of: image).words(at: index.run.finished)
            page.whole(
                "\(image.reference): \(Units.counted(blobs.count, "blob"))\(size) on "
                    + "\(Units.counted(image.views.count, "backend")): \(words)",
                label: word(image, index.run).padded(to: 11), ink: ink(image.verdict))
        }
    }

    /// An image of which nothing falls to this shard has no verdict here.
    private static func word(_ image: ImageResult, _ run: GateRun) -> String {
        run.shard != nil && image.verdict == .unproven && run.depth.provesBlobs
            ? "elsewhere" : word(image.verdict, run.depth)
    }

    static func word(_ verdict: Verdict, _ depth: Depth) -> String {
        switch verdict {
        case .verified: verdict.rawValue
        case .unproven: depth == .presence ? "present" : "named"
        case .overridden, .undecided, .refused: verdict.rawValue.uppercased()
        }
    }

    static func ink(_ verdict: Verdict) -> Page.Ink {
        switch verdict {
        case .verified: .green
        case .unproven, .overridden, .undecided: .yellow
        case .refused: .red
        }
    }
}

/// Each claim with each of its attempts.
enum ClaimLines {
    static func add(_ index: RunIndex, to page: inout Page) {
        page.line()
        page.line("claims:")
        for result in index.run.claims {
            let claim = result.claim
            let size = claim.size.map { ", \(Units.exact($0))" } ?? ""
            let origin = claim.isOfReferrer ? " of a referrer" : ""
            page.line(
                "\(claim.backendName): \(claim.kind.rawValue)\(origin) \(claim.digest)\(size), \(claim.registry)/\(claim.repository)",
                label: "  ", indent: 4)
            page.line(words(result, at: index.run.finished) + SpotWords.words(result), label: "    ", indent: 2)
            for (number, attempt) in result.attempts.enumerated() {
                let cache = attempt.cacheStatus.map { ", cache says \($0)" } ?? ""
                let certificate = attempt.certificate.map { ", certificate \($0.prefix(16))" } ?? ""
                let took = Units.duration(Double(attempt.milliseconds) / 1000)
                page.line(
                    "\(Units.time(attempt.started)), \(attempt.address ?? "no address"), \(took)\(cache)\(certificate): \(attempt.seen)",
                    label: "    try \(number + 1): ")
            }
        }
    }

    private static func words(_ result: ClaimResult, at now: Date) -> String {
        switch result.standing {
        case .verified:
            let passed = result.remark.map { "; let pass: \($0.code.title) (\($0.code)): \($0.seen)" } ?? ""
            return (result.standing.diffID.map { "verified now, unpacks to \($0)" } ?? "verified now") + passed
        case .present: return "present: the backend says that it has it; no byte was hashed"
        case .notAsked: return "not asked for"
        case .elsewhere(let shard, _): return "of shard \(shard): nothing is said of it here"
        case .planned: return "to pull"
        case .faulty(let finding):
            return "\(finding.weight.rawValue): \(finding.code.title) (\(finding.code)): \(finding.seen)"
        case .reused: break
        }
        guard let reuse = result.standing.reuse else { return "verified earlier" }
        let facts = [reuse.address, reuse.cacheStatus.map { "cache said \($0)" }].compactMap { $0 }
        let then = facts.isEmpty ? "" : " (\(facts.joined(separator: ", ")))"
        return "verified \(Units.age(now.timeIntervalSince(reuse.provenAt))) by \(reuse.seenBy)\(then)"
    }
}
