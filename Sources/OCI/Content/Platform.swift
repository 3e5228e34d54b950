/// The operating system and architecture of an image, as in an index or in `--platform` (image-spec, Image Index,
/// `platform`).
package struct Platform: Codable, Hashable, Sendable, CustomStringConvertible {
    /// The operating system, as in Go's GOOS, for example `linux`.
    package let os: String
    /// The CPU architecture, as in Go's GOARCH, for example `amd64`.
    package let architecture: String
    /// The CPU variant, for example `v7`.
    package let variant: String?
    /// The operating system version, used by Windows images.
    package let osVersion: String?

    /// Creates a platform from an index, without validation.
    package init(os: String, architecture: String, variant: String? = nil, osVersion: String? = nil) {
        self.os = os
        self.architecture = architecture
        self.variant = variant.flatMap { $0.isEmpty ? nil : $0 }
        self.osVersion = osVersion.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Parses `os/architecture[/variant]`.
    package init(parsing text: some StringProtocol) throws(PlatformError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count) else {
            throw PlatformError(text: String(text), reason: .parts(parts.count))
        }
        for part in parts {
            let allowed = part.utf8.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || "._-".utf8.contains($0) }
            guard !part.isEmpty, allowed else {
                throw PlatformError(text: String(text), reason: .part(String(part)))
            }
        }
        self.init(
            os: String(parts[0]), architecture: String(parts[1]), variant: parts.count == 3 ? String(parts[2]) : nil)
    }

    /// `os/architecture[/variant]` in printable ASCII.
    package var description: String {
        ([os, architecture] + (variant.map { [$0] } ?? [])).map { $0.escapedASCII(limit: 40) }.joined(separator: "/")
    }

    /// Whether an image for this platform satisfies a request. The variant and the operating system version count only
    /// if requested. As in containerd, alternative spellings are equal: `arm64` is `arm64/v8`, `x86_64` is `amd64`,
    /// `arm` is `arm/v7`.
    package func matches(requested: Platform) -> Bool {
        let mine = normalized
        let asked = requested.normalized
        return mine.os == asked.os && mine.architecture == asked.architecture
            && (requested.variant == nil || mine.variant == asked.variant)
            && (requested.osVersion == nil || osVersion == requested.osVersion)
    }

    /// Whether a node of the requested platform takes an index entry for this platform, by the rules of containerd's
    /// `platforms.OnlyStrict`: the variant must be the same, where `amd64` is `amd64/v1`, `arm64` is `arm64/v8` and `arm` is
    /// `arm/v7`. An entry without an operating system is for any, and one without an architecture for none. The operating system
    /// version counts only on Windows, and only if both have one.
    package func isTaken(byNodesOf requested: Platform) -> Bool {
        let mine = normalized
        let asked = requested.normalized
        guard mine.os.isEmpty || mine.os == asked.os, mine.architecture == asked.architecture,
            mine.variant == asked.variant
        else { return false }
        guard asked.os == "windows", let version = osVersion, let wanted = requested.osVersion else { return true }
        return version == wanted
    }

    /// The normalized spelling of the platform, by the rules of containerd's `platforms` package.
    package var normalized: Platform {
        let system = os.lowercased()
        let written = variant?.lowercased()
        let (processor, kept): (String, String?) =
            switch (architecture.lowercased(), written) {
            case ("i386", _): ("386", nil)
            case ("x86_64", "v1"), ("x86-64", "v1"), ("amd64", "v1"): ("amd64", nil)
            case ("x86_64", _), ("x86-64", _): ("amd64", written)
            case ("aarch64", "8"), ("aarch64", "v8"), ("arm64", "8"), ("arm64", "v8"): ("arm64", nil)
            case ("aarch64", _): ("arm64", written)
            case ("armhf", _): ("arm", "v7")
            case ("armel", _): ("arm", "v6")
            case ("arm", nil), ("arm", "7"): ("arm", "v7")
            case ("arm", "5"), ("arm", "6"), ("arm", "8"): ("arm", written.map { "v\($0)" })
            case (let other, _): (other, written)
            }
        return Platform(
            os: system == "macos" ? "darwin" : system, architecture: processor, variant: kept, osVersion: osVersion)
    }
}

/// Why a text is not a platform.
package struct PlatformError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Reason: Hashable, Sendable {
        /// It has this many parts, not two or three.
        case parts(Int)
        /// This part is empty or has a character outside `a-zA-Z0-9._-`.
        case part(String)
    }

    package let text: String
    package let reason: Reason

    /// One sentence in ASCII, including the text.
    package var description: String {
        let shown = "\"\(text.escapedASCII(limit: 80))\" is not a platform"
        return switch reason {
        case .parts: "\(shown); expected OS/ARCHITECTURE or OS/ARCHITECTURE/VARIANT, for example linux/arm64"
        case .part(""): "\(shown): a part is empty"
        case .part(let part):
            "\(shown): \"\(part.escapedASCII(limit: 40))\" has a character outside a-z, A-Z, 0-9, \".\", \"_\", \"-\""
        }
    }
}
