internal import Foundation
internal import OCI
package import Record
internal import Transfer

/// How a backend answers a login at `/v2/` (distribution-spec, Determining Support).
package enum LoginAnswer: Hashable, Sendable {
    /// It wants none there. A repository may still want one.
    case notRequired
    /// It accepted the credentials of this file or variable; without one, an anonymous token.
    case accepted(source: String?)
    case denied(CredentialFault)
    /// It answered with this status, or not at all.
    case unanswered(status: Int?)
}

extension RegistryClient {
    /// Logs in to a backend as a pull would, without a repository: the token server and the backend must accept the credentials.
    package func login(to backend: Backend) async -> LoginAnswer {
        let owner = backend.credentialOwner
        let first = await root(of: backend, authorization: nil)
        guard let head = first.head, first.failure == nil else { return .unanswered(status: nil) }
        guard head.status == 401 else {
            return (200...299).contains(head.status) ? .notRequired : .unanswered(status: head.status)
        }
        do throws(CredentialFault) {
            let (authorization, source) = try await authorizer.login(answering: head, of: owner, as: nodes.first)
            let second = await root(of: backend, authorization: authorization)
            let secrets = await authorizer.secrets
            guard let status = second.head?.status, second.failure == nil else { return .unanswered(status: nil) }
            switch status {
            case 200...299: return .accepted(source: source)
            case 401, 403:
                let message = ServerText(secrets.hidden(in: second.message))
                return .denied(.refused(status: status, by: backend.name, message: message, source: source))
            default: return .unanswered(status: status)
            }
        } catch {
            return .denied(error.hiding(await authorizer.secrets))
        }
    }

    private func root(
        of backend: Backend, authorization: String?
    ) async -> (head: ResponseHead?, failure: TransferFailure?, message: String) {
        var request = TransferRequest(url: "\(backend.apiRoot)/" + backend.query)
        request.headers = [("User-Agent", userAgent)]
        request.limits = limits
        request.smallBody = true
        backend.address(&request)
        if let authorization {
            request.headers.removeAll { $0.name.lowercased() == "authorization" }
            request.headers.append(("Authorization", authorization))
        }
        let (result, sink) = await engine.perform(request, into: CollectingSink(limit: 64 << 10))
        return (result.head, result.failure, ErrorBody(sink.bytes).summary)
    }
}
