/// The table of settings, in the order of the reference. Each row is a property of a group.
///
/// To add a setting, add a row here, an `@Option` or `@Flag` made from it, and its use in `Setup`. Reading it from the file
/// and the environment, and its documentation, need no further code.
enum Settings {
    static let file = FileSettings()
    static let registry = RegistrySettings()
    static let mirrors = MirrorSettings()
    static let release = ReleaseSettings()
    static let policy = PolicySettings()
    static let place = PlaceSettings()
    static let attest = AttestSettings()
    static let scap = ScapSettings()
    static let command = CommandSettings()
    static let watch = WatchSettings()

    static let groups: [any SettingGroup] = [
        file, registry, mirrors, release, policy, place, attest, scap, command, watch,
    ]

    static let rows = groups.flatMap(\.rows)

    /// The rows with a key in the mapping at a path; the empty path is the top level.
    static func rows(in path: String) -> [any SettingRow] { rows.filter { $0.key != nil && $0.parent == path } }
}

/// A group of settings: each stored property is a row or another group.
protocol SettingGroup: Sendable {}

extension SettingGroup {
    /// All rows, found by reflection, so that none can be forgotten.
    var rows: [any SettingRow] {
        Mirror(reflecting: self).children.flatMap { child -> [any SettingRow] in
            switch child.value {
            case let row as any SettingRow: [row]
            case let group as any SettingGroup: group.rows
            default: []
            }
        }
    }
}

/// Settings of the file itself.
struct FileSettings: SettingGroup {
    let version = KeySection(
        "version", shape: "1", otherwise: "required", help: "Format version of this file")
}
