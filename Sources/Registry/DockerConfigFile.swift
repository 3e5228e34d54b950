public import Foundation

/// The credentials part of a docker `config.json`: `auths`, by host.
public enum DockerConfigFile {
    /// The file that docker would read: `$DOCKER_CONFIG/config.json`, else `~/.docker/config.json`.
    public static func defaultPath(environment: [String: String]) -> String? {
        if let folder = environment["DOCKER_CONFIG"], !folder.isEmpty { return folder + "/config.json" }
        return environment["HOME"].map { $0 + "/.docker/config.json" }
    }

    /// Reads the credentials of a file's content; `source` names the file in errors.
    public static func parse(_ content: Data, source: String) throws(CredentialFileError) -> CredentialStore {
        let file: Wire
        do {
            file = try JSONDecoder().decode(Wire.self, from: content)
        } catch {
            throw CredentialFileError(file: source, reason: "it is not the JSON of a docker config.json")
        }
        var entries: [String: Credential] = [:]
        var unusable: [String: String] = [:]
        for (key, auth) in file.auths ?? [:] {
            let host = normalised(key)
            // Beside a token, `auth` holds a user name that means nothing and no password.
            if [auth.identitytoken, auth.registrytoken].contains(where: { $0?.isEmpty == false }) {
                unusable[host] = "\(source) holds only a token for \(host), which this version cannot use"
            } else if let credential = try credential(auth, key: key, source: source) {
                entries[host] = credential
            } else if let helper = file.credsStore {
                unusable[host] =
                    "\(source) keeps credentials in the store \"\(helper)\", which this version does not run"
            }
        }
        for (key, helper) in file.credHelpers ?? [:] where entries[normalised(key)] == nil {
            unusable[normalised(key)] =
                "\(source) names the credential helper \"\(helper)\" for \(key), which this version does not run"
        }
        return CredentialStore(source: source, entries: entries, unusable: unusable)
    }

    private static func credential(
        _ auth: Wire.Auth, key: String, source: String
    ) throws(CredentialFileError) -> Credential? {
        if let encoded = auth.auth, !encoded.isEmpty {
            guard let data = Data(base64Encoded: encoded), let text = String(data: data, encoding: .utf8),
                let colon = text.firstIndex(of: ":")
            else {
                throw CredentialFileError(
                    file: source, reason: "auths[\"\(key)\"].auth is not the base64 form of user:password")
            }
            let password = text[text.index(after: colon)...].prefix { $0 != "\0" }
            return Credential(user: String(text[..<colon]), password: Secret(String(password)))
        }
        guard let user = auth.username, !user.isEmpty else { return nil }
        return Credential(user: user, password: Secret(auth.password ?? ""))
    }

    /// Keys may be URLs of old (`https://index.docker.io/v1/`), hosts, or hosts with a path.
    static func normalised(_ key: String) -> String {
        var text = key
        for scheme in ["https://", "http://"] where text.hasPrefix(scheme) { text.removeFirst(scheme.count) }
        for suffix in ["/v1/", "/v2/", "/v1", "/v2", "/"] where text.hasSuffix(suffix) {
            text.removeLast(suffix.count)
        }
        return text
    }

    private struct Wire: Decodable {
        struct Auth: Decodable {
            let auth: String?
            let username: String?
            let password: String?
            let identitytoken: String?
            let registrytoken: String?
        }
        let auths: [String: Auth]?
        let credHelpers: [String: String]?
        let credsStore: String?
    }
}

/// Why a file of credentials cannot be used: never silently anonymous.
public struct CredentialFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file.
    public let file: String
    /// What is wrong with it.
    public let reason: String

    /// An error.
    public init(file: String, reason: String) {
        self.file = file
        self.reason = reason
    }

    /// One sentence, without any secret.
    public var description: String { "\(file): \(reason)" }
}
