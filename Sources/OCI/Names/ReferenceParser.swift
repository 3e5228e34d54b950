/// Parses one image reference. Once the alphabet is checked, the text is printable ASCII, so byte offsets are also
/// character offsets.
struct ReferenceParser {
    let text: String
    private let shortNames: ShortNames
    private var bytes: [UInt8] = []

    init(text: String, shortNames: ShortNames = .dockerHub) {
        self.text = text
        self.shortNames = shortNames
    }

    mutating func parse() throws(ReferenceError) -> ImageReference {
        try checkAlphabet()
        bytes = Array(text.utf8)
        try checkWhole()

        let at = bytes.firstIndex(of: UInt8(ascii: "@")) ?? bytes.endIndex
        let (named, nameStart) = try readRegistry(upTo: at)
        let colon = bytes[nameStart..<at].firstIndex(of: UInt8(ascii: ":")) ?? at
        let alias = named == nil ? alias(of: string(nameStart..<colon)) : nil
        let registry = if let named { named } else { try unnamedRegistry(alias) }
        let written = try readRepository(nameStart..<colon, of: registry)
        let repository = alias?.repository ?? written
        let tag = colon < at ? try readTag(bytes.index(after: colon)..<at) : nil
        let digest = at < bytes.endIndex ? try readDigest(bytes.index(after: at)..<bytes.endIndex) : nil
        return ImageReference(
            original: text, registry: registry, repository: repository, tag: tag, digest: digest)
    }

    private func failure(_ offset: Int, _ reason: ReferenceError.Reason) -> ReferenceError {
        ReferenceError(input: text, column: offset + 1, reason: reason)
    }

    private func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    private func checkAlphabet() throws(ReferenceError) {
        guard !text.isEmpty else { throw failure(0, .empty) }
        for (offset, character) in text.enumerated() {
            guard let ascii = character.asciiValue, character != "\r\n", ascii > 0x20, ascii < 0x7f else {
                throw failure(offset, .character(character))
            }
        }
    }

    /// Catches mistakes for which a part would report a misleading error.
    private func checkWhole() throws(ReferenceError) {
        if UserInformation(in: text)?.host.contains("/") == true { throw failure(0, .password) }
        if let range = text.firstRange(of: "://") { throw failure(0, .scheme(String(text[..<range.upperBound]))) }
        if bytes.count == 64, bytes.allSatisfy(Digest.isLowerHex) { throw failure(0, .identifier) }
        if Digest.isMeant(by: text) {
            do throws(DigestError) { _ = try Digest(parsing: text) } catch { throw failure(0, .malformedDigest(error)) }
            throw failure(0, .digestAlone)
        }
        if bytes.first == UInt8(ascii: "@") { throw failure(0, .digestAlone) }
    }

    /// The registry, `nil` if there is none, and the offset at which the name starts.
    private func readRegistry(upTo end: Int) throws(ReferenceError) -> (RegistryName?, nameStart: Int) {
        guard let slash = bytes[..<end].firstIndex(of: UInt8(ascii: "/")) else { return (nil, 0) }
        let first = string(0..<slash)
        guard first == "localhost" || bytes[..<slash].contains(where: { Self.marksRegistry($0) }) else {
            return (nil, 0)
        }
        if let registry = RegistryName(first) { return (registry, slash + 1) }

        let bracket = first.hasPrefix("[") ? bytes[..<slash].lastIndex(of: UInt8(ascii: "]")) : 0
        guard let bracket, let colon = bytes[bracket..<slash].firstIndex(of: UInt8(ascii: ":")),
            RegistryName(string(0..<colon)) != nil
        else { throw failure(0, .registry(first)) }
        throw failure(colon + 1, .port(string(colon + 1..<slash)))
    }

    private func alias(of name: String) -> SearchedNames.Target? {
        if case .searched(let names) = shortNames { names.aliases[name] } else { nil }
    }

    private func unnamedRegistry(_ alias: SearchedNames.Target?) throws(ReferenceError) -> RegistryName {
        switch shortNames {
        case .dockerHub: return .dockerHub
        case .registry(let registry): return registry
        case .refused: throw failure(0, .shortName)
        case .searched(let names):
            guard let found = alias?.registry ?? (names.registries.count == 1 ? names.registries.first : nil),
                found == .dockerHub || !names.othersUseDockerHub
            else { throw failure(0, .searched(names, found: alias?.registry)) }
            return found
        }
    }

    private static func marksRegistry(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":") || byte.isASCIIUpper
    }

    private func readRepository(_ range: Range<Int>, of registry: RegistryName) throws(ReferenceError) -> RepositoryName
    {
        guard !range.isEmpty else { throw failure(range.lowerBound, .noRepository) }
        var start = range.lowerBound
        for component in bytes[range].split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            try checkComponent(start..<start + component.count, of: range)
            start += component.count + 1
        }
        let written = string(range)
        let name = registry == .dockerHub && !written.contains("/") ? "library/\(written)" : written
        guard let repository = RepositoryName(name) else { throw failure(0, .nameTooLong(name.utf8.count)) }
        return repository
    }

    private func checkComponent(_ component: Range<Int>, of name: Range<Int>) throws(ReferenceError) {
        guard !component.isEmpty else { throw failure(component.lowerBound, .emptyComponent) }
        let inName = { (byte: UInt8) in byte.isASCIILetter || byte.isASCIIDigit || "._-".utf8.contains(byte) }
        if let strange = bytes[component].firstIndex(where: { !inName($0) }) {
            throw failure(strange, .character(Character(Unicode.Scalar(bytes[strange]))))
        }
        if let upper = bytes[component].firstIndex(where: \.isASCIIUpper) {
            throw failure(upper, .upperCase(suggestion: string(0..<name.lowerBound) + string(name).lowercased()))
        }
        guard RepositoryName.isComponent(Array(bytes[component])) else {
            throw failure(component.lowerBound, .separators(string(component)))
        }
    }

    private func readTag(_ range: Range<Int>) throws(ReferenceError) -> Tag {
        if let tag = Tag(string(range)) { return tag }
        guard let first = range.first else { throw failure(range.lowerBound, .emptyTag) }
        let inTag = { (byte: UInt8) in byte.isASCIILetter || byte.isASCIIDigit || "._-".utf8.contains(byte) }
        let strange = bytes[range].firstIndex { !inTag($0) } ?? first
        guard inTag(bytes[strange]) else {
            throw failure(strange, .tagCharacter(Character(Unicode.Scalar(bytes[strange]))))
        }
        guard range.count <= 128 else { throw failure(first, .tagTooLong(range.count)) }
        throw failure(first, .tagStart(Character(Unicode.Scalar(bytes[first]))))
    }

    private func readDigest(_ range: Range<Int>) throws(ReferenceError) -> Digest {
        guard !range.isEmpty else { throw failure(range.lowerBound, .emptyDigest) }
        do {
            return try Digest(parsing: string(range))
        } catch {
            let hash = (bytes[range].firstIndex(of: UInt8(ascii: ":")) ?? range.lowerBound - 1) + 1
            let column =
                switch error.reason {
                case .noColon, .algorithm: range.lowerBound
                case .length: hash
                case .notLowerHex: bytes[hash...].firstIndex { !Digest.isLowerHex($0) } ?? hash
                case .encoded: bytes[hash...].firstIndex { !Digest.isEncoded($0) } ?? hash
                }
            throw failure(column, .digest(error))
        }
    }
}
