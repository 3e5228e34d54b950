internal import OCI

/// A kustomize component. Its `images` match the name as manifests write it, regardless of the tag.
enum KustomizePins {
    static func render(_ pins: VerifiedPins) throws(PinError) -> String {
        let named = try pins.byName(
            \.writtenName,
            "kustomize matches by name only and cannot tell tags of one image apart; write refs or json")
        var lines = [
            "# Written by blobgate: the verified images. Use it as a component, or copy the list of images.",
            "apiVersion: kustomize.config.k8s.io/v1alpha1", "kind: Component", named.isEmpty ? "images: []" : "images:",
        ]
        for (name, pin) in named {
            lines.append("- name: \(YAMLText.quoted(name))")
            if !pin.isWrittenWhole { lines.append("  newName: \(YAMLText.quoted(pin.name))") }
            lines.append("  digest: \(pin.digest)")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

/// Text in a YAML document.
enum YAMLText {
    /// Text in double quotes, so that it is never read as a number or a boolean. References contain nothing to escape;
    /// anything else is escaped.
    static func quoted(_ text: String) -> String { "\"\(text.escapedASCII(limit: 4096))\"" }
}
