/// A secret in front of a host, as in `robot:secret@registry.example/app` or `https://token@registry.example`. People
/// paste references and URLs with credentials, and no message may repeat them.
struct UserInformation {
    private static let mark = "[hidden]"

    /// What must not be shown: the password; in a URL, all user information.
    let secret: Range<String.Index>
    /// What follows the `@`, without a digest.
    let host: Substring

    /// The last one in a text; `nil` if there is none.
    init?(in text: String) {
        let scheme = text.firstRange(of: "://")
        let start = scheme?.upperBound ?? text.startIndex
        var end = text.endIndex
        while let at = text[start..<end].lastIndex(of: "@") {
            let rest = text[text.index(after: at)..<end]
            let information = text[start..<at]
            // What follows the last `@` may be a digest, and a path may contain one.
            guard !Digest.isMeant(by: rest), rest.contains("/") || Self.isPossible(information) else {
                end = at
                continue
            }
            let colon = information.firstIndex(of: ":")
            guard scheme != nil || colon != nil else { return nil }
            secret = (scheme == nil ? colon.map { text.index(after: $0) } ?? start : start)..<at
            host = rest
            return
        }
        return nil
    }

    /// Whether a text may be user information, not a host and a path. A password may contain a slash, but no host has a
    /// colon without a port.
    private static func isPossible(_ text: Substring) -> Bool {
        let authority = text.prefix { $0 != "/" }
        guard authority.endIndex < text.endIndex else { return true }
        guard !authority.hasPrefix("["), let colon = authority.firstIndex(of: ":") else { return false }
        let port = authority[authority.index(after: colon)...]
        return !port.isEmpty && !port.utf8.allSatisfy(\.isASCIIDigit)
    }

    /// The text without the secret.
    func hidden(in text: String) -> String {
        "\(text[..<secret.lowerBound])\(Self.mark)\(text[secret.upperBound...])"
    }

    /// Whether a host follows, or only something without a dot, a port and a path, such as a tag at the wrong place.
    var isBeforeHost: Bool { host.contains { "./:".contains($0) } }
}

extension StringProtocol {
    /// A value without a secret in front of a host: `robot:[hidden]@registry.example/app`.
    package var hidingPassword: String {
        let text = String(self)
        return UserInformation(in: text)?.hidden(in: text) ?? text
    }

    /// A message in which every word hides its secret. Values should hide theirs before they are cut or escaped.
    package var hidingPasswords: String {
        guard contains("@" as Character) else { return String(self) }
        func hidden(_ word: String) -> String {
            guard let found = UserInformation(in: word), found.isBeforeHost else { return word }
            return found.hidden(in: word)
        }
        var shown = ""
        var word = ""
        for character in self {
            if character.isWhitespace || character == "\"" || character == "'" {
                shown += hidden(word)
                shown.append(character)
                word = ""
            } else {
                word.append(character)
            }
        }
        return shown + hidden(word)
    }
}
