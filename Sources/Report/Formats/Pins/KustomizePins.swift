internal import OCI

/// A component of kustomize. Its `images` go by the name as manifests write it, whatever the tag.
enum KustomizePins {
    static func render(_ pins: VerifiedPins) throws(PinError) -> String {
        let named = try pins.byName(
            \.writtenName,
            "kustomize goes by the name alone and cannot tell tags of one image apart; write refs or json")
        var lines = [
            "# Written by blobgate: what was verified. Use it as a component, or copy the list of images.",
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
    /// In double quotes, where no text is taken for a number or a truth value. References have no character to escape;
    /// anything else is shown escaped.
    static func quoted(_ text: String) -> String { "\"\(text.escapedASCII(limit: 4096))\"" }
}
