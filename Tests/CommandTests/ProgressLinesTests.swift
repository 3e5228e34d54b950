import Gate
import Record
import Testing
import Transfer

@testable import blobgate

@Suite struct ProgressEventLinesTests {
    let events: ProgressEvents

    init() throws { events = try ProgressEvents() }

    private func lines(_ told: [RunEvent], mode: ProgressMode = .plain, verbose: Bool = false) -> [String] {
        var lines = EventLines(mode: mode, verbose: verbose)
        return told.compactMap { lines.line(for: $0) }
    }

    @Test func retriesAreNumberedPerClaim() throws {
        let (one, two) = try (events.claim("front1", "a"), events.claim("front2", "a"))
        let told = [
            events.retrying(one, after: .milliseconds(1230)), events.retrying(two, .contentDigest, after: .zero),
            events.retrying(one, .accessServerError, after: .seconds(30)),
        ]
        #expect(
            lines(told) == [
                "blobgate: front1 sha256:aaaaaaaaaaaa body ended early; retrying in 1.2 s (retry 1)",
                "blobgate: front2 sha256:aaaaaaaaaaaa wrong bytes; retrying at once (retry 1)",
                "blobgate: front1 sha256:aaaaaaaaaaaa server error; retrying in 30 s (retry 2)",
            ])
        #expect(
            lines(Array(told.prefix(1)), verbose: true) == [
                "blobgate: front1 sha256:aaaaaaaaaaaa body ended early (status 500); retrying in 1.2 s (retry 1)"
            ])
    }

    @Test func spotChecksAreAnnounced() {
        #expect(
            lines([.spotChecking(blobs: 3, bytes: 12_000_000), .spotChecking(blobs: 1, bytes: 500)]) == [
                "blobgate: spot check: rereading \(Quantity.bytes(12_000_000)) of 3 proven blobs",
                "blobgate: spot check: rereading \(Quantity.bytes(500)) of 1 proven blob",
            ])
        #expect(lines([.spotChecking(blobs: 3, bytes: 12_000_000)], mode: .none) == [])
    }

    @Test func aWaitIsPrintedOncePerClaim() throws {
        let (one, two) = try (events.claim("front1", "a"), events.claim("front1", "b"))
        let told: [RunEvent] = [one, two, one, one, two].map { .waiting($0, holder: "deploy1 4711") }
        #expect(
            lines(told) == [
                "blobgate: front1 sha256:aaaaaaaaaaaa is being pulled by another gate (deploy1 4711); waiting for it",
                "blobgate: front1 sha256:bbbbbbbbbbbb is being pulled by another gate (deploy1 4711); waiting for it",
            ])
    }

    @Test func verbosePrintsTheResultOfEachBlob() throws {
        let claim = try events.claim("front1", "a", megabytes: 12)
        let told = try [
            .started(claim, ByteCounter()), events.verified(claim), events.verified(claim, cache: "HIT"),
            events.reused(claim), events.faulty(claim, .contentDigest),
        ]
        #expect(lines(told) == [])
        #expect(
            lines(told, verbose: true) == [
                "blobgate: front1 sha256:aaaaaaaaaaaa 12.0 MB verified",
                "blobgate: front1 sha256:aaaaaaaaaaaa 12.0 MB verified (HIT)",
                "blobgate: front1 sha256:aaaaaaaaaaaa 12.0 MB verified by run 1234",
                "blobgate: front1 sha256:aaaaaaaaaaaa wrong bytes (content-digest)",
            ])
    }

    @Test func noneStillPrintsNotices() throws {
        let claim = try events.claim("front1", "a")
        let told = try [
            events.retrying(claim, after: .zero), .waiting(claim, holder: "x"), events.verified(claim),
            .notice(.input(message: "so")),
        ]
        #expect(lines(told, mode: .none, verbose: true) == ["blobgate: so"])
    }

    @Test func linesArePrintableASCII() throws {
        let claim = try events.claim("caf\u{E9}\r", "a")
        let told: [RunEvent] = [
            .notice(.input(message: "the file \"caf\u{E9}\"\n\u{1B}[2Jis \\x07 odd")),
            .waiting(claim, holder: "\u{7F}host\n"),
        ]
        #expect(
            lines(told) == [
                #"blobgate: the file "caf\u{e9}" \u{1b}[2Jis \x07 odd"#,
                #"blobgate: caf\u{e9}\r sha256:aaaaaaaaaaaa is being pulled by another gate (\u{7f}host\n); "#
                    + "waiting for it",
            ])
    }
}

@Suite struct ProgressLiveAreaTests {
    @Test func redrawsItsLines() {
        var area = LiveArea()
        #expect(area.frame(above: [], live: []) == "")
        #expect(area.frame(above: [], live: ["a", "b"]) == "a\u{1B}[K\nb\u{1B}[K\n")
        #expect(area.frame(above: [], live: ["a", "b"]) == "")
        #expect(area.frame(above: [], live: ["c"]) == "\u{1B}[2A\rc\u{1B}[K\n\u{1B}[J")
        #expect(area.frame(above: ["said"], live: ["c"]) == "\u{1B}[1A\r\u{1B}[Jsaid\nc\u{1B}[K\n")
        #expect(area.frame(above: [], live: []) == "\u{1B}[1A\r\u{1B}[J")
        #expect(area.frame(above: ["end"], live: []) == "\u{1B}[Jend\n")
    }

    @Test func printedLinesStayAboveTheLiveArea() {
        var area = LiveArea()
        var screen = ProgressScreen()
        screen.take(area.frame(above: [], live: ["one 10%", "two", "three"]))
        screen.take(area.frame(above: ["first"], live: ["one 20%", "two"]))
        screen.take(area.frame(above: ["second", "third"], live: ["one 30%"]))
        #expect(screen.lines == ["first", "second", "third", "one 30%", ""])
        screen.take(area.frame(above: [], live: []))
        #expect(screen.lines == ["first", "second", "third", ""])
    }
}
