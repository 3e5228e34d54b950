internal import Foundation
internal import Gate
internal import OCI

extension DiagnosisWire {
    /// The diagnosis that was written, without the closer look as a whole; `nil` where it can be none.
    var told: Diagnosis? {
        guard let code = FindingCode(rawValue: code), let weight = Finding.Weight(rawValue: weight),
            let registry = RegistryName(registry), let scope = Diagnosis.Scope(rawValue: scope),
            let subject = subject.told, let images = Self.all(images, \.told), let alsoIn = Self.all(alsoIn, \.told),
            let sightings = Self.all(sightings, \.told), let others = Self.all(others, \.told),
            let causes = Self.all(causes, \.told), let steps = Self.all(steps, \.told),
            let earlier = Self.all(earlier, \.told)
        else { return nil }
        return Diagnosis(
            told: code, weight: weight, registry: registry, images: images, subject: subject, sightings: sightings,
            others: others, scope: scope, reach: reach, cause: cause.flatMap(Diagnosis.Cause.init),
            conclusion: conclusion ?? "", notes: notes, causes: causes, openQuestion: openQuestion,
            locations: locations, steps: steps, alsoIn: alsoIn, earlier: earlier)
    }

    fileprivate static func all<Wire, Told>(_ wires: [Wire], _ read: (Wire) -> Told?) -> [Told]? {
        let told = wires.compactMap(read)
        return told.count == wires.count ? told : nil
    }
}

extension DiagnosisWire.ImageName {
    fileprivate var told: Diagnosis.ConcernedImage? {
        (try? ImageReference(parsing: reference)).map {
            Diagnosis.ConcernedImage(reference: $0, origins: origins, isRollbackOnly: rollbackOnly == true)
        }
    }
}

extension DiagnosisWire.Subject {
    fileprivate var told: Diagnosis.Subject? {
        let name = repository.flatMap { RepositoryName($0) }
        let label = tag.flatMap { Tag($0) }
        let bytes = digest.flatMap { try? Digest(parsing: $0) }
        let what = kind.flatMap(Claim.Kind.init)
        guard (name == nil) == (repository == nil), (label == nil) == (tag == nil), (bytes == nil) == (digest == nil),
            (what == nil) == (kind == nil)
        else { return nil }
        return Diagnosis.Subject(told: name, tag: label, digest: bytes, kind: what, size: size, more: more)
    }
}

extension DiagnosisWire.Sighting {
    fileprivate var told: Diagnosis.Sighting? {
        let bytes = received.flatMap { try? Digest(parsing: $0) }
        guard (bytes == nil) == (received == nil) else { return nil }
        return Diagnosis.Sighting(
            told: backend, isDirect: direct, seen: seen, address: address, cacheStatus: cacheStatus, received: bytes,
            count: count)
    }
}

extension DiagnosisWire.Bystander {
    fileprivate var told: Diagnosis.Bystander? {
        DiagnosisWire.all(states, \.told).map { Diagnosis.Bystander(told: backend, isDirect: direct, states: $0) }
    }
}

extension DiagnosisWire.State {
    fileprivate var told: Diagnosis.Share? { told(as: state).map { Diagnosis.Share(told: $0, count: count) } }

    private func told(as state: String) -> Diagnosis.State? {
        switch state {
        case "verified": return .verified(cacheStatus: cacheStatus)
        case "reused":
            guard let date = provenAt.flatMap(Units.date(rfc3339:)), let ageSeconds, let run else { return nil }
            return .reused(
                provenAt: date, age: TimeInterval(ageSeconds), run: run, vantage: vantage, cacheStatus: cacheStatus)
        case "present": return .present
        case "planned": return .planned
        case "withheld": return .withheld
        case "undecided": return code.flatMap(FindingCode.init).map { .undecided($0) }
        case "faulty": return code.flatMap(FindingCode.init).map { .faulty($0) }
        case "not-asked": return reason.map { .notAsked($0) }
        case "names": return digest.flatMap { try? Digest(parsing: $0) }.map { .names($0) }
        default: return nil
        }
    }
}

extension DiagnosisWire.Hypothetical {
    fileprivate var told: Hypothesis? {
        guard let kind = CauseKind(rawValue: kind), let standing = Hypothesis.Standing(rawValue: standing) else {
            return nil
        }
        return Hypothesis(kind, standing, on: backends, statement, for: supports, against: opposes)
    }
}

extension DiagnosisWire.Step {
    fileprivate var told: RemedyStep? {
        RemedyStep.Purpose(rawValue: purpose).map {
            RemedyStep($0, on: backends, text, commands: commands, expected: expected)
        }
    }
}

extension DiagnosisWire.EarlierImage {
    fileprivate var told: EarlierUse? {
        Units.date(rfc3339: when).map { EarlierUse(run: run, when: $0, reference: reference, origins: origins) }
    }
}
