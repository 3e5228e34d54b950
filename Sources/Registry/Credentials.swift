internal import Foundation
public import OCI

/// A text that is never shown: passwords, tokens.
public struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    let value: String

    /// Wraps a secret.
    public init(_ value: String) { self.value = value }

    /// A placeholder.
    public var description: String { "<secret>" }
    /// A placeholder.
    public var debugDescription: String { description }
    /// Nothing, so that a dump shows nothing.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// A user name and a password.
public struct Credential: Hashable, Sendable {
    /// The user's name.
    public let user: String
    /// The password.
    public let password: Secret

    /// A credential.
    public init(user: String, password: Secret) {
        self.user = user
        self.password = password
    }

    /// The value of an `Authorization` field (RFC 7617).
    var basicAuthorization: String {
        "Basic " + Data("\(user):\(password.value)".utf8).base64EncodedString()
    }
}

/// The credentials that a run may use, as read from a docker `config.json`.
public struct CredentialStore: Sendable {
    /// Where they came from, for messages.
    public let source: String?
    private let entries: [String: Credential]
    private let unusable: [String: String]

    /// No credentials at all.
    public static let anonymous = CredentialStore(source: nil, entries: [:], unusable: [:])

    /// A store with given entries, keyed by host or host with a path prefix.
    public init(source: String?, entries: [String: Credential], unusable: [String: String] = [:]) {
        self.source = source
        self.entries = entries
        self.unusable = unusable
    }

    /// The credential for a repository: the entry with the longest key that is a prefix of it.
    public func credential(for registry: RegistryName, _ repository: RepositoryName) -> Credential? {
        keys(for: registry, repository).lazy.compactMap { entries[$0] }.first
    }

    /// Why an entry for this registry cannot be used, if there is such a one.
    public func obstacle(for registry: RegistryName, _ repository: RepositoryName) -> String? {
        keys(for: registry, repository).lazy.compactMap { unusable[$0] }.first
    }

    private func keys(for registry: RegistryName, _ repository: RepositoryName) -> [String] {
        var keys: [String] = []
        var path = repository.description.split(separator: "/")
        while !path.isEmpty {
            keys.append("\(registry)/\(path.joined(separator: "/"))")
            path.removeLast()
        }
        keys.append(registry.description)
        if registry == .dockerHub { keys += ["index.docker.io", "registry-1.docker.io"] }
        return keys
    }
}
