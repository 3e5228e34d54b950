package import OCI
internal import OrderedCollections
internal import Record

/// All pins that a run compares its images with.
package struct PinSet: Sendable {
    /// The pins, in reading order.
    package let pins: [Pin]

    private static let namesShown = 10

    /// Reads pins files; `-` is standard input. Two different pins for the same name are an error.
    package static func read(_ paths: [String], shortNames: ShortNames = .dockerHub) throws(InputError) -> PinSet {
        var faults = InputFaults()
        var pins: [Pin] = []
        for path in OrderedSet(paths) {
            do {
                pins += try PinReader.read(path, shortNames: shortNames)
            } catch {
                faults.add(error)
            }
        }
        try faults.check()
        return try PinSet(pins)
    }

    init(_ pins: [Pin]) throws(InputError) {
        var faults = InputFaults()
        var first: [String: Pin] = [:]
        for pin in pins {
            if let earlier = first[pin.name], earlier.digest != pin.digest {
                faults.add(
                    InputFault(
                        pin.origin.source, number: pin.origin.number,
                        .structure(
                            "\(pin.name) is pinned to \(pin.digest) here and to \(earlier.digest) at \(earlier.origin)")
                    ))
            }
            first[pin.name] = first[pin.name] ?? pin
        }
        try faults.check()
        self.pins = pins
    }

    /// The images, each with the pins it must match.
    ///
    /// If the new release lists no images, the pins themselves are the release. `also` is added in either case. Pins do
    /// not apply to rollback targets. Notices list images without a pin, and pins without an image.
    package func applied(to reading: InputReading, also: [ImageUse] = []) -> InputReading {
        guard !pins.isEmpty else {
            return InputReading(uses: ReleaseReader.merge(reading.uses + also), notices: reading.notices)
        }
        let isAlone = reading.uses.allSatisfy(\.isRollbackOnly)
        let own = isAlone ? pins.map { ImageUse(reference: $0.reference, origins: [$0.origin]) } : []
        var used: Set<Pin> = []
        var unpinned: [String] = []
        let uses = ReleaseReader.merge(own + reading.uses + also).map { use in
            guard !use.isRollbackOnly else { return use }
            let covering = pins.filter { $0.covers(use.reference) }
            used.formUnion(covering)
            if covering.isEmpty { unpinned.append("\(use.reference)") }
            return use.expecting(covering.map { Expectation(.manifest($0.digest), .pin, origin: $0.origin) })
        }
        let unused = pins.filter { !used.contains($0) }
        return InputReading(
            uses: uses, notices: reading.notices + Self.notices(unpinned: unpinned, of: uses.count, unused: unused))
    }

    private static func notices(unpinned: [String], of count: Int, unused: [Pin]) -> [String] {
        var notices: [String] = []
        if !unpinned.isEmpty {
            let noun = count == 1 ? "image" : "images"
            let verb = unpinned.count == 1 ? "has" : "have"
            notices.append("\(unpinned.count) of \(count) \(noun) \(verb) no pin: \(list(unpinned))")
        }
        if !unused.isEmpty {
            let verb = unused.count == 1 ? "pin is for an image" : "pins are for images"
            let names = unused.map { "\($0.name) (\($0.origin))" }
            notices.append("\(unused.count) \(verb) not in the release: \(list(names))")
        }
        return notices
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(namesShown).joined(separator: ", ")
        return names.count > namesShown ? "\(shown) and \(names.count - namesShown) more" : shown
    }
}
