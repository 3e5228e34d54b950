internal import Foundation
internal import Record

/// Words how fast a transfer was.
enum RateWords {
    /// Shorter transfers say nothing about the rate of a backend.
    private static let shortestShown: Int64 = 5000

    /// `front2 sent 3.1 MB in 10 s (310 kB/s); needs about 400 s`.
    static func text(_ transfer: PartialTransfer) -> String {
        let time = seconds(transfer.milliseconds)
        guard transfer.received > 0, let rate = transfer.rate else {
            return "\(transfer.backend) sent nothing of \(bytes(Double(transfer.size))) in \(time)"
        }
        return "\(transfer.backend) sent \(bytes(Double(transfer.received))) in \(time) (\(bytes(rate))/s)"
            + (transfer.neededMilliseconds.map { "; needs about \(seconds($0))" } ?? "")
    }

    /// ` in 10 s (310 kB/s)`; empty for a transfer that was too short to tell.
    static func text(_ received: Int64, in milliseconds: Int64?) -> String {
        guard let milliseconds, milliseconds >= shortestShown, received > 0 else { return "" }
        return " in \(seconds(milliseconds)) (\(bytes(Double(received) * 1000 / Double(milliseconds)))/s)"
    }

    /// Decimal units, as network rates use them.
    private static func bytes(_ count: Double) -> String {
        let units = ["B", "kB", "MB", "GB", "TB"]
        var value = count
        var unit = 0
        while value >= 999.5, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        let digits = unit > 0 && value < 9.95 ? 1 : 0
        return String(format: "%.\(digits)f", locale: Locale(identifier: "en_US_POSIX"), value) + " \(units[unit])"
    }

    private static func seconds(_ milliseconds: Int64) -> String {
        milliseconds < 1000 ? "\(milliseconds) ms" : "\(Int64((Double(milliseconds) / 1000).rounded())) s"
    }
}
