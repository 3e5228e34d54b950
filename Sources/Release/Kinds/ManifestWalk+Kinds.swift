import OCI
internal import Record
import Yams

extension ManifestWalk {
    /// Takes what the rules of the object's kind name, and notes what others choose.
    func readKind(_ mapping: Node.Mapping) throws(ExpansionOverflow) {
        for rule in KindRule.of(object) {
            if let field = rule.onlyIf, try !has(field, in: mapping) { continue }
            let isNamedElsewhere = try rule.unless.map { (path) throws(ExpansionOverflow) in try has(path, in: mapping)
            }
            var choices: [String] = []
            var decider: String?
            var isNamed = false
            for field in rule.fields where !isMarked(field.path) {
                for holder in try holders(field.path.holder[...], in: .mapping(mapping)) {
                    guard let choice = try read(field, in: holder) else { continue }
                    if isNamedElsewhere == true { continue }
                    choices.append(choice.name ?? field.path.description)
                    decider = decider ?? choice.decider
                    isNamed = isNamed || choice.name != nil
                }
            }
            if let always = rule.always { choices.append(always) }
            guard !choices.isEmpty, try !readCatalog(mapping, rule) else { continue }
            for path in rule.deciders {
                guard let text = try text(path, in: mapping) else { continue }
                decider = "\(path.label) \(text)"
                break
            }
            // With only one place for an image, the object alone says it.
            let places = rule.fields.count { $0.isChosen }
            let isPlain = rule.always == nil && (rule.fields.count == 1 || places == 1) && !isNamed
            note(isPlain ? [] : choices, decider, by: rule.chooser)
        }
        try readSources(mapping)
    }

    /// Notes that others choose an image of the object.
    func note(_ choices: [String], _ decider: String?, by chooser: String) {
        let what = choices.isEmpty ? "" : ": \(choices.joined(separator: ", "))"
        let reason = [decider, "by \(chooser)"].compactMap { $0 }.joined(separator: ", ")
        remarks.add(.chosen, "\(object.description)\(what) (\(reason))".hidingPasswords)
    }

    /// An image that is not named, with what is known to decide it.
    private struct Choice {
        let decider: String?
        /// What is chosen, if the field does not say it.
        var name: String?
    }

    /// Takes what a field names; what decides it otherwise is returned if something is pulled in any case.
    private func read(_ field: KindRule.Field, in holder: Node.Mapping) throws(ExpansionOverflow) -> Choice? {
        let value = holder.value(field.path.key)
        let name = field.path.description
        let version = holder.text("version").map { "version \($0)" }
        if holder.text("enabled") == "false" {
            if value != nil { remarks.add(.off, "\(object.kind):\(name)") }
            return nil
        }
        guard let value, !Self.isBlank(value) else {
            if case .referenceOrBase = field.form, readBase(holder, name) { return nil }
            return field.isChosen ? Choice(decider: version) : nil
        }
        if case .parts = field.form { return try readParts(value, name) ? nil : Choice(decider: nil) }
        guard case .scalar(let scalar) = value else {
            if Self.isTemplate(value) {
                take(value, called: name, pullPolicy: nil)
            } else {
                remarks.add(.stray, "\(object.kind):\(name)")
            }
            return nil
        }
        switch field.form {
        case .reference, .referenceOrBase, .parts: take(value, called: name, pullPolicy: holder.text("imagePullPolicy"))
        case .withRegistry:
            guard ImageParts.hasHost(scalar.string) else {
                return Choice(decider: "\(field.path.key) \(scalar.string) without a registry")
            }
            take(value, called: name, pullPolicy: holder.text("packagePullPolicy"))
        case .url(let bareIsOCI):
            guard let text = OCIURL.reference(scalar.string, bareIsOCI: bareIsOCI) else { return nil }
            take(value, called: name, pullPolicy: nil, text: text)
        case .dependency:
            return Choice(decider: nil, name: [scalar.string, holder.text("version") ?? ""].joined(separator: " "))
        case .versionOrReference:
            guard scalar.string.contains(where: { ":/@".contains($0) }) else { return Choice(decider: version) }
            take(value, called: name, pullPolicy: nil)
        }
        return nil
    }

    /// Takes `baseImage` with its digest, tag or version. Returns whether it is set.
    private func readBase(_ holder: Node.Mapping, _ name: String) -> Bool {
        guard let base = holder.value("baseImage"), let text = base.scalar?.string, !Self.isBlank(base) else {
            return false
        }
        let endings = [("sha", "@sha256:"), ("tag", ":"), ("version", ":")]
        for (key, mark) in endings {
            guard let ending = holder.text(key), !ending.isEmpty else { continue }
            take(base, called: name.replacing("image", with: "baseImage"), pullPolicy: nil, text: text + mark + ending)
            return true
        }
        return false
    }

    /// Takes an image of repository and tag. Returns whether it is complete.
    private func readParts(_ value: Node, _ name: String) throws(ExpansionOverflow) -> Bool {
        guard let parts = try fields.mapping(value), let repository = parts.value("repository"),
            let written = repository.scalar?.string, !Self.isBlank(repository)
        else { return false }
        var text = written
        if let tag = parts.text("tag"), !tag.isEmpty { text += ":\(tag)" }
        if let digest = parts.text("digest"), !digest.isEmpty { text += "@\(digest)" }
        guard ImageParts.isPinned(text) else { return false }
        take(repository, called: name, pullPolicy: parts.text("pullPolicy"), text: text)
        return true
    }

    private func isMarked(_ path: FieldPath) -> Bool {
        imagePaths.contains { $0.kind == object.kind && $0.path == path.description }
    }

    /// Whether an object has a field.
    private func has(_ path: FieldPath, in mapping: Node.Mapping) throws(ExpansionOverflow) -> Bool {
        for holder in try holders(path.holder[...], in: .mapping(mapping)) {
            if let value = holder.value(path.key), !value.isNull { return true }
        }
        return false
    }

    static func isBlank(_ node: Node) -> Bool {
        guard case .scalar(let scalar) = node else { return false }
        return node.isNull || scalar.string.allSatisfy(\.isWhitespace)
    }
}

/// A URL of something in a registry, as controllers write it.
enum OCIURL {
    private static let schemes = [
        "oci://", "docker://", "registry://", "oci+native://", "oci+fetch://", "oci+modelcar://",
    ]

    /// The image reference in a URL; `nil` if it is not a registry's.
    ///
    /// - Parameter bareIsOCI: Whether a text without a scheme is a reference.
    static func reference(_ text: String, bareIsOCI: Bool = false) -> String? {
        if let scheme = schemes.first(where: { text.hasPrefix($0) }) { return String(text.dropFirst(scheme.count)) }
        return bareIsOCI && !text.contains("://") ? text : nil
    }
}
