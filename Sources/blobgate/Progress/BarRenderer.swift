internal import Gate
internal import OCI
internal import Registry

/// Draws a board as live lines: one per busy backend and one total. ASCII only, and always narrower than the terminal,
/// since some terminals wrap when the last column is filled.
enum BarRenderer {
    private static let laneMeter = 10
    private static let totalMeter = 20
    private static let longestName = 20

    /// The lines for a board: at most the terminal's rows minus two, but always the total.
    static func lines(of board: ProgressBoard, at time: Duration, size: TerminalTraits.Size) -> [String] {
        let width = max(1, size.columns - 1)
        switch board.phase {
        case .idle:
            return []
        case .resolving(let images, let backends):
            return [fit([ProgressText.resolving(images: images, backends: backends)], width)]
        case .holding(let until, let end):
            return [fit(ProgressText.holding(until: until, end: end, at: time), width)]
        case .pulling:
            return laneLines(board.busyLanes, time, width, room: max(0, size.rows - 3)) + [total(board, width)]
        }
    }

    private static func laneLines(_ busy: [BackendProgress], _ time: Duration, _ width: Int, room: Int) -> [String] {
        guard busy.count > room else { return table(busy, time, width) }
        guard room > 0 else { return [] }
        let shown = Array(busy.prefix(room - 1))
        return table(shown, time, width) + [fit(["and \(busy.count - shown.count) more backends"], width)]
    }

    private static func table(_ lanes: [BackendProgress], _ time: Duration, _ width: Int) -> [String] {
        let names = names(of: lanes)
        let nameWidth = names.map(\.utf8.count).max() ?? 0
        let bytes = lanes.map { $0.running.isEmpty ? "" : Quantity.bytes($0.progress, of: $0.runningBytes) }
        let bytesWidth = bytes.map(\.utf8.count).max() ?? 0
        let rates = lanes.map { $0.running.isEmpty ? "" : $0.bytesPerSecond.map(Quantity.rate) ?? "" }
        let rateWidth = rates.map(\.utf8.count).max() ?? 0
        let fixed = nameWidth + 2 + bytesWidth + 2 + rateWidth
        let hasMeter = fixed + 2 + laneMeter + 2 <= width - 12
        return lanes.indices.map { index in
            let lane = lanes[index]
            var columns = [names[index].padded(to: nameWidth)]
            guard !lane.running.isEmpty else { return fit(columns + remarks(on: lane, time), width) }
            if hasMeter {
                columns.append(meter(Double(lane.progress) / Double(max(1, lane.runningBytes)), cells: laneMeter))
            }
            columns.append(bytes[index].padded(to: bytesWidth, left: true))
            if rateWidth > 0 { columns.append(rates[index].padded(to: rateWidth, left: true)) }
            return fit(columns + remarks(on: lane, time), width)
        }
    }

    /// The backend names, with the registry if two registries use the same name.
    private static func names(of lanes: [BackendProgress]) -> [String] {
        lanes.map { lane in
            let namesake = lanes.contains {
                $0.backend.name == lane.backend.name && $0.backend.registry != lane.backend.registry
            }
            let name = namesake ? "\(lane.backend.registry)/\(lane.backend.name)" : lane.backend.name
            return name.escapedASCII(limit: longestName)
        }
    }

    private static func remarks(on lane: BackendProgress, _ time: Duration) -> [String] {
        var remarks: [String] = []
        if let next = lane.running.compactMap(\.pausedUntil).min() {
            remarks.append(next > time ? "retry in \(Quantity.time(next - time))" : "retry now")
        }
        if let first = lane.running.first {
            let others = lane.running.count > 1 ? " +\(lane.running.count - 1)" : ""
            remarks.append(ProgressText.digest(of: first.claim) + others)
        }
        if !lane.waiting.isEmpty { remarks.append(ProgressText.waiting(lane.waiting.count)) }
        return remarks
    }

    private static func total(_ board: ProgressBoard, _ width: Int) -> String {
        let meter = meter(board.fraction, cells: totalMeter)
        var essential = [
            "\(board.percent)%".padded(to: 3, left: true), Quantity.bytes(board.doneBytes, of: board.plan.bytes),
        ]
        if let left = board.timeLeft { essential.append("\(Quantity.time(left)) left") }
        if let rate = board.bytesPerSecond { essential.append(Quantity.rate(rate)) }
        var more: [String] = []
        if board.faultyClaims > 0 { more.append("\(board.faultyClaims) faulty") }
        more.append("\(board.settledClaims) of \(board.plan.claims) blobs")
        if board.retries > 0 { more.append(ProgressText.retries(board.retries)) }
        let hasMeter = ([meter] + essential).joined(separator: "  ").utf8.count <= width
        return fit((hasMeter ? [meter] : []) + essential + more, width)
    }

    private static func meter(_ share: Double, cells: Int) -> String {
        let full = min(cells, max(0, Int(share * Double(cells))))
        return "[" + String(repeating: "#", count: full) + String(repeating: ".", count: cells - full) + "]"
    }

    /// Joins as many pieces as fit into the width; truncates the first one if it is too wide alone.
    private static func fit(_ pieces: [String], _ width: Int) -> String {
        var line = ""
        for (index, piece) in pieces.enumerated() {
            let next = index == 0 ? piece : line + "  " + piece
            guard next.utf8.count <= width else { break }
            line = next
        }
        if line.isEmpty { line = String((pieces.first ?? "").prefix(width)) }
        while line.hasSuffix(" ") { line.removeLast() }
        return line
    }
}

extension String {
    fileprivate func padded(to width: Int, left: Bool = false) -> String {
        let space = String(repeating: " ", count: max(0, width - utf8.count))
        return left ? space + self : self + space
    }
}
