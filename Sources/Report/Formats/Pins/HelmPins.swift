internal import OCI

/// Values for Helm: below `global`, where every chart of a release sees them, by the reference that a template would
/// write.
///
/// No tool can know which keys of a chart's own values make which image, so that templates have to look them up.
enum HelmPins {
    static func render(_ pins: VerifiedPins) throws(PinError) -> String {
        let named = try pins.byName(
            \.writtenReference, "one reference of the release stands for two images; write refs or json")
        var lines = [
            "# Written by blobgate: what was verified, by the reference as the release writes it.", "global:",
            "  blobgate:", named.isEmpty ? "    images: {}" : "    images:",
        ]
        for (reference, pin) in named {
            lines.append("      \(YAMLText.quoted(reference)):")
            lines.append("        name: \(YAMLText.quoted(pin.name))")
            if let tag = pin.reference.tag { lines.append("        tag: \(YAMLText.quoted(tag.description))") }
            lines.append("        digest: \(pin.digest)")
            lines.append("        ref: \(YAMLText.quoted(pin.pinned))")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
