internal import Foundation
package import OCI
internal import Record
internal import Transfer

/// The result of a range request for a blob (distribution-spec, Pulling blobs; RFC 9110, 14).
package struct RangeRead<Tap: BlobTap>: Sendable {
    /// What the backend sent.
    package enum Outcome: Sendable, Hashable {
        /// The requested range. It has fewer bytes than requested if the backend's copy ends within it.
        case part
        /// The whole blob, from which the range was cut: this backend does not support range requests.
        case whole
        case nothing
    }

    package let outcome: Outcome
    /// The exchange, with a fault if there was one. A range may have arrived despite a fault.
    package let observation: Observation
    /// Bytes of the range received.
    package let received: Int64
    /// The size of the stored blob: from `Content-Range` for a range, from `Content-Length` for the whole.
    package let storedSize: Int64?
    /// The tap that received the bytes.
    package let tap: Tap
}

extension RegistryClient {
    /// Larger ranges use their own connection, like whole blobs.
    private static let smallPart = 64 << 10

    /// Reads a range of a blob into a tap. The content is not verified here: that requires checkpoints of a proven
    /// hash.
    ///
    /// - Parameters:
    ///   - acceptsWhole: Whether a backend that sends the whole blob is read up to the end of the range.
    ///   - stall: The longest the backend may keep the connection open without sending, if shorter than the limit.
    package func part<Tap: BlobTap>(
        _ bytes: Range<Int64>, ofBlob digest: Digest, of repository: RepositoryName, from backend: Backend,
        fresh: Bool = false, acceptsWhole: Bool = true, stall: Duration? = nil, tap: () -> Tap
    ) async -> RangeRead<Tap> {
        let ask = Ask(
            isLarge: bytes.count > Self.smallPart, path: "blobs/\(digest)",
            repository: repository, backend: backend, accept: nil, fresh: fresh, counter: nil,
            node: nodes.first, isContent: true, range: bytes, stall: stall)
        let (reply, sink) = await send(ask) { RangeSink(bytes, acceptsWhole: acceptsWhole, tap: tap()) }
        return RangeRead(
            outcome: sink.outcome, observation: reply.observation(ofPart: sink), received: sink.received,
            storedSize: sink.storedSize, tap: sink.tap)
    }
}

extension Reply {
    fileprivate func observation<Tap>(ofPart sink: RangeSink<Tap>) -> Observation {
        let facts = BodyFacts(
            received: sink.received, digest: nil, declaredLength: head?.contentLength,
            opening: ServerText(secrets.hidden(in: sink.kept.prefix(120))))
        return observation(ofPart: facts, isPart: sink.outcome != .nothing, errorBody: sink.kept)
    }
}

/// Passes on the bytes of a range, whether the backend sends the range or the whole blob.
struct RangeSink<Tap: BlobTap>: BodySink {
    private static var errorLimit: Int { 64 << 10 }

    private let wanted: Range<Int64>
    private let acceptsWhole: Bool
    private var position: Int64 = 0
    private(set) var outcome = RangeRead<Tap>.Outcome.nothing
    private(set) var tap: Tap
    private(set) var received: Int64 = 0
    private(set) var storedSize: Int64?
    private(set) var kept: [UInt8] = []

    init(_ wanted: Range<Int64>, acceptsWhole: Bool = true, tap: Tap) {
        self.wanted = wanted
        self.acceptsWhole = acceptsWhole
        self.tap = tap
    }

    mutating func begin(_ head: ResponseHead) -> SinkDecision {
        // A part of a coded body is no part of the content.
        guard (head.joined("Content-Encoding") ?? "identity").lowercased() == "identity" else { return .proceed }
        switch head.status {
        case 206:
            // A different range, or several at once, cannot be used.
            guard let range = head["Content-Range"].flatMap({ ContentRange($0) }), range.first == wanted.lowerBound
            else { return .proceed }
            outcome = .part
            storedSize = range.total
            position = wanted.lowerBound
        case 200:
            outcome = .whole
            storedSize = head.contentLength
            if !acceptsWhole { return .stop }
        default: break
        }
        return .proceed
    }

    mutating func receive(_ bytes: UnsafeRawBufferPointer) -> SinkDecision {
        guard outcome != .nothing else {
            let room = Self.errorLimit - kept.count
            kept.append(contentsOf: bytes.prefix(max(0, room)))
            return room > bytes.count ? .proceed : .stop
        }
        let start = max(position, wanted.lowerBound)
        let end = min(position + Int64(bytes.count), wanted.upperBound)
        if start < end {
            tap.take(UnsafeRawBufferPointer(rebasing: bytes[Int(start - position)..<Int(end - position)]))
            received += end - start
        }
        position += Int64(bytes.count)
        // Once the range is complete, the rest of a whole blob need not be read.
        return outcome == .whole && position >= wanted.upperBound && storedSize != position ? .stop : .proceed
    }
}

/// `Content-Range: bytes FIRST-LAST/TOTAL` (RFC 9110, 14.4).
struct ContentRange: Hashable {
    let first: Int64
    let last: Int64
    /// `nil` if the server does not know it.
    let total: Int64?

    init?(_ text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: true)
        guard words.count == 2, words[0].lowercased() == "bytes" else { return nil }
        let parts = words[1].split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = Self.number(ends[0]), let last = Self.number(ends[1]), first <= last else {
            return nil
        }
        let total = parts[1] == "*" ? nil : Self.number(parts[1])
        guard parts[1] == "*" || total.map({ last < $0 }) == true else { return nil }
        self.first = first
        self.last = last
        self.total = total
    }

    private static func number(_ text: Substring) -> Int64? {
        text.utf8.allSatisfy { (48...57).contains($0) } ? Int64(text) : nil
    }
}
