package import Foundation
internal import OCI

/// The content of one credential source: docker's `config.json`, an `auth.json` of podman or skopeo
/// (containers-auth.json(5)), docker's legacy `.dockercfg`, or the value of `DOCKER_AUTH_CONFIG`.
package struct AuthFile: Sendable {
    package enum Form: Hashable, Sendable {
        /// `auths`, `credHelpers` and `credsStore`.
        case config
        /// The entries of `auths` at the top level.
        case dockercfg
    }

    /// The file or variable, for messages.
    package let source: String
    private let auths: [String: Credential]
    private let helpers: [String: String]
    private let store: String?

    /// Parses the content of a file or variable. Errors describe the problem without revealing any secret.
    package init(parsing content: Data, as form: Form, source: String) throws(CredentialFileError) {
        let wire: Wire
        do throws(GoJSON.Fault) {
            wire = try Wire(GoJSON(first: content), as: form)
        } catch {
            // docker takes an empty file for one without entries: a tool that could not write it leaves one behind.
            guard error == .blank else {
                throw CredentialFileError(file: source, reason: "not the JSON of \(form.words)")
            }
            wire = Wire()
        }
        var found: [(key: String, value: Credential)] = []
        for (key, auth) in wire.auths {
            do throws(Wire.Fault) {
                if let credential = try auth.credential() { found.append((key, credential)) }
            } catch {
                let path = form == .dockercfg ? "" : "auths"
                throw CredentialFileError(
                    file: source, reason: "\(path)[\"\(key.escapedASCII(limit: 80))\"].\(error.text)")
            }
        }
        self.source = source
        auths = AuthKey.byMeaning(found)
        helpers = AuthKey.byMeaning(wire.credHelpers.map { ($0.key, $0.value) })
        store = wire.credsStore
    }

    /// A source with a single entry, keyed by host or by host and path.
    package init(source: String, key: String, credential: Credential) {
        self.source = source
        auths = [AuthKey.normalised(key): credential]
        helpers = [:]
        store = nil
    }

    /// The keys that would be those of the registry in another case. No tool finds them.
    func misspelledKeys(for registry: RegistryName) -> [String] {
        let host = registry.description
        return (Array(auths.keys) + Array(helpers.keys)).filter { key in
            let name = key.prefix { $0 != "/" }
            return name != host && name.lowercased() == host.lowercased()
        }.sorted()
    }

    /// The entry whose key is the longest prefix of the repository.
    func credential(for registry: RegistryName, _ repository: RepositoryName?) -> Credential? {
        AuthKey.candidates(for: registry, repository).lazy.compactMap { auths[$0] }.first
    }

    /// The suffix of the helper program to query before the entries: the registry's own, otherwise the default one.
    ///
    /// As in docker, an empty suffix for a registry means none.
    func helper(for registry: RegistryName, _ repository: RepositoryName?) -> String? {
        let own = AuthKey.candidates(for: registry, repository).lazy.compactMap { helpers[$0] }.first
        return (own ?? store).flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension AuthFile.Form {
    fileprivate var words: String {
        switch self {
        case .config: "a docker config.json"
        case .dockercfg: "a .dockercfg"
        }
    }
}

private struct Wire {
    struct Fault: Error { let text: String }

    struct Auth {
        let auth: String?
        let username: String?
        let password: String?
        let identitytoken: String?
        let registrytoken: String?
    }

    var auths: [String: Auth] = [:]
    var credHelpers: [String: String] = [:]
    var credsStore: String?
}

extension Wire {
    fileprivate init(_ json: GoJSON, as form: AuthFile.Form) throws(GoJSON.Fault) {
        for member in form == .dockercfg ? try json.members() : try json.map("auths") {
            auths[member.name] = try Auth(member.value)
        }
        guard form == .config else { return }
        for member in try json.map("credHelpers") {
            switch member.value {
            case .string(let suffix): credHelpers[member.name] = suffix
            case .null: continue
            default: throw .wrongType("credHelpers")
            }
        }
        credsStore = try json.string("credsStore")
    }
}

extension Wire.Auth {
    fileprivate init(_ json: GoJSON) throws(GoJSON.Fault) {
        auth = try json.string("auth")
        username = try json.string("username")
        password = try json.string("password")
        identitytoken = try json.string("identitytoken")
        registrytoken = try json.string("registrytoken")
    }

    /// The credential of this entry. Returns `nil` for an empty entry, which docker writes if it uses a credential
    /// store.
    fileprivate func credential() throws(Wire.Fault) -> Credential? {
        let login = try login()
        if let token = registrytoken, !token.isEmpty {
            guard token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
                throw Wire.Fault(text: "registrytoken is not printable ASCII")
            }
            return Credential(token: .registry(Secret(token)), login: login)
        }
        if let token = identitytoken, !token.isEmpty {
            // Next to an identity token, `auth` often holds a placeholder name without a password.
            let usable = login.flatMap { $0.password.value.isEmpty ? nil : $0 }
            return Credential(token: .identity(Secret(token)), login: usable)
        }
        return login.map { Credential(user: $0.user, password: $0.password) }
    }

    private func login() throws(Wire.Fault) -> Credential.Login? {
        if let auth, !auth.isEmpty {
            // Go skips line breaks in base64. Other tools write it in lines of 76 characters, or with a line break at the end.
            let base64 = auth.filter { !$0.isNewline }
            guard let data = Data(base64Encoded: base64), let text = String(data: data, encoding: .utf8),
                let colon = text.firstIndex(of: ":")
            else { throw Wire.Fault(text: "auth is not base64 of user:password") }
            let password = text[text.index(after: colon)...].prefix { $0 != "\0" }
            if colon == text.startIndex, password.isEmpty { return nil }
            return Credential.Login(user: String(text[..<colon]), password: Secret(String(password)))
        }
        guard let username, !username.isEmpty else { return nil }
        return Credential.Login(user: username, password: Secret(password ?? ""))
    }
}
