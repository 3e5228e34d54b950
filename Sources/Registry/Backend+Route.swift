package import OCI
internal import Record
package import Transfer

extension Backend {
    /// What the TLS of a backend rests on, as the configuration or files of the nodes say it.
    package struct Trust: Hashable, Sendable {
        /// PEM files with certificate authorities.
        package var authorities: [String]
        /// The certificate that it is shown.
        package var client: TransferRequest.ClientCertificate?
        /// Whether its certificate is checked. Where it is not, anybody may have answered; the backend's name says so.
        package var verifiesPeer: Bool
        /// The folder that its files were found in, where nobody named them.
        package var folder: String?

        /// The default is a checked certificate of an authority that is known.
        package init(
            authorities: [String] = [], client: TransferRequest.ClientCertificate? = nil, verifiesPeer: Bool = true,
            folder: String? = nil
        ) {
            self.authorities = authorities
            self.client = client
            self.verifiesPeer = verifiesPeer
            self.folder = folder
        }

        func apply(to request: inout TransferRequest) {
            request.moreAuthorities = authorities
            request.clientCertificate = client
            request.verifiesPeer = verifiesPeer
        }

        /// What an endpoint that is the registry itself rests on, where its own file leaves something open.
        func completed(by registry: Trust) -> Trust {
            var trust = self
            if authorities.isEmpty { trust.authorities = registry.authorities }
            trust.client = client ?? registry.client
            trust.folder = folder ?? registry.folder
            return trust
        }
    }

    /// Whether its tags count: otherwise a tag is resolved on others, and only its digest is asked for here.
    package var resolvesTags: Bool { route?.asking != .afterResolving }

    /// Whether nodes ask it for this reference.
    package func isAsked(for reference: ImageReference) -> Bool {
        guard let route else { return true }
        switch route.asking {
        case .all, .afterResolving: break
        case .digestReferences: if reference.digest == nil { return false }
        case .tagReferences: if reference.digest != nil { return false }
        }
        return route.scope.covers(reference.repository)
    }

    /// The URL of a path below a repository, and the same without what is only for proxies; `nil` where the repository
    /// has no name there.
    func url(_ path: String, of repository: RepositoryName) -> (asked: String, shown: String)? {
        guard let name = self.name(of: repository) else { return nil }
        let shown = "\(apiRoot)/\(name)/\(path)"
        return (shown + query, shown)
    }

    /// What a repository is called there.
    func name(of repository: RepositoryName) -> RepositoryName? {
        guard let route else { return repository }
        return route.scope.mapped(repository)
    }

    /// `https://HOST/v2`, which the end point of the API's check is too.
    var apiRoot: String {
        "\(scheme.rawValue)://\(route?.authority.description ?? registry.apiAuthority)\(route?.root ?? "/v2")"
    }

    var query: String {
        guard let namespace = route?.namespace else { return "" }
        return "?ns=" + RequestPlace.escaped(namespace)
    }

    /// The backend as whom credentials are looked up: those of the registry are not for its mirrors (distribution-spec,
    /// Registry Proxying).
    var asCredentialOwner: Backend {
        guard let route else { return self }
        return Backend(
            registry: route.authority, name: name, address: address, scheme: scheme, role: role, source: source,
            certificateAuthorities: certificateAuthorities, cache: cache, route: route, trust: trust)
    }

    /// Sets a request up that goes to this backend.
    func address(_ request: inout TransferRequest) {
        request.pin = address
        request.certificateAuthorities = certificateAuthorities
        trust.apply(to: &request)
        if let limit = route?.connectLimit { request.limits.connect = min(limit, request.limits.connect) }
        for field in route?.fields ?? [] { request.headers.append((field.name, field.value.value)) }
    }
}

extension Backend {
    /// Sets a request up that goes where this backend redirects to: its authorities are trusted there beside the system's,
    /// as nodes trust them, and nothing is shown.
    func vouch(for request: inout TransferRequest) {
        request.moreAuthorities = [certificateAuthorities].compactMap { $0 } + trust.authorities
    }
}
