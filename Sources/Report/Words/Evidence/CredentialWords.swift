internal import OCI
internal import Record

/// Words for the search for credentials and for the replies of token servers.
enum CredentialWords {
    /// Where credentials were searched, as the end of a sentence; empty if nowhere.
    static func text(_ search: CredentialSearch?) -> String {
        guard let search else { return "" }
        let helpers = search.helpers.map { helper in
            "; the credential helper \(helper.program), configured in \(helper.source), "
                + (helper.isMissing ? "was not found in PATH" : "has no credentials for it\(log(of: helper.program))")
        }
        let keys = search.misspelled.map { key in
            "; \(ServerText(key, limit: 80)) differs from its name in upper and lower case, and clients do not find it"
        }
        let read = search.sources.isEmpty ? "" : " in \(search.sources.joined(separator: ", "))"
        return read + helpers.joined() + keys.prefix(3).joined()
    }

    /// Helpers that answer every failure with the words for "no credentials" and write the reason elsewhere.
    private static func log(of program: String) -> String {
        program == "docker-credential-ecr-login" ? " (its reason is in ~/.ecr/log/ecr-login.log)" : ""
    }

    /// A challenge that no client reads, as the end of a sentence.
    static func text(unread schemes: [String]?) -> String {
        guard let schemes, !schemes.isEmpty else { return "" }
        return
            "; clients read only the first challenge of a WWW-Authenticate line, and ignore \(schemes.joined(separator: ", ")) "
            + "after it"
    }

    /// What is wrong with a reply of a token server.
    static func text(_ problem: TokenProblem?) -> String {
        switch problem {
        case nil, .absent: "contains no token"
        case .notJSON: "is not JSON and contains no token"
        case .unusable: "contains a token with characters that no header field can have"
        case .badMember(let name): "has a \(name) that clients refuse: it has another type or form"
        }
    }
}
