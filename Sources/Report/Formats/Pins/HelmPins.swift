internal import OCI

/// Helm values: under `global`, where every chart of a release sees them, keyed by the reference that a template would
/// write.
///
/// No tool can know which keys of a chart's own values form which image, so templates must look them up.
enum HelmPins {
    static func render(_ pins: VerifiedPins) throws(PinError) -> String {
        let named = try pins.byName(
            \.writtenReference, "one reference in the release denotes two images; write refs or json")
        var lines = [
            "# Written by blobgate: the verified images, keyed by the reference as the release writes it.", "global:",
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
