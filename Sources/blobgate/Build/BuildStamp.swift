/// The commit that this program was built from. `make build` adds `Stamp.swift` to this folder while it builds, with an
/// extension whose members take precedence over these defaults; a plain `swift build` has no such file.
enum BuildStamp: BuildStampDefaults {}

/// What a build without a stamp says.
protocol BuildStampDefaults {
    /// The commit, with `-dirty` if tracked files differ from it; `nil` for a development build.
    static var commit: String? { get }
    /// The date of the commit, as `2026-12-01` in UTC; `nil` for a development build.
    static var date: String? { get }
}

extension BuildStampDefaults {
    static var commit: String? { nil }
    static var date: String? { nil }
}
