internal import Foundation
internal import OCI
internal import Record

/// Words the claim counts.
extension Totals {
    /// The age and run of the oldest reused proof: `3 h ago by run 1234`.
    func provenance(at now: Date) -> String? {
        oldest.map { (earlierRuns > 1 ? "the oldest " : "") + $0.provenance(at: now) }
    }

    /// `23 verified now, 3 verified 3 h ago by run 9, 1 refused`; zero counts are left out.
    func words(at now: Date) -> String {
        var parts: [String] = []
        if verifiedBlobs > 0 { parts.append("\(verifiedBlobs) verified now") }
        if reusedBlobs > 0 {
            let when = provenance(at: now) ?? "earlier"
            parts.append(
                earlierRuns > 1
                    ? "\(reusedBlobs) verified by earlier runs (\(when))" : "\(reusedBlobs) verified \(when)")
        }
        if shared > 0 { parts.append("\(shared) verified \(Self.elsewhere)") }
        if present > 0 { parts.append("\(present) present, not hashed") }
        if notAsked > 0 { parts.append("\(notAsked) not requested") }
        if planned > 0 { parts.append("\(planned) to pull (\(Units.bytes(bytesPlanned)))") }
        if refused > 0 { parts.append("\(refused) refused") }
        if undecided > 0 { parts.append("\(undecided) undecided") }
        if reported > 0 { parts.append("\(reported) only reported") }
        if otherShard > 0 { parts.append("\(otherShard) left to other shards") }
        return parts.isEmpty ? "nothing proven" : parts.joined(separator: ", ")
    }

    static let elsewhere = "under another repository"

    /// What a check at the given depth would do.
    func planned(_ depth: Depth, withBytes: Bool = false) -> String {
        switch depth {
        case .manifest: "\(Units.counted(notAsked, "blob")) not requested"
        case .presence: "\(Units.counted(planned, "blob")) to check by HEAD"
        case .full, .unpack:
            withBytes
                ? "\(planned) to pull (\(Units.bytes(bytesPlanned)))" : "\(Units.counted(planned, "blob")) to pull"
        }
    }

    /// `3 layers unpacked, 1 only hashed`.
    var unpackedText: String { "\(Units.counted(unpacked, "layer")) unpacked, \(packed) only hashed" }
}

extension Run {
    /// The claims, bytes, duration and rate of the run.
    var countsText: String {
        let totals = totals
        let (facts, depth) = (facts, facts.policy.depth)
        let seconds = facts.finished.timeIntervalSince(facts.started)
        let pulled = totals.bytesPulled
        let isMerge = facts.command == .merge
        // No rate for a run that waited, or for a merge: its shards may not have run in parallel.
        let rate =
            seconds > 0 && pulled > 0 && facts.rounds.count < 2 && !isMerge
            ? " (\(Units.bytes(Int64(min(Double(pulled) / seconds, 1e18))))/s)" : ""
        let earlier = totals.provenance(at: facts.finished).map { " (\($0))" } ?? ""
        let claims =
            "\(Units.counted(totals.claims, "claim")) (\(Units.counted(totals.manifests, "manifest")), "
            + "\(Units.counted(totals.blobs, "blob")))"
        let results = [
            "\(totals.verified) verified now",
            "\(totals.reused) by earlier runs\(earlier)\(SpotWords.ofReused(self))",
            totals.shared > 0 ? "\(totals.shared) \(Totals.elsewhere)" : nil,
            totals.present > 0 ? "\(totals.present) present and not hashed" : nil,
            totals.notAsked > 0 ? "\(totals.notAsked) not requested" : nil,
            "\(totals.refused) refused", "\(totals.undecided) undecided",
            totals.reported > 0 ? "\(totals.reported) only reported" : nil,
        ]
        let rest = isMerge ? "covered by no shard" : "more left to other shards"
        let unresolved = unresolved
        // An image that does not resolve has no claims to count.
        let counted =
            totals.claims == 0 && !unresolved.isEmpty
            ? [] : ["\(claims): \(results.compactMap(\.self).joined(separator: ", "))"]
        let parts =
            (counted + unresolved).map(Optional.some) + [
                depth == .unpack ? totals.unpackedText : nil,
                facts.requests.map { Units.counted($0, "request") },
                "\(Units.bytes(pulled)) pulled in \(Units.duration(seconds))\(rate)",
                totals.otherShard > 0 ? "\(totals.otherShard) \(rest)" : nil, depth.caveat,
            ]
        return parts.compactMap(\.self).joined(separator: "; ")
    }

    /// The images with faults that belong to no claim, by kind of fault: `1 image not found on 3 backends`.
    var unresolved: [String] {
        let faults = facts.images.flatMap(\.allFindings).filter { $0.weight != .reported }
        return Unresolved.allCases.compactMap { kind in
            let places = faults.filter { Unresolved($0.code) == kind }.map(\.place)
            guard !places.isEmpty else { return nil }
            let names = Set(places.map { [$0.registry.description, $0.repository?.description, $0.tag?.description] })
            let backends = Set(places.compactMap(\.backend)).count
            return "\(Units.counted(names.count, "image")) \(kind.rawValue)"
                + (backends > 0 ? " on \(Units.counted(backends, "backend"))" : "")
        }
    }
}

/// Why an image has no claims on a backend. The raw value completes `1 image`.
private enum Unresolved: String, CaseIterable {
    case absent = "not found"
    case platform = "without the requested platform"
    case names = "with conflicting names"
    case content = "with a faulty manifest"
    case access = "not resolved"

    init(_ code: FindingCode) {
        self =
            switch (code, code.family) {
            case (.absencePlatform, _): .platform
            case (.contentTagDivergence, _), (.contentPin, _): .names
            case (_, .absence): .absent
            case (_, .content): .content
            case (_, .access): .access
            }
    }
}
