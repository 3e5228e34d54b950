internal import Foundation
internal import OCI
internal import Record
internal import Transfer

/// Requests tokens from token servers (distribution, token authentication; RFC 6749, 6).
///
/// Redirects are followed, but no credential is sent to another host.
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
        guard question.beginsWithForm else { return try await viaQuery(question, certificateAuthorities) }
        guard let answer = try await viaForm(question, certificateAuthorities) else {
            return try await viaQuery(question, certificateAuthorities)
        }
        guard answer.result.failure == nil, let status = answer.result.head?.status,
            question.retriesAsQuery(after: status)
        else { return try read(answer, question, members: question.rules.formMembers) }
        do throws(CredentialFault) {
            return try await viaQuery(question, certificateAuthorities)
        } catch {
            // Servers without identity tokens refuse a GET with one too; what they said about the token is the reason.
            guard case .identity = question.secrecy, case .refused = error else { throw error }
            return try read(answer, question, members: question.rules.formMembers)
        }
    }

    /// The answer to the form. As in Go, a 307 or 308 has the form sent again and other redirects turn it into a GET without it.
    /// Unlike in Go, a form is not sent to another host: `nil` then, if another way is left.
    private func viaForm(
        _ question: TokenRequest, _ certificateAuthorities: String?
    ) async throws(CredentialFault) -> Answer? {
        var redirect = RedirectState(question.realm)
        var isForm = true
        while true {
            var request = isForm ? question.form : TransferRequest(url: redirect.asked)
            request.url = redirect.asked
            if !redirect.atOrigin { redirect.restrict(&request) }
            let answer = await ask(request, question, certificateAuthorities, atOrigin: redirect.atOrigin)
            if let fault = redirect.fault(of: answer.result) {
                throw .tokenRedirect(realm: question.shownRealm, fault: fault)
            }
            guard answer.result.failure == nil, let status = answer.result.head?.status,
                [301, 302, 303, 307, 308].contains(status)
            else { return answer }
            do throws(RedirectFault) {
                try redirect.follow(answer.result)
            } catch {
                throw .tokenRedirect(realm: question.shownRealm, fault: error)
            }
            if status < 307 { isForm = false }
            guard isForm, !redirect.atOrigin else { continue }
            if case .login = question.secrecy { return nil }
            return answer
        }
    }

    private func viaQuery(
        _ question: TokenRequest, _ certificateAuthorities: String?
    ) async throws(CredentialFault) -> BearerToken {
        let first = question.query
        let members = question.rules.queryMembers
        guard let url = URL(string: first.url) else {
            return try read(
                await ask(first, question, certificateAuthorities, atOrigin: true), question, members: members)
        }
        var redirect = RedirectState(url)
        while true {
            var request = first
            request.url = redirect.asked
            if !redirect.keepsAuthorization { request.headers = [] }
            if !redirect.atOrigin { redirect.restrict(&request) }
            let answer = await ask(request, question, certificateAuthorities, atOrigin: redirect.atOrigin)
            if let fault = redirect.fault(of: answer.result) {
                throw .tokenRedirect(realm: question.shownRealm, fault: fault)
            }
            guard answer.result.failure == nil, let head = answer.result.head,
                [301, 302, 303, 307, 308].contains(head.status)
            else { return try read(answer, question, members: members) }
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
        request.smallBody = true
        request.certificateAuthorities = certificateAuthorities
        if atOrigin {
            request.pin = question.pin
            question.trust.apply(to: &request)
        }
        if let url = URL(string: request.url) { request.proxy = proxy(for: url, question, atOrigin) }
        let (result, sink, _) = await engine.perform(
            request, .gzipOnly, into: CollectingSink(limit: Self.answerLimit))
        return (result, sink)
    }

    /// A token server on a pinned backend is pinned like it.
    private func proxy(for url: URL, _ question: TokenRequest, _ atOrigin: Bool) -> ProxyServer? {
        atOrigin && question.pin != nil ? nil : proxies.proxy(for: url)
    }

    private func read(
        _ answer: Answer, _ question: TokenRequest, members: [String]
    ) throws(CredentialFault) -> BearerToken {
        let (result, sink) = answer
        switch result.head?.status {
        case .some(let status)
        where question.rules.acceptedStatus.contains(status) && !(300...399).contains(status)
            && result.failure == nil:
            do throws(TokenProblem) {
                return try BearerToken(
                    body: sink.bytes, members: members, isWhole: question.rules.readsWholeReply, receivedAt: .now)
            } catch {
                // A reply that is no token may hold one nevertheless: only an error in words is shown.
                let message = error == .notJSON || Self.isError(sink.bytes) ? said(sink.bytes, to: question) : nil
                throw .noToken(realm: question.shownRealm, reason: error, message: message)
            }
        case .some(let status) where refuses(status, question):
            throw .refused(status: status, by: question.shownRealm, message: said(sink.bytes, to: question))
        case let status:
            if let status, let head = result.head, let wish = RetryAfter.duration(of: head, now: .now) {
                throw .tokenServerBusy(
                    realm: question.shownRealm, status: status, waitMilliseconds: wish.milliseconds)
            }
            throw .tokenServer(
                realm: question.shownRealm, status: status, failure: result.failure.map { BrokenTransfer($0) },
                message: result.failure == nil && !sink.bytes.isEmpty ? said(sink.bytes, to: question) : nil)
        }
    }

    /// Whether a JSON reply states an error and has no member that may be secret.
    private static func isError(_ body: [UInt8]) -> Bool {
        guard let members = try? GoJSON(first: body).members() else { return false }
        let names = members.map { $0.name.lowercased() }
        let known = ["errors", "error", "error_description", "message", "details", "detail", "code", "status"]
        return !names.isEmpty && names.allSatisfy(known.contains)
    }

    /// An identity token that is no longer valid gives a 400 (RFC 6749, 5.2). A server without identity tokens has no
    /// such endpoint.
    private func refuses(_ status: Int, _ question: TokenRequest) -> Bool {
        if case .identity = question.secrecy, [400, 404, 405].contains(status) { return true }
        return status == 401 || status == 403
    }

    /// The server's message, without the secrets of the question.
    private func said(_ body: [UInt8], to question: TokenRequest) -> ServerText {
        var secrets = SentSecrets()
        if let credential = question.credential { secrets.add(credential) }
        return ServerText(ErrorBody(body, hiding: secrets).summary)
    }
}
