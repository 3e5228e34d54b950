/// What the name of a key in values says about its value.
struct ValuesKey {
    /// The role of a value in an image.
    enum Role: Equatable {
        /// The image itself or its name: `image`, `sidecarImage`, `image_name`; with the preceding words.
        case image(of: [String])
        /// Its tag: `imageTag`, `image_tag`.
        case tag(of: [String])
        /// Its version: `image_version`.
        case version(of: [String])
        /// None that the name reveals.
        case other
    }

    /// The key, as written.
    let name: String
    /// Its words in lower case: `proxyImage` and `proxy_image` are `proxy`, `image`.
    let words: [String]

    init(_ name: String) {
        self.name = name
        var words: [String] = [""]
        var previous: Character = "A"
        for character in name {
            if character.isLetter || character.isNumber {
                if character.isUppercase, !previous.isUppercase { words.append("") }
                words[words.count - 1] += character.lowercased()
            } else {
                words.append("")
            }
            previous = character
        }
        self.words = words.filter { !$0.isEmpty }
    }

    /// The role of its value.
    var role: Role {
        // `defaultImageRepository` is a part that other images inherit, not an image.
        if words.starts(with: ["default", "image"]), words.count > 2 { return .other }
        for (ending, role) in Self.endings where words.suffix(ending.count) == ending[...] {
            return role(Array(words.dropLast(ending.count)))
        }
        return .other
    }

    /// Whether the values below it concern images.
    var isAboutImages: Bool { words.contains("image") || words.contains("images") }

    /// Whether the values below it are images keyed by name: `images`, `common_images`.
    var isListOfImages: Bool { words.last == "images" }

    /// Whether it is a field of an image or a pull setting, not an image.
    var isField: Bool { !Self.fields.isDisjoint(with: words) }

    private static let endings: [([String], @Sendable ([String]) -> Role)] = [
        (["image"], { .image(of: $0) }), (["image", "name"], { .image(of: $0) }),
        (["image", "repository"], { .image(of: $0) }), (["image", "tag"], { .tag(of: $0) }),
        (["image", "version"], { .version(of: $0) }),
    ]

    private static let fields: Set<String> = [
        "registry", "hub", "repository", "name", "tag", "digest", "sha", "version", "policy", "secret", "secrets",
        "pull",
    ]
}

/// The path to a value, for display: `mw.httpd.image_tag`, `sidecars[0].image`.
struct ValuesPath: CustomStringConvertible {
    var description = ""

    func key(_ name: String) -> ValuesPath {
        let isPlain = !name.isEmpty && !name.contains { "./[]\" ".contains($0) }
        let word = isPlain ? name : "\"\(name)\""
        return ValuesPath(description: description.isEmpty ? word : "\(description).\(word)")
    }

    func item(_ index: Int) -> ValuesPath { ValuesPath(description: "\(description)[\(index)]") }
}
