import Foundation
import Testing

@testable import blobgate

@Suite struct ProgressTerminalTests {
    private static let size = TerminalTraits.Size(columns: 100, rows: 30)

    @Test(
        arguments: [
            ([:], true, true),
            ([:], false, false),
            (["TERM": "xterm"], true, true),
            (["TERM": "dumb"], true, false),
            (["NO_COLOR": ""], true, true),
            (["NO_COLOR": "1"], true, false),
            (["NO_COLOR": "0"], true, false),
            (["CLICOLOR_FORCE": "1"], false, true),
            (["CLICOLOR_FORCE": "0"], false, false),
            (["CLICOLOR_FORCE": ""], false, false),
            (["CLICOLOR_FORCE": "1", "TERM": "dumb"], false, true),
            (["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], true, false),
        ] as [([String: String], Bool, Bool)])
    func color(environment: [String: String], isTerminal: Bool, expected: Bool) {
        let traits = TerminalTraits(environment: environment, isTerminal: isTerminal, size: Self.size)
        #expect(traits.usesColor == expected)
    }

    @Test(
        arguments: [
            ([:], true, ProgressMode.bar), (["TERM": "dumb"], true, .plain), ([:], false, .plain),
            (["CLICOLOR_FORCE": "1"], false, .plain), (["NO_COLOR": "1"], true, .bar),
        ] as [([String: String], Bool, ProgressMode)])
    func autoIsDecidedByTheTerminal(environment: [String: String], isTerminal: Bool, expected: ProgressMode) {
        let traits = TerminalTraits(environment: environment, isTerminal: isTerminal, size: Self.size)
        #expect(ProgressMode.auto.resolved(on: traits) == expected)
        for mode in [ProgressMode.bar, .plain, .none] { #expect(mode.resolved(on: traits) == mode) }
    }

    @Test(
        arguments: [
            ([:], 80, 24), (["COLUMNS": "132", "LINES": "50"], 132, 50), (["COLUMNS": "-1", "LINES": "x"], 80, 24),
            (["COLUMNS": "99999999999"], 80, 24),
        ] as [([String: String], Int, Int)])
    func sizeWithoutATerminal(environment: [String: String], columns: Int, rows: Int) {
        let traits = TerminalTraits(environment: environment, isTerminal: false, size: nil)
        #expect(traits.size == .init(columns: columns, rows: rows))
    }

    @Test func theTerminalsSizeTakesPrecedence() {
        #expect(TerminalTraits(environment: ["COLUMNS": "132"], isTerminal: true, size: Self.size).size == Self.size)
    }

    @Test func aPipeIsNoTerminal() {
        let pipe = Pipe()
        let traits = TerminalTraits(descriptor: pipe.fileHandleForWriting.fileDescriptor, environment: [:])
        #expect(!traits.isTerminal)
        #expect(!traits.movesCursor)
        #expect(traits.size == .init(columns: 80, rows: 24))
    }

    @Test func aPseudoTerminalReportsItsSize() throws {
        var (primary, secondary): (Int32, Int32) = (0, 0)
        var window = winsize(ws_row: 12, ws_col: 34, ws_xpixel: 0, ws_ypixel: 0)
        try #require(openpty(&primary, &secondary, nil, nil, &window) == 0)
        defer {
            close(primary)
            close(secondary)
        }
        let traits = TerminalTraits(descriptor: secondary, environment: ["TERM": "xterm"])
        #expect(traits.movesCursor)
        #expect(traits.size == .init(columns: 34, rows: 12))
    }
}

@Suite struct ProgressQuantityTests {
    @Test(
        arguments: [
            (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (99_940, "99.9 kB"), (123_456, "123 kB"),
            (12_000_000, "12.0 MB"), (99_960_000, "100.0 MB"), (1_204_400_000, "1204 MB"), (9_999_000_000, "9999 MB"),
            (10_000_000_000, "10.0 GB"), (1_234_560_000_000, "1234.6 GB"),
        ] as [(Int64, String)])
    func bytes(count: Int64, expected: String) { #expect(Quantity.bytes(count) == expected) }

    @Test(
        arguments: [
            (412_000_000, 1_204_000_000, "412 of 1204 MB"), (999_999, 1_000_000, "0.9 of 1.0 MB"),
            (299_999_999, 300_000_000, "299 of 300 MB"), (300_000_000, 300_000_000, "300 of 300 MB"),
            (5, 40_000_000_000, "0.0 of 40.0 GB"), (0, 0, "0 of 0 B"),
        ] as [(Int64, Int64, String)])
    func parts(count: Int64, whole: Int64, expected: String) { #expect(Quantity.bytes(count, of: whole) == expected) }

    @Test(
        arguments: [
            (.zero, "0 s"), (.milliseconds(7001), "8 s"), (.seconds(59), "59 s"), (.milliseconds(59_500), "1 min 0 s"),
            (.seconds(200), "3 min 20 s"), (.seconds(3900), "1 h 5 min"),
        ] as [(Duration, String)])
    func times(duration: Duration, expected: String) { #expect(Quantity.time(duration) == expected) }

    @Test(
        arguments: [
            (.milliseconds(3), "0.1 s"), (.milliseconds(1234), "1.2 s"), (.milliseconds(9940), "9.9 s"),
            (.seconds(20), "20 s"),
        ] as [(Duration, String)])
    func pauses(duration: Duration, expected: String) { #expect(Quantity.pause(duration) == expected) }

    @Test(arguments: [(105_000_000, "105 MB/s"), (-1, "0 B/s"), (.infinity, "1000000.0 GB/s")] as [(Double, String)])
    func rates(bytesPerSecond: Double, expected: String) { #expect(Quantity.rate(bytesPerSecond) == expected) }
}
