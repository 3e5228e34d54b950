/// Where objects of some kinds name the images that are pulled for them, and what decides where they name none.
struct KindRule: Sendable {
    /// How a field names what is pulled.
    enum Form: Sendable {
        /// An image reference.
        case reference
        /// An image reference; without one, `baseImage` with the first of `sha`, `tag` and `version` next to it.
        case referenceOrBase
        /// An image reference that must have a registry: without one, the program that reads it adds its own.
        case withRegistry
        /// A URL of an OCI artifact, such as `oci://…` or `docker://…`; with any other scheme, it is no registry's.
        case url(bareIsOCI: Bool)
        /// An image reference if it has a colon, slash or `@`; otherwise a version of the default image.
        case versionOrReference
        /// The name of a package, of which a version in the range next to it is pulled.
        case dependency
        /// A mapping of `repository` with `tag` or `digest`.
        case parts
    }

    struct Field: Sendable {
        let path: FieldPath
        let form: Form
        /// Whether an image is pulled even if the field is not set, as long as the mapping around it is there.
        let isChosen: Bool
    }

    /// The API group, or `*.` followed by what it ends in.
    let group: String
    let kinds: Set<String>
    /// Who chooses the images that are not named.
    let chooser: String
    let fields: [Field]
    /// Fields whose values decide which image is chosen, the strongest first. A `version` next to the image's field does
    /// if none of them is set.
    let deciders: [FieldPath]
    /// What is chosen regardless of the fields, for example `its images`.
    let always: String?
    /// Without this field, nothing is chosen.
    let onlyIf: FieldPath?
    /// With this field, which is read by its shape, nothing is chosen.
    let unless: FieldPath?

    init(
        _ group: String, _ kinds: Set<String>, by chooser: String, chosen: [FieldPath] = [], named: [FieldPath] = [],
        fields: [Field] = [], deciders: [FieldPath] = [], always: String? = nil, onlyIf: FieldPath? = nil,
        unless: FieldPath? = nil
    ) {
        self.group = group
        self.kinds = kinds
        self.chooser = chooser
        self.fields =
            chosen.map { Field(path: $0, form: .reference, isChosen: true) }
            + named.map { Field(path: $0, form: .reference, isChosen: false) } + fields
        self.deciders = deciders
        self.always = always
        self.onlyIf = onlyIf
        self.unless = unless
    }

    func applies(to object: ManifestObject) -> Bool {
        guard kinds.contains(object.kind) else { return false }
        return group.hasPrefix("*") ? object.group.hasSuffix(group.dropFirst()) : object.group == group
    }

    /// The rules for an object.
    static func of(_ object: ManifestObject) -> [KindRule] {
        (byKind[object.kind] ?? []).filter { $0.applies(to: object) }
    }

    private static let byKind: [String: [KindRule]] = {
        var rules: [String: [KindRule]] = [:]
        for rule in operators + databases + platforms + artifacts {
            for kind in rule.kinds { rules[kind, default: []].append(rule) }
        }
        return rules
    }()
}

extension KindRule.Field {
    /// A package of Crossplane and the like.
    static func package(_ path: FieldPath) -> Self { Self(path: path, form: .withRegistry, isChosen: false) }

    /// An image that older objects name in parts.
    static func orBase(_ path: FieldPath) -> Self { Self(path: path, form: .referenceOrBase, isChosen: true) }

    /// A package of which another one needs some version.
    static func dependency(_ path: FieldPath) -> Self { Self(path: path, form: .dependency, isChosen: false) }

    /// Whether it is the field with this path, or read together with it.
    func reads(_ place: String) -> Bool {
        if path.matches(place) { return true }
        guard case .referenceOrBase = form, place.hasSuffix(".baseImage") else { return false }
        return path.matches(place.dropLast("baseImage".count) + "image")
    }

    /// A URL that is only sometimes a registry's.
    static func url(_ path: FieldPath, bareIsOCI: Bool = false) -> Self {
        Self(path: path, form: .url(bareIsOCI: bareIsOCI), isChosen: false)
    }

    /// A mapping of repository and tag, both of which the operator defaults.
    static func parts(_ path: FieldPath) -> Self { Self(path: path, form: .parts, isChosen: true) }
}
