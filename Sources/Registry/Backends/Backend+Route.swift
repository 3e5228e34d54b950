package import OCI
internal import Record
package import Transfer

extension Backend {
    /// The TLS settings of a backend, from the configuration or the nodes' files.
    package struct Trust: Hashable, Sendable {
        /// PEM files with CA certificates.
        package var authorities: [String]
        /// The client certificate to present.
        package var client: TransferRequest.ClientCertificate?
        /// Whether to verify the server certificate. If not, any host may have answered; the backend's name shows this.
        package var verifiesPeer: Bool
        /// The `certs.d` folder the files were found in, unless they were configured explicitly.
        package var folder: String?

        /// By default, the certificate is verified against known CAs.
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

        /// These settings, with anything left open filled in from those of the registry.
        func completed(by registry: Trust) -> Trust {
            var trust = self
            if authorities.isEmpty { trust.authorities = registry.authorities }
            trust.client = client ?? registry.client
            trust.folder = folder ?? registry.folder
            return trust
        }
    }

    /// Whether its tags are authoritative. If not, tags are resolved elsewhere and only digests are requested here.
    package var resolvesTags: Bool { route?.asking != .afterResolving }

    /// Whether nodes send this reference to it.
    package func isAsked(for reference: ImageReference) -> Bool {
        switch route?.asking {
        case .all, .afterResolving, nil: break
        case .digestReferences: if reference.digest == nil { return false }
        case .tagReferences: if reference.digest != nil { return false }
        }
        return scope.covers(reference.repository)
    }

    /// The URL of a path below a repository, and the same URL without the query meant for proxies. Returns `nil` if the
    /// repository has no name on this backend.
    func url(_ path: String, of repository: RepositoryName) -> (asked: String, shown: String)? {
        guard let name = self.name(of: repository) else { return nil }
        let shown = "\(apiRoot)/\(name)/\(path)"
        return (shown + query, shown)
    }

    /// The name of a repository on this backend.
    func name(of repository: RepositoryName) -> RepositoryName? { scope.mapped(repository) }

    /// `https://HOST/v2`, also the endpoint of the API version check.
    var apiRoot: String {
        "\(scheme.rawValue)://\(route?.authority.description ?? registry.apiAuthority)\(route?.root ?? "/v2")"
    }

    var query: String {
        guard let namespace = route?.namespace else { return "" }
        return "?ns=" + RequestPlace.escaped(namespace)
    }

    /// This backend as the owner of its own credentials: a registry's credentials are not for its mirrors
    /// (distribution-spec, Registry Proxying).
    var credentialOwner: Backend {
        guard let route else { return self }
        return Backend(
            registry: route.authority, name: name, address: address, scheme: scheme, role: role, source: source,
            certificateAuthorities: certificateAuthorities, cache: cache, route: route, trust: trust, proxy: proxy)
    }

    /// Prepares a request to this backend.
    func address(_ request: inout TransferRequest) {
        request.pin = proxy == nil ? address : nil
        request.proxy = proxy
        request.certificateAuthorities = certificateAuthorities
        trust.apply(to: &request)
        if let limit = route?.connectLimit { request.limits.connect = min(limit, request.limits.connect) }
        for field in route?.fields ?? [] { request.headers.append((field.name, field.value.value)) }
    }
}

extension Backend {
    /// Prepares a request to a redirect target. As on nodes, this backend's CAs are trusted in addition to the
    /// system's, but no client certificate is presented.
    func prepareRedirect(for request: inout TransferRequest) {
        request.moreAuthorities = [certificateAuthorities].compactMap { $0 } + trust.authorities
    }
}
