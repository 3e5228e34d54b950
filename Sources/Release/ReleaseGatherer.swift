/// Collects the images of several inputs, and all faults.
package struct ReleaseGatherer: Sendable {
    private var reading = InputReading()
    private var faults = InputFaults()
    /// Of inputs without images.
    private var absences = InputFaults()

    /// A gatherer without any input.
    package init() {}

    /// Reads one more input and keeps its faults for `result`.
    package mutating func gather(_ read: () throws(InputError) -> InputReading) {
        do { add(try read()) } catch { add(error) }
    }

    /// Adds the images of an input.
    package mutating func add(_ more: InputReading) {
        reading.uses += more.uses
        if more.uses.isEmpty, let absence = more.absence { absences.add(absence) }
        for notice in more.notices where !reading.notices.contains(notice) { reading.notices.append(notice) }
    }

    /// Adds the faults of an input.
    package mutating func add(_ error: InputError) { faults.add(error) }

    /// All images, each once with all its places. Throws all faults of all inputs if there are any.
    ///
    /// - Parameter others: Images of the release from elsewhere, which make up for an input without any.
    package func result(besides others: [ImageUse] = []) throws(InputError) -> InputReading {
        try faults.check()
        if reading.uses.isEmpty, others.isEmpty { try absences.check() }
        return InputReading(uses: ReleaseReader.merge(reading.uses), notices: reading.notices)
    }
}
