internal import Foundation
internal import OCI
internal import Record
internal import Transfer

/// Requests tokens from token servers (distribution, token authentication; RFC 6749, 6).
///
/// A redirected GET is followed, but no credential is sent to another host. A form carries a secret and is never
/// redirected.
struct TokenClient: Sendable {
    let engine: TransferEngine
    let limits: TransferLimits
    let userAgent: String
    var proxies = ProxyRules()

    /// The maximum size of an answer, in bytes.
    private static let answerLimit = 1 << 20

    func token(
        _ question: TokenRequest, certificateAuthorities: String?
    ) async throws(CredentialFault) -> BearerToken {
        let first = question.request
        guard first.form == nil, let url = URL(string: first.url) else {
            return try read(await ask(first, question, certificateAuthorities, atOrigin: true), question)
        }
        var redirect = RedirectState(url)
        while true {
            var request = first
            request.url = redirect.url.absoluteString
            if !redirect.atOrigin { request.headers = [] }
            if !redirect.atOrigin { redirect.restrict(&request) }
            let answer = await ask(request, question, certificateAuthorities, atOrigin: redirect.atOrigin)
            if let fault = redirect.fault(of: answer.result) {
                throw .tokenRedirect(realm: question.shownRealm, fault: fault)
            }
            guard answer.result.failure == nil, let head = answer.result.head,
                [301, 302, 303, 307, 308].contains(head.status)
            else { return try read(answer, question) }
            do throws(RedirectFault) {
                try redirect.follow(answer.result, through: proxy(for: redirect.url, question, redirect.atOrigin))
            } catch {
                throw .tokenRedirect(realm: question.shownRealm, fault: error)
            }
        }
    }

    private typealias Answer = (result: TransferResult, sink: CollectingSink)

    private func ask(
        _ request: TransferRequest, _ question: TokenRequest, _ certificateAuthorities: String?, atOrigin: Bool
    ) async -> Answer {
        var request = request
        request.headers += [("Accept", "application/json"), ("User-Agent", userAgent)]
        request.limits = limits
        request.version = .http2WhereOffered
        request.certificateAuthorities = certificateAuthorities
        if atOrigin {
            request.pin = question.pin
            question.trust.apply(to: &request)
        }
        if let url = URL(string: request.url) { request.proxy = proxy(for: url, question, atOrigin) }
        return await engine.perform(request, into: CollectingSink(limit: Self.answerLimit))
    }

    /// A token server on a pinned backend is pinned like it.
    private func proxy(for url: URL, _ question: TokenRequest, _ atOrigin: Bool) -> ProxyServer? {
        atOrigin && question.pin != nil ? nil : proxies.proxy(for: url)
    }

    private func read(_ answer: Answer, _ question: TokenRequest) throws(CredentialFault) -> BearerToken {
        let (result, sink) = answer
        switch result.head?.status {
        case 200 where result.failure == nil:
            guard let token = BearerToken(body: sink.bytes, receivedAt: .now) else {
                throw .noToken(realm: question.shownRealm)
            }
            return token
        case .some(let status) where refuses(status, question):
            throw .refused(status: status, by: question.shownRealm, message: said(sink.bytes, to: question))
        case let status:
            if let status, let head = result.head, let wish = RetryAfter.duration(of: head, now: .now) {
                throw .tokenServerBusy(
                    realm: question.shownRealm, status: status, waitMilliseconds: wish.milliseconds)
            }
            throw .tokenServer(
                realm: question.shownRealm, status: status, failure: result.failure.map { BrokenTransfer($0) })
        }
    }

    /// An identity token that is no longer valid gives a 400 (RFC 6749, 5.2). A server without identity tokens has no
    /// such endpoint.
    private func refuses(_ status: Int, _ question: TokenRequest) -> Bool {
        if case .identity = question.credential?.token, [400, 404, 405].contains(status) { return true }
        return status == 401 || status == 403
    }

    /// The server's message, without the secrets of the question.
    private func said(_ body: [UInt8], to question: TokenRequest) -> ServerText {
        var secrets = SentSecrets()
        if let credential = question.credential { secrets.add(credential) }
        return ServerText(ErrorBody(body, hiding: secrets).summary)
    }
}
