internal import Foundation
package import OCI
internal import Transfer

/// What a request for a part of a blob came to (distribution-spec, Pulling blobs; RFC 9110, 14).
package struct RangeRead<Tap: BlobTap>: Sendable {
    /// What the backend sent of the part.
    package enum Outcome: Sendable, Hashable {
        /// The part, as far as it came: fewer bytes than were asked for when the backend's copy ends there.
        case part
        /// The whole blob, of which the part was cut out: this backend knows no ranges.
        case whole
        case nothing
    }

    package let outcome: Outcome
    /// How the exchange went, with a fault where there was one: a part may have come in spite of it.
    package let observation: Observation
    /// How many bytes of the part came.
    package let received: Int64
    /// The size of the whole blob by the reply: `Content-Range` of a part, `Content-Length` of the whole.
    package let storedSize: Int64?
    /// What saw the bytes.
    package let tap: Tap
}

extension RegistryClient {
    /// More bytes than these go on a connection of their own, as whole blobs do.
    private static let smallPart = 64 << 10

    /// Reads a part of a blob into a tap. What comes is not judged: only states of a proven hash can tell.
    ///
    /// - Parameters:
    ///   - stall: How long the backend may hold the connection without sending, where that is shorter than the limit.
    package func part<Tap: BlobTap>(
        _ bytes: Range<Int64>, ofBlob digest: Digest, of repository: RepositoryName, from backend: Backend,
        fresh: Bool = false, stall: Duration? = nil, tap: () -> Tap
    ) async -> RangeRead<Tap> {
        let ask = Ask(
            version: bytes.count > Self.smallPart ? .http1 : .http2WhereOffered, path: "blobs/\(digest)",
            repository: repository, backend: backend, accept: nil, fresh: fresh, counter: nil, range: bytes,
            stall: stall)
        let (reply, sink) = await send(ask) { RangeSink(bytes, tap: tap()) }
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

/// Hands the bytes of a part on, whether the backend sends the part or the whole.
struct RangeSink<Tap: BlobTap>: BodySink {
    private static var errorLimit: Int { 64 << 10 }

    private let wanted: Range<Int64>
    private var position: Int64 = 0
    private(set) var outcome = RangeRead<Tap>.Outcome.nothing
    private(set) var tap: Tap
    private(set) var received: Int64 = 0
    private(set) var storedSize: Int64?
    private(set) var kept: [UInt8] = []

    init(_ wanted: Range<Int64>, tap: Tap) {
        self.wanted = wanted
        self.tap = tap
    }

    mutating func begin(_ head: ResponseHead) -> SinkDecision {
        switch head.status {
        case 206:
            // A part that was not asked for, or several at once, cannot be placed.
            guard let range = head["Content-Range"].flatMap({ ContentRange($0) }), range.first == wanted.lowerBound
            else { return .proceed }
            outcome = .part
            storedSize = range.total
            position = wanted.lowerBound
        case 200:
            outcome = .whole
            storedSize = head.contentLength
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
        // A whole blob of which the part was had need not be read to its end.
        return outcome == .whole && position >= wanted.upperBound && storedSize != position ? .stop : .proceed
    }
}

/// `Content-Range: bytes FIRST-LAST/TOTAL` (RFC 9110, 14.4).
struct ContentRange: Hashable {
    let first: Int64
    let last: Int64
    /// `nil` where the server does not know it.
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
