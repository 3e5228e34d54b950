internal import Transfer

/// Asks token servers (distribution, token authentication; RFC 6749, 6).
struct TokenClient: Sendable {
    let engine: TransferEngine
    let limits: TransferLimits
    let userAgent: String

    /// The longest answer that is read, in bytes.
    private static let answerLimit = 1 << 20

    func token(
        _ question: TokenQuestion, certificateAuthorities: String?
    ) async throws(CredentialFault) -> BearerToken {
        var request = question.request
        request.headers += [("Accept", "application/json"), ("User-Agent", userAgent)]
        request.limits = limits
        request.version = .http2WhereOffered
        request.certificateAuthorities = certificateAuthorities
        request.pin = question.pin
        question.trust.apply(to: &request)
        let (result, sink) = await engine.perform(request, into: CollectingSink(limit: Self.answerLimit))
        switch result.head?.status {
        case 200 where result.failure == nil:
            guard let token = BearerToken(body: sink.bytes, receivedAt: .now) else {
                throw .noToken(realm: question.shownRealm)
            }
            return token
        case .some(let status) where refuses(status, question):
            throw .refused(status: status, by: question.shownRealm, said(sink.bytes, to: question))
        case let status:
            throw .tokenServer(realm: question.shownRealm, status: status, result.failure)
        }
    }

    /// An identity token that is not good any more is a 400 (RFC 6749, 5.2); a server that takes none has no such page.
    private func refuses(_ status: Int, _ question: TokenQuestion) -> Bool {
        if case .identity = question.credential?.token, [400, 404, 405].contains(status) { return true }
        return status == 401 || status == 403
    }

    /// The server's words, without what is secret in the question.
    private func said(_ body: [UInt8], to question: TokenQuestion) -> ServerText {
        var secrets = SentSecrets()
        if let credential = question.credential { secrets.add(credential) }
        return ServerText(ErrorBody(body, hiding: secrets).summary)
    }
}
