internal import OCI

extension Diagnosis {
    /// How far a fault reaches by what each backend showed, as a word and as a sentence.
    ///
    /// - Parameter isOfRun: Whether it is a fault of the run itself, such as a deadline.
    package static func reach(
        of code: FindingCode, isOfRun: Bool, sightings: [Sighting], others: [Bystander]
    ) -> (scope: Scope, sentence: String) {
        let key: FaultCase.Key = isOfRun ? .run : .registry(.dockerHub)
        let reach = Reach(code: code, key: key, sightings: sightings, others: others)
        return (reach.scope, reach.sentence)
    }
}
