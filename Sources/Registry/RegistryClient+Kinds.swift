internal import Record
internal import Transfer

extension RegistryClient {
    /// The kinds of nodes whose login is known to succeed if that of one kind does. Each has its own way to get a token, so a manifest
    /// is requested as each of them, unless none of them logs in. Blobs follow their manifest.
    func kindsThatLogIn(like node: NodeKind, at backend: Backend, isAnonymous: Bool) async -> Set<NodeKind> {
        var alike: Set<NodeKind> = [node]
        guard isAnonymous else { return alike }
        for other in nodes.all where other != node {
            if await !authorizer.logsInFirst(at: backend, as: other) { alike.insert(other) }
        }
        return alike
    }

    /// Performs a request with the codings that the client asks for, and decodes as it does.
    func perform<Sink: BodySink>(
        _ request: TransferRequest, for ask: Ask, into sink: Sink
    ) async -> (result: TransferResult, sink: Sink, use: CodingUse) {
        let codings = ask.isContent ? ReplyRules.of(ask.node).contentCodings : .gzipOnly
        // A part is not decoded: its place in the content would be lost. It is requested with the same field, though, because a
        // cache may store a separate copy for it.
        guard ask.range == nil, ask.method == .get else {
            var request = request
            if ask.range != nil { request.headers.append(("Accept-Encoding", codings.accept)) }
            let (result, sink) = await engine.perform(request, into: sink)
            return (result, sink, .asSent)
        }
        return await engine.perform(request, codings, into: sink)
    }
}
