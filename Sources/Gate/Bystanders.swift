internal import Foundation
internal import Ledger
internal import OCI
internal import Registry

/// Says how the backends that did not show a fault stand for the same bytes.
struct Bystanders {
    let diagnostician: Diagnostician
    let images: [Int]
    let seenOn: Set<String>

    private var run: GateRun { diagnostician.run }

    func states(for fault: FaultCase) -> [Diagnosis.Bystander] {
        if case .run = fault.key { return [] }
        return diagnostician.backends(of: fault.registry).filter { !seenOn.contains($0.name) }.map { backend in
            Diagnosis.Bystander(
                backend: backend.name, isDirect: backend.role == .direct,
                states: Self.shares(of: states(for: fault, on: backend)))
        }
    }

    private func states(for fault: FaultCase, on backend: Backend) -> [Diagnosis.State] {
        switch fault.key {
        case .bytes(let group):
            guard fault.code != .absencePlatform else { return [name(on: backend)] }
            return [state(of: group, on: backend) ?? absent(group, on: backend)]
        case .tag:
            return [name(on: backend)]
        case .backend, .registry, .run:
            let states = claims(of: fault, on: backend).map { state(of: $0) }
            return states.isEmpty ? [name(on: backend)] : states
        }
    }

    /// What the other backend was asked for of all that the fault left open.
    private func claims(of fault: FaultCase, on backend: Backend) -> [ClaimResult] {
        let groups = Set(fault.items.compactMap(\.claim).map(diagnostician.group(of:)))
        var found = groups.flatMap { diagnostician.results[$0] ?? [] }.filter { $0.claim.backend.name == backend.name }
        var known = Set(found.map(\.claim))
        for item in fault.items where item.claim == nil {
            let views = item.images.flatMap { run.images[$0].views }.filter { $0.backend.name == backend.name }
            for claim in views.flatMap(\.claims) where known.insert(claim).inserted {
                found += (diagnostician.results[diagnostician.group(of: claim)] ?? []).filter { $0.claim == claim }
            }
        }
        return found
    }

    /// The gravest of what is known of these bytes on this backend.
    private func state(of group: ClaimGroup, on backend: Backend) -> Diagnosis.State? {
        let results = (diagnostician.results[group] ?? []).filter { $0.claim.backend.name == backend.name }
        let gravest = results.first { $0.standing.verdict == Verdict.combined(results.map(\.standing.verdict)) }
        return gravest.map { state(of: $0) }
    }

    private func state(of result: ClaimResult) -> Diagnosis.State {
        switch result.standing {
        case .verified(let blob): .verified(cacheStatus: blob.cacheStatus)
        case .reused(let proof):
            .reused(
                provenAt: proof.provenAt, age: run.finished.timeIntervalSince(proof.provenAt),
                run: (proof.origin?.run ?? proof.run).rawValue, vantage: proof.origin?.vantage,
                cacheStatus: proof.cacheStatus)
        case .present: .present
        case .notAsked: .notAsked("no blob is asked for at depth manifest")
        case .elsewhere(let shard, _): .notAsked("shard \(shard) looks at it")
        case .planned: .planned
        case .faulty(let finding): Self.state(of: finding)
        }
    }

    private static func state(of finding: Finding) -> Diagnosis.State {
        if finding.code == .accessWithheld { return .withheld }
        return finding.code.family == .access ? .undecided(finding.code) : .faulty(finding.code)
    }

    /// Why the name did not lead to these bytes on this backend.
    private func absent(_ group: ClaimGroup, on backend: Backend) -> Diagnosis.State {
        let views = images.flatMap { run.images[$0].views }
        let here = views.filter { $0.backend.name == backend.name }
        if let finding = here.flatMap(\.findings).first(where: { !$0.isRemark }) { return Self.state(of: finding) }
        let elsewhere = Set(views.filter { seenOn.contains($0.backend.name) }.compactMap(\.digest))
        if let digest = here.compactMap(\.digest).first, !elsewhere.contains(digest) {
            return .notAsked("its tag names another image")
        }
        return .notAsked("the manifests that lead there were not proven on it")
    }

    /// What the image's name leads to on this backend.
    private func name(on backend: Backend) -> Diagnosis.State {
        let views = images.flatMap { run.images[$0].views }.filter { $0.backend.name == backend.name }
        if let finding = views.flatMap(\.findings).first(where: { !$0.isRemark }) { return Self.state(of: finding) }
        return views.compactMap(\.digest).first.map { .names($0) } ?? .notAsked("its name was not read")
    }

    private static func shares(of states: [Diagnosis.State]) -> [Diagnosis.Share] {
        var counts: [Diagnosis.State: Int] = [:]
        var order: [Diagnosis.State] = []
        for state in states.map({ states.count > 1 ? $0.rough : $0 }) {
            if counts[state] == nil { order.append(state) }
            counts[state, default: 0] += 1
        }
        return order.map { Diagnosis.Share(state: $0, count: counts[$0] ?? 0) }
    }
}

extension Diagnosis.State {
    /// Proven now or by an earlier run.
    var isIntact: Bool {
        switch self {
        case .verified, .reused, .names: true
        default: false
        }
    }

    /// Nothing is known of the bytes there.
    var isUnknown: Bool {
        switch self {
        case .present, .undecided, .withheld, .notAsked, .planned: true
        default: false
        }
    }

    /// The state without what differs from blob to blob, so that many can be counted.
    fileprivate var rough: Diagnosis.State {
        if case .verified = self { .verified(cacheStatus: nil) } else { self }
    }
}
