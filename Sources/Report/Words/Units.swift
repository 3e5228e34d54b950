internal import Foundation

/// Formats numbers for people.
package enum Units {
    /// Decimal sizes: `999 bytes`, `1.2 GB`, `412 MB`.
    static func bytes(_ count: Int64) -> String {
        guard count >= 1000 else { return counted(Int(count), "byte") }
        let names = ["kB", "MB", "GB", "TB", "PB", "EB"]
        var value = Double(count) / 1000
        var name = 0
        while value >= 999.5, name < names.count - 1 {
            value /= 1000
            name += 1
        }
        let number = value < 99.95 ? tenth(Int64((value * 10).rounded())) : String(Int64(value.rounded()))
        return "\(number) \(names[name])"
    }

    /// `1119805497 bytes (1.1 GB)`, `512 bytes`.
    static func exact(_ count: Int64) -> String { count < 1000 ? bytes(count) : "\(count) bytes (\(bytes(count)))" }

    /// `0.4 s`, `12 s`, `3 min 5 s`, `2 h 4 min`.
    static func duration(_ seconds: TimeInterval) -> String {
        let seconds = max(0, seconds)
        if seconds < 9.95 { return "\(tenth(Int64((seconds * 10).rounded()))) s" }
        let whole = Int64(min(seconds, 1e15).rounded())
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) min" + (whole % 60 == 0 ? "" : " \(whole % 60) s") }
        return "\(whole / 3600) h" + (whole % 3600 / 60 == 0 ? "" : " \(whole % 3600 / 60) min")
    }

    /// `just now`, `50 s ago`, `12 min ago`, `3 h ago`, `2 d ago`: rounded down.
    static func age(_ seconds: TimeInterval) -> String {
        let whole = Int64(min(max(0, seconds), 1e15))
        switch whole {
        case ..<1: return "just now"
        case ..<60: return "\(whole) s ago"
        case ..<3600: return "\(whole / 60) min ago"
        case ..<(48 * 3600): return "\(whole / 3600) h ago"
        default: return "\(whole / 86400) d ago"
        }
    }

    /// `1 blob`, `3 blobs`.
    package static func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

    /// `2026-03-31 14:02:11 UTC`.
    static func time(_ date: Date) -> String {
        let style = Date.ISO8601FormatStyle(dateTimeSeparator: .space).year().month().day()
        return "\(date.formatted(style.time(includingFractionalSeconds: false))) UTC"
    }

    /// The time of day, `14:02:11 UTC`.
    static func clock(_ date: Date) -> String {
        "\(date.formatted(Date.ISO8601FormatStyle().time(includingFractionalSeconds: false))) UTC"
    }

    private static func tenth(_ tenths: Int64) -> String { "\(tenths / 10).\(tenths % 10)" }
}
