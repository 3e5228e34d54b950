/// Formats bytes, rates and times for progress lines, in decimal units and ASCII.
enum Quantity {
    private struct Unit {
        let name: String
        let size: Int64
        let tenths: Bool

        /// The unit in which the number has one to four digits before the decimal point.
        init(for bytes: Int64) {
            let units: [(String, Int64, Int64)] = [
                ("B", 1, 1000), ("kB", 1000, 1_000_000), ("MB", 1_000_000, 10_000_000_000),
            ]
            let (name, size, _) = units.first { bytes < $0.2 } ?? ("GB", 1_000_000_000, .max)
            self.name = name
            self.size = size
            tenths = size > 1 && (bytes / size < 100 || name == "GB")
        }

        func number(_ bytes: Int64, roundedUp: Bool) -> String {
            let step = tenths ? size / 10 : size
            let count = max(0, bytes) / step + (roundedUp && max(0, bytes) % step * 2 >= step ? 1 : 0)
            return tenths ? "\(count / 10).\(count % 10)" : "\(count)"
        }
    }

    /// A byte count, for example `12.0 MB`.
    static func bytes(_ count: Int64) -> String {
        let unit = Unit(for: count)
        return "\(unit.number(count, roundedUp: true)) \(unit.name)"
    }

    /// A part of a byte count in the unit of the whole, for example `412 of 1204 MB`. The part is rounded down, so it equals
    /// the whole only when complete.
    static func bytes(_ count: Int64, of whole: Int64) -> String {
        let unit = Unit(for: whole)
        return "\(unit.number(count, roundedUp: false)) of \(unit.number(whole, roundedUp: true)) \(unit.name)"
    }

    /// Bytes per second, for example `105 MB/s`.
    static func rate(_ bytesPerSecond: Double) -> String {
        bytes(Int64(min(max(0, bytesPerSecond), 1e15))) + "/s"
    }

    /// A time in whole seconds, rounded up, for example `8 s`, `3 min 20 s`, `1 h 5 min`.
    static func time(_ duration: Duration) -> String {
        let parts = duration.components
        let seconds = parts.seconds + (parts.attoseconds > 0 ? 1 : 0)
        switch seconds {
        case ..<60: return "\(max(0, seconds)) s"
        case ..<3600: return "\(seconds / 60) min \(seconds % 60) s"
        default: return "\(seconds / 3600) h \(seconds % 3600 / 60) min"
        }
    }

    /// A short pause with tenths of a second, for example `1.2 s`; from ten seconds on the same as `time`.
    static func pause(_ duration: Duration) -> String {
        guard duration < .seconds(10) else { return time(duration) }
        let tenths = max(1, Int64((duration / .milliseconds(100)).rounded()))
        return "\(tenths / 10).\(tenths % 10) s"
    }
}
