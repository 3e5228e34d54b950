/// Gathers what several inputs name, and all that is wrong with any of them.
package struct ReleaseGatherer: Sendable {
    private var reading = InputReading()
    private var faults = InputFaults()

    /// A gatherer that has read nothing yet.
    package init() {}

    /// Reads one more input; its faults are kept for `result`.
    package mutating func gather(_ read: () throws(InputError) -> InputReading) {
        do { add(try read()) } catch { add(error) }
    }

    /// Adds what an input names.
    package mutating func add(_ more: InputReading) {
        reading.uses += more.uses
        for notice in more.notices where !reading.notices.contains(notice) { reading.notices.append(notice) }
    }

    /// Adds what is wrong with an input.
    package mutating func add(_ error: InputError) { faults.add(error) }

    /// All images, each once with all its places; throws all faults of all inputs where there are any.
    package func result() throws(InputError) -> InputReading {
        try faults.check()
        return InputReading(uses: ReleaseReader.merge(reading.uses), notices: reading.notices)
    }
}
