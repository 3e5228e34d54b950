internal import Files
internal import Foundation
internal import OCI
package import Record
internal import Transfer

/// The places that may hold credentials, in search order.
package struct CredentialSources: Hashable, Sendable {
    package struct Place: Hashable, Sendable {
        package enum Content: Hashable, Sendable {
            /// In a file at this path.
            case file(String)
            /// In the variable itself.
            case inline(Secret)
        }

        package let content: Content
        package let form: AuthFile.Form
        /// The option or variable that configures this place exclusively; if set, the file must exist.
        package let namedBy: String?
    }

    /// The places, in search order.
    package let places: [Place]

    /// The places that a command line and an environment select. An empty variable counts as unset.
    ///
    /// `--authfile`, `BLOBGATE_AUTHFILE` and `REGISTRY_AUTH_FILE`, in this order, select a single place. Otherwise the
    /// places are `DOCKER_AUTH_CONFIG`, docker's `config.json`, the files of podman and skopeo
    /// (containers-auth.json(5)), docker's legacy file, and the file of `helm registry login` if `HELM_REGISTRY_CONFIG`
    /// points to it.
    package init(authfile: String?, namedBy name: String = "--authfile", environment: [String: String]) {
        func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        func explicit(_ path: String, _ name: String) -> [Place] {
            let isOld = path.split(separator: "/").last == ".dockercfg"
            return [Place(content: .file(path), form: isOld ? .dockercfg : .config, namedBy: name)]
        }
        func file(_ folder: String?, _ path: String, _ form: AuthFile.Form = .config) -> [Place] {
            folder.map { [Place(content: .file("\($0)/\(path)"), form: form, namedBy: nil)] } ?? []
        }
        if let authfile {
            places = explicit(authfile, name)
            return
        }
        for name in ["BLOBGATE_AUTHFILE", "REGISTRY_AUTH_FILE"] {
            if let path = variable(name) {
                places = explicit(path, name)
                return
            }
        }
        let home = variable("HOME")
        let inline = variable("DOCKER_AUTH_CONFIG").map { text in
            Place(content: .inline(Secret(text)), form: .config, namedBy: "DOCKER_AUTH_CONFIG")
        }
        places =
            (inline.map { [$0] } ?? [])
            + file(variable("DOCKER_CONFIG") ?? home.map { "\($0)/.docker" }, "config.json")
            + file(variable("XDG_RUNTIME_DIR"), "containers/auth.json")
            + file(variable("XDG_CONFIG_HOME") ?? home.map { "\($0)/.config" }, "containers/auth.json")
            + file(home, ".dockercfg", .dockercfg)
            // Helm always sets this variable for plugins, whether or not the file exists.
            + (variable("HELM_REGISTRY_CONFIG").map { [Place(content: .file($0), form: .config, namedBy: nil)] } ?? [])
    }

    /// The file that an option or a variable selects instead of the usual places, for messages.
    package var authfile: String? {
        guard let place = places.first, place.namedBy != nil, case .file(let path) = place.content else { return nil }
        return ServerText(path, limit: 400).description
    }

    /// What a person should know about the places: a variable that docker would ignore.
    package var notices: [Notice] {
        places.filter(\.holdsPath).compactMap { $0.namedBy.map { .variableHoldsPath(name: $0) } }
    }

    /// Reads every place that exists. Throws if one cannot be read or an explicitly configured one is missing.
    package func read() throws(CredentialFileError) -> [AuthFile] {
        var files: [AuthFile] = []
        for place in places {
            if let file = try place.read() { files.append(file) }
        }
        return files
    }
}

extension CredentialSources.Place {
    /// The largest file of credentials, in bytes; real ones have a few lines.
    private static let limit = 1 << 20

    /// Whether a variable holds a path instead of credentials, which is a common mistake.
    fileprivate var holdsPath: Bool {
        guard case .inline(let text) = content else { return false }
        let value = text.value.trimmingCharacters(in: .whitespacesAndNewlines)
        let isLine = !value.contains(where: { $0.isNewline || "{[\"".contains($0) })
        return isLine && (["/", "~", "./", "../"].contains(where: value.hasPrefix) || value.hasSuffix(".json"))
    }

    fileprivate func read() throws(CredentialFileError) -> AuthFile? {
        switch content {
        case .inline where holdsPath: return nil
        case .inline(let text):
            return try AuthFile(parsing: Data(text.value.utf8), as: form, source: namedBy ?? "the environment")
        case .file(let path):
            let shown = ServerText(path, limit: 400).description
            let content: [UInt8]
            do throws(RegularFile.Fault) {
                content = try RegularFile.bytes(of: path, limit: Self.limit)
            } catch {
                switch error {
                case .system(ENOENT):
                    guard let namedBy else { return nil }
                    throw CredentialFileError(
                        file: shown, reason: "\(namedBy) points to this file, but it does not exist")
                case .system: throw CredentialFileError(file: shown, reason: "cannot read the credentials file")
                case .notRegular, .tooLarge:
                    throw CredentialFileError(file: shown, reason: "the credentials file \(error.words)")
                }
            }
            return try AuthFile(parsing: Data(content), as: form, source: shown)
        }
    }
}
