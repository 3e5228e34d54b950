package import OCI
internal import Record
internal import Transfer

/// The answer to the question which object serves a blob.
package struct ObjectReply: Sendable {
    /// The exchange. Its object is `nil` if the backend itself answered, or if anything is doubtful.
    package let observation: Observation
    /// The size of the stored object, if it was sent, in part or as a whole.
    package let storedSize: Int64?
}

extension RegistryClient {
    /// Asks a backend for a blob as nodes do, and where it redirects to for the first byte alone. That shows the object and that
    /// its signature is accepted. A backend that sends the blob itself is left after the header fields. Proves nothing.
    package func object(
        ofBlob digest: Digest, of repository: RepositoryName, from backend: Backend
    ) async -> ObjectReply {
        let ask = Ask(
            path: "blobs/\(digest)", repository: repository, backend: backend, accept: nil, fresh: false, counter: nil,
            node: nodes.first, isContent: true, range: 0..<1, rangesAtOrigin: false)
        let (reply, sink) = await send(ask) { RangeSink(0..<1, acceptsWhole: false, tap: NoTap()) }
        let facts = BodyFacts(
            received: sink.received, digest: nil, declaredLength: reply.head?.contentLength, opening: ServerText(""))
        let isAnswer = sink.outcome != .nothing
        return ObjectReply(
            observation: reply.observation(ofPart: facts, isPart: isAnswer, errorBody: sink.kept),
            storedSize: isAnswer ? sink.storedSize : nil)
    }
}
