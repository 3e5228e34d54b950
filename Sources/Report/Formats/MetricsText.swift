internal import Foundation

/// Writes the Prometheus text format 0.0.4: gauges with their help, each name once.
struct MetricsText {
    /// Labels and a value.
    typealias Sample = (labels: [(String, String)], value: Double)

    private let gate: String
    private(set) var text = ""

    init(gate: String) { self.gate = gate }

    /// One value.
    mutating func gauge(_ name: String, _ help: String, _ value: Double) { gauge(name, help, [([], value)]) }

    /// One value per set of labels; nothing if there are none.
    mutating func gauge(_ name: String, _ help: String, _ samples: [Sample]) {
        guard !samples.isEmpty else { return }
        text += "# HELP \(name) \(help)\n# TYPE \(name) gauge\n"
        for sample in samples {
            let labels = ([("gate", gate)] + sample.labels).map { "\($0.0)=\"\(Self.escaped($0.1))\"" }
            text += "\(name){\(labels.joined(separator: ","))} \(Self.number(sample.value))\n"
        }
    }

    private static func escaped(_ text: String) -> String {
        Page.ascii(text).escaped(["\\": "\\\\", "\"": "\\\""])
    }

    /// Whole numbers unchanged, others to three decimals, independent of the locale.
    private static func number(_ value: Double) -> String {
        let whole = value.rounded()
        if whole == value, abs(value) < 1e15 { return String(Int64(value)) }
        let thousandths = Int64((min(max(value, -1e15), 1e15) * 1000).rounded())
        let fraction = String(abs(thousandths % 1000))
        return "\(thousandths < 0 ? "-" : "")\(abs(thousandths / 1000))."
            + String(repeating: "0", count: 3 - fraction.count) + fraction
    }
}
