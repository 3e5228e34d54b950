import Foundation
import Gate
import Record
import Testing
import Transfer

@testable import blobgate

/// A pipe instead of stderr, read at the end.
final class ProgressPipe {
    let reader: FileHandle
    let writer: FileHandle

    init() {
        let pipe = Pipe()
        reader = pipe.fileHandleForReading
        writer = pipe.fileHandleForWriting
    }

    var descriptor: Int32 { writer.fileDescriptor }

    /// Reads until this text arrives, which proves that it was printed before the end.
    func text(until wanted: String) -> String {
        var text = ""
        while !text.contains(wanted) {
            let data = reader.availableData
            guard !data.isEmpty else { break }
            text += String(decoding: data, as: UTF8.self)
        }
        return text
    }

    /// Closes the writing end and reads the rest.
    func rest() throws -> String {
        try writer.close()
        return String(decoding: try reader.readToEnd() ?? Data(), as: UTF8.self)
    }
}

@Suite(.timeLimit(.minutes(10))) struct ProgressDisplayTests {
    let events: ProgressEvents
    let pipe = ProgressPipe()

    init() throws { events = try ProgressEvents() }

    private func display(
        _ mode: ProgressMode, verbose: Bool = false, pace: ProgressDisplay.Pace = .init()
    ) -> ProgressDisplay {
        let traits = TerminalTraits(environment: [:], isTerminal: false, size: .init(columns: 80, rows: 24))
        return ProgressDisplay(
            mode: mode, verbose: verbose, descriptor: pipe.descriptor, traits: traits, pace: pace)
    }

    @Test func plainLinesArePrintedAtOnce() throws {
        let claim = try events.claim("front2", "a")
        let display = display(.auto)
        display.observe(events.planned([claim]))
        display.observe(.started(claim, ByteCounter(megabytes: 1)))
        display.observe(events.retrying(claim, after: .milliseconds(1200)))
        let line = "blobgate: front2 sha256:aaaaaaaaaaaa body ended early; retrying in 1.2 s (retry 1)\n"
        #expect(pipe.text(until: "\n") == line)
        display.observe(.notice(.input(message: "the ledger is read-only")))
        #expect(pipe.text(until: "\n") == "blobgate: the ledger is read-only\n")
        display.stop()
        #expect(try pipe.rest() == "")
    }

    @Test func plainLinesComeWithTime() throws {
        let claim = try events.claim("front2", "a")
        let display = display(.plain, pace: .init(line: .milliseconds(20), sample: .milliseconds(10)))
        display.observe(events.planned([claim]))
        display.observe(.started(claim, ByteCounter(megabytes: 1)))
        let line = "blobgate: 1 of 100 MB done, 0 of 1 blobs verified\n"
        #expect(pipe.text(until: line + line).hasPrefix(line))
        display.stop()
    }

    @Test func theBarIsErasedAndLinesStay() throws {
        let claim = try events.claim("front2", "a")
        let display = display(.bar, verbose: true, pace: .init(frame: .milliseconds(5)))
        display.observe(events.planned([claim]))
        display.observe(.started(claim, ByteCounter(megabytes: 50)))
        var text = pipe.text(until: " 50%  50 of 100 MB")
        #expect(text.contains("front2  [#####.....]  50 of 100 MB"))
        display.observe(try events.verified(claim, cache: "HIT"))
        display.stop()
        display.stop()
        text += try pipe.rest()
        var screen = ProgressScreen()
        screen.take(text)
        #expect(screen.lines == ["blobgate: front2 sha256:aaaaaaaaaaaa 100 MB verified (HIT)", ""])
        #expect(text.utf8.allSatisfy { $0 <= 0x7E })
        #expect(!text.contains("\u{1B}[?"))
    }

    @Test func nonePrintsNoticesOnly() throws {
        let claim = try events.claim("front2", "a")
        let display = display(.none, verbose: true, pace: .init(frame: .milliseconds(1), line: .milliseconds(1)))
        display.observe(events.planned([claim]))
        display.observe(.started(claim, ByteCounter(megabytes: 50)))
        display.observe(events.retrying(claim, after: .zero))
        display.observe(.waiting(claim, holder: "x"))
        display.observe(.notice(.input(message: "one")))
        display.observe(try events.verified(claim))
        display.stop()
        display.observe(.notice(.input(message: "too late")))
        #expect(try pipe.rest() == "blobgate: one\n")
    }

    @Test(arguments: [ProgressMode.bar, .plain, .none])
    func aClosedPipeIsHarmless(mode: ProgressMode) throws {
        let display = display(mode, pace: .init(frame: .milliseconds(1), line: .milliseconds(1)))
        try pipe.reader.close()
        display.observe(events.planned([try events.claim("front2", "a")]))
        for number in 0..<5 {
            display.observe(.notice(.input(message: "notice \(number)")))
            usleep(5000)
        }
        display.stop()
    }

    @Test func eventsFromManyThreads() async throws {
        let claims = try "0123456789abcdef".map { try events.claim("front1", $0) }
        let display = display(.plain, verbose: true)
        display.observe(events.planned(claims))
        await withTaskGroup(of: Void.self) { group in
            for claim in claims {
                group.addTask {
                    display.observe(.started(claim, ByteCounter()))
                    display.observe(.waiting(claim, holder: "x"))
                }
            }
        }
        display.stop()
        #expect(try pipe.rest().split(separator: "\n").count == claims.count)
    }
}

/// A minimal terminal emulator for the live area.
struct ProgressScreen {
    private(set) var lines = [""]
    private var row = 0
    private var column = 0

    mutating func take(_ text: String) {
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\n":
                row += 1
                column = 0
                if row == lines.count { lines.append("") }
            case "\r":
                column = 0
            case "\u{1B}":
                rest = rest.dropFirst()
                let number = rest.prefix { ("0"..."9").contains($0) }
                rest = rest.dropFirst(number.count)
                escape(rest.popFirst(), Int(String(number)))
            default:
                let line = lines[row]
                lines[row] = String(line.prefix(column)) + String(scalar) + String(line.dropFirst(column + 1))
                column += 1
            }
        }
    }

    private mutating func escape(_ command: Unicode.Scalar?, _ number: Int?) {
        switch command {
        case "A":
            row = max(0, row - (number ?? 1))
        case "K":
            lines[row] = String(lines[row].prefix(column))
        case "J":
            lines[row] = String(lines[row].prefix(column))
            lines.removeSubrange((row + 1)...)
        default:
            Issue.record("an escape sequence that the live area should not need")
        }
    }
}
