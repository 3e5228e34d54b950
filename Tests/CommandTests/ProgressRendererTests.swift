import Gate
import Record
import Testing
import Transfer

@testable import blobgate

@Suite struct ProgressBarTests {
    let events: ProgressEvents

    init() throws { events = try ProgressEvents() }

    /// Three active backends after ten seconds: one is pausing, one has had a fault.
    private func board() throws -> ProgressBoard {
        let claims = try [
            events.claim("front1", "a", megabytes: 120), events.claim("front1", "b", megabytes: 300),
            events.claim("front2", "a", megabytes: 120), events.claim("storage", "a", megabytes: 12),
            events.claim("front2", "c", megabytes: 52), events.claim("spare", "c", megabytes: 600),
        ]
        let counters = [ByteCounter(), ByteCounter(), ByteCounter()]
        var board = ProgressBoard()
        board.apply(events.planned(claims), at: .zero)
        board.apply(.started(claims[0], counters[0]), at: .seconds(7))
        board.apply(.started(claims[1], counters[1]), at: .seconds(7))
        board.apply(.started(claims[2], ByteCounter(megabytes: 99)), at: .seconds(7))
        board.apply(.started(claims[3], counters[2]), at: .seconds(7))
        board.apply(events.faulty(claims[4], .contentDigest), at: .seconds(7))
        board.sample(at: .seconds(7))
        counters[0].add(90_000_000)
        counters[1].add(60_000_000)
        counters[2].add(3_450_000)
        board.apply(events.retrying(claims[2], after: .seconds(3)), at: .seconds(8))
        board.apply(.waiting(claims[5], holder: "x"), at: .seconds(8))
        board.sample(at: .seconds(10))
        return board
    }

    private func draw(_ board: ProgressBoard, columns: Int, rows: Int = 24) -> String {
        BarRenderer.lines(of: board, at: .seconds(10), size: .init(columns: columns, rows: rows))
            .joined(separator: "\n")
    }

    @Test func drawsAtEightyColumns() throws {
        #expect(
            try draw(board(), columns: 80) == """
                front1   [###.......]   150 of 420 MB  50.0 MB/s  sha256:aaaaaaaaaaaa +1
                front2   [..........]     0 of 120 MB      0 B/s  retry in 1 s
                storage  [##........]  3.4 of 12.0 MB   1.2 MB/s  sha256:aaaaaaaaaaaa
                spare    1 waiting for another gate
                [###.................]  17%  205 of 1204 MB  20 s left  51.2 MB/s  1 faulty
                """)
    }

    @Test func drawsAtFortyColumns() throws {
        #expect(
            try draw(board(), columns: 40) == """
                front1    150 of 420 MB  50.0 MB/s
                front2      0 of 120 MB      0 B/s
                storage  3.4 of 12.0 MB   1.2 MB/s
                spare    1 waiting for another gate
                17%  205 of 1204 MB  20 s left
                """)
    }

    @Test func drawsEverythingOnAWideTerminal() throws {
        let last = try draw(board(), columns: 120).split(separator: "\n").last
        let expected =
            "[###.................]  17%  205 of 1204 MB  20 s left  51.2 MB/s  1 faulty  1 of 6 blobs  1 retry"
        #expect(last.map(String.init) == expected)
    }

    @Test func keepsTwoRowsOfTheTerminalFree() throws {
        #expect(
            try draw(board(), columns: 80, rows: 6) == """
                front1  [###.......]  150 of 420 MB  50.0 MB/s  sha256:aaaaaaaaaaaa +1
                front2  [..........]    0 of 120 MB      0 B/s  retry in 1 s
                and 2 more backends
                [###.................]  17%  205 of 1204 MB  20 s left  51.2 MB/s  1 faulty
                """)
        for rows in 1...10 {
            #expect(try draw(board(), columns: 80, rows: rows).split(separator: "\n").count <= max(1, rows - 2))
        }
    }

    @Test func neverFillsTheLastColumn() throws {
        let board = try board()
        for columns in 1...130 {
            for line in BarRenderer.lines(of: board, at: .zero, size: .init(columns: columns, rows: 24)) {
                #expect(line.utf8.count <= max(1, columns - 1))
                #expect(line.utf8.allSatisfy { (0x20...0x7E).contains($0) })
                #expect(!line.hasSuffix(" "))
            }
        }
    }

    @Test func namesAreEscapedAndDisambiguated() throws {
        let other = try ProgressEvents(registry: "mirror.example")
        let claims = try [
            events.claim("front", "a"), other.claim("front", "a"), events.claim("caf\u{E9}\u{1B}[2J", "b"),
        ]
        var board = ProgressBoard()
        board.apply(events.planned(claims), at: .zero)
        for claim in claims { board.apply(.started(claim, ByteCounter()), at: .zero) }
        #expect(
            draw(board, columns: 80) == """
                registry.example/fro...  [..........]  0 of 100 MB  sha256:aaaaaaaaaaaa
                mirror.example/front     [..........]  0 of 100 MB  sha256:aaaaaaaaaaaa
                caf\\u{e9}\\u{1b}[2J       [..........]  0 of 100 MB  sha256:bbbbbbbbbbbb
                [....................]   0%  0 of 300 MB  0 of 3 blobs
                """)
    }

    @Test func printsAStatusBeforeThePlan() {
        var board = ProgressBoard()
        #expect(draw(board, columns: 80) == "")
        board.apply(.resolving(images: 12, backends: 1), at: .zero)
        #expect(draw(board, columns: 80) == "reading the manifests of 12 images from 1 backend")
    }

    @Test func aFinishedBoardIsFull() throws {
        let claim = try events.claim("front1", "a")
        var board = ProgressBoard()
        board.apply(events.planned([claim]), at: .zero)
        board.apply(try events.verified(claim), at: .zero)
        #expect(draw(board, columns: 80) == "[####################]  100%  100 of 100 MB  1 of 1 blobs")
    }
}

@Suite struct ProgressPlainTests {
    let events: ProgressEvents

    init() throws { events = try ProgressEvents() }

    @Test func printsOneLineEveryTenSeconds() throws {
        let claims = try [events.claim("front1", "a", megabytes: 604), events.claim("front1", "b", megabytes: 600)]
        let counter = ByteCounter()
        var board = ProgressBoard()
        var plain = PlainRenderer()
        var lines: [String] = []
        board.apply(.resolving(images: 3, backends: 2), at: .zero)
        for second in 1...30 {
            if second == 12 {
                board.apply(events.planned(claims), at: .seconds(12))
                board.apply(.started(claims[0], counter), at: .seconds(12))
            }
            if second > 12 { counter.add(40_000_000) }
            if second == 28 {
                board.apply(try events.verified(claims[0]), at: .seconds(28))
                board.apply(.waiting(claims[1], holder: "x"), at: .seconds(28))
            }
            board.sample(at: .seconds(second))
            if let line = plain.line(of: board, at: .seconds(second)) { lines.append("\(second): \(line)") }
        }
        #expect(
            lines == [
                "10: blobgate: reading the manifests of 3 images from 2 backends",
                "20: blobgate: 320 of 1204 MB done, 0 of 2 blobs verified, 40.0 MB/s, 23 s left",
                "30: blobgate: 604 of 1204 MB done, 1 of 2 blobs verified, 1 waiting for another gate, 24.0 MB/s, 25 s left",
            ])
    }

    @Test func isSilentWithoutEvents() {
        var plain = PlainRenderer()
        #expect(plain.line(of: ProgressBoard(), at: .seconds(10)) == nil)
    }

    @Test func doesNotCatchUpAfterAStop() {
        var board = ProgressBoard()
        board.apply(.resolving(images: 1, backends: 1), at: .zero)
        var plain = PlainRenderer()
        let spoken = [10, 70, 71, 79, 80].filter { plain.line(of: board, at: .seconds($0)) != nil }
        #expect(spoken == [10, 70, 80])
    }

    @Test func countsFaultsAndRetries() throws {
        let claims = try [events.claim("front1", "a"), events.claim("front2", "a"), events.claim("front3", "a")]
        var board = ProgressBoard()
        board.apply(events.planned(claims), at: .zero)
        for claim in claims.dropFirst() {
            board.apply(.started(claim, ByteCounter(megabytes: 70)), at: .zero)
            board.apply(events.retrying(claim, after: .zero), at: .zero)
        }
        board.apply(events.faulty(claims[0], .contentDigest), at: .zero)
        var plain = PlainRenderer(start: .seconds(-10))
        #expect(
            plain.line(of: board, at: .zero)
                == "blobgate: 100 of 300 MB done, 0 of 3 blobs verified, 1 faulty, 2 retries")
    }
}
