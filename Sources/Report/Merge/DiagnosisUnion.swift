internal import Gate

/// The diagnoses of all shards as those of one run: each fault once, worst first, then as the release leads to what it is
/// about.
struct DiagnosisUnion {
    let registries: [RegistryWire]
    /// In the order of the release.
    let images: [String]
    /// Where the first claim with a fault of these bytes stands.
    private let places: [[String]: Int]

    init(registries: [RegistryWire], images: [String], claims: [ClaimWire]) {
        self.registries = registries
        self.images = images
        places = Dictionary(
            claims.enumerated().compactMap { place, claim in claim.code.map { ([$0, claim.digest], place) } }
        ) { first, _ in first }
    }

    func merged(_ lists: [[DiagnosisWire]]) -> [DiagnosisWire] {
        var parts: [Key: [DiagnosisWire]] = [:]
        var order: [Key] = []
        for diagnosis in lists.flatMap(\.self) {
            let key = Key(diagnosis)
            if parts[key] == nil { order.append(key) }
            parts[key, default: []].append(diagnosis)
        }
        return order.compactMap { parts[$0].flatMap(one) }.enumerated()
            .map { (ranks(of: $0.element) + [$0.offset], $0.element) }
            .sorted { $0.0.lexicographicallyPrecedes($1.0) }.map(\.1)
    }

    /// What makes two diagnoses the same fault: as in a run, what is of a backend, a registry or the run is one whatever
    /// it is about.
    private struct Key: Hashable {
        let code: String
        let registry: String?
        var weight: String?
        var subject: DiagnosisWire.Subject?
        var backends: [String]?

        init(_ diagnosis: DiagnosisWire) {
            code = diagnosis.code
            let backends = diagnosis.sightings.map(\.backend)
            switch FindingCode(rawValue: diagnosis.code) {
            case .accessDeadline?, .accessInterrupted?: registry = nil
            case .accessCredentials?, .accessTokenServer?, .accessResolve?: registry = diagnosis.registry
            case .accessWithheld?, .accessManifestLimit?, .accessIndexWidth?, .accessIndexDepth?, .accessAlgorithm?,
                .accessSchema1?, .accessForeign?, .accessReferrers?:
                registry = diagnosis.registry
                (weight, subject, self.backends) = (diagnosis.weight, diagnosis.subject, backends)
            case let code? where code.family == .access && backends.count == 1:
                registry = diagnosis.registry
                self.backends = backends
            default:
                registry = diagnosis.registry
                (weight, subject, self.backends) = (diagnosis.weight, diagnosis.subject, backends)
            }
        }

        /// Whether several subjects are one fault.
        var isWide: Bool { subject == nil }
    }

    /// One of what several shards told of the same fault, by what each of them had to prove.
    private func one(_ parts: [DiagnosisWire]) -> DiagnosisWire? {
        guard var merged = parts.first, parts.count > 1, Key(merged).isWide else { return parts.first }
        merged.weight = parts.map(\.weight).min { rank(ofWeight: $0) < rank(ofWeight: $1) } ?? merged.weight
        let concerned = parts.flatMap(\.images)
        merged.images = images.compactMap { name in concerned.first { $0.reference == name } }
        // What all shards read, such as a name, all of them tell alike.
        var subjects: Set<DiagnosisWire.Subject> = []
        let different = parts.filter { subjects.insert($0.subject).inserted }
        if let first = different.min(by: { place(of: $0) < place(of: $1) }) {
            merged.subject = first.subject
            merged.subject.more = different.reduce(-1) { $0 + $1.subject.more + 1 }
        }
        let names = registries.flatMap { $0.backends.map(\.name) }
        let sightings = different.flatMap(\.sightings)
        merged.sightings = names.compactMap { name in
            let same = sightings.filter { $0.backend == name }
            guard var sighting = same.first else { return nil }
            sighting.count = same.reduce(0) { $0 + $1.count }
            return sighting
        }
        let others = parts.flatMap(\.others)
        merged.others = names.compactMap { name in
            let same = others.filter { $0.backend == name }
            guard var other = same.first, !merged.sightings.contains(where: { $0.backend == name }) else { return nil }
            other.states = Self.shares(same.flatMap(\.states), other.states)
            return other
        }
        var told: Set<String> = []
        merged.notes = parts.flatMap(\.notes).filter { told.insert($0).inserted }
        guard let diagnosis = merged.told else { return parts.first }
        let isOfRun = [.accessDeadline, .accessInterrupted].contains(diagnosis.code)
        let reach = Diagnosis.reach(
            of: diagnosis.code, isOfRun: isOfRun, sightings: diagnosis.sightings, others: diagnosis.others)
        (merged.scope, merged.reach) = (reach.scope.rawValue, Page.ascii(reach.sentence))
        return merged
    }

    /// The states of all shards, each once; what one left to another says nothing beside what that one saw.
    private static func shares(
        _ all: [DiagnosisWire.State], _ first: [DiagnosisWire.State]
    ) -> [DiagnosisWire.State] {
        var shares: [DiagnosisWire.State] = []
        for state in all where !state.isElsewhere {
            if let index = shares.firstIndex(where: { $0.isLike(state) }) {
                shares[index].count += state.count
            } else {
                shares.append(state)
            }
        }
        return shares.isEmpty ? first : shares
    }

    private func place(of diagnosis: DiagnosisWire) -> Int {
        diagnosis.subject.digest.flatMap { places[[diagnosis.code, $0]] } ?? -1
    }

    private func rank(ofWeight weight: String) -> Int {
        let weights: [String] = [Finding.Weight.refuses, .undecided, .reported].map(\.rawValue)
        return weights.firstIndex(of: weight) ?? weights.count
    }

    private func ranks(of diagnosis: DiagnosisWire) -> [Int] {
        [
            rank(ofWeight: diagnosis.weight), FindingCode(rawValue: diagnosis.code).map(DiagnosisRank.of) ?? 0,
            -diagnosis.images.count, place(of: diagnosis),
        ]
    }
}

extension DiagnosisWire.State {
    /// Whether it was left to another shard.
    fileprivate var isElsewhere: Bool {
        state == "not-asked" && reason?.wholeMatch(of: /shard \d+ looks at it/) != nil
    }

    fileprivate func isLike(_ other: Self) -> Bool {
        state == other.state && cacheStatus == other.cacheStatus && provenAt == other.provenAt && run == other.run
            && vantage == other.vantage && code == other.code && reason == other.reason && digest == other.digest
    }
}
