internal import Gate

/// The order of a run's diagnoses, for those of several shards: worst first, then as the release leads to what they are
/// about.
struct DiagnosisOrder {
    private let places: [String: Int]

    init(claims: [ClaimWire]) {
        places = Dictionary(claims.enumerated().map { ($0.element.digest, $0.offset) }) { first, _ in first }
    }

    func sorted(_ diagnoses: [DiagnosisWire]) -> [DiagnosisWire] {
        diagnoses.enumerated().map { (ranks(of: $0.element) + [$0.offset], $0.element) }
            .sorted { $0.0.lexicographicallyPrecedes($1.0) }.map(\.1)
    }

    private func ranks(of diagnosis: DiagnosisWire) -> [Int] {
        let weights: [String] = [Finding.Weight.refuses, .undecided, .reported].map(\.rawValue)
        let code = FindingCode(rawValue: diagnosis.code)
        return [
            weights.firstIndex(of: diagnosis.weight) ?? weights.count, code.map(DiagnosisRank.of) ?? 0,
            -diagnosis.images.count, diagnosis.subject.digest.flatMap { places[$0] } ?? -1,
        ]
    }
}
