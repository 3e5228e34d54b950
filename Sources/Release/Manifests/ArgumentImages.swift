import OCI

/// Finds likely images in a container's arguments and variables, by which operators are told what to start.
enum ArgumentImages {
    /// The images among arguments: the value of `--x=VALUE`, or a plain argument.
    static func inArguments(_ arguments: [String]) -> [String] {
        var found: [String] = []
        var previous = ""
        for argument in arguments {
            defer { previous = argument }
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let isOption = argument.hasPrefix("-")
            if isOption, parts.count == 2 {
                if isImage(String(parts[1]), named: String(parts[0])) { found.append(String(parts[1])) }
            } else if !isOption, isImage(argument, named: previous.hasPrefix("-") ? previous : "") {
                found.append(argument)
            }
        }
        return found
    }

    /// The images in a variable's value, which may be a list of `VERSION=IMAGE`, one per line.
    static func inVariable(_ name: String, _ value: String) -> [String] {
        guard value.contains(where: { $0.isNewline || $0 == "," }) else {
            return isImage(value, named: name) ? [value] : []
        }
        return value.split { $0.isWhitespace || $0 == "," }.compactMap { part in
            let image = String(part.drop { $0 != "=" }.dropFirst())
            let text = image.isEmpty ? String(part) : image
            return isImage(text, named: name) ? text : nil
        }
    }

    /// Whether the value of an option or variable is an image: it has a registry host and a tag or digest, or has no
    /// host and the name says `image`.
    static func isImage(_ value: String, named name: String) -> Bool {
        guard value.contains(":"), !value.contains("//"), value.utf8.count < 512,
            let reference = try? ImageReference(parsing: value)
        else { return false }
        // A host's port is not a tag.
        guard let slash = value.lastIndex(of: "/") else { return saysImage(name) }
        guard reference.digest != nil || value[slash...].contains(":") else { return false }
        let host = value.prefix { $0 != "/" }
        return host.contains(".") || host.contains(":") || host == "localhost" || saysImage(name)
    }

    private static func saysImage(_ name: String) -> Bool {
        let name = name.lowercased()
        return name.hasSuffix("image") || name.hasPrefix("image_") || name.hasSuffix("_image")
    }
}
