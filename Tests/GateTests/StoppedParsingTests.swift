import Testing

@testable import Gate

/// Large documents that have arrived when a run is stopped are left unread.
struct StoppedParsingTests {
    @Test(arguments: [(0, false), (65_536, false), (65_537, true), (8 << 20, true)])
    func onlyLargeDocumentsOfAStoppedRun(bytes: Int, isLeft: Bool) {
        #expect(RunContext.isTooLate(isStopped: true, bytes: bytes) == isLeft)
        #expect(!RunContext.isTooLate(isStopped: false, bytes: bytes))
    }
}
