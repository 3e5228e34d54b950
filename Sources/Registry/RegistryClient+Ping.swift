internal import Foundation
internal import Transfer

extension RegistryClient {
    /// Requests the root of the API without credentials, as containers/image and dockerd do before anything else. 401 is an answer
    /// like 200. Redirects are not followed.
    package func ping(_ backend: Backend, fresh: Bool = false) async -> Observation {
        let started = Date.now
        let url = "\(backend.apiRoot)/\(backend.query)"
        var request = TransferRequest(url: url)
        request.headers = [("User-Agent", userAgent)]
        request.limits = limits
        request.freshConnection = fresh
        backend.address(&request)
        let (result, _) = await engine.perform(request, into: CollectingSink(limit: 64 << 10))
        return Reply(url: url, redirects: [], result: result, fault: nil, started: started).observationOfHead()
    }
}
