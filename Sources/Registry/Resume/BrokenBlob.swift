internal import Foundation
package import OCI
package import Record
package import Transfer

/// A blob whose transfer broke off, with everything that is needed to continue it: the bytes so far are hashed and passed on.
package struct BrokenBlob<Tap: BlobTap>: Sendable {
    package let first: FirstReply
    /// The first bytes, at most as many as `BlobSink` keeps.
    package let opening: [UInt8]
    var hash: CheckpointingHash
    var tap: Tap

    /// Continues from the last state of a list; `nil` if it has none.
    ///
    /// - Parameters:
    ///   - states: The states of the bytes so far.
    ///   - opening: The first of these bytes.
    ///   - tap: A tap that has processed the bytes up to that state.
    package init?(_ states: CheckpointList, of first: FirstReply, opening: [UInt8], tap: Tap) {
        guard states.count > 0, let hash = CheckpointingHash(continuing: states, at: states.count) else { return nil }
        self.first = first
        self.opening = opening
        self.hash = hash
        self.tap = tap
    }

    /// `nil` if the rest of the sink's blob cannot be requested.
    init?(_ sink: BlobSink<Tap>) {
        guard let first = sink.first, let hash = sink.hash, sink.isUnfinished else { return nil }
        self.first = first
        self.hash = hash
        opening = sink.kept
        tap = sink.tap
    }

    /// The number of bytes so far.
    package var offset: Int64 { hash.count }

    /// The hash states of these bytes.
    package var states: CheckpointList { hash.checkpoints }
}

/// The result of reading a blob.
package struct BlobRead<Tap: BlobTap>: Sendable {
    package let observation: Observation
    /// The tap that received the bytes.
    package let tap: Tap
    /// What is needed to continue, if the transfer broke off and can be continued.
    package let broken: BrokenBlob<Tap>?
}

/// Where a body continues one that an earlier reply began.
package struct ResumedBody: Hashable, Sendable {
    /// The number of bytes from earlier replies.
    package let offset: Int64
    /// The first of them.
    package let first: FirstReply
}

extension RegistryClient {
    /// Streams a blob through its hash and a tap, or continues one whose transfer broke off.
    ///
    /// If the backend does not send exactly the rest, the whole is requested at once, as if nothing had been there.
    ///
    /// - Parameters:
    ///   - size: The size in the descriptor.
    ///   - readsOn: Whether the bytes behind that size are read and hashed too, as by clients that do not compare it.
    ///   - node: The kind of node whose request it is; `nil` for the first.
    ///   - broken: The blob so far; `nil` to begin.
    ///   - boundary: Where reading the whole may end. The observation is then of a body that is too short.
    ///   - post: Where the hash states are announced while the blob is read.
    ///   - tap: Makes a tap for the whole blob.
    package func blob<Tap: BlobTap>(
        _ digest: Digest, size: Int64, readsOn: Bool = false, of repository: RepositoryName, from backend: Backend,
        fresh: Bool = false, counter: ByteCounter? = nil, as node: NodeKind? = nil, continuing broken: BrokenBlob<Tap>?,
        post: HashPost? = nil, boundary: ReadBoundary? = nil, tap: () -> Tap
    ) async -> BlobRead<Tap> {
        let node = node ?? nodes.first
        var ask = Ask(
            isLarge: true, path: "blobs/\(digest)", repository: repository, backend: backend, accept: nil,
            fresh: fresh, counter: counter, node: node, isContent: true)
        if let broken, broken.offset > 0, broken.offset < size {
            var rest = ask
            rest.range = broken.offset..<size
            rest.ifRange = broken.first.entityTag
            let (reply, sink) = await send(rest) {
                BlobSink(
                    continuing: broken, size: size, of: digest, readsOn: readsOn, source: PartSource(of: backend),
                    counter: counter, post: post)
            }
            if !sink.isDeclined { return read(reply, sink) }
            // A whole must not arrive on a connection that a refused part may have left in any state.
            ask = Ask(
                isLarge: true, path: ask.path, repository: repository, backend: backend, accept: nil, fresh: true,
                counter: counter, node: node, isContent: true)
        }
        let (reply, sink) = await send(ask) {
            BlobSink(
                expecting: size, of: digest, readsOn: readsOn, isContent: ReplyRules.of(node).contentStatus, tap: tap(),
                post: post, boundary: boundary)
        }
        return read(reply, sink)
    }

    private func read<Tap: BlobTap>(_ reply: Reply, _ sink: BlobSink<Tap>) -> BlobRead<Tap> {
        let facts = BodyFacts(sink, reply)
        let observation =
            sink.resumed != nil
            ? reply.observation(ofPart: facts, isPart: true, errorBody: [])
            : reply.observation(body: facts, errorBody: sink.kept)
        return BlobRead(observation: observation, tap: sink.tap, broken: broken(reply, sink))
    }

    /// A body that ended early by itself, or was too slow. What violates HTTP is not continued.
    private func broken<Tap: BlobTap>(_ reply: Reply, _ sink: BlobSink<Tap>) -> BrokenBlob<Tap>? {
        guard reply.fault == nil, let failure = reply.result.failure,
            [.truncated, .reset, .stalled, .tooSlow].contains(failure.kind)
        else { return nil }
        return BrokenBlob(sink)
    }
}
