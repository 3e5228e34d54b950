/// The table of settings. Each row is a property of one of the groups, in the order of the reference.
///
/// A new setting is a row here, an `@Option` or `@Flag` made from it where a command takes it, and its use in `Setup`. It is
/// then read from the file and the environment, and documented, without further code.
enum Settings {
    static let file = FileSettings()
    static let registry = RegistrySettings()
    static let mirrors = MirrorSettings()
    static let release = ReleaseSettings()
    static let policy = PolicySettings()
    static let place = PlaceSettings()
    static let scap = ScapSettings()
    static let command = CommandSettings()

    static let groups: [any SettingGroup] = [file, registry, mirrors, release, policy, place, scap, command]

    static let rows = groups.flatMap(\.rows)

    /// The rows with a key in the mapping at a path; the empty path is the file itself.
    static func rows(in path: String) -> [any SettingRow] { rows.filter { $0.key != nil && $0.parent == path } }
}

/// Settings that belong together: each stored property is a row, or a group of rows.
protocol SettingGroup: Sendable {}

extension SettingGroup {
    /// Its rows. Nothing lists them a second time, so that none can be left out.
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

/// What belongs to the file itself.
struct FileSettings: SettingGroup {
    let version = KeySection(
        "version", shape: "1", otherwise: "required", help: "The version of this file's form")
}
