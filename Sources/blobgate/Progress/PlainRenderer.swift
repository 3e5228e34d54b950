import Record

/// Prints the progress of a run as one line per interval, for logs and CI.
struct PlainRenderer: Sendable {
    private let interval: Duration
    private var next: Duration

    /// Creates a renderer whose first line is due one interval after `start`.
    init(interval: Duration = .seconds(10), start: Duration = .zero) {
        self.interval = interval
        next = start + interval
    }

    /// The line, if it is due.
    mutating func line(of board: ProgressBoard, at time: Duration) -> String? {
        guard time >= next else { return nil }
        // Counts from now, so that a process that was stopped for a minute does not print six lines at once.
        next = time + interval
        return Self.text(of: board).map { "blobgate: \($0)" }
    }

    private static func text(of board: ProgressBoard) -> String? {
        switch board.phase {
        case .idle, .holding:
            return nil
        case .resolving(let images, let backends):
            return ProgressText.resolving(images: images, backends: backends)
        case .pulling:
            var parts = [
                "\(Quantity.bytes(board.doneBytes, of: board.plan.bytes)) done",
                "\(board.verifiedClaims) of \(board.plan.claims) blobs verified",
            ]
            if board.presentClaims > 0 { parts.append("\(board.presentClaims) present, not hashed") }
            if board.faultyClaims > 0 { parts.append("\(board.faultyClaims) faulty") }
            if board.retries > 0 { parts.append(ProgressText.retries(board.retries)) }
            if board.waitingClaims > 0 { parts.append(ProgressText.waiting(board.waitingClaims)) }
            if let rate = board.bytesPerSecond { parts.append(Quantity.rate(rate)) }
            if let left = board.timeLeft { parts.append("\(Quantity.time(left)) left") }
            return parts.joined(separator: ", ")
        }
    }
}
